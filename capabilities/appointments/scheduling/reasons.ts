import * as z from 'zod/mini'

/** Why a family is heard then, or not yet. The sentences for people are in `messages/reasons`, one for each code. */
export const reasonCodes = [
  // It has a place.
  ...(['first-day', 'first-after-notice', 'first-anyone-works', 'later-proven', 'later-found'] as const),
  // It has none: from what can never be to what is only full.
  ...(['notice-too-long', 'no-officer', 'no-special-officer', 'no-room', 'too-long'] as const),
  ...(['nobody-speaks', 'no-special-speaks', 'nobody-as-asked', 'nobody-works', 'full-proven', 'full-found'] as const),
  // Something changed after the plan.
  ...(['unchanged', 'lost-moved', 'lost-took', 'lost-left', 'household-moved', 'household-left'] as const),
  ...(['gave-moved', 'gave-left', 'new-placed', 'new-left'] as const),
] as const

const whole = () => z.optional(z.int())

/** Days are those of the plan, from 0: `day` is the one it is about, `wasDay` the one it had before. */
const ReasonValues = z.object({
  ...{ day: whole(), fromDay: whole(), toDay: whole(), wasDay: whole() },
  ...{ notice: whole(), days: whole(), slots: whole(), slotsPerDay: whole() },
  ...{ language: z.optional(z.string()), wasOfficer: z.optional(z.string()) },
})

/** A code and its values; `who` says by whom a family is heard, where it has a place. */
const Reason = z.object({
  code: z.enum(reasonCodes),
  who: z.optional(z.enum(['speaks', 'speaks-special', 'interpreted', 'interpreted-special'])),
  values: ReasonValues,
})
export type Reason = z.infer<typeof Reason>
export type ReasonCode = Reason['code']

/** The same as one English sentence, as `posada schedule` prints it. */
export function sentenceOf({ code, who, values }: Reason): string {
  const { day, fromDay, toDay, wasDay, notice, days, slots, slotsPerDay, language, wasOfficer } = values
  const heardBy = who === undefined ? '' : `${WHO[who]} ${language}`
  const range = fromDay === toDay ? `On day ${fromDay}` : `On days ${fromDay} to ${toDay}`
  const lost = `Its appointment on day ${wasDay} with ${wasOfficer} cannot be held any more.`
  const gave = `It gave its place on day ${wasDay} to a more urgent family.`
  const free = `Day ${day} has the first place that is free for it.`
  const none = 'No place is free for it, and as few families as possible are moved.'
  switch (code) {
    case 'first-day':
      return `The first day of the plan, with ${heardBy}.`
    case 'first-after-notice':
      return `The first day its notice of ${inDays(notice!)} allows, with ${heardBy}.`
    case 'first-anyone-works':
      return `The first of its ${inDays(days!)} on which anyone who could hear it works, with ${heardBy}.`
    case 'later-proven':
    case 'later-found':
      return `${range}, ${COSTLY[code]}; on day ${day} there is ${heardBy}.`
    case 'notice-too-long':
      return `Its notice of ${inDays(notice!)} is longer than this plan of ${inDays(days!)} allows.`
    case 'no-officer':
      return 'This plan has no officer.'
    case 'no-special-officer':
      return 'This plan has no officer for special needs.'
    case 'no-room':
      return 'This plan has no room to hear anybody in.'
    case 'too-long':
      return `Its meeting takes ${slots} slots, and a day has ${slotsPerDay}.`
    case 'nobody-speaks':
      return `No officer speaks ${language}, and there is no interpreter for it.`
    case 'no-special-speaks':
      return `No officer for special needs speaks ${language}, and there is no interpreter for it.`
    case 'nobody-as-asked':
      return `Nobody by whom it asked to be heard speaks ${language}.`
    case 'nobody-works':
      return `Nobody who could hear it works on the days its notice allows, from day ${fromDay} on.`
    case 'full-proven':
    case 'full-found':
      return `From day ${fromDay} on, ${COSTLY[code]}.`
    case 'unchanged':
      return 'Unchanged.'
    case 'lost-moved':
      return `${lost} ${free}`
    case 'lost-took':
      return `${lost} It takes the place of a family with a lower priority on day ${day}.`
    case 'lost-left':
      return `${lost} ${none}`
    case 'household-moved':
      return `Its household has to move. ${free}`
    case 'household-left':
      return `Its household has to move. ${none}`
    case 'gave-moved':
      return `${gave} ${free}`
    case 'gave-left':
      return `${gave} No other is free.`
    case 'new-placed':
      return free
    case 'new-left':
      return none
  }
}

const WHO = {
  speaks: 'an officer who speaks',
  'speaks-special': 'an officer for special needs who speaks',
  interpreted: 'an officer and an interpreter for',
  'interpreted-special': 'an officer for special needs and an interpreter for',
}

const PROVEN = 'room would have cost others at least as much waiting, weighed by priority'
const FOUND = 'no room was found that would not have cost others more waiting, weighed by priority'
/** What is proven is told as such; of a search it can only be told what it found. */
const COSTLY = { 'later-proven': PROVEN, 'full-proven': PROVEN, 'later-found': FOUND, 'full-found': FOUND }

const inDays = (count: number) => (count === 1 ? '1 day' : `${count} days`)

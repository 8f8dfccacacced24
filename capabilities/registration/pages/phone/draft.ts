import type { Random } from '#platform/base/environment.ts'
import { newId, toBase64url } from '#platform/base/ids.ts'
import type { Locale } from '#platform/messages/messages.ts'
import { newAccessCode } from '../../access-code.ts'
import { type Birth, type Consent, isChildBand, nothingAsked, type Purpose } from '../../model.ts'
import { bandOf } from './age.ts'

export type Group = 'adult' | 'child' | 'small-child'
export type Sex = 'female' | 'male' | 'other' | 'unknown' | 'undisclosed'
export type Relation =
  | 'focal-point'
  | 'partner'
  | 'child'
  | 'parent'
  | 'sibling'
  | 'grandchild'
  | 'grandparent'
  | 'other-relative'
  | 'not-related'
  | 'unknown'
export type Need =
  | 'pregnant'
  | 'nursing'
  | 'disability'
  | 'serious-medical'
  | 'older-person'
  | 'single-parent'
  | 'child-at-risk'
  | 'violence-survivor'
  | 'legal-protection'
  | 'undisclosed'

/** One person as far as they have been told. `undefined`: not asked yet; `null`: they do not know. */
export interface DraftPerson {
  id: string
  group: Group
  name?: string | null
  sex?: Sex
  birth?: Birth
  nationality?: string
  language?: Locale
  relation?: Relation
  needs?: Need[]
  consent: Consent
  /** Another adult decides alone: now, with the phone in hand, or later. */
  asked?: 'now' | 'later'
}

/** Who holds the phone. A child alone is led to a trained person and never put into an adult's household. */
export type Speaker = 'adult' | 'child-with-adult' | 'child-alone'

/** A household being told. The first person speaks for it. */
export interface Draft {
  entryId: string
  accessCode: string
  cti: string
  speaker?: Speaker
  counted: boolean
  people: DraftPerson[]
  /** Everyone has the nationality and language of the first. */
  alike?: boolean
  /** Who needs something special. */
  needing?: string[]
  phoneNumber?: string | null
  /** Words in fields, also half-typed ones, so that a killed browser loses nothing. */
  typed: Record<string, string>
  at: string
  /** Came from the summary to change one answer; goes back there. */
  changing?: boolean
}

/** A new household of one person: whoever holds the phone. */
export function newDraft(random: Random): Draft {
  return {
    entryId: newId(random),
    accessCode: newAccessCode(random),
    cti: toBase64url(random.bytes(8)),
    counted: false,
    people: [newPerson('adult', random)],
    typed: {},
    at: 'speaker',
  }
}

const newPerson = (group: Group, random: Random): DraftPerson => ({
  id: newId(random),
  group,
  consent: { ...nothingAsked },
})

/** The household with so many of each group; people already told about stay as they are. The first is the speaker. */
export function withCounts(draft: Draft, counts: Record<Group, number>, random: Random): Draft {
  const speaker = draft.people[0]!
  const people: DraftPerson[] = [speaker]
  for (const group of ['adult', 'child', 'small-child'] as const) {
    const told = draft.people.slice(1).filter((person) => person.group === group)
    const wanted = counts[group] - Number(speaker.group === group)
    for (let index = 0; index < wanted; index++) people.push(told[index] ?? newPerson(group, random))
  }
  return { ...draft, people, counted: true }
}

/** How many of each group there are. */
export function countsOf({ people }: Draft): Record<Group, number> {
  const count = (group: Group) => people.filter((person) => person.group === group).length
  return { adult: count('adult'), child: count('child'), 'small-child': count('small-child') }
}

/** Says something about one person. */
export function withPerson(draft: Draft, id: string, told: Partial<DraftPerson>): Draft {
  return { ...draft, people: draft.people.map((person) => (person.id === id ? { ...person, ...told } : person)) }
}

/** Records one decision. What the speaker decides counts for the children too; other adults decide alone. */
export function withConsent(draft: Draft, id: string, purpose: Purpose, agreed: boolean, today: string): Draft {
  const concerned = (person: DraftPerson) => person.id === id || (id === draft.people[0]?.id && !isAdult(person, today))
  return {
    ...draft,
    people: draft.people.map((person) =>
      concerned(person) ? { ...person, consent: { ...person.consent, [purpose]: agreed } } : person,
    ),
  }
}

/** Leaves someone out of this household. */
export function withoutPerson(draft: Draft, id: string): Draft {
  return { ...draft, people: draft.people.filter((person) => person.id !== id) }
}

/** By what was told of the birth, else by the group they were counted in. */
export function isAdult(person: DraftPerson, today: string): boolean {
  const band = bandOf(person, today)
  return band === 'unknown' ? person.group === 'adult' : !isChildBand(band)
}

/** Only children: they are shown to a trained person. */
export function hasNoAdult(draft: Draft, today: string): boolean {
  return !draft.people.some((person) => isAdult(person, today))
}

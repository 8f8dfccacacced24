import { addDays, dayNumberOf, type PlainDate } from '#platform/base/plain-date.ts'
import type { createBoard } from './board.ts'
import { momentsOf, type Office, type Resource } from './calendar.ts'
import type { HeardBy, Language, Reason } from './model.ts'
import { agedPriority, type Family, type SchedulingProblem, type Taken } from './scheduling/problem.ts'
import type { Reason as PlanReason } from './scheduling/reasons.ts'

type Board = ReturnType<typeof createBoard>
/** A calendar as the scheduler sees it: days on which an officer works are numbered, everything else is taken. */
export type Frame = ReturnType<typeof frameOf>

/** Whom a plan is about, in the words of the calendar. */
export type Planned = {
  id: string
  language: Language
  special: boolean
  heardBy: HeardBy
  slots: number
  priority: number
  since: PlainDate
  passedOver: number
  /** The officer who knows the case, by their calendar. */
  officerId: string | null
}

export function frameOf(
  {
    office,
    resources,
    board,
    today,
  }: { office: Office; resources: readonly Resource[]; board: Board; today: PlainDate },
  { days: ahead, now }: { days: number; now: number },
) {
  const slots = Array.from({ length: office.slotsPerDay }, (_, slot) => slot)
  const officers = resources.filter(({ kind }) => kind === 'officer')
  const pools = resources.filter(({ kind }) => kind === 'interpreter')
  const rooms = resources.filter(({ kind }) => kind === 'room')
  const isOver = (day: PlainDate, slot: number) => day === today && momentsOf(office, day, slot, 1).from < now
  const free = (resource: Resource, day: PlainDate, slot: number) =>
    isOver(day, slot) ? 0 : Math.max(0, board.free(resource, day, slot))
  const works = (officer: Resource, day: PlainDate) => slots.some((slot) => board.present(officer, day, slot) > 0)
  const found = Array.from({ length: ahead }, (_, i) => addDays(today, i)).filter((day) =>
    officers.some((officer) => works(officer, day)),
  )
  const days = found.length > 0 ? found : [today]
  const taken: Taken[] = []
  let freeSlots = 0
  for (const [number, day] of days.entries())
    for (const slot of slots) {
      for (const officer of officers) {
        if (free(officer, day, slot) > 0) freeSlots++
        else if (works(officer, day)) taken.push({ day: number, slot, officer: officer.id })
      }
      for (const pool of pools)
        for (let gone = free(pool, day, slot); gone < pool.number; gone++)
          taken.push({ day: number, slot, language: pool.languages[0]! })
      for (const room of rooms) if (free(room, day, slot) === 0) taken.push({ day: number, slot, room: true })
    }
  const problem: Omit<SchedulingProblem, 'families'> = {
    ...{ days: days.length, slotsPerDay: office.slotsPerDay, passedOverMax: office.passedOverMax, taken },
    officers: officers.map((officer) => ({
      ...{ id: officer.id, special: officer.special },
      // Whoever asked for a woman or a man speaks, for the scheduler, a language of its own that only those officers know.
      languages: [...officer.languages, ...officer.languages.map((language) => tongueOf(language, officer.heardBy))],
      daysOff: days.flatMap((day, number) => (works(officer, day) ? [] : [number])),
    })),
    interpreters: Object.fromEntries(pools.map((pool) => [pool.languages[0]!, pool.number])),
    ...(rooms.length > 0 && { rooms: rooms.length }),
  }
  /** The first number of a day on which somebody works, from a day on; the number of days when there is none. */
  const numberFrom = (day: PlainDate) => {
    const number = days.findIndex((each) => each >= day)
    return number < 0 ? days.length : number
  }
  return { days, today, ahead, freeSlots, problem, numberFrom }
}

const tongueOf = (language: Language, heardBy: HeardBy): string =>
  heardBy === 'anyone' ? language : `${language}/${heardBy}`

/** `earliest`: the first day it may be told for. */
export function familyOf(frame: Frame, planned: Planned, earliest: PlainDate): Family {
  const { id, language, special, heardBy, slots, since, passedOver, officerId } = planned
  const waited = dayNumberOf(frame.today) - dayNumberOf(since)
  return {
    ...{ id, special, slots, passedOver, language: tongueOf(language, heardBy) },
    priority: agedPriority(planned.priority, waited, frame.ahead),
    noticeDays: frame.numberFrom(earliest),
    ...(officerId !== null && { officer: officerId }),
  }
}

/** A reason of the scheduler, with days of the calendar and names. */
export function reasonOf(
  frame: Frame,
  { code, who, values }: PlanReason,
  names: ReadonlyMap<string, string>,
  earliest: PlainDate,
): Reason {
  const { notice, days, language, wasOfficer, ...rest } = values
  const told: Reason['values'] = {}
  for (const [key, value] of Object.entries(rest)) {
    if (value === undefined) continue
    const isDay = key === 'day' || key === 'fromDay' || key === 'toDay' || key === 'wasDay'
    told[key] = isDay ? (frame.days[value] ?? addDays(frame.today, frame.ahead)) : value
  }
  if (notice !== undefined) told.notice = Math.max(0, dayNumberOf(earliest) - dayNumberOf(frame.today))
  if (days !== undefined) told.days = code === 'notice-too-long' ? frame.ahead : days
  const [spoken, asked] = (language ?? '').split('/')
  if (spoken) told.language = spoken
  if (wasOfficer !== undefined) told.wasOfficer = names.get(wasOfficer) ?? ''
  const isAsked = asked !== undefined && (code === 'nobody-speaks' || code === 'no-special-speaks')
  return { code: isAsked ? 'nobody-as-asked' : code, ...(who && { who }), values: told }
}

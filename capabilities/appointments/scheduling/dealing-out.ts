import type { Placed } from './explaining.ts'
import type { SchedulingProblem } from './problem.ts'

export type DayMeeting = Omit<Placed, 'slot'>

/** Slots for the meetings of all days: the interpreters of a language take turns. */
export function withSlots(problem: SchedulingProblem, meetings: readonly DayMeeting[]): Placed[] {
  return [...Map.groupBy(meetings, ({ day }) => day).values()].flatMap((ofDay) => {
    const turns = new Map<string, number>()
    const numbers = new Map<string, number>()
    const dealt = dealOut(
      ofDay.map(({ officer, language }) => {
        if (language === undefined) return { officer, interpreter: undefined }
        const turn = turns.get(language) ?? 0
        turns.set(language, turn + 1)
        const who = `${turn % problem.interpreters[language]!} ${language}`
        if (!numbers.has(who)) numbers.set(who, numbers.size)
        return { officer, interpreter: numbers.get(who)! }
      }),
      problem.slotsPerDay,
    )
    return ofDay.map((meeting, m) => ({ ...meeting, slot: dealt[m]! }))
  })
}

/** One family's meeting on a day, before it has a slot. Officers and interpreters are numbers of one day. */
export type Meeting = { officer: number; interpreter: number | undefined }

/**
 * Deals the meetings of one day out to its slots, so that no officer and no interpreter is in two at once. That always works when nobody has
 * more meetings than there are slots (König: a bipartite graph's edges need as many colours as its busiest node has edges).
 */
export function dealOut(meetings: readonly Meeting[], slotsPerDay: number): number[] {
  const slots = new Array<number>(meetings.length).fill(-1)
  const officers = new Map<number, Int32Array>()
  const interpreters = new Map<number, Int32Array>()
  const diary = (of: Map<number, Int32Array>, who: number): Int32Array => {
    const known = of.get(who) ?? new Int32Array(slotsPerDay).fill(-1)
    of.set(who, known)
    return known
  }
  const interpreted = [...meetings.keys()].filter((m) => meetings[m]!.interpreter !== undefined)
  for (const m of interpreted) {
    const officer = diary(officers, meetings[m]!.officer)
    const interpreter = diary(interpreters, meetings[m]!.interpreter!)
    const both = officer.findIndex((taken, slot) => taken < 0 && interpreter[slot]! < 0)
    const slot = both >= 0 ? both : freeOf(officer)
    if (both < 0) swapAlong(meetings[m]!.interpreter!, slot, freeOf(interpreter))
    officer[slot] = m
    interpreter[slot] = m
    slots[m] = slot
  }
  meetings.forEach(({ officer, interpreter }, m) => {
    if (interpreter !== undefined) return
    const own = diary(officers, officer)
    const slot = freeOf(own)
    own[slot] = m
    slots[m] = slot
  })
  return slots

  /** Frees a slot of an interpreter: the meetings on the way, which alternate between two slots, change places. */
  function swapAlong(interpreter: number, busy: number, free: number): void {
    const way: number[] = []
    let atInterpreter = true
    let from = busy
    for (let m = interpreters.get(interpreter)![busy]!; m >= 0; ) {
      way.push(m)
      atInterpreter = !atInterpreter
      from = from === busy ? free : busy
      const next = atInterpreter ? interpreters.get(meetings[m]!.interpreter!)! : officers.get(meetings[m]!.officer)!
      m = next[from]!
      if (m >= 0 && meetings[m]!.interpreter === undefined) break
    }
    const diaries = (m: number) => [officers.get(meetings[m]!.officer)!, interpreters.get(meetings[m]!.interpreter!)!]
    for (const m of way) for (const each of diaries(m)) if (each[slots[m]!] === m) each[slots[m]!] = -1
    for (const m of way) {
      slots[m] = slots[m] === busy ? free : busy
      for (const each of diaries(m)) each[slots[m]!] = m
    }
  }
}

function freeOf(diary: Int32Array): number {
  const slot = diary.indexOf(-1)
  if (slot < 0) throw new Error('Someone has more meetings on a day than there are slots.')
  return slot
}

import type { Family, SchedulingProblem } from './problem.ts'

/** Where a family sits: its first slot; `language` only where an interpreter is taken. Officers are numbers of the file. */
export type Seat = { officer: number; day: number; slot: number; language: string | undefined }

/** Who is busy when: officers, rooms and interpreters, slot by slot. Nothing is put in that would break a hard rule. */
export function createDiary(problem: SchedulingProblem) {
  const { days, slotsPerDay, officers, interpreters, rooms } = problem
  const times = days * slotsPerDay
  const busy = officers.map(({ daysOff }) => {
    const own = new Uint8Array(times)
    for (const day of daysOff) if (day < days) own.fill(1, day * slotsPerDay, (day + 1) * slotsPerDay)
    return own
  })
  const roomsFree = new Int32Array(times).fill(rooms ?? officers.length)
  const interpretersFree = new Map(
    Object.entries(interpreters).map(([language, count]) => [language, new Int32Array(times).fill(count)]),
  )
  const numbers = new Map(officers.map(({ id }, i) => [id, i]))
  for (const { day, slot, officer, language, room } of problem.taken ?? []) {
    const [time, number] = [day * slotsPerDay + slot, officer === undefined ? undefined : numbers.get(officer)]
    if (number !== undefined) busy[number]![time] = 1
    if (room) roomsFree[time] = roomsFree[time]! - 1
    const helping = language === undefined ? undefined : interpretersFree.get(language)
    if (helping) helping[time] = helping[time]! - 1
  }
  const speaks = officers.map(({ languages }) => new Set(languages))

  /** The first slot of a day at which an officer can hear a family, or nothing. */
  function findSeat(family: Family, officer: number, day: number): Seat | undefined {
    const language = speaks[officer]!.has(family.language) ? undefined : family.language
    for (let slot = 0; slot + lengthOf(family) <= slotsPerDay; slot++) {
      const seat = { officer, day, slot, language }
      if (fits(family, seat)) return seat
    }
    return undefined
  }

  function fits(family: Family, { officer, day, slot, language }: Seat): boolean {
    const isOpen = day >= family.noticeDays && day < days && slot >= 0 && slot + lengthOf(family) <= slotsPerDay
    if (!isOpen || (family.special && !officers[officer]!.special)) return false
    if ((language === undefined) !== speaks[officer]!.has(family.language)) return false
    const helping = language === undefined ? undefined : interpretersFree.get(language)
    if (language !== undefined && !helping) return false
    const start = day * slotsPerDay + slot
    for (let time = start; time < start + lengthOf(family); time++)
      if (busy[officer]![time] || roomsFree[time]! <= 0 || (helping && helping[time]! <= 0)) return false
    return true
  }

  function mark(family: Family, { officer, day, slot, language }: Seat, taken: 1 | -1): void {
    const start = day * slotsPerDay + slot
    for (let time = start; time < start + lengthOf(family); time++) {
      busy[officer]![time] = taken === 1 ? 1 : 0
      roomsFree[time] = roomsFree[time]! - taken
      if (language !== undefined) interpretersFree.get(language)![time]! -= taken
    }
  }

  return {
    ...{ findSeat, fits, speaks },
    put: (family: Family, seat: Seat) => mark(family, seat, 1),
    take: (family: Family, seat: Seat) => mark(family, seat, -1),
  }
}

export const lengthOf = ({ slots = 1 }: Family): number => slots

import type { DayMeeting } from './dealing-out.ts'
import type { Family, SchedulingProblem } from './problem.ts'

type Meeting = Omit<DayMeeting, 'day'>

/**
 * One day that is filled family by family. Officers are tried in the order given; where all who could hear a family are busy, those they
 * hear move on to others, one after another, until a place is free.
 */
export function createDay({ slotsPerDay, officers, interpreters }: SchedulingProblem, working: readonly number[]) {
  const held = new Map(working.map((i): [number, Meeting[]] => [i, []]))
  const interpretersFree = new Map(Object.entries(interpreters).map(([of, count]) => [of, count * slotsPerDay]))

  function place(family: Family): boolean {
    const able = working.filter((i) => isCapable(i, family))
    const speaking = able.filter((i) => officers[i]!.languages.includes(family.language))
    const withHelp = (interpretersFree.get(family.language) ?? 0) > 0 ? able : speaking
    const officer = speaking.find(hasTime) ?? withHelp.find(hasTime) ?? makeRoom(withHelp)
    // Making room may have taken the last interpreter.
    if (officer === undefined || !mayMove({ family, officer, language: undefined }, officer)) return false
    sit({ family, officer, language: undefined }, officer)
    return true
  }

  /** Breadth first over officers: who is heard by one of them might as well be heard by the next. */
  function makeRoom(start: readonly number[]): number | undefined {
    const cameFrom = new Map<number, Meeting | undefined>(start.map((i) => [i, undefined]))
    for (const officer of cameFrom.keys())
      for (const meeting of held.get(officer)!)
        for (const next of working) {
          if (cameFrom.has(next) || !mayMove(meeting, next)) continue
          cameFrom.set(next, meeting)
          if (hasTime(next)) return moveAlong(next, cameFrom)
        }
    return undefined
  }

  /** Moves everybody along the way found, the last first, and tells who is free now; a way that needs more interpreters than there are ends it. */
  function moveAlong(end: number, cameFrom: ReadonlyMap<number, Meeting | undefined>): number | undefined {
    let to = end
    for (let meeting = cameFrom.get(to); meeting; meeting = cameFrom.get(to)) {
      if (!mayMove(meeting, to)) return undefined
      const from = meeting.officer
      held.set(
        from,
        held.get(from)!.filter((each) => each !== meeting),
      )
      if (meeting.language !== undefined) count(meeting.language, 1)
      sit(meeting, to)
      to = from
    }
    return to
  }

  function sit({ family }: Meeting, officer: number): void {
    const language = officers[officer]!.languages.includes(family.language) ? undefined : family.language
    if (language !== undefined) count(language, -1)
    held.get(officer)!.push({ family, officer, language })
  }

  const count = (language: string, change: number) =>
    interpretersFree.set(language, (interpretersFree.get(language) ?? 0) + change)
  const hasTime = (i: number) => held.get(i)!.length < slotsPerDay
  const isCapable = (i: number, { special }: Family) => officers[i]!.special || !special
  const mayMove = ({ family, language }: Meeting, to: number) =>
    isCapable(to, family) &&
    (language !== undefined ||
      officers[to]!.languages.includes(family.language) ||
      (interpretersFree.get(family.language) ?? 0) > 0)

  return { place, meetings: () => [...held.values()].flat() }
}

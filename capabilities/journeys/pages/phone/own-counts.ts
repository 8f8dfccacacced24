import { type CountableEntry, countStop, groupState } from '../../counting.ts'
import type { CheckInEntry, GroupState } from '../../model.ts'

/** One press on this phone, and what became of it. */
export type OwnEntry = { operationId: string; entry: CheckInEntry; state: 'waiting' | 'received' | 'refused' }

/** What this phone counted at one stop. Never more than its own: totals are the coordinator's. */
export type OwnCount = {
  people: number
  /** The newest count that still stands: the one "Undo" takes back. */
  last: { id: string; people: number; isNameless: boolean } | undefined
  /** In the order they were first seen. */
  groups: OwnGroup[]
}
/** A group by a neutral letter; the tail of its code tells two apart at the roadside. */
export type OwnGroup = { code: string; letter: string; people: number; state: GroupState }

/** `known`: what the server last said about groups; it knows other phones, but not what still waits here. */
export function ownCountAt(
  stopId: string | undefined,
  deviceId: string,
  own: readonly OwnEntry[],
  known: ReadonlyMap<string, GroupState> = new Map(),
): OwnCount {
  const here = own.filter(({ entry }) => entry.stopId === stopId)
  const undone = new Set(here.flatMap(({ entry }) => (entry.kind === 'undo' ? [entry.undoes] : [])))
  const standing = here.filter(({ entry }) => entry.kind !== 'undo' && !undone.has(entry.id))
  const waitingCodes = new Set(
    standing.flatMap(({ entry, state }) => (state === 'waiting' && 'code' in entry ? [entry.code] : [])),
  )
  const { households, nameless } = countStop(here.map(({ entry }) => toCountable(deviceId, entry)))

  const codes = [...new Set(here.flatMap(({ entry }) => ('code' in entry ? [entry.code] : [])))]
  const groups = codes.flatMap((code, index) => {
    const count = households.get(code)
    if (!count) return [] // taken back; its letter is not given to another
    const state = waitingCodes.has(code) ? undefined : known.get(code)
    return [{ code, letter: letterOf(index), people: count.people, state: state ?? groupState(count) }]
  })
  const last = standing.at(-1)?.entry
  return {
    people: nameless + groups.reduce((sum, { people }) => sum + people, 0),
    last:
      last && 'people' in last ? { id: last.id, people: last.people, isNameless: last.kind === 'nameless' } : undefined,
    groups,
  }
}

/** A … Z, then AA, AB, as columns of a sheet. */
export function letterOf(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26))
  return index < 26 ? letter : letterOf(Math.floor(index / 26) - 1) + letter
}

function toCountable(deviceId: string, entry: CheckInEntry): CountableEntry {
  return { ...entry, deviceId, madeAt: Date.parse(entry.madeAt) }
}

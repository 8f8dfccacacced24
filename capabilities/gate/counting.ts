import { type GateSize, type Paused, pausedAfter } from './letting-in.ts'

/** Counts of one day at a gate. */
export type GateCounts = { peopleCame: number; peopleWent: number; countersOpen: number; paused: Paused | null }

export type PressKind = 'came' | 'went' | 'counters' | 'pause' | 'open'
/** `number`: people of one family that came in or was called; or counters that are open now; 0 otherwise. */
export type Press = { kind: PressKind; number: number }

export const insideOf = ({ peopleCame, peopleWent }: Pick<GateCounts, 'peopleCame' | 'peopleWent'>): number =>
  peopleCame - peopleWent

/** The counts after a press; undefined where more would have gone on than are there. */
export function afterPress(area: Pick<GateSize, 'areaM2'>, counts: GateCounts, press: Press): GateCounts | undefined {
  const next = { ...counts }
  if (press.kind === 'came') next.peopleCame += press.number
  if (press.kind === 'went') next.peopleWent += press.number
  if (press.kind === 'counters') next.countersOpen = press.number
  if (press.kind === 'pause') next.paused = 'by-hand'
  if (press.kind === 'open') next.paused = null
  return settled(area, next)
}

/** The counts without a press, whatever was pressed since; undefined where that cannot be any more. */
export function withoutPress(
  area: Pick<GateSize, 'areaM2'>,
  counts: GateCounts,
  { kind, number, before }: Press & { before: number },
): GateCounts | undefined {
  const next = { ...counts }
  if (kind === 'came') next.peopleCame -= number
  if (kind === 'went') next.peopleWent -= number
  // Somebody else may have set these since: then theirs stands.
  if (kind === 'counters') {
    if (counts.countersOpen !== number) return undefined
    next.countersOpen = before
  }
  if (kind === 'pause') {
    if (counts.paused !== 'by-hand') return undefined
    next.paused = null
  }
  if (kind === 'open') {
    if (counts.paused === 'by-hand') return undefined
    next.paused = 'by-hand'
  }
  return settled(area, next)
}

function settled(area: Pick<GateSize, 'areaM2'>, counts: GateCounts): GateCounts | undefined {
  const inside = insideOf(counts)
  return inside < 0 || counts.peopleWent < 0
    ? undefined
    : { ...counts, paused: pausedAfter(area, inside, counts.paused) }
}

import { createHash } from 'node:crypto'
import { plainDateOf } from '#platform/base/plain-date.ts'
import type { Tx } from '#platform/database/connect.ts'
import { type CheckInEntry, type CheckInReceipt, checkInHashInput, STOP_OPEN_MS } from '../model.ts'
import {
  addLatePeople,
  type CheckInRow,
  findCheckIns,
  insertCheckIns,
  keepConflict,
  listClosedStops,
  lockStops,
} from './queries.ts'

/** What became of an entry, before its receipt is signed. */
export type Received =
  | { entryId: string; status: 'conflict' | 'unknown-stop' }
  | ({ entryId: string; status: 'received' } & { receipt: Omit<CheckInReceipt, 'operationId' | 'signature'> })

type Batch = { deviceId: string; entries: CheckInEntry[]; now: number }
type Hashed = { entry: CheckInEntry; hash: Buffer; isLate: boolean }

/**
 * Writes the entries of one phone. Order and repetition change nothing: an id counts once, and what came first under an
 * id stays in the totals while other content is kept beside it.
 */
export async function receiveCheckIns(tx: Tx, { deviceId, entries, now }: Batch): Promise<Received[]> {
  const { operationId } = tx
  if (entries.length === 0) return []
  const stopIds = [...new Set(entries.map(({ stopId }) => stopId))].sort()
  const known = new Set((await tx.run(lockStops, { operationId, stopIds })).map(({ id }) => id))
  const closed = new Set((await tx.run(listClosedStops, { operationId, stopIds })).map(({ stopId }) => stopId))
  const hashed = entries.map((entry) => ({
    entry,
    hash: createHash('sha256').update(checkInHashInput(deviceId, entry)).digest(),
    isLate: closed.has(entry.stopId) || Date.parse(entry.madeAt) <= now - STOP_OPEN_MS,
  }))
  const taken = hashed.filter(({ entry }) => known.has(entry.stopId))
  const first = firstOfEach(taken)
  const rows = first.map((each) => toRow(deviceId, each, now))
  const inserted = new Set((await tx.run(insertCheckIns, { operationId, rows })).map(({ id }) => id))
  await addLate(
    tx,
    first.filter(({ entry, isLate }) => isLate && inserted.has(entry.id)),
  )

  const present = new Map(
    (await tx.run(findCheckIns, { operationId, ids: first.map(({ entry }) => entry.id) })).map((row) => [row.id, row]),
  )
  const received: Received[] = []
  for (const { entry, hash } of hashed) {
    const entryId = entry.id
    const row = present.get(entryId)
    if (!known.has(entry.stopId) || !row) {
      received.push({ entryId, status: 'unknown-stop' })
    } else if (row.contentHash && !row.contentHash.equals(hash)) {
      await tx.run(keepConflict, {
        operationId,
        entryId,
        contentHash: hash,
        stopId: entry.stopId,
        content: { deviceId, ...entry },
        receivedAt: new Date(now),
      })
      received.push({ entryId, status: 'conflict' })
    } else {
      // After 72 hours nothing but the id is left to compare with, and the id is enough to count once.
      const receipt = {
        entryId,
        contentHash: hash.toString('base64url'),
        receivedAt: (row.receivedAt ?? new Date(now)).toISOString(),
        status: row.contentHash ? ('counted' as const) : ('late' as const),
      }
      received.push({ entryId, status: 'received', receipt })
    }
  }
  return received
}

/** One batch may hold an id twice; the first is written, the second then compared with it like any other. */
const firstOfEach = (hashed: Hashed[]): Hashed[] => [
  ...new Map(hashed.toReversed().map((each) => [each.entry.id, each])).values(),
]

function toRow(deviceId: string, { entry, hash, isLate }: Hashed, now: number): CheckInRow {
  const { id, kind } = entry
  const receivedOn = plainDateOf(now)
  if (isLate) return { ...NOTHING_LEFT, id, kind, receivedOn }
  return {
    ...NOTHING_LEFT,
    id,
    kind,
    receivedOn,
    contentHash: hash,
    stopId: entry.stopId,
    deviceId,
    madeAt: new Date(entry.madeAt),
    receivedAt: new Date(now),
    ...(entry.kind === 'undo' ? { undoes: entry.undoes } : { people: entry.people }),
    ...(entry.kind === 'household' && { shortCode: entry.code, sizeOnCard: entry.sizeOnCard }),
  }
}

const NOTHING_LEFT = {
  contentHash: null,
  stopId: null,
  deviceId: null,
  shortCode: null,
  sizeOnCard: null,
  people: null,
  undoes: null,
  madeAt: null,
  receivedAt: null,
}

/** Counts for a closed stop are added without a household; a late undo finds nothing to take back. */
async function addLate(tx: Tx, late: Hashed[]): Promise<void> {
  const people = new Map<string, number>()
  for (const { entry } of late)
    if (entry.kind !== 'undo') people.set(entry.stopId, (people.get(entry.stopId) ?? 0) + entry.people)
  for (const [stopId, more] of people)
    await tx.run(addLatePeople, { operationId: tx.operationId, stopId, people: more })
}

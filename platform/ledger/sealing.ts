import type { KeyObject } from 'node:crypto'
import type { Clock } from '#platform/base/environment.ts'
import type { NodeSigner } from '#platform/cose/ed25519-node.ts'
import type { Database, Tx } from '#platform/database/connect.ts'
import { leafOfEntry, type SealedEntry, sealOfLeaf } from './entry.ts'
import { isSignedBy, parseHead, signHead } from './head.ts'
import { append, type Edge, EMPTY_EDGE, edgeFromBytes, edgeToBytes, type Hash, isSame, rootOfEdge } from './merkle.ts'
import {
  beginState,
  findNewestHead,
  findPause,
  insertHead,
  insertLeaves,
  keepState,
  listUnsealed,
  lockState,
} from './queries-log.ts'

/** The keys of one operation's log. They work while the operation is locked. */
export type LedgerKeys = {
  ledger: NodeSigner
  /** Kept imported: with bare bytes each seal took five times as long. */
  ledgerSealKey: KeyObject
}

type Parts = {
  db: Database
  clock: Clock
  /** Milliseconds that nobody can set: they show that the clock was. Without them that is made good once a day. */
  ticks?: () => number
  /** Undefined for an operation that is closed. */
  keysOf: (operationId: string) => Promise<LedgerKeys | undefined>
  batchMax?: number
  /** How many entries one step of looking through all of them passes over. */
  sweepStep?: number
}

/** What is stored of the log contradicts its own newest head. Sealing stops until a person has looked. */
export class LedgerBroken extends Error {
  /** The log of a failed job holds an error's name and nothing else. */
  override readonly name = 'LedgerBroken'
}

/**
 * Gives entries their numbers in the log, in batches, and signs a head after each. Nobody waits for it: an act is
 * durable without. Several processes may seal at once; they take turns at the counter row.
 */
export function createSealer({
  db,
  clock,
  ticks = clock,
  keysOf,
  batchMax = BATCH_MAX,
  sweepStep = SWEEP_STEP,
}: Parts) {
  const done = new Map<string, { sweptAt: number; sealedAt: number; ticks: number }>()

  /** Seals what is new in one operation and gives how many entries that were. */
  async function seal(operationId: string): Promise<number> {
    const keys = await keysOf(operationId)
    if (!keys) return 0
    const [now, elapsed] = [clock(), ticks()]
    const last = done.get(operationId)
    // Set back, it dates acts before what was sealed, and may have caught up by now.
    const wasSet = last !== undefined && Math.abs(now - last.sealedAt - (elapsed - last.ticks)) > SET_MS
    // The first time after a start everything is looked through, when the clock was set, and once a day.
    const isSweep = last === undefined || wasSet || Math.abs(now - last.sweptAt) > SWEEP_EVERY_MS
    const sealed = isSweep
      ? await sweep(operationId, keys)
      : await sealSpan(operationId, keys, { from: beforeAnyUnderWay(Math.min(now, last.sealedAt)), to: ALWAYS })
    done.set(operationId, { sweptAt: isSweep ? now : last.sweptAt, sealedAt: now, ticks: elapsed })
    return sealed
  }

  /** In steps, so that each stays short however many entries there are. */
  async function sweep(operationId: string, keys: LedgerKeys): Promise<number> {
    let sealed = 0
    let from: string | undefined = NEVER
    while (from !== undefined) {
      const pauses: { at: string }[] = await db.scoped(operationId, findPause, { operationId, from, step: sweepStep })
      sealed += await sealSpan(operationId, keys, { from, to: pauses[0]?.at ?? ALWAYS })
      from = pauses[0]?.at
    }
    return sealed
  }

  async function sealSpan(operationId: string, keys: LedgerKeys, span: Span): Promise<number> {
    // Mostly there is nothing new; finding that out takes no lock.
    const waiting = await db.scoped(operationId, listUnsealed, { operationId, ...span, limit: 1 })
    let sealed = 0
    let from = waiting[0]?.at
    while (from !== undefined) {
      const params = { operationId, from, to: span.to, limit: batchMax }
      const batch = await db.transaction(operationId, (tx) => sealBatch(tx, keys, clock(), params))
      sealed += batch.length
      // Where one batch ends the next begins, so that what is done is not searched again.
      from = batch.length < batchMax ? undefined : batch.at(-1)?.at
    }
    return sealed
  }

  return { seal }
}

type Span = { from: string; to: string }

async function sealBatch(tx: Tx, keys: LedgerKeys, now: number, params: Span & { operationId: string; limit: number }) {
  const { operationId } = tx
  const edge = await lockEdge(tx, keys)
  // Read after the lock: another sealer may just have taken some.
  const entries = await tx.run(listUnsealed, params)
  if (entries.length === 0) return entries
  const hashes = entries.map(leafOf)
  const grown = append(edge, hashes)
  const line = signHead({ operationId, size: grown.size, root: rootOfEdge(grown), at: now }, keys.ledger)
  const seals = hashes.map((hash, place) => sealOfLeaf(keys.ledgerSealKey, operationId, edge.size + place, hash))
  await tx.runAll([
    insertLeaves({ operationId, from: edge.size, entryIds: entries.map(({ id }) => id), hashes, seals }),
    keepState({ operationId, size: grown.size, edge: edgeToBytes(grown) }),
    insertHead({ operationId, size: grown.size, line }),
  ])
  return entries
}

/** The right edge, once it agrees with the newest head: nothing is ever built on a tree that was tampered with. */
async function lockEdge(tx: Tx, { ledger }: LedgerKeys): Promise<Edge> {
  const { operationId } = tx
  const [, [state]] = (await tx.runAll([beginState({ operationId }), lockState({ operationId })])) as [
    unknown,
    { size: number; edge: Buffer }[],
  ]
  const [newest] = await tx.run(findNewestHead, { operationId })
  const edge = edgeFromBytes(state!.size, state!.edge)
  if (!newest && edge?.size === 0) return EMPTY_EDGE
  const head = newest && parseHead(newest.line)
  const agrees =
    edge &&
    head?.operationId === operationId &&
    head.size === edge.size &&
    isSame(head.root, rootOfEdge(edge)) &&
    isSignedBy(ledger.publicKey, head)
  if (!agrees) throw new LedgerBroken('the log does not agree with its newest head')
  return edge
}

/** An entry of an impossible form is sealed as what it is not: verification then names it, and the others go on. */
const leafOf = (entry: SealedEntry): Hash => leafOfEntry(entry) ?? UNREADABLE

const UNREADABLE = new Uint8Array(32)

const BATCH_MAX = 1_000
const NEVER = '-infinity'
const ALWAYS = 'infinity'
const SWEEP_STEP = 20_000
const SWEEP_EVERY_MS = 24 * 3_600_000
/** A clock that is kept right moves by less between two seals. */
const SET_MS = 5_000

/** An entry is dated before it commits: at most 10 seconds to get a connection and 15 for its statement. */
const beforeAnyUnderWay = (time: number): string => new Date(time - 30_000).toISOString()

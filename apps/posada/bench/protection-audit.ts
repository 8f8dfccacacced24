import { insertRegistration, type NewRegistration } from '#capabilities/registration/server/queries-intake.ts'
import { budgets } from '#checks/budgets.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId, toHex } from '#platform/base/ids.ts'
import type { Database } from '#platform/database/connect.ts'
import type { Statement } from '#platform/database/query.ts'
import { createSealer } from '#platform/ledger/sealing.ts'
import { verifyLog } from '#platform/ledger/verifying.ts'
import { atLeast, type BenchContext, type BenchRow, median, shown } from './benchmark.ts'
import type { BenchOperation } from './protection.ts'

/** As many as write at once. */
export const CONNECTIONS = 16
const ROUNDS = 7
/** As long as the server lets pass between two sealings, so that each audited round holds one. */
const ROUND_MS = 4_000
const WARM_UP_MS = 2_000
const SEAL_AFTER_MS = 2_000

const { clock, random, timers } = realEnvironment()

/** What the audit log costs: registrations written with entry and sealing, against the same without either, in turns. */
export async function measureAudit(
  { db, operationId, keysOf }: BenchOperation,
  { progress, signal }: BenchContext,
): Promise<BenchRow[]> {
  const sealer = createSealer({ db, clock, keysOf })
  const audited = () => writesPerSecond(db, operationId, insertRegistration, ROUND_MS, () => sealer.seal(operationId))
  const unaudited = () => writesPerSecond(db, operationId, withoutAudit, ROUND_MS)

  progress('warming up')
  await writesPerSecond(db, operationId, insertRegistration, WARM_UP_MS)
  await writesPerSecond(db, operationId, withoutAudit, WARM_UP_MS)
  await sealer.seal(operationId)
  const rounds = []
  for (let round = 1; round <= ROUNDS && !signal.aborted; round++) {
    progress(`audit: round ${round} of ${ROUNDS}`)
    // The one that goes first changes, so that what the first leaves behind troubles both alike.
    const first = round % 2 ? await audited() : undefined
    const without = await unaudited()
    rounds.push({ with: first ?? (await audited()), without })
  }
  const sealing = await measureSealing(db, operationId, sealer)

  progress('recomputing the log')
  const keys = await keysOf(operationId)
  const startedAt = performance.now()
  const verdict = await verifyLog((query, params) => db.scoped(operationId, query, params), keys!, { operationId })
  if (!verdict.valid || verdict.unsealed > 0) throw new Error('the log of the benchmark is not valid')
  const verifyingMs = performance.now() - startedAt
  return [
    atLeast(
      'auditedToUnaudited',
      median(rounds.map((round) => round.with / round.without)),
      '1',
      budgets.protection.auditedToUnaudited,
    ),
    shown('auditedWritesPerSecond', median(rounds.map((round) => round.with)), '1/s'),
    shown('sealedPerSecond', sealing, '1/s'),
    shown('verifyMsPer1000', (verifyingMs / verdict.size) * 1_000, 'ms'),
  ]
}

/** Writes as fast as the connections allow; what runs beside is done before the time is taken. */
async function writesPerSecond(
  db: Database,
  operationId: string,
  write: (registration: NewRegistration) => Statement<unknown>,
  ms: number,
  beside?: () => Promise<unknown>,
): Promise<number> {
  const startedAt = performance.now()
  const isOver = () => performance.now() - startedAt > ms
  let written = 0
  const connection = async () => {
    for (; !isOver(); written++) await db.scopedAll(operationId, [write(anyRegistration(operationId))])
  }
  const besides = async () => {
    if (!beside) return
    await new Promise<void>((resolve) => void timers.after(SEAL_AFTER_MS, resolve))
    await beside()
  }
  await Promise.all([...Array.from({ length: CONNECTIONS }, connection), besides()])
  return written / ((performance.now() - startedAt) / 1_000)
}

/** A backlog, as after a start: entries sealed in a second. */
async function measureSealing(db: Database, operationId: string, sealer: ReturnType<typeof createSealer>) {
  await sealer.seal(operationId)
  await writesPerSecond(db, operationId, insertRegistration, WARM_UP_MS)
  const startedAt = performance.now()
  const sealed = await sealer.seal(operationId)
  return sealed / ((performance.now() - startedAt) / 1_000)
}

/** The hot write as it is, but for the audit entry. */
function withoutAudit(registration: NewRegistration): Statement<unknown> {
  const audited = insertRegistration(registration)
  const text = audited.text.replace(AUDIT, 'select $34::uuid, $35::bytea from entry')
  if (text === audited.text) throw new Error('the hot write looks different now: this benchmark must follow')
  return { ...audited, text }
}

const AUDIT = /insert into audit_entry[^)]*\)\s*select [^)]*\$35::bytea from entry/

let statusIndex = 0

/** A household of four as a phone sends it, with ids of its own. */
export function anyRegistration(operationId: string): NewRegistration {
  const sample = insertRegistration.sample
  return {
    ...sample,
    ...{ operationId, entryId: newId(random), groupId: newId(random), eventId: newId(random), auditId: newId(random) },
    ...{ caseNumber: toHex(random.bytes(6)), cti: random.bytes(8), shortCode: toHex(random.bytes(5)) },
    ...{ accessCodeHash: random.bytes(32), contentHash: random.bytes(32), salt: random.bytes(16) },
    ...{ statusIndex: statusIndex++, receivedAt: new Date(clock()), siteId: null, invitationId: null },
    people: [true, false, false, false].map((isFocalPoint) => ({
      ...sample.people[0]!,
      id: newId(random),
      isFocalPoint,
    })),
  }
}

import { createOperation, createOperationKeyring } from '#capabilities/access/server/operations.ts'
import { insertRegistration, type NewRegistration } from '#capabilities/registration/server/queries-intake.ts'
import { budgets } from '#checks/budgets.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId, toHex } from '#platform/base/ids.ts'
import { type Database, openDatabase } from '#platform/database/connect.ts'
import { startEmbedded } from '#platform/database/embedded.ts'
import type { Statement } from '#platform/database/query.ts'
import { createSealer } from '#platform/ledger/sealing.ts'
import { verifyLog } from '#platform/ledger/verifying.ts'
import { atLeast, type BenchContext, type Benchmark, type BenchRow, shown } from './benchmark.ts'
import { withDataFolder } from './serving.ts'

/** What the audit log costs: registrations written with entry and sealing, against the same without either, in turns. */
export const protection: Benchmark = {
  name: 'protection',
  about: 'audited writes against unaudited ones over 16 connections, sealing, and recomputing the log',
  run: (context) => withDataFolder((dataDir) => measure(dataDir, context)),
}

const CONNECTIONS = 16
const ROUNDS = 7
/** As long as the server lets pass between two sealings, so that each audited round holds one. */
const ROUND_MS = 4_000
const WARM_UP_MS = 2_000
const SEAL_AFTER_MS = 2_000

const { clock, random, timers } = realEnvironment()

async function measure(dataDir: string, { progress, signal }: BenchContext): Promise<BenchRow[]> {
  const log = (line: string) => console.error(line)
  const postgres = await startEmbedded({ dataDir, random, timers, log })
  const { secretsDir } = postgres
  const db = await openDatabase({ ownerUrl: postgres.ownerUrl(), secretsDir, random, poolSize: CONNECTIONS + 1, log })
  try {
    const serverKey = random.bytes(32)
    const operation = { kind: 'authority', name: 'Bench', issuerName: 'Bench', practice: true } as const
    const { operationId } = await createOperation(db, operation, { serverKey, random, clock })
    const keysOf = createOperationKeyring({ db, serverKey }).find
    const sealer = createSealer({ db, clock, keysOf })
    const audited = () => writesPerSecond(db, operationId, insertRegistration, ROUND_MS, () => sealer.seal(operationId))
    const unaudited = () => writesPerSecond(db, operationId, withoutAudit, ROUND_MS)

    progress('warming up')
    await writesPerSecond(db, operationId, insertRegistration, WARM_UP_MS)
    await writesPerSecond(db, operationId, withoutAudit, WARM_UP_MS)
    await sealer.seal(operationId)
    const rounds = []
    for (let round = 1; round <= ROUNDS && !signal.aborted; round++) {
      progress(`round ${round} of ${ROUNDS}`)
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
  } finally {
    await db.close()
    await postgres.stop()
  }
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

function anyRegistration(operationId: string): NewRegistration {
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

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

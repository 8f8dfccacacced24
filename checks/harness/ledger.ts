import { createHash, createSecretKey } from 'node:crypto'
import { type Random, realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { nodeSignerFromSeed } from '#platform/cose/ed25519-node.ts'
import { type Act, actStatement } from '#platform/ledger/audit.ts'
import { parseHead, type SignedHead } from '#platform/ledger/head.ts'
import { findNewestHead } from '#platform/ledger/queries-log.ts'
import { createSealer, type LedgerKeys } from '#platform/ledger/sealing.ts'
import { type Read, type Verdict, verifyLog } from '#platform/ledger/verifying.ts'
import { addOperation, type FreshDatabase, freshDatabase } from './database.ts'

export type TestLog = {
  fresh: FreshDatabase
  operationId: string
  keys: LedgerKeys
  /** Records acts one after another, a second apart, and gives the entries' ids. */
  record(count: number): Promise<string[]>
  /** Another sealer, as after a restart; its clock is the log's. */
  newSealer(options?: { batchMax?: number; sweepStep?: number }): ReturnType<typeof createSealer>
  seal(): Promise<number>
  newestHead(): Promise<SignedHead>
  verify(exported?: SignedHead[], read?: Read): Promise<Verdict>
  /** Sets the clock; milliseconds since 1970. */
  setClock(at: number): void
}

/** The audit log of one operation in a database of its own; `fresh.drop()` when done. */
export async function testLog({ batchMax = 1_000 } = {}): Promise<TestLog> {
  const fresh = await freshDatabase()
  const { random } = realEnvironment()
  const operationId = await addOperation(fresh)
  const keys = { ledger: nodeSignerFromSeed(random.bytes(32)), ledgerSealKey: createSecretKey(random.bytes(32)) }
  const db = fresh.database
  let now = Date.UTC(2021, 9, 24, 12)
  const clock = () => now
  const newSealer: TestLog['newSealer'] = (options = {}) =>
    createSealer({ db, clock, keysOf: async () => keys, batchMax, ...options })
  const sealer = newSealer()
  return {
    ...{ fresh, operationId, keys, newSealer },
    async record(count) {
      const ids = []
      for (let i = 0; i < count; i++) {
        const entry = actStatement({ clock, random }, operationId, anyAct(random))
        await db.scopedAll(operationId, [entry])
        ids.push(entry.values[1] as string)
        now += 1_000
      }
      return ids
    },
    seal: () => sealer.seal(operationId),
    async newestHead() {
      const [head] = await db.scoped(operationId, findNewestHead, { operationId })
      return parseHead(head!.line)!
    },
    verify: (exported = [], read = (query, params) => db.scoped(operationId, query, params)) =>
      verifyLog(read, keys, { operationId, exported }),
    setClock(at) {
      now = at
    },
  }
}

/** Acts of all shapes: by staff, by a person, by a job; about somebody and about nobody. */
function anyAct(random: Random): Act {
  const [pick = 0] = random.bytes(1)
  const actors: Act['actor'][] = ['self', 'system', { accountId: newId(random), roles: ['registrar', 'planner'] }]
  return {
    actor: actors[pick % 3]!,
    act: pick % 2 ? 'open-file' : 'list',
    subjectKind: 'registration-group',
    subjectId: pick % 5 ? newId(random) : null,
    purpose: createHash('sha256').update(random.bytes(4)).digest('hex').slice(0, 12),
  }
}

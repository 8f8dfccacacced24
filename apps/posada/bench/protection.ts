import { createOperation, createOperationKeyring, listWrappedSecrets } from '#capabilities/access/server/operations.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { type Database, openDatabase } from '#platform/database/connect.ts'
import { startEmbedded } from '#platform/database/embedded.ts'
import { createVault, type Vault } from '#platform/vault/vault.ts'
import type { Benchmark } from './benchmark.ts'
import { CONNECTIONS, measureAudit } from './protection-audit.ts'
import { measureRowSecurity } from './protection-rows.ts'
import { measureIndex, measurePeople } from './protection-vault.ts'
import { registration } from './registration.ts'
import { withDataFolder } from './serving.ts'

/** What protection costs, figure by figure, and the registration it must not slow. */
export const protection: Benchmark = {
  name: 'protection',
  about: 'row-level security, sealing and reading a person, the index of names, the audit log, registration',
  run: async (context) => [
    ...(await withDataFolder((dataDir) =>
      withOperation(dataDir, async (bench) => [
        ...(await measureRowSecurity(bench, context)),
        ...(await measurePeople(bench, context)),
        ...(await measureAudit(bench, context)),
        ...(await measureIndex(bench, context)),
      ]),
    )),
    ...(await registration.run(context)),
  ],
}

export type BenchOperation = {
  db: Database
  vault: Vault
  operationId: string
  keysOf: ReturnType<typeof createOperationKeyring>['find']
  /** Whom row-level security does not bind. */
  ownerUrl: string
}

/** An operation of its own on a durable database, unlocked. */
async function withOperation<T>(dataDir: string, work: (bench: BenchOperation) => Promise<T>): Promise<T> {
  const { clock, random, timers } = realEnvironment()
  const log = (line: string) => console.error(line)
  const postgres = await startEmbedded({ dataDir, random, timers, log })
  const { secretsDir } = postgres
  const ownerUrl = postgres.ownerUrl()
  const db = await openDatabase({ ownerUrl, secretsDir, random, poolSize: CONNECTIONS + 1, log })
  const vault = createVault({ clock })
  try {
    const serverKey = random.bytes(32)
    const operation = { kind: 'authority', name: 'Bench', issuerName: 'Bench', practice: true } as const
    const { operationId, operationKey } = await createOperation(db, operation, { serverKey, random, clock })
    vault.unlock(operationId, operationKey, await listWrappedSecrets(db, operationId))
    const keysOf = createOperationKeyring({ db, serverKey }).find
    return await work({ db, vault, operationId, keysOf, ownerUrl })
  } finally {
    await vault.lockAll()
    await db.close()
    await postgres.stop()
  }
}

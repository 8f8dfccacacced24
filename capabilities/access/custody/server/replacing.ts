import type { Clock, Random } from '#platform/base/environment.ts'
import type { Database } from '#platform/database/connect.ts'
import { recordAct } from '#platform/ledger/audit.ts'
import { createCustodian, sealShares } from '#platform/vault/custodians.ts'
import type { Vault } from '#platform/vault/vault.ts'
import type { Attempts } from '../../server/sign-in.ts'
import { custodiansNotReady } from '../contract.ts'
import * as queries from './queries.ts'
import { custodiansGiven, refuse, withWordsOfTwo } from './unlocking.ts'

type Words = { ordinal: number; passphrase: string }

/**
 * Two custodians give a third new words. The key is split anew, so that an old share of the one who was replaced fits no
 * share in use. Old copies of the database still fit each other: only a rotation ends what they open.
 */
export async function replaceByOthers(
  given: { operationId: string; custodians: Words[]; replaced: Words },
  services: { db: Database; vault: Vault; clock: Clock; random: Random; attempts: Attempts },
): Promise<void> {
  const { operationId, custodians, replaced } = given
  const { db, vault, clock, random } = services
  if (custodians.some(({ ordinal }) => ordinal === replaced.ordinal)) throw await refuse(given, services)
  await withWordsOfTwo(given, services, async (operationKey, keyVersion) => {
    const fresh = await createCustodian(operationId, replaced.ordinal, replaced.passphrase, random)
    await db.transaction(operationId, async (tx) => {
      await tx.run(queries.holdCustodians, { operationId })
      const [current] = await tx.run(queries.findOperationKey, { operationId })
      if (current?.keyVersion !== keyVersion) throw custodiansNotReady() // rotated meanwhile: begin again
      await tx.run(queries.replaceCustodian, { operationId, ...fresh, createdAt: new Date(clock()) })
      const rows = await tx.run(queries.listCustodians, { operationId })
      const ready = rows.flatMap(({ ordinal, publicKey }) => (publicKey ? [{ ordinal, publicKey }] : []))
      if (ready.length !== rows.length) throw custodiansNotReady()
      for (const share of await sealShares({ operationId, keyVersion }, operationKey, ready))
        await tx.run(queries.storeShare, { operationId, ...share })
      const act = { actor: 'custodians' as const, act: 'replace-custodian', subjectKind: 'operation' }
      const purpose = `custodian ${replaced.ordinal} by ${custodiansGiven(custodians)}`
      await recordAct({ tx, clock, random }, { ...act, subjectId: operationId, purpose })
    })
  })
  vault.waiting.forget(operationId) // a share that waits is one of the split before
}

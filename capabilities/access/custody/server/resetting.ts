import type { Clock, Random } from '#platform/base/environment.ts'
import type { Database } from '#platform/database/connect.ts'
import { recordAct } from '#platform/ledger/audit.ts'
import type { Vault } from '#platform/vault/vault.ts'
import { raiseAlarm } from '../../oversight/server/alarms.ts'
import type { Attempts } from '../../server/sign-in.ts'
import { putCode, wayInOf } from '../../sign-in/server/enrolment.ts'
import { administratorUnknown } from '../contract.ts'
import { findAdministrator } from './queries.ts'
import { custodiansGiven, withWordsOfTwo } from './unlocking.ts'

/**
 * The last administrator lost their way in, and nobody is left who could give a new one: two custodians do, with their words. It
 * opens no name and gives no role that was not there. Everybody who oversees is told, and whoever it is about does not close that alarm.
 */
export async function resetAdministrator(
  given: { operationId: string; custodians: { ordinal: number; passphrase: string }[]; login: string },
  services: { db: Database; vault: Vault; clock: Clock; random: Random; attempts: Attempts },
): Promise<{ code: string; expiresAt: string }> {
  const { operationId, login, custodians } = given
  const { db, clock, random } = services
  await withWordsOfTwo(given, services, async () => {})
  const { accountId, ...code } = await db.transaction(operationId, async (tx) => {
    const [account] = await tx.run(findAdministrator, { operationId, login })
    const kind = account && (await wayInOf(tx, account.id))
    if (!kind) throw administratorUnknown()
    const put = await putCode({ tx, clock, random }, { accountId: account.id, kind, madeBy: null })
    const act = { act: 'reset-account', subjectKind: 'account', subjectId: account.id }
    await recordAct({ tx, clock, random }, { actor: 'custodians', ...act, purpose: custodiansGiven(custodians) })
    return { accountId: account.id, ...put }
  })
  await raiseAlarm({ db, clock, random }, operationId, { kind: 'account-reset', accountId, facts: {} })
  return code
}

import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Database } from '#platform/database/connect.ts'
import { joinCustodians } from '#platform/vault/custodians.ts'
import type { Vault } from '#platform/vault/vault.ts'
import { custodiansNotRight, waitBeforeNextTry } from '../contract.ts'
import { raiseAlarm } from '../oversight/server/alarms.ts'
import { listWrappedSecrets } from './operations.ts'
import { findOperation, listCustodians } from './queries-operations.ts'
import { type Attempts, recordRefusal, type SignInServices } from './sign-in.ts'

/** Unlocks every practice operation of this process from its key file; called at start. */
export async function unlockPractice(vault: Vault, db: Database, practiceKeys: Map<string, Uint8Array>): Promise<void> {
  for (const [operationId, key] of practiceKeys) {
    const [operation] = await db.withoutOperation(findOperation, { operationId })
    // A real operation never opens from a file, whatever lies in that file.
    if (!operation?.practice) continue
    const secrets = await listWrappedSecrets(db, operationId)
    vault.unlock(operationId, Uint8Array.from(key), secrets, PRACTICE_LAPSES_AFTER_MS)
  }
}

/** Unlocks with two custodians' passphrases, or throws the same problem for whatever is not right about them. */
export async function unlockWithCustodians(
  { operationId, custodians }: { operationId: string; custodians: { ordinal: number; passphrase: string }[] },
  {
    vault,
    attempts,
    ...services
  }: Pick<SignInServices, 'db' | 'clock' | 'random'> & { vault: Vault; attempts: Attempts },
): Promise<void> {
  const { db } = services
  const now = services.clock()
  const nextAt = attempts.nextAt(operationId, 'custodians')
  if (nextAt !== undefined && nextAt > now) {
    throw waitBeforeNextTry({ retryAfterSeconds: Math.ceil((nextAt - now) / 1000) })
  }
  const tries = attempts.add(operationId, 'custodians', now)

  const shares = await db.scoped(operationId, listCustodians, { operationId })
  const given = custodians.flatMap(({ ordinal, passphrase }) =>
    shares.filter((share) => share.ordinal === ordinal).map((share) => ({ share, passphrase })),
  )
  const operationKey = await joinCustodians(operationId, given)
  if (!operationKey) {
    const purpose = custodiansGiven(custodians)
    const refused = { act: 'unlock-refused', subjectKind: 'operation', subjectId: operationId, purpose }
    await recordRefusal(operationId, refused, services)
    if (tries % ALARM_AFTER_TRIES === 0)
      await raiseAlarm(services, operationId, { kind: 'wrong-unlocks', accountId: null, facts: { tries } })
    throw custodiansNotRight()
  }
  vault.unlock(operationId, operationKey, await listWrappedSecrets(db, operationId))
  attempts.forget(operationId, 'custodians')
}

// Words are mistyped once or twice.
const ALARM_AFTER_TRIES = 3

/** Which custodians were said to be there. */
export const custodiansGiven = (custodians: { ordinal: number }[]): string =>
  `custodians ${custodians.map(({ ordinal }) => ordinal).join(' and ')}`

// Practice has no custodians who could renew it.
const PRACTICE_LAPSES_AFTER_MS = 3650 * 86_400_000

/** What `posada lock` sends: only who can read the server key on this machine can make it. */
export const consoleKeyOf = (serverKey: Uint8Array): string =>
  createHmac('sha256', serverKey).update('posada console').digest('base64url')

export function isConsoleKey(serverKey: Uint8Array, given: string): boolean {
  const expected = Buffer.from(consoleKeyOf(serverKey))
  const bytes = Buffer.from(given)
  return bytes.length === expected.length && timingSafeEqual(bytes, expected)
}

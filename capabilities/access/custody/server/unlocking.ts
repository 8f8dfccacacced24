import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Problem } from '#platform/base/problem.ts'
import type { Database } from '#platform/database/connect.ts'
import { CUSTODIANS_NEEDED, joinShares, openShare } from '#platform/vault/custodians.ts'
import { movedOut, unwrapKey, wipe } from '#platform/vault/keys.ts'
import type { Vault } from '#platform/vault/vault.ts'
import { waitBeforeNextTry } from '../../contract.ts'
import { raiseAlarm } from '../../oversight/server/alarms.ts'
import { listWrappedSecrets } from '../../server/operations.ts'
import { findOperation } from '../../server/queries-operations.ts'
import { type Attempts, recordRefusal, type SignInServices } from '../../server/sign-in.ts'
import { custodiansNotRight } from '../contract.ts'
import { findOperationKey, giveKeyPair, listCustodians } from './queries.ts'

/** Unlocks every practice operation of this process from its key file; called at start. */
export async function unlockPractice(vault: Vault, db: Database, practiceKeys: Map<string, Uint8Array>): Promise<void> {
  for (const [operationId, key] of practiceKeys) {
    const [operation] = await db.withoutOperation(findOperation, { operationId })
    // A real operation never opens from a file, whatever lies in that file.
    if (!operation?.practice) continue
    const secrets = await listWrappedSecrets(db, operationId)
    vault.unlock(operationId, movedOut(Uint8Array.from(key)), secrets, { lapsesAfterMs: PRACTICE_LAPSES_AFTER_MS })
  }
}

type Given = { operationId: string; custodians: { ordinal: number; passphrase: string }[] }
type Services = Pick<SignInServices, 'db' | 'clock' | 'random'> & { vault: Vault; attempts: Attempts }

/**
 * One custodian's words, or two custodians': each share that opens waits in memory, and two of them open the operation.
 * Throws the same problem for whatever is not right.
 */
export async function giveWords(given: Given, services: Services): Promise<{ here: number }> {
  const { operationId } = given
  const { vault, db } = services
  const { shares, key } = await openShares(given, services)
  for (const { ordinal, share } of shares) vault.waiting.add(operationId, ordinal, share)
  const here = vault.waiting.count(operationId)
  if (here < CUSTODIANS_NEEDED) return { here }
  const operationKey = await joinShares(vault.waiting.take(operationId).slice(0, CUSTODIANS_NEEDED))
  try {
    const secrets = await listWrappedSecrets(db, operationId)
    vault.unlock(operationId, operationKey!, secrets, {
      lapsesAfterMs: key.lapsesAfterDays * DAY_MS,
      keyVersion: key.keyVersion,
    })
  } catch {
    // Shares of two different keys, as when one was put back from an old copy.
    throw await refuse(given, services)
  }
  return { here: CUSTODIANS_NEEDED }
}

/** The shares of everyone who gave their words, or the refusal. Counts the try before the words are looked at. */
async function openShares(given: Given, services: Services) {
  const { operationId, custodians } = given
  const { db, random, attempts } = services
  const now = services.clock()
  const nextAt = attempts.nextAt(operationId, 'custodians')
  if (nextAt !== undefined && nextAt > now) {
    throw waitBeforeNextTry({ retryAfterSeconds: Math.ceil((nextAt - now) / 1000) })
  }
  const tries = attempts.add(operationId, 'custodians', now)
  const refuseNow = async () => {
    // Words are mistyped; whoever goes on is somebody to look for.
    if (tries % TRIES_TO_AN_ALARM === 0)
      await raiseAlarm(services, operationId, { kind: 'wrong-unlocks', accountId: null, facts: {} })
    return refuse(given, services)
  }

  const [key] = await db.scoped(operationId, findOperationKey, { operationId })
  const rows = await db.scoped(operationId, listCustodians, { operationId })
  const known = custodians.flatMap(({ ordinal, passphrase }) =>
    rows.filter((row) => row.ordinal === ordinal).map((row) => ({ row, passphrase })),
  )
  const different = new Set(custodians.map(({ ordinal }) => ordinal)).size
  if (!key || different === 0 || different !== custodians.length || known.length !== custodians.length)
    throw await refuseNow()
  // Both are always tried, so that the time does not tell which one was wrong.
  const which = { operationId, keyVersion: key.keyVersion }
  const opened = await Promise.all(known.map(({ row, passphrase }) => openShare(which, row, passphrase, random)))
  const shares = opened.filter((share) => share !== undefined)
  if (shares.length !== custodians.length) {
    for (const { share } of shares) wipe(share)
    throw await refuseNow()
  }
  for (const { ordinal, upgrade } of shares) {
    if (!upgrade) continue
    const before = rows.find((row) => row.ordinal === ordinal)!.wrappedShare
    await db.scoped(operationId, giveKeyPair, { operationId, ...upgrade, before })
  }
  attempts.forget(operationId, 'custodians')
  return { shares, key, rows }
}

/**
 * Work with the operation key that two custodians bring here for it, whether the operation is locked or not. Nothing is unlocked by
 * it; the key is wiped at the end. Throws the same problem for whatever is not right.
 */
export async function withWordsOfTwo<T>(
  given: Given,
  services: Services,
  work: (operationKey: Uint8Array, keyVersion: number) => Promise<T>,
): Promise<T> {
  const { shares, key } = await openShares(given, services)
  const operationKey = await joinShares(shares.map(({ share }) => share))
  try {
    const secrets = await listWrappedSecrets(services.db, given.operationId)
    if (!operationKey || !opensAll(operationKey, secrets)) throw await refuse(given, services)
    return await work(operationKey, key.keyVersion)
  } finally {
    if (operationKey) wipe(operationKey)
  }
}

function opensAll(operationKey: Uint8Array, secrets: Awaited<ReturnType<typeof listWrappedSecrets>>): boolean {
  try {
    for (const { wrapped, place } of secrets) wipe(unwrapKey(operationKey, wrapped, place))
    return true
  } catch {
    return false
  }
}

/** Written down, then told without saying what was wrong. */
export async function refuse({ operationId, custodians }: Given, services: Services): Promise<Problem> {
  const purpose = custodiansGiven(custodians)
  const refused = { act: 'unlock-refused', subjectKind: 'operation', subjectId: operationId, purpose }
  await recordRefusal(operationId, refused, services)
  return custodiansNotRight()
}

/** Which custodians were said to be there. */
export const custodiansGiven = (custodians: { ordinal: number }[]): string =>
  `custodians ${custodians.map(({ ordinal }) => ordinal).join(' and ')}`

/** So many refusals in a row. */
const TRIES_TO_AN_ALARM = 5

// Practice has no custodians who could renew it.
const DAY_MS = 86_400_000
const PRACTICE_LAPSES_AFTER_MS = 3650 * 86_400_000

/** What `posada lock` sends: only who can read the server key on this machine can make it. */
export const consoleKeyOf = (serverKey: Uint8Array): string =>
  createHmac('sha256', serverKey).update('posada console').digest('base64url')

export function isConsoleKey(serverKey: Uint8Array, given: string): boolean {
  const expected = Buffer.from(consoleKeyOf(serverKey))
  const bytes = Buffer.from(given)
  return bytes.length === expected.length && timingSafeEqual(bytes, expected)
}

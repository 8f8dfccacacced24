import type { Clock, Random } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { operationLocked, Problem } from '#platform/base/problem.ts'
import type { Database, Tx } from '#platform/database/connect.ts'
import type { Outcome } from '#platform/delivery/outcome.ts'
import type { Vault } from '#platform/vault/vault.ts'
import { type Channel, DAY_MS, isQuiet, PER_DAY_MAX, type QuietHours, type Template, waitAfter } from '../model.ts'
import * as queries from './queries.ts'

/** What a message says, in the language of whom it is for: a subject for mail, and the text. */
export type Words = (template: Template, language: string) => { subject: string; text: string }
export type ToSend = { id: string; address: unknown; subject: string; text: string }
/** How to send, for each channel that is set up. */
export type Senders = {
  by: Partial<Record<Channel, (send: ToSend) => Promise<Outcome>>>
  /** What a browser needs to let itself be woken. */
  pushKey: string | null
  quiet: QuietHours
}

/** Opens and seals addresses under the person's key; it belongs to those who keep the person's file. */
export type Addresses = {
  openPhone(
    at: { operationId: string; individualId: string },
    sealed: { wrappedKey: Uint8Array; blob: Uint8Array; version: number },
    operationKey: Uint8Array,
  ): string | null
  open(
    at: { operationId: string; individualId: string; channel: string },
    sealed: { wrappedKey: Uint8Array; blob: Uint8Array },
    operationKey: Uint8Array,
  ): unknown
  seal(
    at: { operationId: string; individualId: string; channel: string },
    wrappedKey: Uint8Array,
    content: object,
    operationKey: Uint8Array,
  ): Uint8Array
}

export type SendingServices = {
  db: Database
  vault: Vault
  clock: Clock
  random: Random
  senders: Senders | undefined
  addresses: Addresses
  words: Words
}

/** So many at a time; each is sent at once, so all are over well before the claim runs out. */
const BATCH = 8
const CLAIM_MS = 180_000
const FULL_DAY_WAIT_MS = 6 * 3_600_000
const IDS = 24
const KEPT_SENT_DAYS = 30
const KEPT_DEAD_DAYS = 90

/**
 * Whatever happened to a household, in the transaction of what happened: one message for one cause, to those who asked for it.
 * The cause is an id of ours and names nobody.
 */
export async function queueMessages(
  { tx, random, now }: { tx: Tx; random: Random; now: number },
  { groupId, cause, template }: { groupId: string; cause: string; template: Template },
): Promise<number> {
  const ids = Array.from({ length: IDS }, () => newId(random))
  const at = { operationId: tx.operationId, groupId, cause, template, at: new Date(now), ids }
  return (await tx.run(queries.queueForGroup, at)).length
}

/** Sends what is due, until nothing is or `isEnough`. Waits while the operation is locked and in quiet hours. */
export async function sendDue(
  services: SendingServices,
  operationId: string,
  isEnough: () => boolean = () => false,
): Promise<number> {
  const { db, vault, clock, random, senders } = services
  const channels = Object.keys(senders?.by ?? {}) as Channel[]
  if (!senders || channels.length === 0) return 0
  let sent = 0
  while (!isEnough() && vault.isUnlocked(operationId) && !isQuiet(clock(), senders.quiet)) {
    const now = clock()
    const claimId = newId(random)
    const claim = { operationId, at: new Date(now), channels, limit: BATCH, claimId, until: new Date(now + CLAIM_MS) }
    const claimed = await db.scoped(operationId, queries.claimDue, claim)
    await Promise.all(
      claimed.map(async (message) => {
        const end = await sendOne(services, senders, operationId, message)
        if (end.state === 'sent') sent++
        await db.scoped(operationId, queries.endClaim, { operationId, id: message.id, claimId, ...end })
      }),
    )
    if (claimed.length < BATCH) break
  }
  return sent
}

async function sendOne(
  services: SendingServices,
  senders: Senders,
  operationId: string,
  message: queries.Claimed,
): Promise<queries.End> {
  const { db, clock, words } = services
  const { individualId, channel, template, language, tries } = message
  const now = clock()
  const end = (state: queries.End['state'], more: Partial<queries.End> = {}): queries.End => ({
    ...{ state, at: new Date(now), error: null, counts: true, perhapsTwice: false },
    ...more,
  })
  const who = { operationId, individualId, channel, since: new Date(now - DAY_MS) }
  const [person] = await db.scoped(operationId, queries.findRecipient, who)
  if (!person?.agreed || person.state !== 'present') return end('dropped', { counts: false })
  if (person.sentLately >= PER_DAY_MAX) return end('waiting', { at: new Date(now + FULL_DAY_WAIT_MS), counts: false })
  let address: unknown
  try {
    address = openAddress(services, operationId, message, person)
  } catch (error) {
    // Locked between: nothing was tried, and it goes out once somebody opens the operation.
    if (error instanceof Problem && error.kind === operationLocked.kind) return end('waiting', { counts: false })
    return end('dead', { error: 'address-damaged' })
  }
  if (address === null) return end('dead', { error: 'no-address' })

  const outcome = await senders.by[channel]!({ id: message.id, address, ...words(template, language) })
  if (outcome.kind === 'sent') return end('sent')
  const { error } = outcome
  if (outcome.kind === 'never') {
    // A browser that is gone wakes nobody ever again: its owner chooses anew.
    if (error === 'gone')
      await db.scoped(operationId, queries.decide, { ...who, at: new Date(now), agreed: false, given: 'gone' })
    return end('dead', { error })
  }
  const wait = waitAfter(tries)
  const perhapsTwice = error === 'unsure'
  return wait === undefined
    ? end('dead', { error, perhapsTwice })
    : end('waiting', { at: new Date(now + wait), error, perhapsTwice })
}

function openAddress(
  { vault, addresses }: SendingServices,
  operationId: string,
  { individualId, channel }: queries.Claimed,
  { wrappedKey, phoneBlob, phoneVersion, addressBlob }: queries.Recipient,
): unknown {
  const { operationKey } = vault.require(operationId)
  if (!wrappedKey) return null
  const at = { operationId, individualId }
  if (channel === 'sms')
    return phoneBlob && phoneVersion !== null
      ? addresses.openPhone(at, { wrappedKey, blob: phoneBlob, version: phoneVersion }, operationKey)
      : null
  return addressBlob ? addresses.open({ ...at, channel }, { wrappedKey, blob: addressBlob }, operationKey) : null
}

export async function forgetMessages(
  { db, clock }: { db: Database; clock: Clock },
  operationId: string,
): Promise<void> {
  const before = (days: number) => new Date(clock() - days * DAY_MS)
  const at = { operationId, sentBefore: before(KEPT_SENT_DAYS), deadBefore: before(KEPT_DEAD_DAYS) }
  await db.scoped(operationId, queries.forgetEnded, at)
}

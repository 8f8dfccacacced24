import { createHash } from 'node:crypto'
import { encodeCardSync } from '#capabilities/proof/model.ts'
import { shortCodeOf } from '#capabilities/proof/short-code.ts'
import type { Clock, Random } from '#platform/base/environment.ts'
import { newId, toBase64url } from '#platform/base/ids.ts'
import { addYears, type PlainDate, plainDateOf } from '#platform/base/plain-date.ts'
import { badInput } from '#platform/base/problem.ts'
import type { Database } from '#platform/database/connect.ts'
import { looksLikeEnvelope } from '#platform/vault/envelope.ts'
import { caseNumberOf } from '../case-number.ts'
import { entryConflict, invitationUnknown, operationClosed } from '../contract.ts'
import { CARD_VALID_YEARS, hashInput, type Receipt, type RegistrationEntry, receiptText } from '../model.ts'
import type { Invitations, KnownInvitation } from './invitations.ts'
import type { FindOperationKeys, OperationKeys } from './operation-keys.ts'
import {
  findEntry,
  type IntakeOutcome,
  insertCard,
  insertRegistration,
  keepConflict,
  listStatusIndices,
  type NewRegistration,
  setWaiting,
} from './queries-intake.ts'
import { lockPeople } from './queries-opening.ts'
import { createStatusIndices, type StatusIndices } from './status-indices.ts'

export type IntakeServices = {
  db: Database
  clock: Clock
  random: Random
  invitations: Invitations
  keysOf: FindOperationKeys
  /** Told of every entry that was here before, unchanged. */
  onSentAgain?: () => void
}

export type Intake = {
  /** Takes one household in. The receipt is given after the commit, never before. Throws the Problem of its contract. */
  take(entry: RegistrationEntry): Promise<Receipt>
  /** The places of an operation's status list, shared with the desk. */
  statusIndices(operationId: string): Promise<StatusIndices>
}

/** How long a registration may have waited on a phone and still count as made on the phone's day. */
const OFFLINE_DAYS_MAX = 60
const CARD_TRIES = 5
const UNIQUE_VIOLATION = '23505'
/** What two entries cannot share. */
const ONCE_ONLY = new Set(['individual_pkey', 'registration_group_access_code'])

export function createIntake({ db, clock, random, invitations, onSentAgain }: IntakeServices): Intake {
  const indices = new Map<string, Promise<StatusIndices>>()

  function statusIndices(operationId: string): Promise<StatusIndices> {
    let loading = indices.get(operationId)
    if (!loading) {
      loading = db
        .scoped(operationId, listStatusIndices, { operationId })
        .then(([row]) => createStatusIndices(row?.indices ?? []))
      indices.set(operationId, loading)
      loading.catch(() => indices.delete(operationId))
    }
    return loading
  }

  async function take(entry: RegistrationEntry): Promise<Receipt> {
    const envelope = Buffer.from(entry.envelope, 'base64url')
    if (!looksLikeEnvelope(envelope))
      throw badInput({
        errors: [
          {
            field: 'envelope',
            code: 'not-an-envelope',
            message: "envelope must be version 1: sealed to the operation's intake key.",
          },
        ],
      })
    const invitation = await invitations.find(entry.invitation)
    if (!invitation) throw invitationUnknown()
    const { operationId, keys } = invitation
    if (keys.closedAt !== null) throw operationClosed()
    const places = await statusIndices(operationId)
    const registration = toRegistration(entry, envelope, invitation, places)
    const outcome = await write(registration, places)
    if (!outcome) return keepBeside(registration)
    if (!outcome.isNew || registration.stage === 'waiting') places.release(registration.statusIndex)
    if (!outcome.isNew) return answerAgain(entry, keys, registration)
    invitation.used++
    const token = outcome.isCardIssued
      ? registration.cardToken
      : registration.stage === 'registered'
        ? await issueElsewhere(registration, keys)
        : null
    return sign({
      keys,
      entryId: entry.id,
      contentHash: registration.contentHash,
      receivedAt: registration.receivedAt,
      token,
    })
  }

  /** Undefined when a person's id or the access code is another entry's: nothing was written then. */
  async function write(registration: NewRegistration, places: StatusIndices): Promise<IntakeOutcome | undefined> {
    try {
      const [outcome] = await db.scoped(registration.operationId, insertRegistration, registration)
      return outcome
    } catch (error) {
      places.release(registration.statusIndex)
      const { code, constraint } = error as { code?: string; constraint?: string }
      if (code === UNIQUE_VIOLATION && ONCE_ONLY.has(constraint ?? '')) return undefined
      throw error
    }
  }

  function toRegistration(
    entry: RegistrationEntry,
    envelope: Buffer,
    invitation: KnownInvitation,
    places: StatusIndices,
  ): NewRegistration {
    const now = clock()
    const groupId = newId(random)
    const registeredOn = dayOfRegistration(Date.parse(entry.madeAt), now)
    const cti = Buffer.from(entry.cti, 'base64url')
    const statusIndex = places.take(random)
    const expiresOn = addYears(registeredOn, CARD_VALID_YEARS)
    const waitingReason = reasonToWait(invitation, now)
    return {
      operationId: invitation.operationId,
      entryId: entry.id,
      groupId,
      contentHash: createHash('sha256').update(hashInput(entry)).digest(),
      envelope,
      madeAt: new Date(entry.madeAt),
      receivedAt: new Date(now),
      caseNumber: caseNumberOf(groupId, registeredOn),
      householdSize: entry.people.length,
      language: entry.language,
      siteId: invitation.siteId,
      invitationId: invitation.invitationId,
      stage: waitingReason ? 'waiting' : 'registered',
      waitingReason,
      accessCodeHash: Buffer.from(entry.accessCodeHash, 'base64url'),
      registeredOn,
      people: entry.people,
      cti,
      shortCode: shortCodeOf(cti),
      statusIndex,
      cardToken: encodeCardSync(
        { type: 'card', householdSize: entry.people.length, statusIndex, cti, registeredOn, expiresOn },
        invitation.keys.issuing,
      ),
      expiresOn,
      eventId: newId(random),
      auditId: newId(random),
      salt: random.bytes(16),
    }
  }

  /** The id was here before: the same receipt for the same content, 409 for other content, which is kept too. */
  async function answerAgain(entry: RegistrationEntry, keys: OperationKeys, again: NewRegistration): Promise<Receipt> {
    const { operationId } = keys
    const [first] = await db.scoped(operationId, findEntry, { operationId, entryId: entry.id })
    if (!first) throw new Error('an entry that was there is gone')
    if (!first.contentHash.equals(again.contentHash)) return keepBeside(again)
    onSentAgain?.()
    // Accepted and without a card: whoever took it in stopped half way, or is at it this moment.
    const token =
      first.receiptStatus === 'waiting'
        ? null
        : (first.token ?? (await issueElsewhere({ ...again, groupId: first.groupId }, keys)))
    return sign({ keys, entryId: entry.id, contentHash: first.contentHash, receivedAt: first.receivedAt, token })
  }

  /** Both are kept for a person to decide. */
  async function keepBeside({
    operationId,
    entryId,
    contentHash,
    envelope,
    receivedAt,
    people,
  }: NewRegistration): Promise<never> {
    const individualIds = people.map(({ id }) => id)
    const second = { operationId, entryId, contentHash, envelope: envelope!, receivedAt, individualIds }
    await db.scopedAll(operationId, [lockPeople({ operationId, individualIds }), keepConflict(second)])
    throw entryConflict({ entryId })
  }

  /** The place in the list was taken, or the short code exists: other places first, then a person. */
  async function issueElsewhere(registration: NewRegistration, keys: OperationKeys): Promise<string | null> {
    const { operationId, cti, shortCode, groupId, householdSize, registeredOn, expiresOn } = registration
    const places = await statusIndices(operationId)
    for (let i = 0; i < CARD_TRIES; i++) {
      const statusIndex = places.take(random)
      const token = encodeCardSync(
        { type: 'card', householdSize, statusIndex, cti, registeredOn, expiresOn },
        keys.issuing,
      )
      const [issued] = await db.scoped(operationId, insertCard, {
        operationId,
        cti,
        shortCode,
        groupId,
        statusIndex,
        token,
        issuedAt: registration.receivedAt,
        expiresOn,
      })
      if (issued) return token
      places.release(statusIndex)
      // The same entry sent twice at once: the other one was quicker.
      const [entry] = await db.scoped(operationId, findEntry, { operationId, entryId: registration.entryId })
      if (entry?.token) return entry.token
    }
    await db.scoped(operationId, setWaiting, {
      operationId,
      entryId: registration.entryId,
      groupId,
      reason: 'code-collision',
    })
    return null
  }

  return { take, statusIndices }
}

/** Late and surplus entries wait for a person; nobody is refused (design.md section 5, rule 9). */
function reasonToWait(invitation: KnownInvitation, now: number): string | null {
  if (invitation.isRevoked) return 'invitation-revoked'
  if (now > invitation.expiresAt) return 'invitation-expired'
  return invitation.used >= invitation.quota ? 'over-quota' : null
}

/** The day on the phone, unless its clock cannot be right. */
function dayOfRegistration(madeAt: number, now: number): PlainDate {
  const days = (now - madeAt) / 86_400_000
  return plainDateOf(days >= 0 && days <= OFFLINE_DAYS_MAX ? madeAt : now)
}

function sign({
  keys,
  entryId,
  contentHash,
  receivedAt,
  token,
}: {
  keys: OperationKeys
  entryId: string
  contentHash: Uint8Array
  receivedAt: Date
  token: string | null
}): Receipt {
  const unsigned = {
    operationId: keys.operationId,
    entryId,
    contentHash: toBase64url(contentHash),
    receivedAt: receivedAt.toISOString(),
    status: token ? ('accepted' as const) : ('waiting' as const),
    card: token,
  }
  return { ...unsigned, signature: toBase64url(keys.receipt.signSync(Buffer.from(receiptText(unsigned)))) }
}

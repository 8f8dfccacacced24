import { encodeCard, readCard } from '#capabilities/proof/model.ts'
import { shortCodeOf } from '#capabilities/proof/short-code.ts'
import { fromBase64url } from '#platform/base/ids.ts'
import { addDays } from '#platform/base/plain-date.ts'
import { badInput } from '#platform/base/problem.ts'
import { signerFromSeed, verifyEd25519 } from '#platform/cose/ed25519.ts'
import { call, type Fetch } from '#platform/http/client.ts'
import type { Delivery, OutboxEntry } from '#platform/offline/outbox.ts'
import { publicKeyFingerprint } from '#platform/vault/seal.ts'
import { entryConflict, invitationUnknown, openInvitation, operationClosed, register } from '../../contract.ts'
import { readInvitation } from '../../invitation.ts'
import { type Receipt, type RegistrationEntry, receiptText } from '../../model.ts'
import type { Draft } from './draft.ts'
import { contentHashOf } from './entry.ts'
import type { KnownOperation } from './phone.ts'

/** What waits in the outbox: the sealed household and the key whose receipt alone ends the waiting. */
export interface Waiting {
  entry: RegistrationEntry
  operationId: string
  receiptPublicKey: string
}

/** Why an invitation cannot be used, as a message key. */
export type InvitationRefusal =
  | 'registration_invitation_closed'
  | 'registration_invitation_unknown'
  | 'registration_invitation_needs_signal'

/** Asks who invites, and believes the answer only if its intake key has the fingerprint the invitation carries. */
export async function openThisInvitation(
  fetch: Fetch,
  invitation: string,
  now: number,
): Promise<KnownOperation | InvitationRefusal> {
  const read = readInvitation(invitation)
  if (!read) return 'registration_invitation_unknown'
  const result = await call(fetch, openInvitation, { body: { invitation } })
  if (result.kind === 'offline') return 'registration_invitation_needs_signal'
  if (result.kind === 'problem')
    return result.problem.type === typeOf(operationClosed)
      ? 'registration_invitation_closed'
      : 'registration_invitation_unknown'
  const key = fromBase64url(result.reply.intakePublicKey)
  const fingerprint = key && (await publicKeyFingerprint(key))
  const isTheOne = fingerprint?.every((byte, index) => byte === read.intakeFingerprint[index]) ?? false
  if (!isTheOne || result.reply.operationId !== read.operationId) return 'registration_invitation_unknown'
  return {
    invitation,
    card: result.reply,
    clockShift: Date.parse(result.reply.now) - now,
    fingerprint: Array.from(read.intakeFingerprint),
  }
}

/** Days until a ticket that was never sent no longer counts. */
const TICKET_DAYS = 30

/** The provisional ticket, signed by this phone: shown at once, and "not confirmed" to whoever checks it. */
export async function makeTicket(
  draft: Draft,
  seed: string,
  today: string,
): Promise<{ text: string; shortCode: string }> {
  const cti = bytesOf(draft.cti)
  const signer = await signerFromSeed(bytesOf(seed))
  const text = await encodeCard(
    {
      type: 'ticket',
      householdSize: draft.people.length,
      statusIndex: 0,
      cti,
      registeredOn: today,
      expiresOn: addDays(today, TICKET_DAYS),
    },
    signer,
  )
  return { text, shortCode: shortCodeOf(cti) }
}

/** Sends one household. Only a receipt signed by the operation, for exactly this content, counts as received. */
export async function deliver(fetch: Fetch, waiting: OutboxEntry<Waiting>): Promise<Delivery<Receipt>> {
  const { entry } = waiting.body
  const result = await call(fetch, register, { body: entry })
  if (result.kind === 'offline') return { kind: 'later' }
  if (result.kind === 'problem') {
    const { type } = result.problem
    const isFinal = type === typeOf(entryConflict) ? result.problem.entryId === entry.id : FINAL.has(type)
    return isFinal && result.isOfThis ? { kind: 'refused', reason: type } : { kind: 'later' }
  }
  return (await isReceiptFor(waiting.body, result.reply))
    ? { kind: 'received', receipt: result.reply }
    : { kind: 'later' }
}

const typeOf = ({ kind }: { kind: string }) => `urn:posada:problem:${kind}`
/** What the server says about exactly these answers. All else may be the network's doing, and is tried again. */
const FINAL = new Set([invitationUnknown, badInput].map(typeOf))

/** Is this receipt signed by the operation, for exactly this household? */
export async function isReceiptFor(
  { entry, operationId, receiptPublicKey }: Waiting,
  receipt: Receipt,
): Promise<boolean> {
  if (receipt.entryId !== entry.id || receipt.operationId !== operationId) return false
  if (receipt.contentHash !== (await contentHashOf(entry))) return false
  const key = fromBase64url(receiptPublicKey)
  const signature = fromBase64url(receipt.signature)
  if (!key || !signature) return false
  return verifyEd25519(key, new TextEncoder().encode(receiptText(receipt)), signature)
}

/** Until when a card is valid; undefined for a text that is no card. */
export const expiryOf = (text: string): string | undefined => readCard(text)?.claims.expiresOn

function bytesOf(text: string): Uint8Array {
  const bytes = fromBase64url(text)
  if (!bytes) throw new Error('not base64url')
  return bytes
}

import { bytesFromUuid, fromBase64url, toBase64url, uuidFromBytes } from '#platform/base/ids.ts'
import { type CborMap, decodeCbor, encodeCbor } from '#platform/cose/cbor.ts'
import type { NodeSigner } from '#platform/cose/ed25519-node.ts'
import { HEADER, readStrictSign1, type Sign1, signSign1Sync } from '#platform/cose/sign1.ts'

/**
 * What the invitation's QR carries: which operation invites, until when, and the fingerprint of the key that answers
 * are sealed to, so that nobody between the poster and the phone can swap that key.
 */
export type Invitation = {
  operationId: string
  invitationId: string
  expiresAt: number
  /** First 16 bytes of SHA-256 of the operation's intake public key. */
  intakeFingerprint: Uint8Array
}

/** Signs an invitation as a short text for a link (a CWT in COSE_Sign1, base64url). */
export function encodeInvitation(invitation: Invitation, signer: NodeSigner): string {
  const claims: CborMap = new Map<number, number | Uint8Array | Uint8Array[]>([
    [CWT_EXP, Math.floor(invitation.expiresAt / 1000)],
    [CWT_CTI, bytesFromUuid(invitation.invitationId)],
    [OPERATION, [bytesFromUuid(invitation.operationId), invitation.intakeFingerprint]],
  ])
  return toBase64url(signSign1Sync(encodeCbor(claims), signer, new Map([[HEADER.typ, TYPE]])))
}

/**
 * Reads an invitation without believing it: the phone compares the fingerprint, the server checks the signature.
 * Undefined for anything that is not exactly one invitation.
 */
export function readInvitation(text: string): (Invitation & { message: Sign1 }) | undefined {
  const bytes = text.length <= TEXT_LENGTH_MAX ? fromBase64url(text) : undefined
  const message = bytes && readStrictSign1(bytes)
  if (!message || message.protectedHeader.get(HEADER.typ) !== TYPE) return undefined
  const claims = decodeCbor(message.payload)
  if (!(claims instanceof Map)) return undefined
  const expiresAt = claims.get(CWT_EXP)
  const id = claims.get(CWT_CTI)
  const operation = claims.get(OPERATION)
  if (typeof expiresAt !== 'number' || !isBytes(id) || !Array.isArray(operation)) return undefined
  const [operationId, intakeFingerprint] = operation
  if (!isBytes(operationId) || !isBytes(intakeFingerprint)) return undefined
  return {
    operationId: uuidFromBytes(operationId),
    invitationId: uuidFromBytes(id),
    expiresAt: expiresAt * 1000,
    intakeFingerprint,
    message,
  }
}

/** The address a QR opens. The text stands after `#`, so that it reaches no server log. */
export const invitationLink = (origin: string, text: string): string => `${origin}/r/#${text}`

const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array && value.length === 16

const TEXT_LENGTH_MAX = 600
// RFC 8392 claim keys; the last one is ours, in the private-use range.
const CWT_EXP = 4
const CWT_CTI = 7
const OPERATION = -65537
const TYPE = 'posada-invitation'

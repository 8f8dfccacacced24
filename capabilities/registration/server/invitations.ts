import { verifyEd25519Sync } from '#platform/cose/ed25519-node.ts'
import { bytesToSign } from '#platform/cose/sign1.ts'
import type { Database } from '#platform/database/connect.ts'
import { readInvitation } from '../invitation.ts'
import type { FindOperationKeys, OperationKeys } from './operation-keys.ts'
import { findInvitation } from './queries-intake.ts'

/** An invitation whose signature was checked, as it stands now. */
export type KnownInvitation = {
  operationId: string
  invitationId: string
  siteId: string | null
  expiresAt: number
  quota: number
  used: number
  isRevoked: boolean
  keys: OperationKeys
}

export type Invitations = {
  /** Undefined for a text that no operation here signed. */
  find(text: string): Promise<KnownInvitation | undefined>
  /** Forget what is remembered, because it was revoked or its quota changed. */
  forget(invitationId: string): void
}

const REMEMBERED_MAX = 1_000

/** Checks each invitation once and remembers it: thousands of phones carry the same one. */
export function createInvitations(db: Database, keysOf: FindOperationKeys): Invitations {
  const remembered = new Map<string, Promise<KnownInvitation | undefined>>()

  async function load(text: string): Promise<KnownInvitation | undefined> {
    const invitation = readInvitation(text)
    if (!invitation) return undefined
    const keys = await keysOf(invitation.operationId)
    if (!keys) return undefined
    const { protectedBytes, payload, signature } = invitation.message
    if (!verifyEd25519Sync(keys.invitation.publicKey, bytesToSign(protectedBytes, payload), signature)) return undefined
    const { operationId, invitationId } = invitation
    const [row] = await db.scoped(operationId, findInvitation, { operationId, invitationId })
    if (!row) return undefined
    return {
      operationId,
      invitationId,
      siteId: row.siteId,
      expiresAt: invitation.expiresAt,
      quota: row.quota,
      used: row.used,
      isRevoked: row.revokedAt !== null,
      keys,
    }
  }

  return {
    async find(text) {
      const known = remembered.get(text)
      if (known) return known
      const loading = load(text)
      if (remembered.size >= REMEMBERED_MAX) remembered.delete(remembered.keys().next().value!)
      remembered.set(text, loading)
      try {
        const found = await loading
        if (!found) remembered.delete(text)
        return found
      } catch (error) {
        remembered.delete(text)
        throw error
      }
    },
    forget(invitationId) {
      for (const [text] of remembered) if (readInvitation(text)?.invitationId === invitationId) remembered.delete(text)
    },
  }
}

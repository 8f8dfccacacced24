import { fromBase64url } from '#platform/base/ids.ts'
import type { Actor } from '../../model.ts'
import { findOperation } from '../../server/queries-operations.ts'
import { type Attempts, isOwnPassphrase, recordRefusal, type SignInServices } from '../../server/sign-in.ts'
import { proofNotRight } from '../contract.ts'
import type { Challenges } from './challenges.ts'
import { findPasskey, setPasskeyUsed } from './queries-passkeys.ts'
import { type Here, readSigned } from './webauthn.ts'

type Given = { passphrase?: string | undefined; passkey?: { id: string } | undefined }
type Means = SignInServices & { strangers: Attempts; challenges: Challenges; here: () => Here }

/** What a session's own passkey signs to step up. */
export const stepUpPurpose = ({ sessionId }: Pick<Actor, 'sessionId'>): string => `step-up ${sessionId}`

/** Throws unless what was given shows that the actor is still who signed in. */
export async function prove(actor: Actor, given: Given, means: Means): Promise<void> {
  const { operationId, accountId } = actor
  if (given.passkey) {
    const { signedBy } = await signedByPasskey(operationId, given.passkey, stepUpPurpose(actor), means)
    if (signedBy === accountId) return
    const refused = { act: 'step-up-refused', subjectKind: 'account', subjectId: accountId, purpose: 'passkey' }
    await recordRefusal(operationId, refused, means)
    throw proofNotRight()
  }
  if (given.passphrase !== undefined) {
    if (!(await isOwnPassphrase(actor, given.passphrase, means, means.strangers))) throw proofNotRight()
    return
  }
  const [operation] = await means.db.withoutOperation(findOperation, { operationId })
  if (!operation?.practice) throw proofNotRight()
}

/**
 * The account whose passkey signed this, here and for this; its counter moves on in the same transaction. `known`: there
 * is such a passkey at all, so that strangers cannot fill the records with refusals.
 */
export async function signedByPasskey(
  operationId: string,
  passkey: { id: string },
  purpose: string,
  { db, clock, challenges, here }: Pick<Means, 'db' | 'clock' | 'challenges' | 'here'>,
): Promise<{ known: boolean; signedBy?: string }> {
  const credentialId = fromBase64url(passkey.id)
  if (!credentialId) return { known: false }
  return db.transaction(operationId, async (tx) => {
    const [known] = await tx.run(findPasskey, { operationId, credentialId })
    if (!known) return { known: false }
    const counter = await readSigned(passkey, known, { here: here(), challenges, purpose })
    if (counter === undefined) return { known: true }
    await tx.run(setPasskeyUsed, { operationId, id: known.id, counter, usedAt: new Date(clock()) })
    return { known: true, signedBy: known.accountId }
  })
}

import type { Actor } from '../../model.ts'
import { findOperation } from '../../server/queries-operations.ts'
import { type Attempts, isOwnPassphrase, type SignInServices } from '../../server/sign-in.ts'
import { proofNotRight } from '../contract.ts'

/** Throws unless what was given shows that the actor is still who signed in. */
export async function prove(
  actor: Actor,
  given: { passphrase?: string | undefined },
  services: SignInServices,
  strangers: Attempts,
): Promise<void> {
  const { operationId } = actor
  if (given.passphrase !== undefined) {
    if (!(await isOwnPassphrase(actor, given.passphrase, services, strangers))) throw proofNotRight()
    return
  }
  const [operation] = await services.db.withoutOperation(findOperation, { operationId })
  if (!operation?.practice) throw proofNotRight()
}

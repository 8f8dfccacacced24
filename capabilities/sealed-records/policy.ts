import type { Actor } from '#capabilities/access/model.ts'
import { mayKeepSealedRecords, mayNameRecoveryCustodian } from '#capabilities/access/policy.ts'

/** Public keys: to seal to them, and to compare them. */
export const mayReadKeys = (actor: Actor): boolean => mayKeepSealedRecords(actor) || mayNameRecoveryCustodian(actor)

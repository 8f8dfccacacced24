import { createHash, createHmac, type KeyObject } from 'node:crypto'
import { bytesFromUuid } from '#platform/base/ids.ts'
import { type Hash, leafHash } from './merkle.ts'

/** An audit entry as the log hashes it: every column, the time in microseconds as text, so that nothing is rounded away. */
export type SealedEntry = {
  operationId: string
  id: string
  atMicros: string
  accountId: string | null
  role: string
  act: string
  subjectKind: string
  subjectId: string | null
  purpose: string
  /** 16 random bytes; once the subject is erased, the 32 bytes of the commitment that stands for both. */
  salt: Uint8Array
}

/**
 * The leaf of an entry: SHA-256 over one canonical JSON text in which the subject appears only as a salted commitment.
 * Whoever erases the subject leaves the commitment in the salt's place: the leaf stays the same and names nobody.
 */
export function leafOfEntry(entry: SealedEntry): Hash | undefined {
  const commitment = commitmentOf(entry)
  if (!commitment) return undefined
  const { operationId, id, atMicros, accountId, role, act, subjectKind, purpose } = entry
  const fields = [ENTRY_FORM, operationId, id, atMicros, accountId, role, act, subjectKind, purpose]
  return leafHash(Buffer.from(JSON.stringify([...fields, commitment.toString('hex')])))
}

/** Whether the subject of this entry was erased: the commitment lies where the salt was. */
export const isErased = ({ salt, subjectId }: Pick<SealedEntry, 'salt' | 'subjectId'>): boolean =>
  salt.length === COMMITMENT_BYTES && subjectId === null

/** Says that this hash belongs at this number of this operation's log. Only the sealer has the key, not the database. */
export const sealOfLeaf = (sealKey: KeyObject, operationId: string, leafNumber: number, leaf: Hash): Uint8Array =>
  createHmac('sha256', sealKey).update(`${operationId} ${leafNumber} `).update(leaf).digest().subarray(0, SEAL_BYTES)

/** Undefined for what neither a recording nor an erasure leaves behind. */
function commitmentOf({ salt, subjectId }: SealedEntry): Buffer | undefined {
  if (isErased({ salt, subjectId })) return Buffer.from(salt)
  if (salt.length !== SALT_BYTES) return undefined
  const hash = createHash('sha256').update(salt)
  return (subjectId === null ? hash : hash.update(bytesFromUuid(subjectId))).digest()
}

const ENTRY_FORM = 'posada-entry-1'
const SALT_BYTES = 16
const COMMITMENT_BYTES = 32
const SEAL_BYTES = 16

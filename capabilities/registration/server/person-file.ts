import { createHmac } from 'node:crypto'
import type { Random } from '#platform/base/environment.ts'
import { Problem, problem } from '#platform/base/problem.ts'
import type { Place } from '#platform/vault/aead.ts'
import { createPersonKey, openBlob, type PersonKeyPlace, sealBlob, withPersonKey } from '#platform/vault/blobs.ts'
import { wipe } from '#platform/vault/keys.ts'
import type { IndividualDetails } from '../model.ts'

/** The classes of one person's sealed data; each is a blob of its own, so that a role may open one and not another. */
export type BlobClass = 'identity' | 'contact' | 'needs'

export type IdentityBlob = Pick<IndividualDetails, 'name' | 'birth' | 'relation'>
export type ContactBlob = { phoneNumber: string | null }
export type NeedsBlob = Pick<IndividualDetails, 'needs'>

/** One person as the database keeps them: a wrapped key and what it seals. */
export type SealedPerson = {
  individualId: string
  wrappedKey: Uint8Array
  /** Which operation key wraps it: the database takes only the one in use. */
  keyVersion: number
  blobs: { class: BlobClass; blob: Uint8Array }[]
  /** HMAC of the phone number, where one was given: equal numbers can be found while the operation is unlocked. */
  phoneTag: Uint8Array | null
}

/**
 * Of the person's own key, which stays as long as the person's file: a rotation of the operation key wraps it anew and
 * touches no blob, so neither place may name the operation key's version.
 */
const PERSON_KEY_VERSION = 1

export const personKeyPlace = (operationId: string, individualId: string): PersonKeyPlace => ({
  operationId,
  table: 'person_key',
  row: individualId,
  keyVersion: PERSON_KEY_VERSION,
})

/** The version stands in the place, so that an old blob put back does not open as the current one. */
export const blobPlace = (operationId: string, individualId: string, blobClass: BlobClass, version: number): Place => ({
  operationId,
  table: 'person_blob',
  row: `${individualId}/${version}`,
  class: blobClass,
  keyVersion: PERSON_KEY_VERSION,
})

type Keys = { operationKey: Uint8Array; keyVersion: number; tagKey: Uint8Array; random: Random }

/** Seals what identifies one person under a new key of their own, first version of each class. */
export function sealPerson(
  operationId: string,
  details: IndividualDetails,
  phoneNumber: string | null,
  { operationKey, keyVersion, tagKey, random }: Keys,
): SealedPerson {
  const individualId = details.id
  const { personKey, wrapped } = createPersonKey(operationKey, personKeyPlace(operationId, individualId), random)
  try {
    const seal = (blobClass: BlobClass, content: IdentityBlob | ContactBlob | NeedsBlob) => ({
      class: blobClass,
      blob: sealBlob(personKey, blobPlace(operationId, individualId, blobClass, 1), content, random),
    })
    const blobs = [seal('identity', { name: details.name, birth: details.birth, relation: details.relation })]
    if (phoneNumber !== null) blobs.push(seal('contact', { phoneNumber }))
    if (details.needs.length > 0) blobs.push(seal('needs', { needs: details.needs }))
    return {
      individualId,
      wrappedKey: wrapped,
      keyVersion,
      blobs,
      phoneTag: phoneNumber === null ? null : phoneTagOf(tagKey, phoneNumber),
    }
  } finally {
    wipe(personKey)
  }
}

/** Seals one class anew, as the version after the current one, under the key the person already has. */
export function sealVersion(
  operationId: string,
  individualId: string,
  wrappedKey: Uint8Array,
  change: { class: BlobClass; version: number; content: IdentityBlob | ContactBlob | NeedsBlob },
  { operationKey, random }: Pick<Keys, 'operationKey' | 'random'>,
): Uint8Array {
  return withPersonKey(operationKey, wrappedKey, personKeyPlace(operationId, individualId), (personKey) =>
    sealBlob(personKey, blobPlace(operationId, individualId, change.class, change.version), change.content, random),
  )
}

export type StoredBlob = { class: BlobClass; version: number; blob: Uint8Array }
export type OpenedPerson = { identity?: IdentityBlob; contact?: ContactBlob; needs?: NeedsBlob }

/** Opens the blobs of one person. What was sealed passed the schema then, so the content is taken as it is. */
export function openPerson(
  operationId: string,
  individualId: string,
  wrappedKey: Uint8Array,
  blobs: StoredBlob[],
  operationKey: Uint8Array,
): OpenedPerson {
  const open = (personKey: Uint8Array) => {
    const opened: OpenedPerson = {}
    for (const { class: blobClass, version, blob } of blobs)
      Object.assign(opened, {
        [blobClass]: openBlob(personKey, blobPlace(operationId, individualId, blobClass, version), blob),
      })
    return opened
  }
  try {
    return withPersonKey(operationKey, wrappedKey, personKeyPlace(operationId, individualId), open)
  } catch (error) {
    // Locked meanwhile is a problem of its own; anything else means that these bytes are not the ones that were sealed.
    if (error instanceof Problem) throw error
    throw Object.assign(recordDamaged(), { record: { operationId, individualId } })
  }
}

/** Whose record does not open: for an alarm, never for the reply. */
export const damagedRecordOf = (error: unknown): { operationId: string; individualId: string } | undefined =>
  error instanceof Problem && error.kind === recordDamaged.kind
    ? (error as Problem & { record?: { operationId: string; individualId: string } }).record
    : undefined

/** Somebody changed what is stored, or the disk did. Nothing is told of it; a backup has it as it was. */
export const recordDamaged = problem(
  'record-damaged',
  409,
  'What is stored here was changed or damaged, so it does not open. Tell the administrator: a backup may hold it.',
)

/** Digits only, so that one number written in two ways has one tag. */
export function phoneTagOf(tagKey: Uint8Array, phoneNumber: string): Uint8Array {
  return createHmac('sha256', tagKey)
    .update(`phone:${phoneNumber.replace(/\D/g, '').replace(/^00/, '')}`)
    .digest()
}

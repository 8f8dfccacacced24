import type { ReadTexts } from '#platform/vault/memory-index-client.ts'
import type { ContactBlob, IdentityBlob } from './person-file.ts'

/** Runs in the index thread: what of an opened blob a search should find. */
export const readTexts: ReadTexts = (content) => {
  const { name, phoneNumber } = content as Partial<IdentityBlob & ContactBlob>
  return [name, phoneNumber].filter((text) => typeof text === 'string')
}

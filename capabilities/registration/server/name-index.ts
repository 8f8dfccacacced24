import type { Database } from '#platform/database/connect.ts'
import type { Found } from '#platform/vault/memory-index.ts'
import { createMemoryIndex, type MemoryIndex, type SealedText } from '#platform/vault/memory-index-client.ts'
import type { Vault } from '#platform/vault/vault.ts'
import { blobPlace, personKeyPlace, type SealedPerson, type StoredBlob } from './person-file.ts'
import { listForIndex } from './queries-opening.ts'

export type NameIndex = {
  /** Individuals whose name or phone number is like the text, best first. Throws 423 while locked. */
  search(operationId: string, text: string, limit: number): Promise<Found[]>
  /** New people become findable; does nothing while no index is held (it is built whole when first asked). */
  add(operationId: string, people: SealedPerson[]): Promise<void>
  /** After a correction: replaces what is known of one person. */
  replace(operationId: string, individualId: string, wrappedKey: Uint8Array, blobs: StoredBlob[]): Promise<void>
  remove(operationId: string, individualIds: string[]): Promise<void>
  /** Builds the index now, as after an unlock, so that the first search need not wait. */
  build(operationId: string): Promise<void>
}

const PAGE = 2_000

/** Names exist as an index in memory only, in a thread that ends when the operation locks (design.md section 5, rule 5). */
export function createNameIndex(db: Database, vault: Vault): NameIndex {
  const built = new Map<string, { index: MemoryIndex; ready: Promise<void> }>()

  async function indexOf(operationId: string): Promise<MemoryIndex> {
    const index = vault.attach(operationId, 'names', ({ operationKey }) =>
      createMemoryIndex(operationKey, { readModule: new URL('./read-names.ts', import.meta.url) }),
    )
    let held = built.get(operationId)
    // A lock ended the old index and an unlock made a new one: fill that.
    if (held?.index !== index) {
      held = { index, ready: fill(operationId, index) }
      built.set(operationId, held)
    }
    try {
      await held.ready
    } catch (error) {
      built.delete(operationId)
      throw error
    }
    return index
  }

  async function fill(operationId: string, index: MemoryIndex): Promise<void> {
    let after = '00000000-0000-0000-0000-000000000000'
    for (;;) {
      const rows = await db.scoped(operationId, listForIndex, { operationId, after, limit: PAGE })
      if (rows.length === 0) return
      await index.add(
        rows.map((row) =>
          sealedText(
            operationId,
            row.individualId,
            row.wrappedKey,
            row.blobs.map((blob, i) => ({ class: row.classes[i]!, version: row.versions[i]!, blob })),
          ),
        ),
      )
      after = rows.at(-1)!.individualId
    }
  }

  const held = (operationId: string) =>
    vault.isUnlocked(operationId) && built.has(operationId) ? indexOf(operationId) : undefined

  return {
    search: async (operationId, text, limit) => (await indexOf(operationId)).search(text, limit),
    async add(operationId, people) {
      const index = await held(operationId)
      await index?.add(
        people.map(({ individualId, wrappedKey, blobs }) =>
          sealedText(
            operationId,
            individualId,
            wrappedKey,
            blobs.map((blob) => ({ ...blob, version: 1 })),
          ),
        ),
      )
    },
    async replace(operationId, individualId, wrappedKey, blobs) {
      const index = await held(operationId)
      await index?.add([sealedText(operationId, individualId, wrappedKey, blobs)])
    },
    async remove(operationId, individualIds) {
      const index = await held(operationId)
      await index?.remove(individualIds)
    },
    build: async (operationId) => void (await indexOf(operationId)),
  }
}

const sealedText = (
  operationId: string,
  individualId: string,
  wrapped: Uint8Array,
  blobs: StoredBlob[],
): SealedText => ({
  id: individualId,
  key: { wrapped, place: personKeyPlace(operationId, individualId) },
  blobs: blobs
    .filter((blob) => blob.class !== 'needs')
    .map((blob) => ({ place: blobPlace(operationId, individualId, blob.class, blob.version), sealed: blob.blob })),
})

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
  const built = new Map<string, { index: MemoryIndex; ready: Promise<void>; isReady: boolean }>()

  async function indexOf(operationId: string): Promise<MemoryIndex> {
    const index = vault.attach(operationId, 'names', ({ operationKey }) =>
      createMemoryIndex(operationKey, { readModule: new URL('./read-names.ts', import.meta.url) }),
    )
    let held = built.get(operationId)
    // A lock ended the old index and an unlock made a new one: fill that.
    if (held?.index !== index) {
      held = { index, ready: fill(operationId, index), isReady: false }
      built.set(operationId, held)
    }
    try {
      await held.ready
      held.isReady = true
    } catch (error) {
      built.delete(operationId)
      vault.require(operationId) // locked meanwhile: that is the answer then
      throw error
    }
    return index
  }

  async function fill(operationId: string, index: MemoryIndex): Promise<void> {
    const readAfter = (after: string) => db.scoped(operationId, listForIndex, { operationId, after, limit: PAGE })
    let reading = readAfter('00000000-0000-0000-0000-000000000000')
    let adding: Promise<unknown> = Promise.resolve()
    for (;;) {
      const rows = await reading
      if (rows.length === 0) return void (await adding)
      // The thread always has a page to work on, while the next one is read and made ready.
      reading = readAfter(rows.at(-1)!.individualId)
      const page = rows.map((row) =>
        sealedText(operationId, row.individualId, row.wrappedKey, [
          ...stored('identity', row.identity, row.identityVersion),
          ...stored('contact', row.contact, row.contactVersion),
        ]),
      )
      const next = index.add(page)
      // Told when they are awaited, unless the index has ended meanwhile.
      for (const waiting of [reading, next]) waiting.catch(() => {})
      await adding
      adding = next
    }
  }

  /**
   * Changes the index where there is one. Never waits for one that is being filled: the caller's transaction would stay
   * open that long. The change then follows the filling.
   */
  async function change(operationId: string, work: (index: MemoryIndex) => Promise<unknown>): Promise<void> {
    const held = vault.isUnlocked(operationId) ? built.get(operationId) : undefined
    if (!held) return
    if (held.isReady && !held.index.hasEnded?.()) await work(held.index)
    else
      indexOf(operationId)
        .then(work)
        .catch(() => {}) // locked or failed meanwhile: whoever asks next builds a whole one
  }

  return {
    search: async (operationId, text, limit) => (await indexOf(operationId)).search(text, limit),
    add: (operationId, people) =>
      change(operationId, (index) =>
        index.add(
          people.map(({ individualId, wrappedKey, blobs }) =>
            sealedText(
              operationId,
              individualId,
              wrappedKey,
              blobs.map((blob) => ({ ...blob, version: 1 })),
            ),
          ),
        ),
      ),
    replace: (operationId, individualId, wrappedKey, blobs) =>
      change(operationId, (index) => index.add([sealedText(operationId, individualId, wrappedKey, blobs)])),
    remove: (operationId, individualIds) => change(operationId, (index) => index.remove(individualIds)),
    build: async (operationId) => void (await indexOf(operationId)),
  }
}

const stored = (blobClass: StoredBlob['class'], blob: Buffer | null, version: number | null): StoredBlob[] =>
  blob ? [{ class: blobClass, version: version!, blob }] : []

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

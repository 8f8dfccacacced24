import { WORDS } from '#platform/vault/words.ts'

export const SEED_BYTES = 32
export const RECOVERY_WORDS = SEED_BYTES + 1

/** A secret as words to write down: one of 256 words for each byte, and one more that tells a slip of the pen. */
export async function wordsOf(seed: Uint8Array): Promise<string[]> {
  if (seed.length !== SEED_BYTES) throw new RangeError(`a recovery secret has ${SEED_BYTES} bytes`)
  return [...seed, await checkOf(seed)].map((byte) => WORDS[byte]!)
}

/** The secret again, however it was spaced; undefined for a word too few, an unknown one, or a slip. */
export async function seedOf(typed: string): Promise<Uint8Array | undefined> {
  const bytes = typed
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '')
    .map((word) => WORDS.indexOf(word))
  if (bytes.length !== RECOVERY_WORDS || bytes.includes(-1)) return undefined
  const seed = Uint8Array.from(bytes.slice(0, SEED_BYTES))
  return (await checkOf(seed)) === bytes[SEED_BYTES] ? seed : undefined
}

const checkOf = async (seed: Uint8Array): Promise<number> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(seed)))[0]!

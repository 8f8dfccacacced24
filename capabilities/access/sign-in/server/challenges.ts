import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { Clock, Random } from '#platform/base/environment.ts'
import { fromBase64url, toBase64url } from '#platform/base/ids.ts'

/** What a passkey signs lives this long, and is good once. */
export const CHALLENGE_MS = 5 * 60_000

export type Challenges = ReturnType<typeof createChallenges>

/**
 * Challenges that carry their own proof: a random part, the moment they end, and a MAC over both and what they are for.
 * Nothing is kept for one that is only asked for, so that no crowd of askers can push a colleague's out; those that were
 * used are remembered until they end.
 */
export function createChallenges({
  serverKey,
  clock,
  random,
}: {
  serverKey: Uint8Array
  clock: Clock
  random: Random
}) {
  const key = new Uint8Array(hkdfSync('sha256', serverKey, '', 'posada passkey challenge', 32))
  const used = new Map<string, number>()

  const macOf = (purpose: string, open: Uint8Array) =>
    createHmac('sha256', key)
      .update(JSON.stringify([purpose, toBase64url(open)]))
      .digest()
      .subarray(0, MAC_BYTES)

  function issue(purpose: string): Uint8Array<ArrayBuffer> {
    const challenge = new Uint8Array(OPEN_BYTES + MAC_BYTES)
    challenge.set(random.bytes(RANDOM_BYTES))
    new DataView(challenge.buffer).setFloat64(RANDOM_BYTES, clock() + CHALLENGE_MS)
    challenge.set(macOf(purpose, challenge.subarray(0, OPEN_BYTES)), OPEN_BYTES)
    return challenge
  }

  /** True once for a challenge of ours, made for this purpose, in its time. */
  function take(text: string, purpose: string): boolean {
    const challenge = fromBase64url(text)
    if (challenge?.length !== OPEN_BYTES + MAC_BYTES) return false
    const mac = macOf(purpose, challenge.subarray(0, OPEN_BYTES))
    if (!timingSafeEqual(mac, challenge.subarray(OPEN_BYTES))) return false
    const now = clock()
    const endsAt = new DataView(challenge.buffer).getFloat64(RANDOM_BYTES)
    if (now >= endsAt || used.has(text)) return false
    for (const [known, ended] of used) if (ended <= now) used.delete(known)
    used.set(text, endsAt)
    return true
  }

  return { issue, take }
}

const RANDOM_BYTES = 24
const OPEN_BYTES = RANDOM_BYTES + 8
const MAC_BYTES = 16

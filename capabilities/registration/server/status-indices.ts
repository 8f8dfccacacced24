import type { Random } from '#platform/base/environment.ts'

/** The smallest list of withdrawn cards: with a quarter of a million places nobody sees which card was withdrawn. */
const PLACES_MIN = 2 ** 18
/** Below it an index takes fewer bytes on the card, and cards should all have one length. */
const FIRST_PLACE = 2 ** 16

export type StatusIndices = {
  /** A free place, at random, so that a place says nothing about when a card was made. */
  take(random: Random): number
  /** Gives back a place that no card got, so that what is sent again and again does not fill the list. */
  release(index: number): void
  size(): number
}

/**
 * Which places of an operation's list of withdrawn cards are taken. Kept in memory as bits; the unique index of
 * the database stays the judge. The list doubles when it is more than half full.
 */
export function createStatusIndices(taken: Iterable<number>): StatusIndices {
  let places = PLACES_MIN
  let count = 0
  let bits = new Uint8Array(places / 8)

  const isTaken = (index: number) => (bits[index >> 3]! >> (index & 7)) & 1
  const mark = (index: number) => {
    while (index >= places) grow()
    if (isTaken(index)) return
    bits[index >> 3]! |= 1 << (index & 7)
    count++
  }
  const grow = () => {
    places *= 2
    const wider = new Uint8Array(places / 8)
    wider.set(bits)
    bits = wider
  }

  for (const index of taken) mark(index)
  return {
    take(random) {
      if (count * 2 >= places) grow()
      for (;;) {
        const four = random.bytes(4)
        // `places` is a power of two, so the remainder is even.
        const index = (((four[0]! << 24) | (four[1]! << 16) | (four[2]! << 8) | four[3]!) >>> 0) % places
        if (index < FIRST_PLACE || isTaken(index)) continue
        mark(index)
        return index
      }
    },
    release(index) {
      if (index >= places || !isTaken(index)) return
      bits[index >> 3]! &= ~(1 << (index & 7))
      count--
    },
    size: () => places,
  }
}

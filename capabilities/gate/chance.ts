/** Chance of the gate's days: each number belongs to one day, one booking and one purpose, so that one more booking changes no other. */

/** 32 bits of one key made of two (the finalizer of MurmurHash3, A. Appleby). */
export function keyed(key: number, part: number): number {
  let mixed = (key ^ Math.imul(part + 0x9e3779b9, 0x85ebca6b)) >>> 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

/** Between 0 and 1, neither of them. */
export const uniform = (key: number, purpose: number): number => (keyed(key, purpose) + 0.5) / 4_294_967_296

/** Mean 0, standard deviation 1, never beyond 3: three uniform numbers, whose sum is nearly normal. */
export const bell = (key: number, purpose: number): number =>
  2 * (uniform(key, purpose) + uniform(key, purpose + 1) + uniform(key, purpose + 2) - 1.5)

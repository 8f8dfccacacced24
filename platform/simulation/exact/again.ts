/**
 * The large arrays of the last run in this thread, for the next one to use again: of new memory each page has to be found and emptied.
 * What is in them is what was left there; whoever takes them writes before reading.
 */
const kept = new Map<string, Int32Array<ArrayBuffer>>()

/** An array of at least so many numbers, and at most `most`. */
export function takeAgain(name: string, least: number, most: number): Int32Array<ArrayBuffer> {
  const last = kept.get(name)
  kept.delete(name)
  return last && last.length >= least && last.length <= most ? last : new Int32Array(least)
}

/** After a run. Very large ones are given back. */
export function keepForNext(name: string, ints: Int32Array<ArrayBuffer>): void {
  if (ints.byteLength <= KEPT_BYTES) kept.set(name, ints)
}

const KEPT_BYTES = 1 << 26

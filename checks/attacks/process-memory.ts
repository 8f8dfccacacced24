import { closeSync, openSync, readFileSync, readSync } from 'node:fs'

/**
 * What a process of this machine has in memory, as whoever owns the machine can read it. Only pages that are there: a
 * process reserves far more than it uses.
 */
export function* memoryOf(pid: number): Generator<Buffer, void> {
  const memory = openSync(`/proc/${pid}/mem`, 'r')
  const pages = openSync(`/proc/${pid}/pagemap`, 'r')
  try {
    for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
      const [, from, to] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? []
      if (!from || !to) continue
      for (const [start, end] of present(pages, Number.parseInt(from, 16), Number.parseInt(to, 16))) {
        const piece = Buffer.alloc(end - start)
        try {
          yield piece.subarray(0, readSync(memory, piece, 0, piece.length, start))
        } catch {
          // A range that belongs to the kernel, or went away meanwhile.
        }
      }
    }
  } finally {
    closeSync(memory)
    closeSync(pages)
  }
}

/** The parts of a range whose pages are in memory, neighbours together. */
function* present(pages: number, from: number, to: number): Generator<[number, number], void> {
  let start: number | undefined
  for (let at = from; at < to; at += PAGE_BYTES * ENTRIES_AT_ONCE) {
    const count = Math.min(ENTRIES_AT_ONCE, (to - at) / PAGE_BYTES)
    const entries = Buffer.alloc(count * ENTRY_BYTES)
    const read = readSync(pages, entries, 0, entries.length, (at / PAGE_BYTES) * ENTRY_BYTES)
    for (let n = 0; n < read / ENTRY_BYTES; n++) {
      const isThere = (entries[n * ENTRY_BYTES + 7]! & 0x80) !== 0
      const place = at + n * PAGE_BYTES
      if (isThere) start ??= place
      if (start !== undefined && (!isThere || place - start >= PIECE_BYTES)) {
        yield [start, isThere ? place + PAGE_BYTES : place]
        start = undefined
      }
    }
  }
  if (start !== undefined) yield [start, to]
}

/** Undefined where the memory of this process can be read, as the machine's owner can; otherwise why not. */
export function whyUnreadable(pid: number): string | undefined {
  try {
    if (!memoryOf(pid).next().done) return undefined
    return `/proc/${pid}/pagemap shows no page of it`
  } catch (error) {
    return (error as Error).message
  }
}

/** How often each of these stands in the memory of a process. */
export function countInMemory(pid: number, needles: ReadonlyMap<string, Uint8Array>): Record<string, number> {
  const found: Record<string, number> = {}
  for (const piece of memoryOf(pid))
    for (const [name, bytes] of needles)
      for (let at = piece.indexOf(bytes); at >= 0; at = piece.indexOf(bytes, at + 1))
        found[name] = (found[name] ?? 0) + 1
  return found
}

const PAGE_BYTES = 4096
const ENTRY_BYTES = 8
const ENTRIES_AT_ONCE = 65_536
const PIECE_BYTES = 16 * 1024 * 1024

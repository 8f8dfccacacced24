// All memory of a run is taken from one end and given back at once, when the next run begins.

const begin: usize = (__heap_base + 63) & ~63
let top: usize = begin

export function forgetAll(): void {
  top = begin
}

/** Bytes at a place that a cache line begins at; what is in them is what was left there. */
export function take(bytes: u64): usize {
  const at = top
  if (bytes > MOST) noMemory()
  top = (at + usize(bytes) + 63) & ~63
  const pages = memory.size()
  const wanted = i32((top + 0xffff) >> 16)
  if (
    top > MOST ||
    (wanted > pages && memory.grow(max(wanted - pages, min(pages, MOST_AT_ONCE))) < 0 && !growTo(wanted))
  )
    noMemory()
  return at
}

export function takeZeros(bytes: u64): usize {
  const at = take(bytes)
  memory.fill(at, 0, usize(bytes))
  return at
}

/** Where more than needed was refused, what is needed may not be. */
function growTo(pages: i32): bool {
  return memory.grow(pages - memory.size()) >= 0
}

/** Throws outside. */
declare function noMemory(): void

/** Places are handed over as numbers with a sign. */
const MOST: u64 = 0x7fff0000
/** 16 MB. */
const MOST_AT_ONCE: i32 = 256

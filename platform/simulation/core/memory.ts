// All memory of a run is taken from one end and given back at once, when the next run begins.

const begin: usize = (__heap_base + 63) & ~63
let top: usize = begin

export function forgetAll(): void {
  top = begin
}

/** Bytes at a place that a cache line begins at; what is in them is what was left there. */
export function take(bytes: usize): usize {
  const at = top
  top = (at + bytes + 63) & ~63
  const pages = memory.size()
  const wanted = i32((top + 0xffff) >> 16)
  if (top < at || (wanted > pages && memory.grow(max(wanted - pages, min(pages, MOST_AT_ONCE))) < 0 && !growTo(wanted)))
    noMemory()
  return at
}

export function takeZeros(bytes: usize): usize {
  const at = take(bytes)
  memory.fill(at, 0, bytes)
  return at
}

/** Where more than needed was refused, what is needed may not be. */
function growTo(pages: i32): bool {
  return memory.grow(pages - memory.size()) >= 0
}

/** Throws outside. */
declare function noMemory(): void

/** 16 MB. */
const MOST_AT_ONCE: i32 = 256

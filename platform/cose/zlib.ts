/**
 * Unpacks zlib (RFC 1950) with what Node and browsers bring. `undefined` if the bytes are damaged or unpack to more than
 * `bytesMax`: a few bytes could become gigabytes.
 */
export async function inflate(packed: Uint8Array, bytesMax: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return await unpack(packed, bytesMax)
  } catch {
    return undefined // damaged
  }
}

async function unpack(packed: Uint8Array, bytesMax: number) {
  const unpacked = new Blob([packed as BlobPart]).stream().pipeThrough(new DecompressionStream('deflate'))
  const reader = unpacked.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    chunks.push(value)
    length += value.length
    if (length > bytesMax) {
      await reader.cancel()
      return undefined
    }
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

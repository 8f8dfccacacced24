import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

export type Hit = { where: string; marker: string; as: string }

/** The ways a text may lie about: in clear, in two bytes a character, as hexadecimal digits, as base64 wherever it began. */
export function formsOf(marker: string): { as: string; bytes: Buffer }[] {
  const spellings = new Set([marker, marker.toLowerCase(), marker.toUpperCase()])
  return [...spellings].flatMap((text) => {
    const utf8 = Buffer.from(text)
    const hex = utf8.toString('hex')
    return [
      { as: 'UTF-8', bytes: utf8 },
      { as: 'UTF-16LE', bytes: Buffer.from(text, 'utf16le') },
      { as: 'UTF-16BE', bytes: Buffer.from(text, 'utf16le').swap16() },
      { as: 'hex', bytes: Buffer.from(hex) },
      { as: 'hex', bytes: Buffer.from(hex.toUpperCase()) },
      ...[0, 1, 2].map((before) => ({ as: `base64 from ${before}`, bytes: Buffer.from(base64Inside(utf8, before)) })),
      { as: 'reversed', bytes: Buffer.from(utf8).reverse() },
    ]
  })
}

/** Every marker in a piece of data, in any of its forms. */
export function scanBytes(where: string, data: Uint8Array, markers: readonly string[]): Hit[] {
  const buffer = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  return markers.flatMap((marker) =>
    formsOf(marker).flatMap(({ as, bytes }) => (buffer.includes(bytes) ? [{ where, marker, as }] : [])),
  )
}

/** Every marker in every file of a folder: tables, the write-ahead log, secrets, logs. */
export function scanFolder(folder: string, markers: readonly string[]): { hits: Hit[]; bytes: number } {
  let bytes = 0
  const hits = listFiles(folder).flatMap((file) => {
    const data = readFileSync(file)
    bytes += data.length
    return scanBytes(relative(folder, file), data, markers)
  })
  return { hits, bytes }
}

/** The characters that are the same whatever stands before and after: the ones at the edges mix with neighbours. */
function base64Inside(utf8: Buffer, before: number): string {
  const whole = Buffer.concat([Buffer.alloc(before), utf8])
    .toString('base64')
    .replace(/=+$/, '')
  const from = Math.ceil((before * 8) / 6)
  const to = Math.floor(((before + utf8.length) * 8) / 6)
  return whole.slice(from, to)
}

const listFiles = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? listFiles(path) : entry.isFile() ? [path] : []
  })

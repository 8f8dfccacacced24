const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
const VALUES = new Map([...ALPHABET].map((character, value) => [character, value]))

/** RFC 9285: two bytes become three characters, a last single byte two. Fits the alphanumeric mode of a QR code. */
export function encodeBase45(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    const number = bytes[at]! * 256 + bytes[at + 1]!
    text += ALPHABET[number % 45]! + ALPHABET[Math.floor(number / 45) % 45]! + ALPHABET[Math.floor(number / 2025)]!
  }
  if (bytes.length % 2 === 1) {
    const number = bytes[bytes.length - 1]!
    text += ALPHABET[number % 45]! + ALPHABET[Math.floor(number / 45)]!
  }
  return text
}

/** The bytes, or `undefined` for anything an encoder could not have written: every text has at most one meaning. */
export function decodeBase45(text: string): Uint8Array<ArrayBuffer> | undefined {
  const rest = text.length % 3
  if (rest === 1) return undefined
  const bytes = new Uint8Array(Math.floor(text.length / 3) * 2 + (rest === 2 ? 1 : 0))
  let to = 0
  for (let at = 0; at < text.length; at += 3) {
    const [low, middle, high] = [VALUES.get(text[at]!), VALUES.get(text[at + 1]!), VALUES.get(text[at + 2] ?? '0')]
    if (low === undefined || middle === undefined || high === undefined) return undefined
    const number = low + middle * 45 + high * 2025
    const single = at + 2 >= text.length
    if (number > (single ? 0xff : 0xffff)) return undefined
    if (!single) bytes[to++] = number >> 8
    bytes[to++] = number & 0xff
  }
  return bytes
}

import type { Random } from './environment.ts'

/** A version-4 UUID in lower case, made from the random source handed in. */
export function newId(random: Random): string {
  const bytes = random.bytes(16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return uuidFromBytes(bytes)
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Lower-case hexadecimal UUID of any version: the only form that enters the system. */
export const isUuid = (text: string): boolean => UUID.test(text)

/** Throws on anything that is not a UUID: the last gate before a value is written into SQL text. */
export function assertUuid(text: string): string {
  if (!isUuid(text)) throw new Error('not a UUID')
  return text
}

export function uuidFromBytes(bytes: Uint8Array): string {
  const hex = toHex(bytes)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}

export const bytesFromUuid = (uuid: string): Uint8Array => fromHex(uuid.replaceAll('-', ''))

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

export function toHex(bytes: Uint8Array): string {
  let hex = ''
  for (const byte of bytes) hex += HEX[byte]
  return hex
}

/** Bytes of an even-length hexadecimal text; throws on anything else. */
export function fromHex(hex: string): Uint8Array<ArrayBuffer> {
  if (hex.length % 2 !== 0 || /[^0-9a-fA-F]/.test(hex)) throw new Error('not hexadecimal')
  const bytes = new Uint8Array(hex.length / 2)
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16)
  return bytes
}

/** Unpadded base64url (RFC 4648 section 5). */
export function toBase64url(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** How many bytes an unpadded base64url text stands for; undefined unless it is the one text of those bytes. */
export function base64urlLength(text: string): number | undefined {
  if (/[^A-Za-z0-9_-]/.test(text)) return undefined
  const rest = text.length % 4
  if (rest === 1) return undefined
  // One text for one value: left-over bits must be zero.
  const last = rest === 0 ? 0 : DIGITS.indexOf(text[text.length - 1]!)
  if ((rest === 2 && last & 15) || (rest === 3 && last & 3)) return undefined
  return Math.floor((text.length * 3) / 4)
}

/** Bytes of unpadded base64url; undefined on a foreign character, an impossible length or left-over bits. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> | undefined {
  const length = base64urlLength(text)
  if (length === undefined) return undefined
  const bytes = new Uint8Array(length)
  let bits = 0
  let held = 0
  let at = 0
  for (let i = 0; i < text.length; i++) {
    bits = ((bits << 6) | VALUES[text.charCodeAt(i)]!) & 0xffff
    held += 6
    if (held >= 8) {
      held -= 8
      bytes[at++] = bits >> held
    }
  }
  return bytes
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const VALUES = new Uint8Array(128)
for (let i = 0; i < DIGITS.length; i++) VALUES[DIGITS.charCodeAt(i)] = i

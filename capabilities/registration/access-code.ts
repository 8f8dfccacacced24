import type { Random } from '#platform/base/environment.ts'

/**
 * The secret that opens a person's own page, apart from the card: 128 bits made on the phone, as 26 Crockford
 * characters, shown in groups. What the desk prints on a tear-off strip is shorter (60 bits, 12 characters) and
 * rate-limited. Only its hash is ever sent to be stored.
 */
export function newAccessCode(random: Random, bits: 128 | 60 = 128): string {
  const length = bits === 128 ? 26 : 12
  // 5 bits a character; 26 characters hold 130, two more than needed.
  return Array.from(random.bytes(length), (byte) => ALPHABET[byte & 31]).join('')
}

/** In groups of four, for reading and writing down. */
export const formatAccessCode = (code: string): string => code.replace(/(.{4})(?=.)/g, '$1 ')

/** What a person typed, tolerant of case, spaces, dashes and of O, I and L; undefined when it cannot be a code. */
export function parseAccessCode(typed: string): string | undefined {
  const code = typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')
  return (code.length === 26 || code.length === 12) && [...code].every((character) => ALPHABET.includes(character))
    ? code
    : undefined
}

/** SHA-256 with a prefix of its own, so that it can never be mistaken for another hash. */
export async function hashAccessCode(code: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`posada-access-1\n${code}`)))
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

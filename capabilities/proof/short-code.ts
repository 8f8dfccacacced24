/**
 * The code printed under the QR: nine Crockford base32 characters (45 bits of the card's random number) and one that
 * checks them. It names a registration to staff; it opens nothing.
 */
export function shortCodeOf(cti: Uint8Array): string {
  const digits: number[] = []
  for (let at = 0; at < DATA_CHARACTERS; at++) digits.push(fiveBits(cti, at * 5))
  return written([...digits, checkOf(digits)])
}

/**
 * The code as it is written (`K7P-4QX-92MX`), from what a person typed: any case, spaces or dashes anywhere, O for 0, I or L
 * for 1, digits of any keyboard. `undefined` when it is not ten such characters or one of them is wrong: the check
 * character finds every single wrong character and every two that changed places.
 */
export function parseShortCode(typed: string): string | undefined {
  const characters = typed
    .normalize('NFKC')
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String((digit.codePointAt(0)! - 0x660) & 0x0f))
    .replace(/[\s\p{Dash}\p{Cf}]/gu, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
  if (characters.length !== DATA_CHARACTERS + 1) return undefined
  const digits = [...characters].map((character) => ALPHABET.indexOf(character))
  if (digits.includes(-1)) return undefined
  return digits[DATA_CHARACTERS] === checkOf(digits.slice(0, DATA_CHARACTERS)) ? written(digits) : undefined
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ' // Crockford: no I, L, O, U
const DATA_CHARACTERS = 9

function written(digits: number[]): string {
  const text = digits.map((digit) => ALPHABET[digit]).join('')
  return `${text.slice(0, 3)}-${text.slice(3, 6)}-${text.slice(6)}`
}

function fiveBits(bytes: Uint8Array, from: number): number {
  const pair = (bytes[from >> 3]! << 8) | (bytes[(from >> 3) + 1] ?? 0)
  return (pair >> (11 - (from & 7))) & 31
}

/** A sum in the field of 32 elements, each place with its own weight (powers of x), so that no two places are alike. */
function checkOf(digits: number[]): number {
  return digits.reduce((sum, digit) => timesX(sum ^ digit), 0)
}

/** Times x, modulo x^5 + x^2 + 1. */
const timesX = (element: number): number => (element & 16 ? ((element << 1) & 31) ^ 0b00101 : element << 1)

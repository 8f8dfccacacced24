import { fromHex } from '#platform/base/ids.ts'
import type { PlainDate } from '#platform/base/plain-date.ts'

/**
 * The number staff say to each other: the year and 48 random bits of the household's id, as in `21-K7P4Q-X92MB`.
 * Random, so that it tells nothing about order or count, and no counter is needed.
 */
export function caseNumberOf(groupId: string, registeredOn: PlainDate): string {
  // Bytes after the UUID's version and variant bits are all random.
  const bytes = fromHex(groupId.slice(24))
  let value = 0n
  for (const byte of bytes) value = (value << 8n) | BigInt(byte)
  let text = ''
  for (let i = 0; i < 10; i++) {
    text = ALPHABET[Number(value & 31n)] + text
    value >>= 5n
  }
  return `${registeredOn.slice(2, 4)}-${text.slice(0, 5)}-${text.slice(5)}`
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

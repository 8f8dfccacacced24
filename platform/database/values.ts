import { types } from 'pg'

/** A value as PostgreSQL reads it: text, bytes, or null. */
export function toWire(value: unknown): string | Buffer | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  if (value instanceof Uint8Array) return asBuffer(value)
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return toArrayText(value)
  if (typeof value === 'object') return JSON.stringify(value)
  return String(value)
}

/** Turns PostgreSQL's text into ours: a `date` stays `YYYY-MM-DD`, a count is a number, bytes are a Buffer. */
export function parserFor(typeOid: number): (text: string) => unknown {
  return OWN_PARSERS[typeOid] ?? getTypeParser(typeOid, 'text')
}

/** `operation_id` → `operationId`: the same rule as Kysely's CamelCasePlugin for names like ours. */
export const toCamelCase = (name: string): string =>
  name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

const DATE = 1082
const DATE_ARRAY = 1182
const INT8 = 20
const INT8_ARRAY = 1016
const TEXT_ARRAY = 1009

/** node-pg's types name only a few of the numbers it takes. */
const getTypeParser = types.getTypeParser as (oid: number, format: 'text') => (text: string) => unknown

const parseTextArray = getTypeParser(TEXT_ARRAY, 'text') as (text: string) => (string | null)[]

const OWN_PARSERS: Record<number, (text: string) => unknown> = {
  [DATE]: (text) => text,
  [DATE_ARRAY]: (text) => parseTextArray(text),
  [INT8]: toSafeInteger,
  [INT8_ARRAY]: (text) => parseTextArray(text).map((item) => (item === null ? null : toSafeInteger(item))),
}

function toSafeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error('a number from the database is too large to be exact')
  return value
}

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** PostgreSQL's array literal; the same form serves text, uuid, integer, boolean and bytea elements. */
const toArrayText = (items: unknown[]): string => `{${items.map(toElement).join(',')}}`

function toElement(item: unknown): string {
  if (item === null || item === undefined) return 'NULL'
  if (Array.isArray(item)) return toArrayText(item)
  const text = item instanceof Uint8Array ? `\\x${asBuffer(item).toString('hex')}` : String(toWire(item))
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

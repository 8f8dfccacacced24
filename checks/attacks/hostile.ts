import { gzipSync } from 'node:zlib'
import type { Chance } from '#platform/base/chance.ts'

/** Texts that broke something somewhere: half characters, turned directions, prototype keys, formulas, other syntaxes. */
export const HOSTILE_TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'Ana \udfff',
  '\u202eanA\u202c',
  '\u2066x\u2069',
  '\ufeff',
  '\u200b\u200d',
  `e${'\u0301'.repeat(500)}`,
  '𐐀'.repeat(200),
  'N'.repeat(10_000),
  'ñ'.repeat(10_000),
  '9'.repeat(400),
  '__proto__',
  'constructor',
  'toString',
  '=1+1',
  '=HYPERLINK("x")',
  '+49',
  '-2+3',
  '@SUM(A1)',
  "'; drop table individual; --",
  '<script>x</script>',
  '{{7*7}}',
  '%00',
  '%c0%ae%c0%ae/',
  '../../etc/passwd',
  '\r\nset-cookie: a=b',
  '\u2028',
  'NaN',
  '2031-01-01',
  '0000-00-00',
  '2021-02-30',
  '99999-12-31',
  '+275760-09-13T00:00:00.001Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  'XXX',
  'hti',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  'A===',
  '~~~~',
  'RC1:',
] as const

const HOSTILE_NUMBERS = [
  -1,
  0,
  -0,
  0.1,
  1e21,
  1e308,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  -(2 ** 63),
  Number.MIN_VALUE,
  Number.MAX_SAFE_INTEGER + 1,
]

/** Any JSON value, small or strange. */
export function hostileValue(chance: Chance): unknown {
  switch (chance.between(0, 8)) {
    case 0:
      return null
    case 1:
      return chance.happens(0.5)
    case 2:
      return chance.pick(HOSTILE_NUMBERS)
    case 3:
      return Array.from({ length: chance.pick([0, 1, 300]) }, () => chance.pick(HOSTILE_TEXTS))
    case 4:
      return { [chance.pick(HOSTILE_TEXTS)]: chance.pick(HOSTILE_TEXTS) }
    case 5:
      return nested(chance.pick([2, 31, 33, 200]))
    default:
      return chance.pick(HOSTILE_TEXTS)
  }
}

const nested = (depth: number): unknown => (depth === 0 ? 0 : [nested(depth - 1)])

/** A copy with one to three places of it replaced, removed, doubled or renamed. */
export function spoil(value: unknown, chance: Chance): unknown {
  const copy: unknown = structuredClone(value)
  let spoilt = copy
  for (let i = chance.between(1, 3); i > 0; i--) spoilt = spoilOnce(spoilt, chance)
  return spoilt
}

function spoilOnce(value: unknown, chance: Chance): unknown {
  if (typeof value !== 'object' || value === null || chance.happens(0.15)) return hostileValue(chance)
  const holder = value as Record<string, unknown>
  const names = Object.keys(holder)
  const name = names.length > 0 ? chance.pick(names) : undefined
  if (name !== undefined && chance.happens(0.75)) {
    holder[name] = spoilOnce(holder[name], chance)
    return value
  }
  if (Array.isArray(value)) {
    if (name !== undefined && chance.happens(0.5)) value.splice(Number(name), 1)
    else value.push(...Array.from({ length: chance.pick([1, 40, 400]) }, () => structuredClone(value[0] ?? 0)))
    return value
  }
  if (name !== undefined && chance.happens(0.5)) delete holder[name]
  else addOwn(holder, chance.pick(HOSTILE_TEXTS), hostileValue(chance))
  return value
}

/** Also under `__proto__`, which plain assignment would swallow. */
const addOwn = (holder: object, name: string, value: unknown) =>
  Object.defineProperty(holder, name, { value, enumerable: true, writable: true, configurable: true })

/** JSON as somebody else's program, or nobody's, writes it. */
export function badlyWritten(value: unknown, chance: Chance): Uint8Array {
  const text = JSON.stringify(value) ?? 'null'
  switch (chance.between(0, 12)) {
    case 0:
      return Buffer.from(text.slice(0, chance.between(0, text.length)))
    case 1:
      return Buffer.from(text, 'utf16le')
    case 2:
      return withBytes(text, [0xff, 0xfe, 0x80, 0xc0, 0xaf], chance)
    case 3:
      return Buffer.from(`\ufeff${text}`)
    case 4:
      return Buffer.from(`{"a":${text},"a":${text},"__proto__":${text}}`)
    case 5:
      return Buffer.from(`${'['.repeat(chance.pick([33, 2_000, 100_000]))}${text}`)
    case 6:
      return Buffer.from(`{"n":${'9'.repeat(chance.pick([400, 100_000]))}}`)
    case 7:
      return Buffer.from(text.replaceAll(/:\s*"/g, ':"\\ud800'))
    case 8:
      return gzipSync(Buffer.from(`"${'0'.repeat(1 << 20)}"`))
    case 9:
      return Buffer.from(' '.repeat(chance.pick([10, 1 << 20])) + text)
    case 10:
      return flipBit(Buffer.from(text), chance)
    case 11:
      return randomBytes(chance.between(0, 2_000), chance)
    default:
      return Buffer.from(`${text}${text}`)
  }
}

export const randomBytes = (length: number, chance: Chance): Uint8Array =>
  Uint8Array.from({ length }, () => chance.between(0, 255))

/** A copy with one bit turned. */
export function flipBit(bytes: Uint8Array, chance: Chance): Uint8Array {
  const copy = Uint8Array.from(bytes)
  if (copy.length > 0) copy[chance.between(0, copy.length - 1)]! ^= 1 << chance.between(0, 7)
  return copy
}

function withBytes(text: string, bytes: number[], chance: Chance): Uint8Array {
  const at = chance.between(0, text.length)
  return Buffer.concat([Buffer.from(text.slice(0, at)), Buffer.from(bytes), Buffer.from(text.slice(at))])
}

/** Headers a browser would never send, but a program can. */
export function hostileHeaders(chance: Chance): Record<string, string> {
  const value = chance.pick([
    '',
    ',',
    ';;;===',
    'a=b; '.repeat(2_000),
    'x'.repeat(15_000),
    'bytes=0-,-1',
    '*',
    'ht;q=nan, en;q=9e99',
    '\u00ff\u0080',
    'null',
    'W/"x"',
    'Thu, 99 Foo 99999 25:61:61 GMT',
    '-1',
    'chunked',
    'gzip, br, br, br',
  ])
  const name = chance.pick([
    'cookie',
    'accept',
    'accept-language',
    'accept-encoding',
    'content-encoding',
    'content-type',
    'origin',
    'host',
    'range',
    'if-none-match',
    'if-modified-since',
    'sec-fetch-site',
    'x-forwarded-for',
    'x-http-method-override',
    'authorization',
  ])
  return { [name]: value }
}

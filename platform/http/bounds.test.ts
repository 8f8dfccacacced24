import { expect, test } from 'vitest'
import { realEnvironment, type Timers } from '#platform/base/environment.ts'
import type { Problem } from '#platform/base/problem.ts'
import { decodeBase45, encodeBase45 } from '#platform/cose/base45.ts'
import { CBOR_DEPTH_MAX, type CborValue, decodeCbor, encodeCbor } from '#platform/cose/cbor.ts'
import { JSON_DEPTH_LIMIT, readJson } from './body.ts'
import { FORM_LIMIT_BYTES, readForm } from './form.ts'

// Each bound of what reads strange input, tried on both of its sides. What a whole server refuses: checks/attacks/bad-http.test.ts.

const { timers } = realEnvironment()
const LIMIT = 1_000

const json = 'application/json'
const form = 'application/x-www-form-urlencoded'
const sent = (body: BodyInit, type = json, more: Record<string, string> = {}) =>
  new Request('http://localhost/', {
    method: 'POST',
    body,
    headers: { 'content-type': type, ...more },
    duplex: 'half',
  } as RequestInit)
const kindOf = (reading: Promise<unknown>) =>
  reading.then(
    () => 'read',
    (error: Problem) => error.kind,
  )
const nested = (depth: number, open = '[', close = ']') => open.repeat(depth) + close.repeat(depth)

test('a body is read up to its last allowed byte, and not one more, with a length or in pieces', async () => {
  const text = (bytes: number) => `"${'a'.repeat(bytes - 2)}"`
  for (const [bytes, kind] of [
    [LIMIT, 'read'],
    [LIMIT + 1, 'too-large'],
  ] as const) {
    expect(await kindOf(readJson(sent(text(bytes)), LIMIT, timers))).toBe(kind)
    const declared = sent(text(bytes), json, { 'content-length': String(bytes) })
    expect(await kindOf(readJson(declared, LIMIT, timers))).toBe(kind)
    const pieces = new Blob([text(bytes)]).stream()
    expect(await kindOf(readJson(sent(pieces), LIMIT, timers))).toBe(kind)
  }
})

test('a body that never ends is let go', async () => {
  const never = new ReadableStream<Uint8Array>({ start: (to) => to.enqueue(Buffer.from('[')) })
  const atOnce: Timers = {
    after(_, callback) {
      queueMicrotask(callback)
      return () => {}
    },
  }
  expect(await kindOf(readJson(sent(never), LIMIT, atOnce))).toBe('body-timeout')
})

test('lists and objects may lie 32 deep; brackets inside a text are no depth', async () => {
  const read = (text: string) => kindOf(readJson(sent(text), 1 << 20, timers))
  expect(await read(nested(JSON_DEPTH_LIMIT))).toBe('read')
  expect(await read(nested(JSON_DEPTH_LIMIT + 1))).toBe('too-deep')
  expect(await read(nested(400_000))).toBe('too-deep')
  expect(await read(`${'{"a":'.repeat(JSON_DEPTH_LIMIT + 1)}1${'}'.repeat(JSON_DEPTH_LIMIT + 1)}`)).toBe('too-deep')
  expect(await read(JSON.stringify(nested(100, '[{', '}]')))).toBe('read')
})

test('a form has 8 KiB and 50 fields', async () => {
  const read = (text: string) => kindOf(readForm(sent(text, form), timers))
  expect(await read(`a=${'b'.repeat(FORM_LIMIT_BYTES - 2)}`)).toBe('read')
  expect(await read(`a=${'b'.repeat(FORM_LIMIT_BYTES - 1)}`)).toBe('too-large')
  expect(await read('a=b&'.repeat(50))).toBe('read')
  expect(await read('a=b&'.repeat(51))).toBe('bad-input')
})

test('CBOR may lie 16 deep, in lists, in maps and in both; what is deeper is no message, however deep', () => {
  const lists = (depth: number): CborValue => (depth === 0 ? 1 : [lists(depth - 1)])
  const maps = (depth: number): CborValue => (depth === 0 ? 1 : new Map([[1, maps(depth - 1)]]))
  const both = (depth: number): CborValue =>
    depth === 0 ? 1 : depth % 2 ? [both(depth - 1)] : new Map([[1, both(depth - 1)]])
  for (const make of [lists, maps, both]) {
    expect(decodeCbor(encodeCbor(make(CBOR_DEPTH_MAX)))).toEqual(make(CBOR_DEPTH_MAX))
    for (const depth of [CBOR_DEPTH_MAX + 1, 500]) expect(decodeCbor(encodeCbor(make(depth)))).toBeUndefined()
  }
  for (const depth of [3_000, 100_000, 1_000_000])
    expect(decodeCbor(Uint8Array.from([...new Uint8Array(depth).fill(0x81), 1]))).toBeUndefined()
})

test('base45 reads a megabyte in a moment, and refuses one that is spoilt at its end', () => {
  const text = encodeBase45(new Uint8Array(1 << 20).fill(255))
  const from = performance.now()
  expect(decodeBase45(text)).toHaveLength(1 << 20)
  expect(decodeBase45(`${text.slice(0, -1)}_`)).toBeUndefined()
  expect(decodeBase45(':'.repeat(1 << 20))).toBeUndefined()
  expect(performance.now() - from).toBeLessThan(2_000)
})

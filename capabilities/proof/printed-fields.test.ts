import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays } from '#platform/base/plain-date.ts'
import { paperKinds } from './model.ts'
import {
  comparePrinted,
  fieldFormOf,
  fieldNamesOf,
  normalForm,
  type PrintedValues,
  paperHash,
} from './printed-fields.ts'

const constancia = { number: 'TAP-0042/2021', name: 'María-José Núñez Ãlves', born: '1990-03-07' }

test('what is typed from a paper agrees with it, however it is typed', async () => {
  const hash = await paperHash('constancia', constancia)
  const ways = [
    { number: 'tap 0042 2021', name: '  maria jose   NUNEZ alves', born: '7/3/1990' },
    { number: 'TAP00422021', name: 'MARÍA JOSÉ NÚÑEZ ÃLVES', born: '٠٧-٠٣-١٩٩٠' },
  ]
  for (const typed of ways) expect(await comparePrinted('constancia', typed, hash)).toEqual({ result: 'same' })
  for (const [form, typed, normal] of [
    ['words', 'مَرْيَم الحَسَن', 'مريم الحسن'],
    ['words', 'Jean‑Baptiste O’Neil', 'JEAN BAPTISTE O NEIL'],
    ['hour', '8.30', '08:30'],
    ['day', '2021-02-29', undefined],
    ['hour', '25:00', undefined],
    ['code', ' -- ', undefined],
  ] as const)
    expect(normalForm(form, typed)).toBe(normal)
})

test('a field left empty is named, and a paper is not issued without it', async () => {
  const hash = await paperHash('constancia', constancia)
  const typed = { number: 'TAP', name: ' ', born: '31/2/1990' }
  expect(await comparePrinted('constancia', typed, hash)).toEqual({ result: 'incomplete', fields: ['name', 'born'] })
  await expect(paperHash('constancia', { ...constancia, name: '…' })).rejects.toThrow('name')
})

const anyLetters = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
const anyValue = { day: fc.nat(30_000).map((days) => addDays('1930-01-01', days)), words: anyLetters, code: anyLetters }
const anyHour = fc.tuple(fc.nat(23), fc.nat(59)).map((pair) => pair.map((part) => `${part}`.padStart(2, '0')).join(':'))
const anyPaper = fc.constantFrom(...paperKinds).chain((kind) => {
  const fields = fieldNamesOf(kind).map((name): [string, fc.Arbitrary<string>] => {
    const form = fieldFormOf(kind, name)
    const value = form === 'hour' ? anyHour : anyValue[form]
    return [name, value.filter((text) => normalForm(form, text) !== undefined)]
  })
  const values = fc.record(Object.fromEntries(fields)) as fc.Arbitrary<PrintedValues>
  return fc.record({ kind: fc.constant(kind), values, other: values, field: fc.constantFrom(...fieldNamesOf(kind)) })
})

test('any change of any field is found, unless both read the same', async () => {
  await fc.assert(
    fc.asyncProperty(anyPaper, async ({ kind, values, other, field }) => {
      const [before, after] = [values, other].map((each) => (each as Record<string, string>)[field]!)
      const form = fieldFormOf(kind, field)
      const { result } = await comparePrinted(kind, { ...values, [field]: after! }, await paperHash(kind, values))
      expect(result).toBe(normalForm(form, before!) === normalForm(form, after!) ? 'same' : 'different')
    }),
    { numRuns: 500 },
  )
})

test('one letter or digit more, less or other in a name or number is found', async () => {
  const hash = await paperHash('constancia', constancia)
  for (const field of ['number', 'name'] as const) {
    const text = constancia[field]
    for (let at = 0; at < text.length; at++) {
      if (!/[\p{L}\p{N}]/u.test(text[at]!)) continue
      for (const altered of ['', 'X', `${text[at]}X`]) {
        const typed = { ...constancia, [field]: text.slice(0, at) + altered + text.slice(at + 1) }
        expect(await comparePrinted('constancia', typed, hash), typed[field]).toEqual({ result: 'different' })
      }
    }
  }
})

test('the form read once more is the same form, and one kind of paper never passes for another', async () => {
  fc.assert(
    fc.property(anyLetters, fc.constantFrom('words' as const, 'code' as const), (text, form) => {
      const once = normalForm(form, text)
      if (once !== undefined) expect(normalForm(form, once)).toBe(once)
    }),
    { numRuns: 2_000 },
  )
  const hash = await paperHash('constancia', constancia)
  const decision = { number: constancia.number, name: constancia.name, outcome: 'x', appealUntil: constancia.born }
  expect(await comparePrinted('decision', decision, hash)).toEqual({ result: 'different' })
})

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { problemSchema, readProblem } from './reading.ts'

const good = () => ({
  days: 20,
  slotsPerDay: 2,
  officers: [{ id: 'o1', languages: ['es'], special: true, daysOff: [3] }],
  interpreters: { ht: 3 } as Record<string, unknown>,
  families: [{ id: 'f1', language: 'ht', special: false, priority: 1, noticeDays: 2 }] as object[],
})

test('a file as documented is read; what may be left out has a plain meaning', () => {
  expect(readProblem(good())).toEqual({ problem: good(), ignored: [] })
  const short = { ...good(), families: [{ id: 'f1', language: 'qu', priority: 1.5 }], interpreters: undefined }
  expect(readProblem(short)).toMatchObject({
    problem: { interpreters: {}, families: [{ special: false, noticeDays: 0, priority: 1.5 }] },
  })
})

test('what cannot be planned is refused with a sentence that names the field and says what would be right', () => {
  const family = good().families[0]!
  const officer = good().officers[0]!
  const wrong: [object, string][] = [
    [{ ...good(), days: 0 }, 'days is 0: give a whole number of days from 1 to 366.'],
    [{ ...good(), slotsPerDay: 1.5 }, 'slotsPerDay is 1.5: give a whole number of slots from 1 to 48.'],
    [{ ...good(), families: undefined }, 'families is missing: give a list of at most 50000 families'],
    [
      { ...good(), families: [{ ...family, noticeDays: -1 }] },
      'families[0].noticeDays is -1: give a whole number of days',
    ],
    [{ ...good(), families: [{ ...family, priority: 0 }] }, 'families[0].priority is 0: give a number from 1'],
    [{ ...good(), families: [family, family] }, 'families[1].id repeats that of families[0], "f1": give each an id'],
    [{ ...good(), families: ['f1'] }, 'families[0] is "f1": give a list of at most 50000 families, each with id'],
    [{ ...good(), officers: [officer, officer] }, 'officers[1].id repeats that of officers[0], "o1"'],
    [{ ...good(), officers: [{ ...officer, languages: 'es' }] }, 'officers[0].languages is "es": give a list'],
    [{ ...good(), officers: [{ ...officer, daysOff: [-2] }] }, 'officers[0].daysOff[0] is -2: give a day'],
    [{ ...good(), interpreters: { ht: -3 } }, 'interpreters.ht is -3: give for each language how many interpreters'],
    [[], 'The file must hold one object with days, slotsPerDay, officers, interpreters and families.'],
  ]
  for (const [given, sentence] of wrong) {
    const read = readProblem(given)
    expect({ sentence, refused: 'refused' in read && read.refused.startsWith(sentence) ? sentence : read }).toEqual({
      ...{ sentence, refused: sentence },
    })
  }
})

test('100,000 families at once are refused, and told how they can be planned', () => {
  const families = Array.from({ length: 100_000 }, (_, i) => ({ ...good().families[0]!, id: `f${i}` }))
  expect(readProblem({ ...good(), families })).toEqual({
    refused: 'families has 100000 entries; at most 50000 are planned at once. Plan one site, or one period, at a time.',
  })
})

test('a misspelt field is named', () => {
  const { families } = good()
  expect(readProblem({ ...good(), families: [{ ...families[0]!, noticeDay: 3 }], slots: 2 })).toMatchObject({
    ignored: [
      'slots is no field of a plan and was left aside.',
      'families[].noticeDay is no field of a plan and was left aside.',
    ],
  })
})

test('docs/scheduling.md shows the schema as it is', () => {
  const [, shown = ''] = readFileSync('docs/scheduling.md', 'utf8').split('```json schema\n')
  expect(JSON.parse(shown.split('```')[0]!)).toEqual(JSON.parse(JSON.stringify(problemSchema())))
})

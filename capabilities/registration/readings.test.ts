import { expect, test } from 'vitest'
import { listSourceFiles } from '#checks/harness/source-files.ts'
import { readingWord } from './readings.ts'

test('whoever only looks is never said to have changed something', () => {
  const acts = listSourceFiles('capabilities')
    .filter(({ path }) => path.includes('/server/') && !path.includes('.test.'))
    .flatMap(({ text }) => [...text.matchAll(/trace\([^)]*?'((?:read|open)-[a-z-]+)'/g)].map(([, act]) => act!))
  expect(acts).toEqual(expect.arrayContaining(['read-household', 'read-claim', 'open-mandates']))
  // A sealed note is no part of what the household is told here: its log is kept under the note.
  const told = acts.filter((act) => act !== 'open-sealed-record')
  expect(told.filter((act) => readingWord(act) === 'registration_reading_changed')).toEqual([])
})

test('what changes a file says so', () => {
  for (const act of ['lodge-claim', 'record-on-claim', 'individual-corrected'])
    expect(readingWord(act)).toBe('registration_reading_changed')
})

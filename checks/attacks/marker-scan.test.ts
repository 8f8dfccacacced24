import { expect, test } from 'vitest'
import { scanForMarkers } from './marker-scan.ts'
import { formsOf, scanBytes } from './scan.ts'

test('nothing that names a person lies in clear anywhere: tables, log of the database, secrets, print-outs, export, backups', {
  timeout: 120_000,
}, async () => {
  const { hits, controlHits, bytes, exported, archives } = await scanForMarkers({ people: 200 })
  expect(hits).toEqual([])
  expect(bytes).toBeGreaterThan(10 * 2 ** 20)
  expect(exported).toBeGreaterThanOrEqual(200)
  expect(archives).toBeGreaterThan(100_000)
  // What stands in clear on purpose is found, in the tables and in the log: the scan sees what is there.
  const places = controlHits.map(({ where }) => where)
  expect(places.filter((place) => place.includes('base/')).length).toBeGreaterThan(0)
  expect(places.filter((place) => place.includes('pg_wal/')).length).toBeGreaterThan(0)
})

test('a marker is found in each of its forms, wherever it begins', () => {
  for (const { as, bytes } of formsOf('Qzxvkjwq'))
    expect([
      as,
      scanBytes('', Buffer.concat([Buffer.from('..'), bytes, Buffer.from('..')]), ['Qzxvkjwq']).length,
    ]).not.toEqual([as, 0])
  for (const before of ['', 'a', 'ab', 'abc']) {
    const base64 = Buffer.from(`${before}Qzxvkjwq and more`).toString('base64')
    expect(scanBytes('', Buffer.from(base64), ['Qzxvkjwq']).length).toBeGreaterThan(0)
  }
})

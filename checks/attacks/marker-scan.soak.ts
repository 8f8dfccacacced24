import { expect, test } from 'vitest'
import { scanForMarkers } from './marker-scan.ts'

test('200 people with unique texts in every field: none of them lies in clear anywhere', async () => {
  const { hits, controlHits, exported } = await scanForMarkers({ people: 200 })
  expect(hits).toEqual([])
  expect(controlHits.length).toBeGreaterThan(0)
  expect(exported).toBeGreaterThanOrEqual(200)
})

import { expect, test } from 'vitest'
import {
  failCallsDuringWrites,
  failCallsOfBackup,
  fillDiskDuringWrites,
  findStrace,
  mountSmallDisk,
} from './disk-faults.ts'

test('a full disk refuses early, loses nothing it acknowledged, and work goes on when there is room again', async (context) => {
  const folder = mountSmallDisk()
  if (!folder) return context.skip('This machine lets nobody mount a small disk.')
  const { wrong, acknowledged, given, refusedEarly } = await fillDiskDuringWrites(folder, { rounds: 1 })
  expect(wrong).toEqual([])
  expect([given, refusedEarly]).toEqual([1, 1])
  expect(acknowledged.phone).toBeGreaterThan(5)
})

test('a write or fsync that fails takes back nothing that was acknowledged', async (context) => {
  const reason = findStrace()
  if (reason) return context.skip(reason)
  const { wrong, acknowledged, given } = await failCallsDuringWrites([
    { call: 'fdatasync', error: 'EIO', n: 3 },
    { call: 'pwrite64', error: 'ENOSPC', n: 2 },
  ])
  expect(wrong).toEqual([])
  expect(given).toBe(2)
  expect(acknowledged.phone).toBeGreaterThan(5)
})

test('a backup whose files cannot be written leaves none of them', async (context) => {
  const reason = findStrace()
  if (reason) return context.skip(reason)
  const { given, wrong } = await failCallsOfBackup([
    { call: 'write', error: 'ENOSPC', n: 1, file: 'world' },
    { call: 'fsync', error: 'EIO', n: 1, file: 'keys' },
  ])
  expect(wrong).toEqual([])
  expect(given).toBe(2)
})

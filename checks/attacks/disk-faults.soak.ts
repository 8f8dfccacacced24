import { expect, test } from 'vitest'
import {
  failCallsDuringWrites,
  failCallsOfBackup,
  fillDiskDuringWrites,
  findStrace,
  makeReadOnlyDuringWrites,
  mountSmallDisk,
} from './disk-faults.ts'

const HOUR_MS = 3_600_000
const each = (count: number, calls: [call: string, error: string][]) =>
  calls.flatMap(([call, error]) => Array.from({ length: count }, (_, index) => ({ call, error, n: index + 1 })))

test('a disk that fills up again and again', { timeout: HOUR_MS }, async (context) => {
  const folder = mountSmallDisk()
  if (!folder) return context.skip('This machine lets nobody mount a small disk.')
  const { wrong, ...counts } = await fillDiskDuringWrites(folder, { rounds: 10 })
  console.log(counts)
  expect(wrong).toEqual([])
  expect([counts.given, counts.refusedEarly]).toEqual([10, 10])
})

test('a disk that becomes read-only again and again', { timeout: HOUR_MS }, async (context) => {
  const folder = mountSmallDisk()
  if (!folder) return context.skip('This machine lets nobody mount a small disk.')
  const { wrong, refusal, ...counts } = await makeReadOnlyDuringWrites(folder, { rounds: 10 })
  console.log(counts)
  expect(wrong).toEqual([])
  // A round that the system refused has shown nothing.
  if (counts.given === 0) {
    const reason = `NOT SHOWN here: a busy disk does not become read-only (${refusal}).`
    console.log(reason)
    context.skip(reason)
  }
  expect(counts.given).toBe(10)
})

test('each of the first writes and fsyncs of the database fails in turn', { timeout: HOUR_MS }, async (context) => {
  const reason = findStrace()
  if (reason) return context.skip(reason)
  const count = Number(process.env.POSADA_SOAK_CASES || 20)
  const { wrong, ...counts } = await failCallsDuringWrites(
    each(count, [
      ['fdatasync', 'EIO'],
      ['fsync', 'EIO'],
      ['pwrite64', 'ENOSPC'],
      ['pwrite64', 'EIO'],
      // What a database sees of a disk that the kernel made read-only.
      ['pwrite64', 'EROFS'],
      ['openat', 'EROFS'],
      ['pwritev', 'ENOSPC'],
    ]),
  )
  console.log(counts)
  expect(wrong).toEqual([])
  expect(counts.given).toBeGreaterThan(count)
})

test('each of the calls that write a backup fails in turn', { timeout: HOUR_MS }, async (context) => {
  const reason = findStrace()
  if (reason) return context.skip(reason)
  const faults = each(4, [
    ['fsync', 'EIO'],
    ['write', 'ENOSPC'],
    ['write', 'EIO'],
  ])
  const files = ['world', 'keys'] as const
  const { given, wrong } = await failCallsOfBackup(files.flatMap((file) => faults.map((each) => ({ ...each, file }))))
  console.log({ given })
  expect(wrong).toEqual([])
  expect(given).toBeGreaterThanOrEqual(6)
})

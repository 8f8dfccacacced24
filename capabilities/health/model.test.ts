import { expect, test } from 'vitest'
import {
  isDiskFull,
  levelOfBacklog,
  levelOfBackup,
  levelOfClock,
  levelOfDisk,
  levelOfHead,
  levelOfPhones,
} from './model.ts'

const GIB = 2 ** 30
const disk = (freeBytes: number, totalBytes = 100 * GIB) => ({ place: 'data' as const, freeBytes, totalBytes })

test('a disk is to be watched below a fifth, and acted on below a tenth or two gibibytes', () => {
  expect([21, 19, 9].map((share) => levelOfDisk(disk(share * GIB)))).toEqual(['well', 'watch', 'act'])
  expect(levelOfDisk(disk(1.9 * GIB, 4 * GIB))).toBe('act')
})

test('nothing new is taken in on the last of a disk, however large or small it is', () => {
  expect([0.3, 0.2].map((gib) => isDiskFull(disk(gib * GIB)))).toEqual([false, true])
  expect([0.06, 0.04].map((gib) => isDiskFull(disk(gib * GIB, GIB)))).toEqual([false, true])
})

test('a backup older than 26 hours is red, and so is none; one that failed since is watched', () => {
  expect([25, 26, 26.1, null].map((hours) => levelOfBackup(hours, false))).toEqual(['well', 'well', 'act', 'act'])
  expect(levelOfBackup(3, true)).toBe('watch')
})

test('acts unsealed for a minute are red, and clocks, phones and backlogs have their limits', () => {
  expect([5, 31, 61].map(levelOfHead)).toEqual(['well', 'watch', 'act'])
  expect([500, -2_500, 40_000].map(levelOfClock)).toEqual(['well', 'watch', 'act'])
  expect([10, -200, 4_000].map(levelOfPhones)).toEqual(['well', 'watch', 'act'])
  expect([levelOfBacklog(0, 9_999), levelOfBacklog(3, 11), levelOfBacklog(3, 2_000)]).toEqual(['well', 'watch', 'act'])
})

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Clock, shiftedClock } from '#platform/base/environment.ts'

/** When practice began: its clock shows `clockStartsAt` at `startedAtReal` and then runs as clocks do. */
export type PracticeRecord = { startedAtReal: number; clockStartsAt: number }

/** Nine in the morning of 24 October 2021 in Tapachula: the walk has rested at its second stop. */
export const PRACTICE_STARTS_AT = Date.parse('2021-10-24T14:00:00Z')

/**
 * What lies in a practice folder: nothing yet, a world that was being made when the process ended, or a whole one.
 * A half-made one holds invented people only, so it is thrown away and made again.
 */
export function readPracticeFolder(dataDir: string): 'empty' | 'unfinished' | PracticeRecord {
  const path = recordPath(dataDir)
  if (!existsSync(path)) return 'empty'
  const record = JSON.parse(readFileSync(path, 'utf8')) as Partial<PracticeRecord>
  const { startedAtReal, clockStartsAt } = record
  return typeof startedAtReal === 'number' && typeof clockStartsAt === 'number'
    ? { startedAtReal, clockStartsAt }
    : 'unfinished'
}

/** Marks the folder as practice before anything is in it. Call it before the database is started on an unfinished one. */
export function beginPractice(dataDir: string): void {
  if (readPracticeFolder(dataDir) === 'unfinished') {
    for (const name of ['postgres', 'secrets']) rmSync(join(dataDir, name), { recursive: true, force: true })
  }
  mkdirSync(dataDir, { recursive: true })
  write(dataDir, { practice: true, unfinished: true })
}

/** Says that the world is whole and when its clock began. */
export function finishPractice(dataDir: string, record: PracticeRecord): void {
  write(dataDir, { practice: true, ...record })
}

/** The clock of practice: a restart continues it. */
export const practiceClock = ({ startedAtReal, clockStartsAt }: PracticeRecord, clock: Clock): Clock =>
  shiftedClock(clock, clockStartsAt + clock() - startedAtReal)

const recordPath = (dataDir: string) => join(dataDir, 'practice.json')

function write(dataDir: string, content: object) {
  const draft = `${recordPath(dataDir)}.new`
  writeFileSync(draft, `${JSON.stringify(content)}\n`)
  renameSync(draft, recordPath(dataDir))
}

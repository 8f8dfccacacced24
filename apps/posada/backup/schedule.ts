import { join } from 'node:path'
import { type Clock, every, type Timers } from '#platform/base/environment.ts'
import type { BackupSettings } from '../settings.ts'
import type { RunBackup } from './own-process.ts'
import { archiveName, erasuresName, pruneArchives } from './pruning.ts'

/** What the administrator sees beside the age of the last backup. */
export type BackupState = { isRunning: boolean; failed: string | null }
export type Backups = { state(): BackupState; stop(): Promise<void> }

type Options = {
  settings: BackupSettings
  run: RunBackup
  /** The newest backup that every operation has by its own record (`oldestOf`). */
  findLast: () => Promise<number | undefined>
  /** The clock of `findLast`. */
  clock: Clock
  /** The clock of the machine: names and ages of files. */
  fileClock: Clock
  timers: Timers
  log: (line: string) => void
}

/**
 * Makes a backup whenever the last one is old enough, and a list of who was erased every hour. What is due follows from the
 * record in the database, so a restart neither forgets nor doubles; what failed is tried again.
 */
export function startBackups({ settings, run, findLast, clock, fileClock, timers, log }: Options): Backups {
  const { folder, everyHours, keep } = settings
  const stopping = new AbortController()
  const state: BackupState = { isRunning: false, failed: null }
  let tryAgainAt = 0
  let listedAt = 0

  async function turn(): Promise<void> {
    const now = fileClock()
    if (now < tryAgainAt) return
    const last = await findLast()
    if (last === Number.POSITIVE_INFINITY) return // nobody's operation is here yet
    const age = last === undefined ? Number.POSITIVE_INFINITY : clock() - last
    if (age >= everyHours * HOUR_MS) await make(['--to', join(folder, archiveName(now))])
    else if (now - listedAt >= HOUR_MS) {
      await make(['--to', join(folder, erasuresName(now)), '--erasures-only'])
      if (!state.failed) listedAt = now
    } else return
    pruneArchives(folder, keep, now)
  }

  async function make(args: string[]): Promise<void> {
    state.isRunning = true
    const ran = await run(args, stopping.signal).finally(() => {
      state.isRunning = false
    })
    if (stopping.signal.aborted) return
    state.failed = ran.ok ? null : ran.sentence
    if (!ran.ok) fail(ran.sentence)
  }

  function fail(sentence: string): void {
    tryAgainAt = fileClock() + RETRY_MS
    log(`The backup failed and will be tried again in ${RETRY_MS / 60_000} minutes: ${sentence}`)
  }

  const end = every(
    timers,
    LOOK_EVERY_MS,
    turn,
    (error) => {
      state.failed = (error as Error).message
      fail((error as Error).message)
    },
    FIRST_LOOK_MS,
  )
  return {
    state: () => ({ ...state }),
    async stop() {
      stopping.abort()
      await end()
    },
  }
}

const HOUR_MS = 3_600_000
const LOOK_EVERY_MS = 60_000
/** People come first: a server that has just started is busy. */
const FIRST_LOOK_MS = 20_000
const RETRY_MS = 10 * 60_000

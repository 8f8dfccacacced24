import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openWorld, type World } from '#apps/server/world.ts'
import type { Procedures } from '#capabilities/asylum/server/procedure-files.ts'
import type { Clock, Environment } from '#platform/base/environment.ts'
import { type Embedded, findRunningDatabase, startEmbedded } from '#platform/database/embedded.ts'
import { saveBeforeUpgrade } from './backup/before-upgrade.ts'
import {
  beginPractice,
  PRACTICE_STARTS_AT,
  type PracticeRecord,
  practiceClock,
  readPracticeFolder,
} from './practice/folder.ts'
import { assertNoPractice, ensurePractice } from './practice/practice.ts'
import type { Settings } from './settings.ts'

/** What a running server leaves in its data folder, so that commands find it. */
export type Running = { pid: number; url: string }

const fileIn = (dataDir: string) => join(dataDir, 'server.json')

export function recordRunning(dataDir: string, url: string): () => void {
  mkdirSync(dataDir, { recursive: true })
  const draft = `${fileIn(dataDir)}.new`
  writeFileSync(draft, JSON.stringify({ pid: process.pid, url } satisfies Running), { mode: 0o600 })
  renameSync(draft, fileIn(dataDir))
  return () => rmSync(fileIn(dataDir), { force: true })
}

/** The server that runs on this data folder; undefined when there is none, or only what a killed one left behind. */
export function findRunning(dataDir: string): Running | undefined {
  try {
    const running = JSON.parse(readFileSync(fileIn(dataDir), 'utf8')) as Running
    process.kill(running.pid, 0)
    return running
  } catch {
    return undefined
  }
}

export type Opened = { world: World; close(): Promise<void>; databaseEnded?: Embedded['ended'] }

type OpenOptions = {
  log: (line: string) => void
  onProgress?: (text: string) => void
  poolSize?: number
  procedures?: Procedures
  /** For commands: use the database of a server that is running instead of refusing. */
  mayJoin?: boolean
}

/**
 * Opens the world of these settings: joins the database of a running server, else `DATABASE_URL`, else starts the
 * embedded one; practice is made where there is none. `close` leaves a database that somebody else started running.
 */
export async function openWorldOf(settings: Settings, environment: Environment, options: OpenOptions): Promise<Opened> {
  const { dataDir, isPractice } = settings
  const { log } = options
  const joined = options.mayJoin && settings.databaseUrl === undefined ? findRunningDatabase(dataDir) : undefined
  if (isPractice && !joined && typeof readPracticeFolder(dataDir) !== 'object') beginPractice(dataDir)
  const database = await startDatabase(settings, environment, log, joined)
  try {
    const practice = isPractice ? createPracticeClock(dataDir, environment.clock) : undefined
    const { ownerUrl, secretsDir } = database
    if (!joined) await saveBeforeUpgrade(settings, { ownerUrl, clock: environment.clock, log })
    const poolSize = options.poolSize ? { poolSize: options.poolSize } : {}
    const world = await openWorld({
      ...environment,
      ...(practice && { clock: practice.clock }),
      isPractice,
      ownerUrl,
      secretsDir,
      log,
      ...poolSize,
      messages: settings.messages,
      ...(options.procedures && { procedures: options.procedures }),
    })
    try {
      if (practice)
        practice.follow(
          await ensurePractice({
            ...world,
            dataDir,
            clock: environment.clock,
            onProgress: options.onProgress ?? (() => {}),
          }),
        )
      else await assertNoPractice(world.db)
    } catch (error) {
      await world.close()
      throw error
    }
    return {
      world,
      ...(database.ended && { databaseEnded: database.ended }),
      async close() {
        await world.close()
        await database.stop()
      },
    }
  } catch (error) {
    await database.stop()
    throw error
  }
}

/** A database that runs, and its owner's address. `stop` leaves one that somebody else started running. */
export type Started = { ownerUrl: string; secretsDir: string; ended?: Embedded['ended']; stop(): Promise<void> }

/** Finds or starts the database of these settings, as `openWorldOf` does, and opens nothing in it. */
export async function startDatabase(
  { dataDir, databaseUrl }: Settings,
  { random, timers }: Environment,
  log: (line: string) => void,
  joined?: ReturnType<typeof findRunningDatabase>,
): Promise<Started> {
  const notOurs = async () => {}
  if (joined) return { ownerUrl: joined.ownerUrl(), secretsDir: joined.secretsDir, stop: notOurs }
  if (databaseUrl !== undefined) {
    const secretsDir = join(dataDir, 'secrets')
    mkdirSync(secretsDir, { recursive: true, mode: 0o700 })
    return { ownerUrl: databaseUrl, secretsDir, stop: notOurs }
  }
  const embedded = await startEmbedded({ dataDir, random, timers, log })
  return { ownerUrl: embedded.ownerUrl(), secretsDir: embedded.secretsDir, ended: embedded.ended, stop: embedded.stop }
}

/** The clock of practice stands still until the world is made, and then follows the day it shows. */
function createPracticeClock(dataDir: string, clock: Clock) {
  const record = readPracticeFolder(dataDir)
  let current: Clock = typeof record === 'object' ? practiceClock(record, clock) : () => PRACTICE_STARTS_AT
  return {
    clock: () => current(),
    follow(made: PracticeRecord) {
      current = practiceClock(made, clock)
    },
  }
}

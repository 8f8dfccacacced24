import { accessSync, constants } from 'node:fs'
import { statfs } from 'node:fs/promises'
import type { Context, Next } from 'hono'
import { type Disk, isDiskFull } from '#capabilities/health/model.ts'
import type { Machine } from '#capabilities/health/server/health.ts'
import { readDatabaseClock } from '#capabilities/health/server/queries.ts'
import type { Clock, Timers } from '#platform/base/environment.ts'
import { problem } from '#platform/base/problem.ts'
import type { Database } from '#platform/database/connect.ts'
import { VERSION } from './version.ts'

type Options = {
  realClock: Clock
  /** Monotonic milliseconds. */
  ticks: () => number
  dataDir: string | undefined
  backupDir: string | undefined
  migrations: number
  backups: Machine['backups']
}

/** The machine this process runs on: its disks, its clock and what it started. */
export function createMachine({ realClock, ticks, dataDir, backupDir, migrations, backups }: Options): Machine {
  const startedAt = ticks()
  const places: [Disk['place'], string | undefined][] = [
    ['data', dataDir],
    ['backup', backupDir],
  ]
  return {
    ...{ version: VERSION, migrations, realClock, backups },
    uptimeSeconds: () => Math.round((ticks() - startedAt) / 1000),
    async disks() {
      const found = await Promise.all(places.map(([place, folder]) => (folder ? diskOf(place, folder) : undefined)))
      return found.flatMap((disk) => disk ?? [])
    },
  }
}

/** The machine of a server; one that looks at no disk where nothing was said about it. */
export const machineOf = ({ machine }: { machine?: Machine }): Machine =>
  machine ??
  createMachine({
    ...{ realClock: () => Date.now(), ticks: () => performance.now(), migrations: 0 },
    ...{ dataDir: undefined, backupDir: undefined, backups: () => ({ isRunning: false, failed: null }) },
  })

/** A folder that cannot be looked at or written has no room. */
async function diskOf(place: Disk['place'], folder: string): Promise<Disk> {
  try {
    accessSync(folder, constants.W_OK) // EROFS for root too
    const { bavail, blocks, bsize } = await statfs(folder)
    return { place, freeBytes: bavail * bsize, totalBytes: blocks * bsize }
  } catch {
    return { place, freeBytes: 0, totalBytes: 1 }
  }
}

/** Nothing new is taken in while the disk is nearly full: refused at the door, a household stays whole on its phone. */
export const diskFull = problem<{ retryAfterSeconds: number }>(
  'disk-full',
  503,
  'The server has no room left. What you entered stays on your phone. It is sent again by itself.',
)

/** What stays possible while the disk is full: to lock, unlock and sign in, to ask, and what people decide to take back. */
const ALWAYS = /^\/api\/(access\/|registrations\/(status|held|rights|leave|consent|delete|delete-person)$)/

export const refuseWhileFull = (readiness: () => Promise<Readiness>) => async (context: Context, next: Next) => {
  const { method, path } = context.req
  if (method === 'POST' && path.startsWith('/api/') && !ALWAYS.test(path) && (await readiness()).isFull)
    throw diskFull({ retryAfterSeconds: 60 })
  await next()
}

type Readiness = { isReady: boolean; isFull: boolean }

/** Whether it can serve, asked at most once a second however often anybody asks. */
export function watchReadiness(db: Database, machine: Machine, timers: Timers): () => Promise<Readiness> {
  let askedAt = Number.NEGATIVE_INFINITY
  let answer: Promise<Readiness> = Promise.resolve({ isReady: false, isFull: false })
  return () => {
    const now = machine.realClock()
    if (Math.abs(now - askedAt) > ASK_EVERY_MS) {
      askedAt = now
      answer = look(db, machine, timers)
    }
    return answer
  }
}

async function look(db: Database, machine: Machine, timers: Timers): Promise<Readiness> {
  let cancel = () => {}
  const late = new Promise<false>((resolve) => {
    cancel = timers.after(ANSWER_MS_MAX, () => resolve(false))
  })
  const answers = db.withoutOperation(readDatabaseClock, {}).then(
    () => true,
    () => false,
  )
  const [isThere, disks] = await Promise.all([Promise.race([answers, late]), machine.disks()])
  cancel()
  const isFull = disks.some((disk) => disk.place === 'data' && isDiskFull(disk))
  return { isReady: isThere && !isFull, isFull }
}

const ASK_EVERY_MS = 1_000
const ANSWER_MS_MAX = 2_000

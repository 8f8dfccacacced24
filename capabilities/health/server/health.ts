import { findLastBackup } from '#platform/backup/queries.ts'
import type { Clock } from '#platform/base/environment.ts'
import type { Database } from '#platform/database/connect.ts'
import { parseHead } from '#platform/ledger/head.ts'
import { findNewestHead, listUnsealed } from '#platform/ledger/queries-log.ts'
import type { Vault } from '#platform/vault/vault.ts'
import * as model from '../model.ts'
import { countWaiting, measurePhoneClocks, readDatabaseClock } from './queries.ts'

/** What only the process knows about itself and its machine. */
export type Machine = {
  version: string
  migrations: number
  uptimeSeconds(): number
  /** The machine's own clock, which practice does not show. */
  realClock: Clock
  disks(): Promise<model.Disk[]>
  backups(): { isRunning: boolean; failed: string | null }
}

export type HealthMeans = { db: Database; vault: Vault; clock: Clock; machine: Machine }

export type Health = Awaited<ReturnType<typeof measureHealth>>

/** Everything about one operation that can be looked at without opening anything. */
export async function measureHealth({ db, vault, clock, machine }: HealthMeans, operationId: string) {
  const now = clock()
  const at = new Date(now)
  const askedAt = machine.realClock()
  const [database] = await db.withoutOperation(readDatabaseClock, {})
  const offMs = Math.round(database!.now.getTime() - (askedAt + machine.realClock()) / 2)
  const [waiting] = await db.scoped(operationId, countWaiting, { operationId, at })
  const [phones] = await db.scoped(operationId, measurePhoneClocks, { operationId, at })
  const [backup] = await db.scoped(operationId, findLastBackup, { operationId })
  const { headAt, unsealedSeconds } = await measureLog(db, operationId, now)
  const { sealed, failed, oldestAt, sessions } = waiting!
  const oldestMinutes = oldestAt ? minutesBetween(oldestAt, now) : 0
  const hours = backup ? Math.round((now - backup.at.getTime()) / 360_000) / 10 : null
  const running = machine.backups()
  const unlocked = vault.isUnlocked(operationId)
  const lapsesAt = unlocked ? vault.lapsesAt(operationId) : undefined
  const { version, migrations } = machine
  return {
    ...{ version, migrations, uptimeSeconds: machine.uptimeSeconds(), sessions: Number(sessions), unlocked },
    lapsesAt: lapsesAt === undefined ? null : new Date(lapsesAt).toISOString(),
    disks: (await machine.disks()).map((disk) => ({ ...disk, level: model.levelOfDisk(disk) })),
    databaseClock: { offMs, level: model.levelOfClock(offMs) },
    phones: {
      medianSeconds: phones?.median ?? null,
      worstSeconds: phones?.worst ?? null,
      level: model.levelOfPhones(phones?.median ?? 0),
    },
    backup: {
      lastAt: backup?.at.toISOString() ?? null,
      ...{ hours, ...running, level: model.levelOfBackup(hours, running.failed !== null) },
    },
    head: { at: headAt, unsealedSeconds, level: model.levelOfHead(unsealedSeconds) },
    backlog: { sealed: Number(sealed), oldestMinutes, level: model.levelOfBacklog(Number(sealed), oldestMinutes) },
    failed: { entries: Number(failed), level: Number(failed) > 0 ? ('watch' as const) : ('well' as const) },
  }
}

/** The head alone says nothing where nothing is done: what counts is how long an act waits for it. */
async function measureLog(db: Database, operationId: string, now: number) {
  const [newest] = await db.scoped(operationId, findNewestHead, { operationId })
  const headAt = newest ? (parseHead(newest.line)?.at ?? null) : null
  // An act may be dated a little before the head that does not hold it yet; the whole log is not searched.
  const from = headAt === null ? '-infinity' : new Date(headAt - LATE_MS_MAX).toISOString()
  const span = { operationId, from, to: 'infinity', limit: 1 }
  const [oldest] = await db.scoped(operationId, listUnsealed, span)
  const unsealedSeconds = oldest ? Math.max(0, Math.round((now - Date.parse(oldest.at)) / 1000)) : 0
  return { headAt: headAt === null ? null : new Date(headAt).toISOString(), unsealedSeconds }
}

const LATE_MS_MAX = 3_600_000

const minutesBetween = (from: Date, to: number) => Math.max(0, Math.round((to - from.getTime()) / 60_000))

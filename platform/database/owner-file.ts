import { execFileSync } from 'node:child_process'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Who owns a data folder right now. The start time tells a process from a later one that got the same number. */
export type Owner = { pid: number; startedAt: string; databasePort?: number }

/** Another Posada is using this data folder. */
export class DataInUse extends Error {
  readonly pid: number

  constructor(dataDir: string, pid: number) {
    super(
      `Posada is already running on the data in ${dataDir} (pid ${pid}). Stop it first, or set POSADA_DATA to another folder.`,
    )
    this.pid = pid
  }
}

/** The live process that owns this data folder. */
export function findOwner(dataDir: string): Owner | undefined {
  const owner = readOwner(ownerPath(dataDir))
  return owner && isAlive(owner) ? owner : undefined
}

/** Makes this process the owner; throws `DataInUse` while another lives. */
export function takeOwnership(dataDir: string): Owner {
  const path = ownerPath(dataDir)
  const mine: Owner = { pid: process.pid, startedAt: startTimeOf(process.pid) ?? '' }
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 })
  try {
    // A hard link appears with its content at once and never replaces: of two starts, one wins.
    for (let attempt = 0; attempt < 3; attempt++) {
      if (tryLink(draft, path)) return mine
      const present = readOwner(path)
      if (present && isAlive(present)) throw new DataInUse(dataDir, present.pid)
      setAsideStale(path, present)
    }
    throw new DataInUse(dataDir, readOwner(path)?.pid ?? 0)
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Adds what others need to find the running database. Only the owner calls this. */
export function recordOwner(dataDir: string, owner: Owner): void {
  const draft = `${ownerPath(dataDir)}.${process.pid}`
  writeFileSync(draft, JSON.stringify(owner), { mode: 0o600 })
  renameSync(draft, ownerPath(dataDir))
}

export const releaseOwnership = (dataDir: string): void => rmSync(ownerPath(dataDir), { force: true })

/** When a process started, in the system's own words; undefined when there is none. */
export function startTimeOf(pid: number): string | undefined {
  try {
    // Field 22 of /proc/PID/stat; the name in field 2 may hold spaces and brackets, so count from its end.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : fields[19]
  } catch {
    return process.platform === 'linux' ? undefined : startTimeFromPs(pid)
  }
}

const ownerPath = (dataDir: string) => join(dataDir, 'owner.json')

const isAlive = (owner: Owner) => startTimeOf(owner.pid) === owner.startedAt

function readOwner(path: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Owner
  } catch {
    return undefined
  }
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Moves a dead owner's file away, and puts it back if it turns out to be a newer one. */
function setAsideStale(path: string, stale: Owner | undefined) {
  const aside = `${path}.stale-${process.pid}`
  try {
    renameSync(path, aside)
  } catch {
    return // another start was quicker
  }
  const moved = readOwner(aside)
  if (moved && (moved.pid !== stale?.pid || moved.startedAt !== stale.startedAt)) tryLink(aside, path)
  rmSync(aside, { force: true })
}

function startTimeFromPs(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
  } catch {
    return undefined
  }
}

import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

/** The account PostgreSQL runs as when we are root: it refuses to run as root itself. */
export type SystemAccount = { name: string; uid: number; gid: number }

export type DataFolder = { dataDir: string; notice?: string }

/**
 * The folder to keep data in: the one asked for or, when root sits under a folder that PostgreSQL's account cannot
 * enter (a 0700 home), a place of its own under /var/lib/posada, the same one each time.
 */
export function chooseDataFolder(options: {
  /** `POSADA_DATA` as set by the person; undefined means `./data`. */
  configured: string | undefined
  checkout: string
  account: SystemAccount | undefined
}): DataFolder {
  const { configured, checkout, account } = options
  const wanted = resolve(checkout, configured ?? 'data')
  const closed = account && findClosedFolder(wanted, account)
  if (!closed) return { dataDir: wanted }

  const dataDir = join('/var/lib/posada', nameFor(wanted))
  const notice = `Data is kept in ${dataDir}, not in ${wanted}: PostgreSQL runs as "${account.name}", which may not enter ${closed}.`
  return { dataDir, notice }
}

/** The first folder on the way to `path` that this account may not pass through; undefined when the way is open. */
export function findClosedFolder(path: string, account: SystemAccount): string | undefined {
  const folder = dirname(path)
  const above = folder === path ? undefined : findClosedFolder(folder, account)
  if (above) return above
  const entry = statSync(folder, { throwIfNoEntry: false })
  return entry && !mayEnter(entry, account) ? folder : undefined
}

/** The data folder cannot be used; the message says what to do instead. */
export class FolderClosed extends Error {}

function mayEnter(entry: { mode: number; uid: number; gid: number }, account: SystemAccount): boolean {
  if (entry.uid === account.uid) return (entry.mode & 0o100) !== 0
  if (entry.gid === account.gid) return (entry.mode & 0o010) !== 0
  return (entry.mode & 0o001) !== 0
}

/** Two folders of one name stay apart. */
function nameFor(wanted: string): string {
  const digest = createHash('sha256').update(wanted).digest('hex').slice(0, 8)
  return `${basename(dirname(wanted))}-${digest}`
}

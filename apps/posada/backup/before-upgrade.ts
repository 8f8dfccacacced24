import { join } from 'node:path'
import type { Client } from 'pg'
import { ArchiveProblem } from '#platform/backup/format.ts'
import { BACKUP_HOURS_MAX } from '#platform/backup/queries.ts'
import { findWorld } from '#platform/backup/world-state.ts'
import type { Clock } from '#platform/base/environment.ts'
import { listPending } from '#platform/database/migrate.ts'
import type { Settings } from '../settings.ts'
import { findLastOfAll } from './last-backup.ts'
import { backupInOwnProcess, type RunBackup } from './own-process.ts'
import { withOwner } from './owner.ts'
import { archiveName } from './pruning.ts'

type Options = { ownerUrl: string; clock: Clock; log: (line: string) => void; run?: RunBackup }

/**
 * Before a newer Posada moves the data of a real operation on: an archive is made, because it is the only way back. Without
 * a schedule a recent backup must be there, or the person says that none is wanted. Throws, and nothing was changed.
 */
export async function saveBeforeUpgrade(settings: Settings, { ownerUrl, clock, log, run }: Options): Promise<void> {
  if (settings.isPractice) return
  const look = async (client: Client) => {
    const pending = await listPending(client)
    if (pending.length === 0 || !(await findWorld(client))) return undefined
    return { pending, last: await findLastOfAll(client) }
  }
  const found = await withOwner(ownerUrl, look)
  if (!found) return
  const { backups } = settings
  if (backups) {
    log('This Posada is newer than the data. A backup is made first …')
    const to = join(backups.folder, archiveName(clock(), '-before-upgrade'))
    const ran = await (run ?? backupInOwnProcess(settings, backups))(['--to', to], new AbortController().signal)
    if (!ran.ok)
      throw new ArchiveProblem(`The backup before the upgrade failed, so nothing was changed: ${ran.sentence}`)
    log(`The way back is ${to}, with the version that was here before (docs/upgrade.md).`)
    return
  }
  const isRecent = found.last !== undefined && clock() - found.last <= BACKUP_HOURS_MAX * 3_600_000
  if (!isRecent && !settings.upgradesWithoutBackup)
    throw new ArchiveProblem(
      'This Posada is newer than the data, and there is no backup of the last 26 hours. Make one with posada backup, or set UPGRADE_WITHOUT_BACKUP=1.',
    )
}

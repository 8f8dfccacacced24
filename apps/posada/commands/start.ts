import { listen } from '#apps/server/listen.ts'
import { createMachine } from '#apps/server/machine.ts'
import type { World } from '#apps/server/world.ts'
import { ownFolders, readProcedures, SHIPPED } from '#capabilities/asylum/server/procedure-files.ts'
import { listOpenLinks } from '#capabilities/registration/server/open-links.ts'
import { MIGRATIONS_DIR, readMigrations } from '#platform/database/migrate.ts'
import { findLastServed } from '../backup/last-backup.ts'
import { backupInOwnProcess } from '../backup/own-process.ts'
import { startBackups } from '../backup/schedule.ts'
import type { Command, CommandIo } from '../command.ts'
import { reachableOrigin } from '../reachable.ts'
import { openWorldOf, recordRunning } from '../running.ts'
import { readSettings, type Settings } from '../settings.ts'
import { terminalQr } from '../terminal-qr.ts'

/** `posada start`: serves until it is told to stop. */
export const startCommand: Command = async (_args, io) => {
  const settings = readSettings(process.env)
  for (const notice of settings.notices) io.out(notice)
  // Before anything else runs: a rule that is written wrong must not become somebody's deadline.
  const procedures = readProcedures([SHIPPED, ownFolders(settings.dataDir)])
  const { world, close, databaseEnded } = await openWorldOf(settings, io.environment, {
    log: io.err,
    onProgress: io.progress,
    procedures,
  })
  try {
    const backups = startBackupsOf(settings, world, io)
    const machine = createMachine({
      ...{ realClock: io.environment.clock, ticks: () => performance.now(), dataDir: settings.dataDir },
      ...{ backupDir: settings.backups?.folder, migrations: readMigrations(MIGRATIONS_DIR).length },
      backups: () => ({ isRunning: false, failed: null, ...backups?.state() }),
    })
    const server = await listen(world, { ...settings, machine })
    if (server.metricsPort)
      io.out(`Figures for programs: http://${settings.metrics!.host}:${server.metricsPort}/metrics`)
    const forget = recordRunning(settings.dataDir, server.url)
    io.out(`Posada is ready at ${server.url}`)
    if (settings.isPractice)
      io.out(
        `This is PRACTICE: invented people, a clock that starts on 24 October 2021. Data is in ${settings.dataDir}`,
      )
    const origin = reachableOrigin(settings, server.port)
    for (const link of origin ? await listOpenLinks(world, origin) : []) io.out(`${terminalQr(link)}\n${link}`)
    const ended = await Promise.race([
      aborted(io.signal),
      databaseEnded?.then(({ expected, lastWords }) => (expected ? undefined : lastWords)) ??
        new Promise<never>(() => {}),
    ])
    forget()
    await backups?.stop()
    await server.stop()
    if (ended !== undefined) io.err(`The database ended by itself: ${ended}`)
    return ended === undefined ? 0 : 1
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
      io.err(`Port ${settings.port} is taken by another program. Set PORT to another one, for example PORT=8081.`)
      return 1
    }
    if ((error as NodeJS.ErrnoException).code === 'EADDRNOTAVAIL') {
      io.err(`HOST ${settings.host} is not an address of this machine.`)
      return 1
    }
    throw error
  } finally {
    await close()
  }
}

function startBackupsOf(settings: Settings, { db, clock, log }: World, { environment }: CommandIo) {
  const { backups } = settings
  return (
    backups &&
    startBackups({
      ...{ settings: backups, run: backupInOwnProcess(settings, backups), findLast: () => findLastServed(db) },
      ...{ clock, fileClock: environment.clock, timers: environment.timers, log },
    })
  )
}

const aborted = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(undefined)
    signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })

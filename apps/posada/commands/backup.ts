import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Client } from 'pg'
import { type Backup, backUp } from '#platform/backup/backing-up.ts'
import { ArchiveProblem } from '#platform/backup/format.ts'
import { createIdentity, isRecipient } from '#platform/backup/identity.ts'
import type { Clock } from '#platform/base/environment.ts'
import { findRunningDatabase } from '#platform/database/embedded.ts'
import { interruptible, recordForEach, withOwner } from '../backup/owner.ts'
import { archivePlan } from '../backup/plan.ts'
import { tellStatus } from '../backup/status.ts'
import { markOf, readWorldFiles, sealKeyIn } from '../backup/world-files.ts'
import { type Command, type CommandIo, readOptions, WrongInput } from '../command.ts'
import { practiceClock, readPracticeFolder } from '../practice/folder.ts'
import { startDatabase } from '../running.ts'
import { readSettings, type Settings } from '../settings.ts'

/** `posada backup`: sealed archives of this world, while it serves or not. */
export const backupCommand: Command = async (args, io) => {
  const plan = readPlan(args)
  if (plan.kind === 'new-recipient') return tellNewRecipient(io, plan.json)
  const settings = readSettings(process.env)
  for (const notice of settings.notices) io.err(notice)
  if (settings.databaseUrl === undefined && !existsSync(join(settings.dataDir, 'postgres')))
    throw new WrongInput(`There is nothing to back up in ${settings.dataDir}.`)

  if (plan.kind === 'status')
    return withDatabase(settings, io, ({ client, clock }) => tellStatus(client, clock(), io, plan.json))
  const startedAt = performance.now()
  const { backup, mark } = await withDatabase(settings, io, (database) => make(database, settings, io, plan))
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10
  io.progress('')
  if (!backup) throw new WrongInput(`There is nothing to back up: no operation was made in ${settings.dataDir} yet.`)
  const oldKeys = listOldKeys(plan, io)
  if (plan.pruneKeys) for (const path of oldKeys) rmSync(path)
  tell(io, plan, { backup, mark, seconds, oldKeys })
  return 0
}

/** A keys archive opens everyone who is in it, also whoever is erased later: it lasts this long and no longer. */
const KEYS_DAYS_MAX = 30

type Making = {
  kind: 'make'
  to: { world: string; keys: string } | { erasures: string }
  recipient: string
  pruneKeys: boolean
  json: boolean
}

function readPlan(
  args: string[],
): Making | { kind: 'new-recipient'; json: boolean } | { kind: 'status'; json: boolean } {
  const { text, flag } = readOptions(args, {
    to: { type: 'string' },
    recipient: { type: 'string' },
    'new-recipient': { type: 'boolean' },
    status: { type: 'boolean' },
    'erasures-only': { type: 'boolean' },
    'prune-keys': { type: 'boolean' },
    json: { type: 'boolean' },
  })
  if (flag('new-recipient')) return { kind: 'new-recipient', json: flag('json') }
  if (flag('status')) return { kind: 'status', json: flag('json') }
  const [file, recipient] = [text('to'), text('recipient')]
  if (!file) throw new WrongInput('--to takes the file to write, such as /mnt/backup/2026-11-23.age.')
  if (!recipient || !isRecipient(recipient))
    throw new WrongInput('--recipient takes an age recipient (age1…). Make one with: posada backup --new-recipient')
  const path = resolve(file)
  const to = flag('erasures-only') ? { erasures: path } : { world: path, keys: `${path}.keys.age` }
  for (const each of Object.values(to))
    if (existsSync(each))
      throw new WrongInput(`${each} is there already. A backup replaces nothing: choose a new name.`)
  if (!existsSync(dirname(path))) throw new WrongInput(`There is no folder ${dirname(path)}.`)
  return { kind: 'make', to, recipient, pruneKeys: flag('prune-keys'), json: flag('json') }
}

type OpenDatabase = { client: Client; secretsDir: string; clock: Clock }

/** The database of the running server, or started for this work; with the clock its people see. */
async function withDatabase<T>(settings: Settings, io: CommandIo, work: (database: OpenDatabase) => Promise<T>) {
  const { dataDir, isPractice, databaseUrl } = settings
  const joined = databaseUrl === undefined ? findRunningDatabase(dataDir) : undefined
  const { ownerUrl, secretsDir, stop } = await startDatabase(settings, io.environment, io.err, joined)
  const record = readPracticeFolder(dataDir)
  const clock =
    isPractice && typeof record === 'object' ? practiceClock(record, io.environment.clock) : io.environment.clock
  try {
    return await withOwner(ownerUrl, (client) => work({ client, secretsDir, clock }))
  } finally {
    await stop()
  }
}

async function make({ client, secretsDir, clock }: OpenDatabase, settings: Settings, io: CommandIo, plan: Making) {
  const { to, recipient } = plan
  const files = readWorldFiles(settings.dataDir, secretsDir)
  const sealKey = sealKeyIn(files)
  const onProgress = interruptible(io)
  await takeTurn(client, to)
  const backup = await backUp({
    ...{ client, plan: archivePlan, recipient, sealKey, files, to, onProgress, ...io.environment },
  })
  if (backup && backup.practice !== settings.isPractice) {
    for (const { path } of backup.written) rmSync(path)
    throw new WrongInput('Practice and real operations are mixed up in these settings. Set POSADA_DEMO to 0 or 1.')
  }
  const act = 'erasures' in to ? 'list-erasures' : 'make-backup'
  if (backup) await recordForEach(client, { clock, random: io.environment.random }, { act, purpose: 'backup' })
  return { backup, mark: markOf(sealKey) }
}

/** One backup of a database at a time, whoever asks; the turn ends with the connection. */
async function takeTurn(client: Client, to: Making['to']): Promise<void> {
  if ('erasures' in to) return
  const { rows } = await client.query<{ taken: boolean }>(`select pg_try_advisory_lock(${BACKUP_LOCK}) as taken`)
  if (!rows[0]!.taken) throw new ArchiveProblem('Another backup of this database is being made. Wait until it is done.')
}

// The first eight digits of the SHA-256 of "posada backup".
const BACKUP_LOCK = 21_390_821

function listOldKeys({ to }: Making, { environment }: CommandIo): string[] {
  const folder = dirname(Object.values(to)[0]!)
  const before = environment.clock() - KEYS_DAYS_MAX * 24 * 3_600_000
  return readdirSync(folder)
    .filter((name) => name.endsWith('.keys.age'))
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).mtimeMs < before)
}

async function tellNewRecipient(io: CommandIo, json: boolean): Promise<number> {
  const { identity, recipient } = await createIdentity()
  if (json) io.out(JSON.stringify({ recipient, identity }))
  else {
    io.out('Backups are sealed to this recipient. It may lie on the server:')
    io.out(`  ${recipient}`)
    io.out('')
    io.out('This identity opens them. Write it on paper twice, keep both away from any network, and clear this screen:')
    io.out(`  ${identity}`)
    io.out('')
    io.out('Without it no backup can ever be opened. It is shown once and stored nowhere.')
  }
  return 0
}

type Outcome = { backup: Backup; mark: string; seconds: number; oldKeys: string[] }

function tell(io: CommandIo, { pruneKeys, json }: Making, { backup, mark, seconds, oldKeys }: Outcome): void {
  const { backupId, madeAt, practice, logs, written } = backup
  if (json) {
    const files = written.map(({ path, bytes }) => ({ path, bytes }))
    const rows = Object.assign({}, ...written.map(({ parts }) => parts))
    io.out(
      JSON.stringify({
        backupId,
        madeAt,
        practice,
        mark,
        seconds,
        files,
        parts: rows,
        logs,
        oldKeys,
        pruned: pruneKeys,
      }),
    )
    return
  }
  for (const { path, bytes } of written) io.out(`${path}  ${(bytes / 1_000_000).toFixed(1)} MB`)
  io.out(`Made at ${madeAt} in ${seconds} s${practice ? ', of a practice world' : ''}. The mark of this world: ${mark}`)
  if (written.length > 1)
    io.out(`The first opens nobody without the second. Destroy the second within ${KEYS_DAYS_MAX} days.`)
  for (const path of oldKeys)
    io.err(pruneKeys ? `Removed: ${path}` : `Older than ${KEYS_DAYS_MAX} days, to be destroyed (--prune-keys): ${path}`)
}

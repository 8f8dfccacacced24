import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ArchiveProblem, type Header } from '#platform/backup/format.ts'
import { findIdentity } from '#platform/backup/identity.ts'
import type { ComparedLog } from '#platform/backup/logs.ts'
import { inspectArchive, type ReadArchive, type Restored, restore } from '#platform/backup/restoring.ts'
import { prepareEmptyDatabase } from '#platform/backup/world-state.ts'
import { openDatabase } from '#platform/database/connect.ts'
import { findOwner } from '#platform/database/owner-file.ts'
import { logKeysIn } from '../backup/log-keys.ts'
import { interruptible, recordForEach, withOwner } from '../backup/owner.ts'
import { archivePlan } from '../backup/plan.ts'
import { markOf, practiceRecordIn, sealKeyIn, writeSecrets } from '../backup/world-files.ts'
import { type Command, type CommandIo, readOptions, WrongInput } from '../command.ts'
import { beginPractice, finishPractice, practiceClock, readPracticeFolder } from '../practice/folder.ts'
import { withPrompt } from '../prompt.ts'
import { startDatabase } from '../running.ts'
import { readSettings, type Settings } from '../settings.ts'

/** `posada restore`: puts a backup into an empty place, all or nothing, and proves that it is equal. */
export const restoreCommand: Command = async (args, io) => {
  const given = readGiven(args)
  const identity = await readIdentity(given.identity)
  const startedAt = performance.now()
  const archives = await inspect(given, identity, io)
  const settings = readSettings({ ...process.env, POSADA_DEMO: archives.world.header.practice ? '1' : '0' })
  refuseMixing(archives.world.header)
  for (const notice of settings.notices) io.err(notice)
  const restored = await putBack(settings, archives, { ...given, identity }, io)
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10
  io.progress('')
  tell(io, given.json, { settings, archives, restored, seconds })
  return restored.isEqual ? 0 : 1
}

type Given = {
  from: string
  keys: string
  erasures: string | undefined
  identity: string | undefined
  acceptsAlteredLog: boolean
  json: boolean
}

function readGiven(args: string[]): Given {
  const { text, flag } = readOptions(args, {
    from: { type: 'string' },
    keys: { type: 'string' },
    erasures: { type: 'string' },
    identity: { type: 'string' },
    'accept-altered-log': { type: 'boolean' },
    json: { type: 'boolean' },
  })
  const from = text('from')
  if (!from) throw new WrongInput('--from takes the file that backup wrote.')
  const erasures = text('erasures')
  return {
    from: resolve(from),
    keys: resolve(text('keys') ?? `${from}.keys.age`),
    erasures: erasures === undefined ? undefined : resolve(erasures),
    identity: text('identity'),
    acceptsAlteredLog: flag('accept-altered-log'),
    json: flag('json'),
  }
}

async function readIdentity(file: string | undefined): Promise<string> {
  const ask = () => withPrompt((ask) => ask('Identity, from its paper (AGE-SECRET-KEY-…): ', { hidden: true }))
  if (file !== undefined && !existsSync(file))
    throw new WrongInput(`--identity names a file that is not there: ${file}.`)
  const identity = await findIdentity(file === undefined ? await ask() : readFileSync(file, 'utf8'))
  if (!identity)
    throw new WrongInput('That is no age identity: it begins with AGE-SECRET-KEY-. Look at its paper again.')
  return identity
}

type Archives = { world: ReadArchive; keys: ReadArchive; erasures: ReadArchive[]; sealKey: Uint8Array }

/** Reads every archive to its end before anything is made: what is damaged or foreign is found here. */
async function inspect(given: Given, identity: string, io: CommandIo): Promise<Archives> {
  const read = async (path: string, kinds: Header['kind'][]) => {
    const archive = await inspectArchive(path, identity, interruptible(io))
    if (!kinds.includes(archive.header.kind))
      throw new ArchiveProblem(
        `${path} is another part of a backup (${archive.header.kind}), not ${kinds.join(' or ')}.`,
      )
    return archive
  }
  const world = await read(given.from, ['world'])
  const keys = await read(given.keys, ['keys'])
  const erasures = given.erasures === undefined ? [] : [await read(given.erasures, ['erasures', 'world'])]
  const sealKey = sealKeyIn(world.files)
  for (const archive of [world, keys, ...erasures])
    if (!archive.isSealedWith(sealKey))
      throw new ArchiveProblem(`${archive.path} belongs to another Posada than ${given.from}.`)
  const days = Math.floor((io.environment.clock() - Date.parse(keys.header.madeAt)) / DAY_MS)
  if (days > KEYS_DAYS_MAX)
    io.err(`${keys.path} is ${days} days old. Keys must be destroyed after ${KEYS_DAYS_MAX} days.`)
  return { world, keys, erasures, sealKey }
}

const DAY_MS = 24 * 3_600_000
const KEYS_DAYS_MAX = 30

/** The backup says which world it is; a setting that says the other is a mistake to be told. */
function refuseMixing({ practice }: Header): void {
  if (process.env.POSADA_DEMO === (practice ? '0' : '1'))
    throw new WrongInput(
      practice
        ? 'This is a backup of practice, and POSADA_DEMO=0 asks for a real operation.'
        : 'This is a backup of a real operation, and POSADA_DEMO=1 asks for practice.',
    )
}

async function putBack(
  settings: Settings,
  archives: Archives,
  { identity, acceptsAlteredLog }: { identity: string; acceptsAlteredLog: boolean },
  io: CommandIo,
): Promise<Restored> {
  const { dataDir, isPractice, databaseUrl } = settings
  const { world } = archives
  if (databaseUrl === undefined && findOwner(dataDir))
    throw new WrongInput(`A server is running on ${dataDir}. Stop it, or set POSADA_DATA to an empty folder.`)
  if (isPractice && typeof readPracticeFolder(dataDir) === 'object')
    throw new WrongInput(`There is a practice world in ${dataDir} already. Set POSADA_DATA to an empty folder.`)
  const practice = isPractice ? practiceRecordIn(world.files) : undefined
  const { clock, random } = io.environment
  const ownClock = practice ? practiceClock(practice, clock) : clock

  const clusterDir = join(dataDir, 'postgres')
  const isNewCluster = databaseUrl === undefined && !existsSync(clusterDir)
  let isWhole = false
  if (practice) beginPractice(dataDir)
  const { ownerUrl, secretsDir, stop } = await startDatabase(settings, io.environment, io.err)
  let takeBackSecrets = () => {}
  try {
    const restored = await withOwner(ownerUrl, async (client) => {
      await prepareEmptyDatabase(client, world.header.migrations)
      // Before the rows: a world without its keys would be lost, keys without a world are only in the way.
      takeBackSecrets = writeSecrets(secretsDir, world.files)
      const at = new Date(ownClock())
      const means = { plan: archivePlan, identity, findLogKeys: logKeysIn(world.files), acceptsAlteredLog }
      return restore({ ...archives, ...means, client, at, onProgress: interruptible(io) })
    })
    isWhole = restored.isEqual
    if (!isWhole) return restored
    // The newest tables, and the role that serves: from here on it is a world like any other.
    await (await openDatabase({ ownerUrl, secretsDir, random, log: io.err })).close()
    const isAltered = restored.logs.some((log) => !log.isEqual)
    const purpose = `backup of ${world.header.madeAt}${isAltered ? ', its record of acts altered' : ''}`
    const act = { act: 'restore-backup', purpose }
    await withOwner(ownerUrl, (client) => recordForEach(client, { clock: ownClock, random }, act))
    if (practice) finishPractice(dataDir, practice)
    return restored
  } finally {
    if (!isWhole) takeBackSecrets()
    await stop()
    if (!isWhole && isNewCluster) rmSync(clusterDir, { recursive: true, force: true })
  }
}

type Outcome = { settings: Settings; archives: Archives; restored: Restored; seconds: number }

function tell(io: CommandIo, json: boolean, { settings, archives, restored, seconds }: Outcome): void {
  const { compared, logs, isEqual, erasedAgain, peopleWithoutKey, repaired } = restored
  const { header, parts } = archives.world
  const mark = markOf(archives.sealKey)
  const auditEntries = parts['table audit_entry']?.rows ?? 0
  if (json) {
    const { backupId, madeAt, practice } = header
    const found = { erasedAgain, peopleWithoutKey, entriesWithoutEnvelope: repaired, auditEntries }
    io.out(
      JSON.stringify({ equal: isEqual, backupId, madeAt, practice, mark, seconds, ...found, logs, tables: compared }),
    )
    return
  }
  for (const { part, rows, expectedRows, isEqual } of compared.filter((each) => each.expectedRows + each.rows > 0)) {
    const verdict = isEqual === null ? `of ${expectedRows}, from another backup` : isEqual ? 'equal' : 'NOT EQUAL'
    io.out(`${part.padEnd(32)} ${String(rows).padStart(9)}  ${verdict}`)
  }
  for (const log of logs) tellLog(io, log)
  if (logs.length === 0) io.out('This backup is from a version that noted no record of acts to compare with.')
  if (!isEqual && compared.every((each) => each.isEqual !== false)) {
    io.err(ALTERED_LOG)
    return
  }
  if (!isEqual) {
    io.err('What was written is not what the backup says, so nothing was kept. Use another copy of the backup.')
    return
  }
  io.out(`Restored into ${settings.dataDir} in ${seconds} s, as it was at ${header.madeAt}. Mark: ${mark}`)
  if (erasedAgain > 0) io.out(`Erased since then, and erased again now: ${erasedAgain} people.`)
  if (peopleWithoutKey > 0) io.out(`No key came for ${peopleWithoutKey} people: their files stay closed.`)
  if (repaired > 0) io.out(`${repaired} sealed registrations lack their content: the desk lists them as not readable.`)
  io.out('Start it with npm start. Everyone signs in again; a real operation is locked until two custodians unlock it.')
}

/** Size and root are what `posada audit verify` prints, so that a head kept elsewhere can be held against them. */
function tellLog(io: CommandIo, { operation, size, root, isEqual, firstBadIndex, flaw, expected }: ComparedLog): void {
  const part = `record of acts ${operation.slice(0, 8)}`.padEnd(32)
  const why = [flaw, firstBadIndex === null ? undefined : `from entry ${firstBadIndex}`].filter(Boolean).join(' ')
  const verdict = isEqual ? 'equal,' : `NOT EQUAL to ${expected.size} with root ${expected.root || 'unknown'} (${why}):`
  io.out(`${part} ${String(size).padStart(9)}  ${verdict} root ${root}`)
}

const ALTERED_LOG =
  'The record of acts is not what the backup says it was, so nothing was kept. Use another copy of the backup. If every ' +
  'copy says so, it was altered before they were made: --accept-altered-log restores all the same, and says so in the record.'

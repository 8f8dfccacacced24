import type { ClientBase } from 'pg'
import { readSealedFile } from './file.ts'
import { type Archive, ArchiveProblem, readLines, type Section, type Sum, type Visit } from './format.ts'
import { type ComparedLog, compareLogs, type FindLogKeys } from './logs.ts'
import type { ArchivePlan } from './plan.ts'
import { enterOperation, fixTextForms, sumOfView, writePage } from './rows.ts'
import { keysViews, readTables, type View, worldViews } from './tables.ts'

/** An archive that was read to its end and is whole. */
export type ReadArchive = Archive & { path: string; files: Map<string, Uint8Array> }

/** Reads a whole archive without using it; throws `ArchiveProblem` with the path in its sentence. */
export async function inspectArchive(
  path: string,
  identity: string,
  onProgress: (text: string) => void,
): Promise<ReadArchive> {
  const files = new Map<string, Uint8Array>()
  let rows = 0
  const archive = await readArchive(path, identity, (section, page) => {
    rows += page.length
    onProgress(`Checking ${path}: ${rows} rows`)
    if (section.section !== 'files') return
    for (const line of page) {
      const [name, content] = JSON.parse(line) as [string, string]
      files.set(name, Buffer.from(content, 'base64'))
    }
  })
  return { ...archive, path, files }
}

export type RestoreOptions = {
  /** A connection as the owner of an empty database with the archive's own tables (`prepareEmptyDatabase`). */
  client: ClientBase
  plan: ArchivePlan
  identity: string
  world: ReadArchive
  keys: ReadArchive
  /** Later lists of who must stay erased: `erasures` archives, or later ones of the world. */
  erasures: readonly ReadArchive[]
  /** What was written with it belongs to this world. */
  sealKey: Uint8Array
  findLogKeys: FindLogKeys
  /** Restore although a log of acts is not what the archive says: it was altered before the backup. */
  acceptsAlteredLog: boolean
  at: Date
  onProgress: (text: string) => void
}

/** One table against the manifest. `isEqual` is null where keys of another backup cannot be equal. */
export type Compared = { part: string; expectedRows: number; rows: number; isEqual: boolean | null }
export type Restored = {
  compared: Compared[]
  /** The log of acts of each operation; none in archives that do not say what it was. */
  logs: ComparedLog[]
  /** All tables, and all logs unless altered ones are accepted. */
  isEqual: boolean
  /** Erased since the backup, and erased again now. */
  erasedAgain: number
  /** Whose keys did not come with this keys archive. */
  peopleWithoutKey: number
  repaired: number
}

/**
 * Puts a world back: rows, keys, comparison, erasures, all in one transaction. When anything is not equal it changes nothing
 * and says so in its result.
 */
export async function restore(options: RestoreOptions): Promise<Restored> {
  const { client, plan, world, keys } = options
  await client.query('begin')
  try {
    await fixTextForms(client)
    const tables = await readTables(client)
    const fromOtherBackup = world.header.backupId !== keys.header.backupId
    const [views, halves] = [worldViews(tables, plan), keysViews(tables, plan)]
    await load(options, world, views, false)
    const taken = await load(options, keys, halves, fromOtherBackup)

    const operations = await listOperations(client)
    const compared: Compared[] = []
    for (const view of views) compared.push(await compare(options, view, world, operations))
    for (const view of halves) {
      if (fromOtherBackup) compared.push(countOnly(view, keys, taken))
      else compared.push(await compare(options, view, keys, operations))
    }
    const logs = await compareLogs(client, world.header.logs ?? {}, options.findLogKeys, options.onProgress)
    const isEqual =
      compared.every((each) => each.isEqual !== false) &&
      (options.acceptsAlteredLog || logs.every((each) => each.isEqual))
    const after = { erasedAgain: 0, peopleWithoutKey: 0, repaired: 0 }
    if (!isEqual) {
      await client.query('rollback')
      return { compared, logs, isEqual, ...after }
    }
    const newer = plan.erasures.newer.filter(({ table }) => tables.some(({ name }) => name === table))
    for (const list of [world, ...options.erasures]) after.erasedAgain += await replayErasures(options, list, newer)
    for (const operation of operations) {
      await enterOperation(client, operation)
      if (fromOtherBackup) after.repaired += await count(client, plan.repair)
      for (const { stillOpen } of [plan.erasures, ...newer])
        if ((await count(client, stillOpen)) > 0)
          throw new Error('somebody who was erased could still be opened after the restore')
      after.peopleWithoutKey += await count(client, plan.withoutKey)
    }
    await client.query('commit')
    await client.query('analyze')
    return { compared, logs, isEqual, ...after }
  } catch (error) {
    await client.query('rollback').catch(() => {}) // a lost connection has rolled back already
    throw error
  }
}

/** Writes the rows of an archive; gives how many of each table the database took. */
async function load(
  { client, identity, sealKey, onProgress }: RestoreOptions,
  { path, header }: ReadArchive,
  views: View[],
  fromOtherBackup: boolean,
): Promise<Map<string, number>> {
  const byTable = new Map(views.map((view) => [view.table.name, view]))
  const taken = new Map<string, number>()
  let current: Section | undefined
  const archive = await readArchive(path, identity, async (section, page) => {
    if (section.section !== 'rows') return
    const view = byTable.get(section.table)
    const columns = view?.columns.map(({ name }) => name)
    if (!view || columns?.join() !== section.columns.join())
      throw new ArchiveProblem(`${path} holds a table that this version does not keep: it cannot be restored here.`)
    if (section !== current && section.operation) await enterOperation(client, section.operation)
    current = section
    const rows = (taken.get(section.table) ?? 0) + (await writePage(client, view, page, { fromOtherBackup }))
    taken.set(section.table, rows)
    onProgress(`Writing ${section.table}: ${rows} rows`)
  })
  // It was read before; the file may have been replaced since.
  if (archive.header.backupId !== header.backupId || !archive.isSealedWith(sealKey))
    throw new ArchiveProblem(`${path} was changed while it was read.`)
  return taken
}

async function replayErasures(
  { client, plan, identity, at, sealKey, onProgress }: RestoreOptions,
  { path }: ReadArchive,
  newer: ArchivePlan['erasures']['newer'],
): Promise<number> {
  let erased = 0
  const archive = await readArchive(path, identity, async (section, page) => {
    if (section.section !== 'erasures') return
    await enterOperation(client, section.operation)
    const lines = `[${page.join(',')}]`
    erased += await count(client, plan.erasures.replay, [lines, at])
    for (const { replay } of newer) await client.query(replay, [lines])
    onProgress(`Erasing again: ${erased} people`)
  })
  if (!archive.isSealedWith(sealKey)) throw new ArchiveProblem(`${path} was changed while it was read.`)
  return erased
}

async function compare(
  { client, onProgress }: RestoreOptions,
  view: View,
  { parts }: ReadArchive,
  operations: string[],
): Promise<Compared> {
  onProgress(`Comparing ${view.table.name}`)
  const expected = parts[`table ${view.table.name}`] ?? NOTHING
  const found = await sumOfView(client, view, operations)
  const isEqual = found.rows === expected.rows && (found.rows === 0 || found.sha256 === expected.sha256)
  return { part: nameOf(view), expectedRows: expected.rows, rows: found.rows, isEqual }
}

const countOnly = (view: View, { parts }: ReadArchive, taken: Map<string, number>): Compared => ({
  part: nameOf(view),
  expectedRows: parts[`table ${view.table.name}`]?.rows ?? 0,
  rows: taken.get(view.table.name) ?? 0,
  isEqual: null,
})

const NOTHING: Sum = { rows: 0, sha256: '' }

const nameOf = ({ table, isHalf }: View) => (isHalf ? `${table.name} (kept apart)` : table.name)

/** Reads an archive; its problems begin with its path. */
async function readArchive(path: string, identity: string, visit: Visit): Promise<Archive> {
  try {
    return await readLines(readSealedFile(path, identity), visit)
  } catch (error) {
    if (error instanceof ArchiveProblem && !error.message.startsWith(path))
      throw new ArchiveProblem(`${path} ${error.message}`, { cause: error })
    throw error
  }
}

async function listOperations(client: ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>('select id from operation order by id')
  return rows.map(({ id }) => id)
}

/** The first number of the first row. */
async function count(client: ClientBase, sql: string, values: unknown[] = []): Promise<number> {
  const { rows } = await client.query<Record<string, unknown>>(sql, values)
  return Number(Object.values(rows[0] ?? {})[0] ?? 0)
}

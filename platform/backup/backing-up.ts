import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ClientBase } from 'pg'
import type { Clock, Random } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { writeSealedFile } from './file.ts'
import { type Archive, type Header, type Part, writeLines } from './format.ts'
import { readLogs } from './logs.ts'
import type { ArchivePlan } from './plan.ts'
import { enterOperation, fixTextForms, readPages, readView } from './rows.ts'
import { keysViews, readTables, type View, worldViews } from './tables.ts'
import { findWorld, type WorldState } from './world-state.ts'

export type BackupOptions = {
  /** A connection as the owner, used by nobody else meanwhile. */
  client: ClientBase
  plan: ArchivePlan
  /** An age recipient; who holds its identity opens the archives. */
  recipient: string
  /** Says later that archives belong together: known to this world and to its archives. */
  sealKey: Uint8Array
  /** What a restore needs besides the database, by name; goes into the world archive. */
  files: ReadonlyMap<string, Uint8Array>
  /** Two archives of one moment, or only the list of erasures. */
  to: { world: string; keys: string } | { erasures: string }
  clock: Clock
  random: Random
  onProgress: (text: string) => void
}

export type Written = { path: string; bytes: number; parts: Archive['parts'] }
export type Backup = Pick<Header, 'backupId' | 'madeAt' | 'practice' | 'logs'> & { written: Written[] }

/**
 * Writes the archives of a database while it serves: what was committed before it began, and nothing after. Undefined when
 * there is nothing to keep. Files appear under their names only when all are whole and on the disk.
 */
export async function backUp(options: BackupOptions): Promise<Backup | undefined> {
  const { client, to, clock, random } = options
  await client.query('begin isolation level repeatable read read only')
  try {
    await fixTextForms(client)
    const world = await findWorld(client)
    if (!world) return undefined
    const made = { backupId: newId(random), madeAt: new Date(clock()).toISOString(), practice: world.practice }
    const logs = 'erasures' in to ? undefined : await readLogs(client, world.operations)
    const archives = await planArchives(options, world)
    const written: Written[] = []
    const named: string[] = []
    try {
      for (const { kind, path, parts } of archives) {
        const header = { format: 'posada-backup', version: 1, kind, ...made, migrations: world.migrations } as const
        written.push(await writeArchive(options, kind === 'world' ? { ...header, logs } : header, path, parts))
      }
      for (const { path } of archives) {
        renameSync(draftOf(path), path)
        named.push(path)
      }
      for (const { path } of archives) syncFolderOf(path)
    } catch (error) {
      for (const { path } of written) rmSync(draftOf(path), { force: true })
      for (const path of named) rmSync(path, { force: true })
      throw error
    }
    return { ...made, logs, written }
  } finally {
    await client.query('rollback').catch(() => {}) // it only read; a lost connection has told already
  }

  async function planArchives(options: BackupOptions, { operations }: WorldState) {
    const { plan, files } = options
    if ('erasures' in to)
      return [{ kind: 'erasures' as const, path: to.erasures, parts: erasures(client, plan, operations) }]
    const tables = await readTables(client)
    return [
      {
        kind: 'world' as const,
        path: to.world,
        parts: inOrder(
          oneByOne([filesPart(files)]),
          rows(client, worldViews(tables, plan), operations),
          erasures(client, plan, operations),
        ),
      },
      { kind: 'keys' as const, path: to.keys, parts: rows(client, keysViews(tables, plan), operations) },
    ]
  }
}

/** A name is on the disk once its folder is. */
function syncFolderOf(path: string): void {
  const folder = openSync(dirname(path), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

const draftOf = (path: string) => `${path}.partial`

async function writeArchive(
  { recipient, sealKey, onProgress }: BackupOptions,
  header: Header,
  path: string,
  parts: AsyncIterable<Part>,
): Promise<Written> {
  let sums: Archive['parts'] = {}
  const lines = writeLines(header, telling(parts, onProgress), sealKey, (written) => {
    sums = written
  })
  rmSync(draftOf(path), { force: true }) // what a backup that was killed left behind
  const bytes = await writeSealedFile(draftOf(path), recipient, lines)
  return { path, bytes, parts: sums }
}

async function* rows(client: ClientBase, views: View[], operations: string[]): AsyncGenerator<Part> {
  for (const view of views) yield* readView(client, view, operations)
}

async function* erasures(client: ClientBase, plan: ArchivePlan, operations: string[]): AsyncGenerator<Part> {
  for (const operation of operations) {
    await enterOperation(client, operation)
    yield { section: { section: 'erasures', operation }, pages: readPages(client, plan.erasures.list) }
  }
}

function filesPart(files: BackupOptions['files']): Part {
  const lines = [...files].map(([name, content]) => JSON.stringify([name, Buffer.from(content).toString('base64')]))
  return { section: { section: 'files' }, pages: lines.length > 0 ? [lines] : [] }
}

async function* oneByOne(parts: Part[]): AsyncGenerator<Part> {
  yield* parts
}

async function* inOrder(...all: AsyncIterable<Part>[]): AsyncGenerator<Part> {
  for (const parts of all) yield* parts
}

/** Says how far it is: at every part, and within the long ones. */
async function* telling(parts: AsyncIterable<Part>, onProgress: (text: string) => void): AsyncGenerator<Part> {
  for await (const part of parts) {
    const what = part.section.section === 'rows' ? part.section.table : part.section.section
    async function* pages() {
      let rows = 0
      for await (const page of part.pages) {
        rows += page.length
        onProgress(`Reading ${what}: ${rows} rows`)
        yield page
      }
    }
    yield { section: part.section, pages: pages() }
  }
}

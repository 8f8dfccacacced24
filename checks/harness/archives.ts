import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { inject, onTestFinished } from 'vitest'
import { logKeysIn } from '#apps/posada/backup/log-keys.ts'
import { archivePlan } from '#apps/posada/backup/plan.ts'
import { readWorldFiles, sealKeyIn } from '#apps/posada/backup/world-files.ts'
import { backUp } from '#platform/backup/backing-up.ts'
import { createIdentity } from '#platform/backup/identity.ts'
import { inspectArchive, type ReadArchive, type Restored, restore } from '#platform/backup/restoring.ts'
import { prepareEmptyDatabase } from '#platform/backup/world-state.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import type { FreshDatabase } from './database.ts'

export type BackedUp = { world: ReadArchive; keys: ReadArchive }
type Restoring = BackedUp & {
  erasures?: ReadArchive[]
  onProgress?: () => void
  client?: Client
  acceptsAlteredLog?: boolean
}
type Outcome = { client: Client; restored: Restored }

/** Backs up the world of a test as the command does, into a folder of its own. */
export async function testArchives(fresh: FreshDatabase) {
  const { clock, random } = realEnvironment()
  const folder = mkdtempSync(join(tmpdir(), 'posada-backup-'))
  const pair = await createIdentity()
  const files = () => readWorldFiles(folder, fresh.secretsDir)
  const common = () => ({ plan: archivePlan, recipient: pair.recipient, files: files(), clock, random })

  type To = { world: string; keys: string } | { erasures: string }
  async function make(to: To, onProgress: () => void = () => {}, other?: Client) {
    const work = (client: Client) => backUp({ ...common(), client, sealKey: sealKeyIn(files()), to, onProgress })
    const backup = await (other ? work(other) : fresh.asOwner(work))
    const read: ReadArchive[] = []
    for (const { path } of backup!.written) read.push(await inspectArchive(path, pair.identity, onProgress))
    return read
  }
  return {
    ...pair,
    path: () => join(folder, `${newId(random)}.age`),
    sealKey: () => sealKeyIn(files()),
    /** The world of this test, or another one that a connection leads to. */
    async backUp({ onProgress, client }: { onProgress?: () => void; client?: Client } = {}): Promise<BackedUp> {
      const path = join(folder, `${newId(random)}.age`)
      const [world, keys] = await make({ world: path, keys: `${path}.keys.age` }, onProgress, client)
      return { world: world!, keys: keys! }
    },
    async listErasures(): Promise<ReadArchive> {
      const [erasures] = await make({ erasures: join(folder, `${newId(random)}.age`) })
      return erasures!
    },
    /** Restores into an empty database, one that goes when the test ends unless another is given. */
    async restore({ onProgress = () => {}, client: given, ...archives }: Restoring): Promise<Outcome> {
      const client = given ?? (await emptyDatabase())
      await prepareEmptyDatabase(client, archives.world.header.migrations)
      const { files } = archives.world
      const keys = { identity: pair.identity, sealKey: sealKeyIn(files), findLogKeys: logKeysIn(files) }
      const means = { plan: archivePlan, ...keys, onProgress, client, at: new Date(clock()) }
      return { client, restored: await restore({ erasures: [], acceptsAlteredLog: false, ...archives, ...means }) }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** A database without a table, gone when the test ends. Its owner may be one whom row-level security binds. */
export async function emptyDatabase({ isOwnerBound = false } = {}): Promise<Client> {
  const clusterUrl = inject('clusterUrl')
  const name = `test_${newId(realEnvironment().random).replaceAll('-', '')}`
  const admin = await connect(clusterUrl)
  const url = Object.assign(new URL(clusterUrl), { pathname: `/${name}` })
  if (isOwnerBound) {
    await admin.query(`create role ${name} login createrole password 'invented'`)
    Object.assign(url, { username: name, password: 'invented' })
  }
  await admin.query(`create database ${name} ${isOwnerBound ? `owner ${name}` : ''}`)
  const client = await connect(url.href)
  onTestFinished(async () => {
    await client.end()
    await admin.query(`drop database ${name} with (force)`)
    if (isOwnerBound) await admin.query(`drop role ${name}`)
    await admin.end()
  })
  return client
}

async function connect(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString })
  await client.connect()
  return client
}

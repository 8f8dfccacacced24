import type { Client } from 'pg'
import { expect, inject, onTestFinished, test } from 'vitest'
import { emptyDatabase, testArchives } from '#checks/harness/archives.ts'
import { databaseForThisTest } from '#checks/harness/database.ts'
import { fillEveryTable, listColumns, sumsOf } from '#checks/harness/old-data.ts'
import { createIdentity } from '#platform/backup/identity.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { openDatabase } from '#platform/database/connect.ts'
import { listPending, MIGRATIONS_DIR, MigrationMismatch, migrate, readMigrations } from '#platform/database/migrate.ts'
import { openServerKey } from '#platform/vault/key-files.ts'
import { readSettings } from '../settings.ts'
import { saveBeforeUpgrade } from './before-upgrade.ts'
import type { Ran } from './own-process.ts'
import { recordForEach } from './owner.ts'

const { clock, random } = realEnvironment()
/** The version that was landed before this one: migrations 1 to 8. */
const before = readMigrations(MIGRATIONS_DIR).slice(0, 8)

test('the data of the version before is moved on and served; its backup is the way back', async () => {
  const fresh = await databaseForThisTest()
  openServerKey(fresh.secretsDir, random)
  const archives = await testArchives(fresh)
  onTestFinished(() => archives.remove())
  const client = await oldWorld()
  const columns = await listColumns(client)
  const kept = await sumsOf(client, columns)
  const saved = await archives.backUp({ client })
  expect(saved.world.header.migrations).toHaveLength(8)

  const database = await openDatabase({ ownerUrl: urlOf(client), secretsDir: fresh.secretsDir, random, log: () => {} })
  expect(database.applied).toEqual(
    readMigrations(MIGRATIONS_DIR)
      .slice(8)
      .map(({ name }) => name),
  )
  expect(await database.everyOperation()).toHaveLength(3)
  await database.close()
  expect(await sumsOf(client, columns)).toEqual(kept)

  // The version before refuses the newer data, and takes its own backup.
  const refusal = await migrate(client, before).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(MigrationMismatch)
  expect((refusal as Error).message).toContain('last used by a newer Posada')
  // Invented rows of every table are no log that verifies.
  const back = await archives.restore({ ...saved, acceptsAlteredLog: true })
  expect(back.restored.isEqual).toBe(true)
  expect(await migrate(back.client, before)).toEqual([])
  const found = await sumsOf(back.client, columns)
  // Nobody stays signed in, and nobody erased gets a key back.
  for (const table of ['session', 'person_key', 'person_tag', 'person_blob']) delete found[table]
  expect(kept).toMatchObject(found)
  expect(Object.keys(found).length).toBeGreaterThan(20)
})

test('a real operation is not moved on before its backup is made, or is there, or nobody wants one', async () => {
  const client = await oldWorld()
  const ownerUrl = urlOf(client)
  const lines: string[] = []
  const save = (env: Record<string, string>, ran: Ran = { ok: true }) => {
    const settings = readSettings({ POSADA_DEMO: '0', ...env })
    const run = async (args: string[]) => {
      lines.push(args.join(' '))
      return ran
    }
    return saveBeforeUpgrade(settings, { ownerUrl, clock, log: () => {}, run })
  }
  await expect(save({})).rejects.toThrow('no backup of the last 26 hours')
  await save({ UPGRADE_WITHOUT_BACKUP: '1' })
  const scheduled = { BACKUP_DIR: process.cwd(), BACKUP_RECIPIENT: (await createIdentity()).recipient }
  await expect(save(scheduled, { ok: false, sentence: 'No space.' })).rejects.toThrow(/nothing was changed: No space\./)
  await save(scheduled)
  expect(lines.at(-1)).toMatch(/^--to .*posada-.*-before-upgrade\.age$/)
  await recordForEach(client, { clock, random }, { act: 'make-backup', purpose: 'backup' })
  await save({})
  await migrate(client)
  expect(await listPending(client)).toEqual([])
  lines.length = 0
  await save(scheduled)
  expect(lines).toEqual([])
})

/** A real operation's database as the version before left it, with rows in every table. */
async function oldWorld(): Promise<Client> {
  const client = await emptyDatabase()
  await migrate(client, before)
  await fillEveryTable(client, 20211024)
  await client.query('update operation set practice = false')
  return client
}

const urlOf = (client: Client): string =>
  Object.assign(new URL(inject('clusterUrl')), { pathname: `/${client.database}` }).href

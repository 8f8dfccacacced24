import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { openDatabase } from './connect.ts'
import { startEmbedded } from './embedded.ts'
import { SAMPLE_OPERATION, statement } from './query.ts'

const addSite = statement<{ id: string }, { id: string }>(
  'test: add a durable site',
  `insert into site (operation_id, id, name, kind) values ('${SAMPLE_OPERATION}', $1, '', 'stop') returning id`,
  ({ id }) => [id],
  { id: SAMPLE_OPERATION },
)
const listIds = statement<object, { id: string }>(
  'test: list durable sites',
  'select id from site limit 10000',
  () => [],
  {},
)

test('what was acknowledged is there after PostgreSQL was killed in the middle of the work', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'posada-durable-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  chmodSync(dataDir, 0o711)
  const environment = realEnvironment()
  const open = async () => {
    const embedded = await startEmbedded({ dataDir, ...environment, log: () => {} })
    const { random } = environment
    const database = await openDatabase({
      ownerUrl: embedded.ownerUrl(),
      secretsDir: embedded.secretsDir,
      random,
      log: () => {},
    })
    return { embedded, database }
  }

  const acknowledged: string[] = []
  const before = await open()
  const worker = async () => {
    for (;;) {
      const [site] = await before.database.scoped(SAMPLE_OPERATION, addSite, { id: newId(environment.random) })
      acknowledged.push(site!.id)
    }
  }
  const workers = Promise.allSettled(Array.from({ length: 8 }, worker))
  await expect.poll(() => acknowledged.length).toBeGreaterThan(200)
  process.kill(Number(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL')
  await workers
  await before.embedded.ended
  await before.database.close()

  const after = await open()
  const kept = new Set((await after.database.scoped(SAMPLE_OPERATION, listIds, {})).map(({ id }) => id))
  expect(acknowledged.filter((id) => !kept.has(id))).toEqual([])
  await after.database.close()
  await after.embedded.stop()
}, 60_000)

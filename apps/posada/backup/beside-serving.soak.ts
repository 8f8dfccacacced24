import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { quantile } from '#checks/attacks/measure.ts'
import { makeHousehold } from '#checks/harness/household.ts'
import { addManyPeople } from '#checks/harness/many-people.ts'
import { temporaryFolder } from '#checks/harness/posada.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { createIdentity } from '#platform/backup/identity.ts'
import { readSettings } from '../settings.ts'
import { backupInOwnProcess, type Ran } from './own-process.ts'

const PHONES = 4
let t: TestWorld
beforeAll(async () => {
  t = await testWorld({ people: 60 })
  await t.fresh.asOwner((client) => addManyPeople(client, t.practice.authority.operationId, 6_667))
}, 600_000)
afterAll(() => {
  vi.unstubAllEnvs()
  return t.close()
})

test('people register while 20,000 others are backed up, and hardly notice', async () => {
  const folder = temporaryFolder()
  const [dataDir, backupDir] = [join(folder, 'data/practice'), join(folder, 'backups')]
  for (const each of [dataDir, backupDir]) mkdirSync(each, { recursive: true })
  cpSync(t.fresh.secretsDir, join(dataDir, 'secrets'), { recursive: true })
  writeFileSync(join(dataDir, 'practice.json'), JSON.stringify({ startedAtReal: 0, clockStartsAt: 0 }))
  const { recipient } = await createIdentity()
  const backups = { BACKUP_DIR: backupDir, BACKUP_RECIPIENT: recipient }
  const env = { POSADA_DATA: join(folder, 'data'), DATABASE_URL: t.fresh.ownerUrl, ...backups }
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  const settings = readSettings({ ...env, POSADA_DEMO: '1' })
  const server = await t.serve()

  let isOver = false
  const alone = register(server.url, () => isOver)
  await new Promise((resolve) => setTimeout(resolve, 10_000))
  isOver = true
  const before = await alone

  isOver = false
  const beside = register(server.url, () => isOver)
  const from = performance.now()
  let ran: Ran | undefined
  // Short backups are repeated, so that there is enough to measure.
  for (let n = 0; n < 3; n++)
    ran = await backupInOwnProcess(settings, settings.backups!)(
      ['--to', join(backupDir, `${n}.age`)],
      new AbortController().signal,
    )
  const seconds = (performance.now() - from) / 3_000
  isOver = true
  const during = await beside
  await server.stop()

  expect(ran).toEqual({ ok: true })
  expect(readdirSync(backupDir)).toHaveLength(6)
  const p95 = { alone: Math.round(quantile(before, 0.95)), beside: Math.round(quantile(during, 0.95)) }
  console.log({ backupSeconds: Math.round(seconds * 10) / 10, p95, registrations: [before.length, during.length] })
  expect(during.length).toBeGreaterThan(50)
  expect(p95.beside).toBeLessThan(Math.max(500, 4 * p95.alone))
})

/** Milliseconds of each registration, from phones that send one after the other. */
async function register(url: string, isOver: () => boolean): Promise<number[]> {
  const { operationId, invitation } = t.practice.authority
  const { intakePublicKey } = (await t.world.keyring.find(operationId))!
  const took: number[] = []
  await Promise.all(
    Array.from({ length: PHONES }, async () => {
      while (!isOver()) {
        const { entry } = await makeHousehold({ operationId, intakePublicKey, invitation })
        const from = performance.now()
        const headers = { 'content-type': 'application/json' }
        const reply = await fetch(`${url}/api/registrations`, { method: 'POST', headers, body: JSON.stringify(entry) })
        took.push(performance.now() - from)
        expect(reply.status).toBe(200)
      }
    }),
  )
  return took
}

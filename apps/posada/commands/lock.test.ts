import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { listen } from '#apps/server/listen.ts'
import { openWorld } from '#apps/server/world.ts'
import { createOperation } from '#capabilities/access/server/operations.ts'
import { databaseForThisTest } from '#checks/harness/database.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { writePracticeKeys } from '#platform/vault/key-files.ts'
import { callServer, findServers } from '../console.ts'
import { recordRunning } from '../running.ts'
import { lockCommand } from './lock.ts'

test('the console finds the running server, locks everything at once, and practice opens again from its file', async () => {
  const { world, operationId, dataDir } = await practiceServer()
  const { out, command } = terminal()
  expect(world.vault.isUnlocked(operationId)).toBe(true)
  const key = world.vault.require(operationId).operationKey

  expect(await command(['--json'])).toBe(0)
  expect(JSON.parse(out[0]!)).toEqual({ locked: [operationId] })
  expect(world.vault.isUnlocked(operationId)).toBe(false)
  expect(key).toEqual(new Uint8Array(32))

  const [server] = findServers({ POSADA_DATA: dataDir })
  const { status } = await callServer(server!, '/access/unlock', { operationId, custodians: [] })
  expect(status).toBe(200)
  expect(world.vault.isUnlocked(operationId)).toBe(true)
})

test('where no server runs, lock says that nothing is unlocked', async () => {
  vi.stubEnv('POSADA_DATA', folder())
  onTestFinished(() => void vi.unstubAllEnvs())
  const { err, command } = terminal()
  expect(await command([])).toBe(1)
  expect(err[0]).toContain('nothing is unlocked')
})

/** A server of one practice operation, listening, on a data folder of its own. */
async function practiceServer() {
  const environment = realEnvironment()
  const fresh = await databaseForThisTest()
  const dataDir = folder()
  vi.stubEnv('POSADA_DATA', dataDir)
  const secretsDir = join(dataDir, 'practice', 'secrets')
  const options = { ...environment, isPractice: true, ownerUrl: fresh.ownerUrl, secretsDir, poolSize: 2, log: () => {} }
  const first = await openWorld(options)
  const operation = { kind: 'journey', name: 'Practice', issuerName: 'Other', practice: true } as const
  const { operationId, operationKey } = await createOperation(first.db, operation, first)
  writePracticeKeys(secretsDir, new Map([[operationId, operationKey]]))
  await first.close()

  const world = await openWorld(options)
  const server = await listen(world, { host: '127.0.0.1', port: 0 })
  const forget = recordRunning(join(dataDir, 'practice'), server.url)
  onTestFinished(async () => {
    forget()
    await server.stop()
    await world.close()
    vi.unstubAllEnvs()
  })
  return { world, operationId, dataDir }
}

function folder(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'posada-console-'))
  chmodSync(dataDir, 0o711) // as root, PostgreSQL's account must be able to pass
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  return dataDir
}

function terminal() {
  const out: string[] = []
  const err: string[] = []
  const io = {
    out: (line: string) => void out.push(line),
    err: (line: string) => void err.push(line),
    progress: () => {},
    environment: realEnvironment(),
    signal: new AbortController().signal,
  }
  return { out, err, command: (args: string[]) => lockCommand(args, io) }
}

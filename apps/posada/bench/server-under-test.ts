import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { listen } from '#apps/server/listen.ts'
import { openWorld } from '#apps/server/world.ts'
import { openSealedEntries } from '#capabilities/registration/server/opening.ts'
import { realEnvironment, shiftedClock } from '#platform/base/environment.ts'
import { openDatabase } from '#platform/database/connect.ts'
import { startEmbedded } from '#platform/database/embedded.ts'
import { PRACTICE_STARTS_AT } from '../practice/folder.ts'
import { makePracticeWorld } from '../practice/world.ts'
import { answerEach, readConfig } from './messages.ts'

/**
 * The real server on a durable database of its own, with a small practice world and the same tables once more, empty,
 * in a second database of the same cluster. Opening is done only when asked for, so that it is measured apart.
 */
export type UnderTestConfig = { poolSize: number }
export type UnderTestReady = { url: string; invitation: string; minimalDatabaseUrl: string; operationId: string }
export type UnderTestAsk = { open: true }
export type UnderTestAnswer = { opened: number; failed: number; cpuMs: number }

const { poolSize } = readConfig<UnderTestConfig>()
const environment = realEnvironment()
const { random, timers } = environment
const log = (line: string) => console.error(line)
const dataDir = mkdtempSync(join(tmpdir(), 'posada-bench-'))
chmodSync(dataDir, 0o711)
const postgres = await startEmbedded({ dataDir, random, timers, log })

const owner = new Client({ connectionString: postgres.ownerUrl() })
await owner.connect()
await owner.query('create database minimal')
await owner.end()
const minimal = await openDatabase({
  ownerUrl: postgres.ownerUrl('minimal'),
  secretsDir: postgres.secretsDir,
  random,
  log,
})
await minimal.close()

const clock = shiftedClock(environment.clock, PRACTICE_STARTS_AT)
const world = await openWorld({
  ...environment,
  clock,
  isPractice: true,
  ownerUrl: postgres.ownerUrl(),
  secretsDir: postgres.secretsDir,
  poolSize,
  log,
})
const practice = await makePracticeWorld({ ...world, onProgress: () => {}, people: 100 })
const { operationId, invitation } = practice.journey
const server = await listen(world, { host: '127.0.0.1', port: 0, opensEntries: false })

answerEach<UnderTestAsk, UnderTestAnswer>(
  {
    url: `http://127.0.0.1:${server.port}`,
    invitation,
    operationId,
    minimalDatabaseUrl: postgres.ownerUrl('minimal'),
  } satisfies UnderTestReady,
  () => openSealedEntries(world, operationId),
  async () => {
    await server.stop()
    await world.close()
    await postgres.stop()
    rmSync(dataDir, { recursive: true, force: true })
  },
)

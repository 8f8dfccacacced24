import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { inject, onTestFinished } from 'vitest'
import { type Clock, type Random, realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { type Database, type OpenOptions, openDatabase } from '#platform/database/connect.ts'

export type FreshDatabase = {
  database: Database
  ownerUrl: string
  secretsDir: string
  /** Runs SQL as the cluster's owner, whom row-level security does not bind. */
  asOwner<T>(work: (client: Client) => Promise<T>): Promise<T>
  drop(): Promise<void>
}

/**
 * An empty, migrated database of its own, served as in production. Call it once per file in `beforeAll` and `drop()` in
 * `afterAll`, or inside a test with `databaseForThisTest()`.
 */
export async function freshDatabase(
  options: Partial<OpenOptions> & { template?: string } = {},
): Promise<FreshDatabase> {
  const { template = 'posada_template', ...rest } = options
  const { random } = realEnvironment()
  const clusterUrl = inject('clusterUrl')
  const name = `test_${newId(random).replaceAll('-', '')}`
  // Copied as files: half the time of copying through the log, which nobody reads here.
  await withClient(clusterUrl, (client) =>
    client.query(`create database ${name} template ${template} strategy file_copy`),
  )
  const ownerUrl = Object.assign(new URL(clusterUrl), { pathname: `/${name}` }).href
  const secretsDir = mkdtempSync(join(tmpdir(), 'posada-secrets-'))
  const database = await openDatabase({ ownerUrl, secretsDir, random, poolSize: 4, log: () => {}, ...rest })
  return {
    database,
    ownerUrl,
    secretsDir,
    asOwner: (work) => withClient(ownerUrl, work),
    async drop() {
      await database.close()
      await withClient(clusterUrl, (client) => client.query(`drop database ${name} with (force)`))
      rmSync(secretsDir, { recursive: true, force: true })
    },
  }
}

/** The same, dropped when the running test ends. */
export async function databaseForThisTest(options: Parameters<typeof freshDatabase>[0] = {}): Promise<FreshDatabase> {
  const fresh = await freshDatabase(options)
  onTestFinished(() => fresh.drop())
  return fresh
}

/** Adds an operation, as its owner would. */
export async function addOperation(
  fresh: FreshDatabase,
  options: { id?: string; random?: Random; clock?: Clock } = {},
): Promise<string> {
  const { random, clock } = realEnvironment()
  const id = options.id ?? newId(options.random ?? random)
  await fresh.asOwner((client) =>
    client.query(
      `insert into operation (id, kind, name, issuer_name, practice, created_at) values ($1, 'authority', 'Test', 'Test', true, $2)`,
      [id, new Date((options.clock ?? clock)())],
    ),
  )
  await fresh.asOwner((client) =>
    client.query(
      'insert into operation_key (operation_id, key_version, lapses_after_days, made_at) values ($1, 1, 7, $2)',
      [id, new Date((options.clock ?? clock)())],
    ),
  )
  return id
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

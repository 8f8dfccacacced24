/** One database cluster for a whole test run, with a migrated template that test files copy. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import type { TestProject } from 'vitest/node'
import { realEnvironment } from '#platform/base/environment.ts'
import { startEmbedded } from '#platform/database/embedded.ts'
import { migrate } from '#platform/database/migrate.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of the cluster's owner; `checks/harness/database.ts` makes databases there. */
    clusterUrl: string
    /** What all files of one run share: practice worlds to copy, and the code of the command line as Node compiled it. */
    sharedFolder: string
  }
}

const TEMPLATE = 'posada_template'
/** How the databases are called that `checks/harness/practice.ts` makes; a folder of the same name holds their keys. */
export const PRACTICE_TEMPLATE = 'practice_template_'

/** `POSADA_TEST_DATABASE_URL` runs the tests on another server, to try the versions we say we support. */
export default async function startCluster(project: TestProject) {
  const sharedFolder = mkdtempSync(join(tmpdir(), 'posada-shared-'))
  project.provide('sharedFolder', sharedFolder)
  const elsewhere = process.env.POSADA_TEST_DATABASE_URL
  if (elsewhere) {
    await makeTemplate(elsewhere)
    project.provide('clusterUrl', elsewhere)
    return async () => {
      for (const name of readdirSync(sharedFolder).filter((each) => each.startsWith(PRACTICE_TEMPLATE)))
        await run(elsewhere, (client) => client.query(`drop database if exists ${name} with (force)`))
      rmSync(sharedFolder, { recursive: true, force: true })
    }
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'posada-test-'))
  const embedded = await startEmbedded({ dataDir, ...realEnvironment(), log: () => {}, durable: false })
  await makeTemplate(embedded.ownerUrl())
  project.provide('clusterUrl', embedded.ownerUrl())
  return async () => {
    await embedded.stop()
    for (const folder of [dataDir, sharedFolder]) rmSync(folder, { recursive: true, force: true })
  }
}

async function makeTemplate(clusterUrl: string) {
  await run(clusterUrl, (client) => client.query(`drop database if exists ${TEMPLATE} with (force)`))
  await run(clusterUrl, (client) => client.query(`create database ${TEMPLATE}`))
  await run(Object.assign(new URL(clusterUrl), { pathname: `/${TEMPLATE}` }).href, migrate)
}

async function run(url: string, work: (client: Client) => Promise<unknown>) {
  const client = new Client({ connectionString: url })
  await client.connect()
  await work(client)
  await client.end()
}

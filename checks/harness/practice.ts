import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from 'pg'
import { inject } from 'vitest'
import { makePracticeWorld, type PracticeWorld } from '#apps/posada/practice/world.ts'
import { openWorld } from '#apps/server/world.ts'
import type { Environment } from '#platform/base/environment.ts'
import { PRACTICE_TEMPLATE } from './cluster.ts'
import { type FreshDatabase, freshDatabase } from './database.ts'
import { takingTurns } from './turns.ts'

export type CopiedPractice = { fresh: FreshDatabase; practice: PracticeWorld }

/**
 * A practice world with so many people in a database of its own. It is made once in a run for each size; every file copies
 * that one, keys and all, and shares nothing with the others afterwards.
 */
export async function copyPractice(people: number, environment: Environment): Promise<CopiedPractice> {
  const name = `${PRACTICE_TEMPLATE}${people}`
  const folder = join(inject('sharedFolder'), name)
  await takingTurns(name, async (owner) => {
    if (!existsSync(folder)) await make(owner, { name, folder, people, environment })
  })
  const fresh = await freshDatabase({ template: name })
  for (const key of KEYS) cpSync(join(folder, key), join(fresh.secretsDir, key))
  return { fresh, practice: JSON.parse(readFileSync(join(folder, WORLD), 'utf8')) as PracticeWorld }
}

const KEYS = ['server.key', 'practice.key']
const WORLD = 'world.json'

type Making = { name: string; folder: string; people: number; environment: Environment }

/** The folder gets its name last: one that was begun and left counts for nothing. */
async function make(owner: Client, { name, folder, people, environment }: Making): Promise<void> {
  const secretsDir = `${folder}.begun`
  mkdirSync(secretsDir, { recursive: true, mode: 0o700 })
  await owner.query(`drop database if exists ${name} with (force)`)
  await owner.query(`create database ${name} template posada_template`)
  const ownerUrl = Object.assign(new URL(inject('clusterUrl')), { pathname: `/${name}` }).href
  const log = (line: string) => console.error(line)
  const world = await openWorld({ ...environment, ownerUrl, secretsDir, isPractice: true, poolSize: 2, log })
  const practice = await makePracticeWorld({ ...world, onProgress: () => {}, people })
  await world.close()
  writeFileSync(join(secretsDir, WORLD), JSON.stringify(practice))
  renameSync(secretsDir, folder)
}

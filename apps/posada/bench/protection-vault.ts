import { Client } from 'pg'
import { inventHousehold } from '#capabilities/registration/practice/invented-households.ts'
import { createNameIndex } from '#capabilities/registration/server/name-index.ts'
import { openPerson, type SealedPerson, sealPerson } from '#capabilities/registration/server/person-file.ts'
import { insertRegistration } from '#capabilities/registration/server/queries-intake.ts'
import { lockPeople, storeOpened } from '#capabilities/registration/server/queries-opening.ts'
import { budgets } from '#checks/budgets.ts'
import { createChance } from '#platform/base/chance.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { plainDateOf } from '#platform/base/plain-date.ts'
import { atMost, type BenchContext, type BenchRow, shown } from './benchmark.ts'
import { cpuMs, familyOf } from './processes.ts'
import type { BenchOperation } from './protection.ts'
import { anyRegistration } from './protection-audit.ts'

const PEOPLE = 8_000
const NAMES = 100_000
/** As the job that opens entries does it: 40 households of four in one transaction. */
const HOUSEHOLDS_A_BATCH = 40
const READINGS = 20_000

const { clock, random } = realEnvironment()
const chance = createChance(7)

/** Sealing and storing a new person besides opening the envelope, and opening the file of one. */
export async function measurePeople(bench: BenchOperation, { progress }: BenchContext): Promise<BenchRow[]> {
  progress(`sealing ${PEOPLE} people`)
  const before = await registerSealed(bench, PEOPLE)
  const startedAt = cpuMs(familyOf(process.pid))
  const people = await storePeople(bench, before)
  const perPerson = (cpuMs(familyOf(process.pid)) - startedAt) / people.length

  progress(`reading ${READINGS} people`)
  const { operationKey } = bench.vault.require(bench.operationId)
  const used = process.cpuUsage()
  for (let n = 0; n < READINGS; n++) {
    const { individualId, wrappedKey, blobs } = people[n % people.length]!
    const versions = blobs.map((blob) => ({ ...blob, version: 1 }))
    openPerson(bench.operationId, individualId, wrappedKey, versions, operationKey)
  }
  const { user, system } = process.cpuUsage(used)
  const { cpuMsPerNewPerson, cpuMsReadingPerson } = budgets.protection
  return [
    atMost('cpuMsPerNewPerson', perPerson, 'ms', cpuMsPerNewPerson),
    atMost('cpuMsReadingPerson', (user + system) / 1_000 / READINGS, 'ms', cpuMsReadingPerson),
  ]
}

/** The index of names as it is rebuilt after an unlock, until the first search is answered. */
export async function measureIndex(bench: BenchOperation, { progress }: BenchContext): Promise<BenchRow[]> {
  for (let made = PEOPLE; made < NAMES; made += PEOPLE) {
    progress(`making ${NAMES} people: ${made}`)
    await storePeople(bench, await registerSealed(bench, Math.min(PEOPLE, NAMES - made)))
  }
  // As the database does by itself within a minute of so many new rows.
  await analyze(bench.ownerUrl)
  progress('rebuilding the index')
  const index = createNameIndex(bench.db, bench.vault)
  const startedAt = performance.now()
  await index.build(bench.operationId)
  const seconds = (performance.now() - startedAt) / 1_000
  const asked = performance.now()
  await index.search(bench.operationId, 'Wideline', 20)
  return [
    atMost('indexSeconds100000Names', seconds, 's', budgets.protection.indexSeconds),
    shown('searchMs100000Names', performance.now() - asked, 'ms'),
  ]
}

async function analyze(ownerUrl: string): Promise<void> {
  const owner = new Client({ connectionString: ownerUrl })
  await owner.connect()
  await owner.query('analyze person_key, person_blob')
  await owner.end()
}

type Entry = { entryId: string; individualIds: string[] }

/** Entries as they lie before anybody opened them. */
async function registerSealed({ db, operationId }: BenchOperation, people: number): Promise<Entry[]> {
  const entries = Array.from({ length: people / 4 }, () => anyRegistration(operationId))
  for (let from = 0; from < entries.length; from += 100)
    await db.scopedAll(operationId, entries.slice(from, from + 100).map(insertRegistration))
  return entries.map(({ entryId, people }) => ({ entryId, individualIds: people.map(({ id }) => id) }))
}

/** What follows the opening of envelopes: each person sealed under a key of their own, and stored. */
async function storePeople({ db, vault, operationId }: BenchOperation, entries: Entry[]): Promise<SealedPerson[]> {
  const unlocked = vault.require(operationId)
  const keys = {
    operationKey: unlocked.operationKey,
    keyVersion: unlocked.keyVersion,
    tagKey: unlocked.secret('tag'),
    random,
  }
  const stored: SealedPerson[] = []
  for (let from = 0; from < entries.length; from += HOUSEHOLDS_A_BATCH) {
    const batch = entries.slice(from, from + HOUSEHOLDS_A_BATCH)
    const people = batch.flatMap(({ entryId, individualIds }) => {
      const household = inventHousehold(chance, individualIds.length, plainDateOf(clock()))
      return individualIds.map((id, n) => {
        const details = { ...household.people[n]!, id }
        return { ...sealPerson(operationId, details, n === 0 ? household.phoneNumber : null, keys), entryId }
      })
    })
    const individualIds = people.map(({ individualId }) => individualId)
    const entryIds = batch.map(({ entryId }) => entryId)
    const [, kept] = await db.scopedAll(operationId, [
      lockPeople({ operationId, individualIds }),
      storeOpened({ operationId, entryIds, people, at: new Date(clock()) }),
    ])
    if (kept?.length !== people.length) throw new Error('people of the benchmark were not stored')
    stored.push(...people)
  }
  return stored
}

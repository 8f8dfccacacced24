import { applicationsByMonth2021, resolved2021 } from '#capabilities/asylum/comar-2021.ts'
import { inventEvents } from '#capabilities/asylum/invented-claims.ts'
import { officeOf, workOut } from '#capabilities/asylum/server/keeping.ts'
import { readProcedures, SHIPPED } from '#capabilities/asylum/server/procedure-files.ts'
import { createRuleBooks } from '#capabilities/asylum/server/rule-book.ts'
import { caseNumberOf } from '#capabilities/registration/case-number.ts'
import { inventHousehold } from '#capabilities/registration/practice/invented-households.ts'
import { sealPerson } from '#capabilities/registration/server/person-file.ts'
import { createChance } from '#platform/base/chance.ts'
import type { Random } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { addDays, plainDateOf } from '#platform/base/plain-date.ts'
import type { Database } from '#platform/database/connect.ts'
import type { Vault } from '#platform/vault/vault.ts'
import { PRACTICE_STARTS_AT } from './folder.ts'
import { ANALYZE, type CaseFacts, findOffice, insertCases, insertSealed } from './queries-caseload.ts'

type Options = {
  db: Database
  vault: Vault
  random: Random
  operationId: string
  cases: number
  onDone(done: number): void
}

export const CASES_MAX = 2_000_000
const SEED = 55_000
const CASES_A_STATEMENT = 250
const AT_ONCE = 3
/** As in the register of the walk: most come alone or in two, some with children. */
const SIZES = [
  [1, 44],
  [2, 22],
  [3, 15],
  [4, 11],
  [5, 5],
  [6, 3],
] as const

/**
 * A caseload of invented people: when they applied and how claims were decided as COMAR reported of 2021, nationalities and ages as practice
 * draws them. Most still wait for an interview, as in that year. The operation has to be unlocked and to have a procedure.
 */
export async function fillCaseload({ db, vault, random, operationId, cases, onDone }: Options): Promise<void> {
  const chance = createChance(SEED)
  const today = plainDateOf(PRACTICE_STARTS_AT)
  const unlocked = vault.require(operationId)
  const keys = {
    operationKey: unlocked.operationKey,
    keyVersion: unlocked.keyVersion,
    tagKey: unlocked.secret('tag'),
    random,
  }
  const [office] = await db.scoped(operationId, findOffice, { operationId })
  const { book, rules } = await db.transaction(operationId, async (tx) => {
    const opened = await createRuleBooks(readProcedures([SHIPPED])).open(tx, PRACTICE_STARTS_AT)
    const { setting } = opened
    if (!setting) throw new Error('this operation has no procedure')
    return { book: opened, rules: await opened.rulesOf(setting.procedure, setting.procedureVersion) }
  })
  const { procedure, version } = rules.procedure
  const months = Object.entries(applicationsByMonth2021.persons)
  const outcomes = Object.entries(resolved2021.persons) as [keyof typeof resolved2021.persons, number][]
  const recordedBy = { accountId: office!.officerId, role: 'case-officer' as const }

  function invent() {
    const began = chance.weighted(months)
    const on = addDays(`${began}-01`, chance.between(0, began === '2021-10' ? 22 : 27))
    const { people, language } = inventHousehold(chance, chance.weighted(SIZES), today)
    const persons = people.map((person) => ({ ...person, id: newId(random) }))
    const principal = persons.find(({ isFocalPoint }) => isFocalPoint)!
    const events = inventEvents(rules, chance, today, {
      ...{ recordedBy, began: on },
      outcome: () => chance.weighted(outcomes),
      interviewAfter: () => chance.between(20, 420),
    }).filter((event) => event.kind !== 'fact' || event.fact !== 'under_18')
    const { kept, limits } = workOut(book, rules, { events, office: officeOf(office!.siteId) })
    const id = newId(random)
    const facts: CaseFacts = {
      ...{ id, caseNumber: caseNumberOf(id, on), language, siteId: office!.siteId },
      accessCodeHash: Buffer.from(random.bytes(32)).toString('hex'),
      registeredAt: `${on}T15:00:00.000Z`,
      people: persons.map(({ id, isFocalPoint, sex, ageBand, nationality, language }) => ({
        ...{ id, isFocalPoint, sex, ageBand, nationality, language },
      })),
      claim: {
        ...{ id: newId(random), individualId: principal.id, procedure, procedureVersion: version, childAlone: false },
        ...{ ...kept, events, limits },
      },
    }
    const sealed = persons.map(({ id, name, birth, relation, needs }) =>
      sealPerson(operationId, { id, name, birth, relation, needs }, null, keys),
    )
    return { facts, sealed }
  }

  const sending = new Set<Promise<unknown>>()
  let done = 0
  let analyzeAt = CASES_A_STATEMENT
  for (let from = 0; from < cases; from += CASES_A_STATEMENT) {
    const batch = Array.from({ length: Math.min(CASES_A_STATEMENT, cases - from) }, invent)
    const people = batch.flatMap(({ sealed }) => sealed)
    const blobs = people.flatMap(({ individualId, blobs }) => blobs.map((blob) => ({ individualId, ...blob })))
    const sent = db
      .scopedAll(operationId, [
        insertCases({ operationId, cases: batch.map(({ facts }) => facts) }),
        insertSealed({
          operationId,
          individualIds: people.map(({ individualId }) => individualId),
          wrappedKeys: people.map(({ wrappedKey }) => wrappedKey),
          blobOf: blobs.map(({ individualId }) => individualId),
          classes: blobs.map((blob) => blob.class),
          blobs: blobs.map(({ blob }) => blob),
          at: new Date(PRACTICE_STARTS_AT),
        }),
      ])
      .then(() => {
        done += batch.length
        onDone(done)
      })
    sending.add(sent)
    void sent.finally(() => sending.delete(sent)).catch(() => {}) // told by the wait below
    if (sending.size >= AT_ONCE) await Promise.race(sending)
    // The checks of foreign keys are planned once, on tables that were empty: without new figures each would soon read a whole operation.
    if (from + batch.length >= analyzeAt) {
      await Promise.all(sending)
      await db.asOwner(operationId, ANALYZE, [])
      analyzeAt *= 4
    }
  }
  await Promise.all(sending)
}

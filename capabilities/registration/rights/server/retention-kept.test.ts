import { afterAll, beforeAll, expect, test } from 'vitest'
import { deskServicesOf } from '#apps/server/desk-services.ts'
import { type QuietHousehold, type QuietWorld, quietWorld } from '#checks/harness/quiet.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { join, split } from '../../desk/server/households.ts'
import { startWork, type Work } from '../../desk/server/work.ts'
import { keepPeriods, periodsOf } from './retention-job.ts'
import { retentionPage, setPeriod } from './retention-page.ts'

// Whom the job must not take: households that were joined or split since, that officers write about, that look without unlocking.

const { random } = realEnvironment()
let q: QuietWorld
let operationId: string
beforeAll(async () => {
  q = await quietWorld()
  operationId = q.operationId
})
afterAll(() => q.close())

const run = () => keepPeriods(q.services, operationId)
const atDesk = <R>(act: (work: Work) => Promise<R>) =>
  q.world.db.transaction(operationId, (tx) => {
    const actor = { operationId, siteIds: 'all' as const, roles: ['registrar' as const], accountId: null }
    return act(startWork(deskServicesOf(q.world), { tx, actor, clock: q.world.clock, random }))
  })
/** As if everything about this household had happened so many days earlier. */
async function age(groupId: string, days: number) {
  await q.ask('update registration_group set registered_at = $2 where id = $1', groupId, q.ago(days))
  await q.ask('update event set at = $2 where group_id = $1', groupId, q.ago(days))
  await q.ask('update audit_entry set at = $2 where subject_id = $1', groupId, q.ago(days))
}
const keysOf = async (ids: string[]) =>
  (await q.ask('select 1 from person_key where individual_id = any ($1)', ids)).length
const notesOn = async (groupId: string) =>
  (await q.ask('select 1 from sealed_record where subject_id = $1', groupId)).length
async function writeNote(groupId: string, days: number) {
  const [id, author] = [newId(random), newId(random)]
  await q.ask(
    `insert into sealed_record (operation_id, id, kind, subject_id, created_at) values ($1, $2, 'household-note', $3, $4)`,
    ...[operationId, id, groupId, q.ago(days)],
  )
  await q.ask(
    `insert into sealed_version (operation_id, record_id, version, author_id, written_at, content, binding) values ($1, $2, 1, $3, $4, '\\x01', $5)`,
    ...[operationId, id, author, q.ago(days), random.bytes(32)],
  )
}
const holdIt = (groupId: string) =>
  q.ask(`insert into legal_hold values ($1, $2, 'court', $3, $4)`, operationId, groupId, q.ago(0), newId(random))
const joinInto = (into: QuietHousehold, other: QuietHousehold) =>
  atDesk((work) =>
    join(work, into.groupId, {
      otherId: other.groupId,
      focalPointId: into.ids[0]!,
      confirmedByTrainedPerson: true,
    }),
  )

test('what officers wrote about a household stays as long as the household it was joined into', async () => {
  const [into, other] = [await q.household(), await q.household()]
  await writeNote(other.groupId, 900)
  await joinInto(into, other)
  await age(other.groupId, 800)
  await run()
  expect([await notesOn(other.groupId), await keysOf(other.ids)]).toEqual([1, 2])
  await age(into.groupId, 800)
  await run()
  expect([await notesOn(other.groupId), await keysOf(other.ids)]).toEqual([0, 0])
})

test('a household that an officer wrote about is not over, although nothing else happened to it', async () => {
  const [written, forgotten] = [await q.household(), await q.household()]
  for (const [{ groupId }, days] of [
    [written, 30],
    [forgotten, 731],
  ] as const) {
    await writeNote(groupId, days)
    await age(groupId, 800)
  }
  await run()
  expect([await keysOf(written.ids), await keysOf(forgotten.ids)]).toEqual([2, 0])
})

test('people under a hold stay under it when a desk joins or splits their household', async () => {
  const [into, held, whole] = [await q.household(), await q.household(), await q.household(['Ana', 'Luis', 'Rosa'])]
  for (const { groupId } of [held, whole]) await holdIt(groupId)
  await joinInto(into, held)
  const splitOffId = newId(random)
  await atDesk((work) =>
    split(work, whole.groupId, {
      ...{ newId: splitOffId, individualIds: [whole.ids[1]!], focalPointId: whole.ids[1]! },
      ...{ remainingFocalPointId: whole.ids[0]!, confirmedByTrainedPerson: true },
    }),
  )
  for (const groupId of [into.groupId, held.groupId, whole.groupId, splitOffId]) await age(groupId, 800)
  expect(await run()).toEqual({})
  expect([await keysOf(held.ids), await keysOf(whole.ids)]).toEqual([2, 3])
})

test('asking where one’s registration stands is looking, also while the operation is locked; it is noted once a month', async () => {
  const household = await q.household()
  await age(household.groupId, 800)
  await q.world.vault.lockAll()
  for (let i = 0; i < 3; i++) await q.world.own.status(household.accessCode)
  await q.unlock()
  expect(await q.ask(`select role, act from audit_entry where subject_id = $1`, household.groupId)).toEqual([
    { role: 'self', act: 'read-status' },
  ])
  await run()
  expect(await keysOf(household.ids)).toBe(2)
})

test('the record of acts is kept as long as households, because it tells when they last looked', async () => {
  const officer = { operationId, accountId: newId(random), roles: ['data-protection-officer' as const] }
  const actor = { ...officer, siteIds: 'all' as const, sessionId: '', steppedUpAt: null }
  const means = { actor, clock: q.world.clock, random }
  const inPage = <R>(act: (page: Parameters<typeof setPeriod>[0]) => Promise<R>) =>
    q.world.db.transaction(operationId, (tx) => act({ ...means, tx }))
  const choose = (one: 'record-of-acts' | 'household-inactive', periodDays: number) =>
    inPage((page) => setPeriod(page, one, { periodDays }))
  await expect(choose('record-of-acts', 729)).rejects.toMatchObject({ status: 422 })
  await choose('record-of-acts', 730)
  await choose('household-inactive', 1000)
  const periods = await periodsOf((query, params) => q.world.db.scoped(operationId, query, params), operationId)
  expect(periods).toMatchObject({ 'household-inactive': 1000, 'record-of-acts': 1000 })
  const { classes } = await inPage(retentionPage)
  expect(classes.find((one) => one.class === 'record-of-acts')).toMatchObject({ periodDays: 1000, leastDays: 1000 })
})

import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { QUIET_NOW, type QuietHousehold, type QuietWorld, quietWorld } from '#checks/harness/quiet.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import type { Database, Tx } from '#platform/database/connect.ts'
import { jobClasses, leastDaysOf, refusePeriod, retentionRules } from '../retention.ts'
import * as queries from './queries-retention.ts'
import { keepPeriods, periodsOf, type RetentionServices } from './retention-job.ts'

// The job at its own functions: whom it erases, how it batches, what it tells. That each class ends on the right day, and
// never under a hold, is in retention.test.ts.

const { random } = realEnvironment()
let q: QuietWorld
let operationId: string
let removed: [string, string[]][] = []

beforeAll(async () => {
  q = await quietWorld()
  operationId = q.operationId
})
afterAll(() => q.close())

const services = (change: Partial<RetentionServices> = {}): RetentionServices => ({
  ...q.services,
  names: { ...q.world.names, remove: async (...what) => void removed.push(what) },
  ...change,
})
const run = (change?: Partial<RetentionServices>) => {
  removed = []
  return keepPeriods(services(change), operationId)
}
const runOf = async (one: string) =>
  (await q.world.db.scoped(operationId, queries.listRuns, { operationId })).find((each) => each.class === one)
const told = () =>
  q.ask<{ purpose: string }>(
    `select role, purpose, subject_kind, subject_id, at from audit_entry where act = 'end-of-period' order by id`,
  )

/** As if nothing had happened to this household for so many days. */
async function age({ groupId }: QuietHousehold, days: number) {
  await q.ask('update registration_group set registered_at = $2 where id = $1', groupId, q.ago(days))
  await q.ask('delete from event where group_id = $1', groupId)
}
const keysOf = async ({ ids }: QuietHousehold) =>
  (await q.ask('select 1 from person_key where individual_id = any ($1)', ids)).length
const invite = (count: number, days: number) =>
  q.ask(
    `insert into invitation select $1, gen_random_uuid(), null, 'North gate', 'token', 10, $2, $2, null, null from generate_series(1, $3)`,
    ...[operationId, q.ago(days), count],
  )

/** Tells how many batches were begun: one for each class, where there is no second one to look for. */
function counted() {
  let begun = 0
  const transaction: Database['transaction'] = (id, work) => {
    begun++
    return q.world.db.transaction(id, work)
  }
  return { db: { ...q.world.db, transaction }, begun: () => begun }
}

test('where nothing is old nothing is ended, nobody is told, and no connection of the owner is opened', async () => {
  await q.household()
  const asOwner = vi.fn(async () => 0)
  const { db, begun } = counted()
  expect(await run({ db: { ...db, asOwner } })).toEqual({})
  expect(begun()).toBe(jobClasses.length)
  expect([asOwner.mock.calls, removed, await told()]).toEqual([[], [], []])
  const ran = { ranAt: new Date(QUIET_NOW), done: 0, isComplete: true, waitsUntil: null }
  for (const one of jobClasses) expect(await runOf(one)).toEqual({ class: one, ...ran })
})

test('a household that nothing happened to is erased whole, by the job and for its period; its names leave the index once it is true', async () => {
  const [old, young] = [await q.household(), await q.household()]
  await age(old, 730.01)
  await age(young, 729.99)
  const failing = { ...q.world.db, transaction: failsAtCommit(q.world.db, 'rights.listHouseholdsToErase') }
  await expect(run({ db: failing })).rejects.toThrow('cut off')
  expect([await keysOf(old), removed]).toEqual([2, []])
  expect(await run()).toEqual({ 'household-inactive': 1 })
  expect([await keysOf(old), await keysOf(young)]).toEqual([0, 2])
  expect(removed).toEqual([[operationId, expect.arrayContaining(old.ids)]])
  expect(await q.ask('select role, act, purpose from audit_entry where subject_id = $1', old.groupId)).toEqual([
    { role: 'system', act: 'erase', purpose: 'retention' },
  ])
  expect(await told()).toEqual([
    {
      ...{ role: 'system', purpose: 'household-inactive: 1', at: new Date(QUIET_NOW) },
      ...{ subject_kind: 'operation', subject_id: operationId },
    },
  ])
  expect(await runOf('household-inactive')).toMatchObject({ done: 1, isComplete: true })
  expect(await run()).toEqual({})
  expect(await runOf('household-inactive')).toMatchObject({ done: 0, isComplete: true })
  await age(young, 0)
})

/** The transaction that runs this query fails at its end, as when the machine stops. */
function failsAtCommit(db: Database, queryName: string): Database['transaction'] {
  return (id, work) =>
    db.transaction(id, async (tx) => {
      let isIt = false
      const result = await work({
        ...tx,
        run: (query, params) => {
          isIt ||= query.queryName === queryName
          return tx.run(query, params)
        },
      })
      if (isIt) throw new Error('cut off')
      return result
    })
}

test('one who left is erased alone; the others stay, and their names too', async () => {
  const household = await q.household()
  await q.world.own.leave(household.accessCode, household.ids[1]!)
  await q.ask('update event set at = $2 where individual_id = $1', household.ids[1], q.ago(180.01))
  expect(await run()).toEqual({ 'person-left': 1 })
  expect(removed).toEqual([[operationId, [household.ids[1]]]])
  expect(await keysOf(household)).toBe(1)
  expect(
    await q.ask('select act, purpose from audit_entry where subject_id = $1 and role = $2', household.ids[1], 'system'),
  ).toEqual([{ act: 'erase-person', purpose: 'retention' }])
})

test('where an operation has no keys any more nobody is erased one by one: its keys are destroyed as a whole', async () => {
  const household = await q.household()
  await age(household, 800)
  expect(await run({ keysOf: async () => undefined })).toEqual({})
  expect([await keysOf(household), removed]).toEqual([2, []])
  const keysOf_ = vi.fn(q.services.keysOf)
  expect(await run({ keysOf: keysOf_ })).toEqual({ 'household-inactive': 1 })
  // Asked for what is to be erased, and not for the empty classes.
  expect(keysOf_.mock.calls).toEqual([[operationId]])
})

test('households are erased twenty at a time and rows ended five hundred, each batch for itself', async () => {
  for (let n = 0; n < 21; n++) await age(await q.household(['Ana Sol']), 800)
  await invite(501, 181)
  await q.ask(`delete from audit_entry where act = 'end-of-period'`)
  expect(await run()).toEqual({ 'household-inactive': 21, 'ended-invitations': 501 })
  expect((await told()).map(({ purpose }) => purpose).toSorted()).toEqual([
    ...['ended-invitations: 1', 'ended-invitations: 500', 'household-inactive: 1', 'household-inactive: 20'],
  ])
  expect(removed.map(([, ids]) => ids.length)).toEqual([20, 1])
  expect(await runOf('household-inactive')).toMatchObject({ done: 21, isComplete: true })
  expect(await runOf('ended-invitations')).toMatchObject({ done: 501, isComplete: true })
})

/** A database that always has as much to end as is asked for, or less at the end. */
function endless(lastBatch = Number.POSITIVE_INFINITY) {
  const finished: { class: string; done: number; isComplete: boolean }[] = []
  const batches = new Map<string, number>()
  const shares = vi.fn()
  const run: Tx['run'] = async (query, params) => {
    const { class: one, limit } = params as { class: string; limit: number }
    if (query.queryName === 'rights.holdRun') return [{ class: one }] as never
    if (query.queryName === 'rights.finishRun') finished.push(params as never)
    if (query.queryName === 'rights.destroyShares') shares(params)
    if (!query.queryName.startsWith('rights.end ')) return []
    const batch = (batches.get(query.queryName) ?? 0) + 1
    batches.set(query.queryName, batch)
    return Array(batch < lastBatch ? limit : limit - 1).fill({ id: operationId })
  }
  const tx: Tx = { operationId, run, runAll: async () => [], afterCommit: () => {} }
  const db: Database = { ...q.world.db, scoped: async () => [], transaction: (_, work) => work(tx) }
  return { db, finished, shares }
}

test('one run takes forty batches of a class at most, and says that more is left; the shares of a closed operation wait for the last key', async () => {
  const { db, finished, shares } = endless()
  expect((await run({ db }))['closed-operation']).toBe(20_000)
  const closed = finished.filter((each) => each.class === 'closed-operation')
  expect(closed).toHaveLength(40)
  expect(closed.map(({ done }) => done)).toEqual(Array.from({ length: 40 }, (_, at) => 500 * (at + 1)))
  expect([closed[38]!.isComplete, closed[39]!.isComplete]).toEqual([true, false])
  expect(shares).not.toHaveBeenCalled()
})

test('the fortieth batch may be the last: then the run is whole', async () => {
  const { db, finished, shares } = endless(40)
  expect((await run({ db }))['closed-operation']).toBe(19_999)
  expect(finished.filter((each) => each.class === 'closed-operation').at(-1)).toMatchObject({
    ...{ done: 19_999, isComplete: true, at: new Date(QUIET_NOW) },
  })
  expect(shares.mock.calls).toEqual([[{ operationId, before: q.ago(30), limit: 500 }]])
})

test('while another process is at a class, this one passes it over and goes on with the next', async () => {
  const household = await q.household()
  await age(household, 800)
  await invite(1, 181)
  const { db, begun } = counted()
  const meanwhile = await q.world.db.transaction(operationId, async (tx) => {
    await tx.run(queries.holdRun, { operationId, class: 'household-inactive' })
    return run({ db })
  })
  expect(begun()).toBe(jobClasses.length)
  expect(meanwhile).toEqual({ 'ended-invitations': 1 })
  expect(await run()).toEqual({ 'household-inactive': 1 })
})

test('what the serving role may only add to is ended by the owner, in batches, when something is due', async () => {
  const household = await q.household()
  await q.world.own.erase(household.accessCode)
  await q.ask('update event set at = $2 where group_id = $1', household.groupId, q.ago(366))
  await q.ask(
    `insert into audit_entry values ($1, $2, $3, null, 'registrar', 'open-household', 'registration-group', $4, 'aid', $5)`,
    ...[operationId, newId(random), q.ago(1826.01), household.groupId, random.bytes(16)],
  )
  const asOwner = vi.fn(q.world.db.asOwner)
  const ended = await run({ db: { ...q.world.db, asOwner } })
  expect(ended).toEqual({ events: 2, 'record-of-acts': 1 })
  expect(asOwner.mock.calls.map(([id, , values]) => [id, values])).toEqual([
    [operationId, [operationId, q.ago(365), 500]],
    [operationId, [operationId, q.ago(1826), 500]],
  ])
})

test('the officer’s period counts, within the bounds of today: one that an older version allowed is cut to them', async () => {
  const household = await q.household()
  await age(household, 200)
  const set = (one: string, periodDays: number) =>
    q.world.db.scoped(operationId, queries.setPeriod, {
      ...{ operationId, class: one, periodDays, at: new Date(QUIET_NOW), accountId: newId(random) },
    })
  await set('household-inactive', 199)
  await set('events', 1)
  await set('decided-conflicts', 7_000)
  const now = () => periodsOf((query, params) => q.world.db.scoped(operationId, query, params), operationId)
  const periods = await now()
  expect(periods).toMatchObject({ 'household-inactive': 199, events: 30, 'decided-conflicts': 365, 'person-left': 180 })
  expect(Object.keys(periods)).toEqual(Object.keys(retentionRules))
  expect(await run()).toMatchObject({ 'household-inactive': 1 })
  // The record of acts tells when somebody looked last: it never ends before the household would.
  await set('record-of-acts', 365)
  expect((await now())['record-of-acts']).toBe(365)
  await set('household-inactive', 1_000)
  expect((await now())['record-of-acts']).toBe(1_000)
  expect([leastDaysOf('record-of-acts', 200), leastDaysOf('record-of-acts', 900), leastDaysOf('events', 900)]).toEqual([
    365, 900, 30,
  ])
  await set('record-of-acts', 1_826)
  await set('household-inactive', 300)
  expect(await q.world.db.scoped(operationId, queries.listPeriods, { operationId })).toContainEqual({
    ...{ class: 'household-inactive', periodDays: 300 },
  })
})

test('a period is refused below and above its bounds, with the bounds, and taken on them', () => {
  const told = [29, 30, 365, 730, 731].map((days) => refusePeriod('person-left', days))
  const bounds = { least: 30, most: 730 }
  expect(told).toEqual([bounds, undefined, undefined, undefined, bounds])
  expect([refusePeriod('check-ins', 2), refusePeriod('check-ins', 3)]).toEqual([{ least: 3, most: 3 }, undefined])
  expect(jobClasses).not.toContain('check-ins')
  expect(jobClasses).toContain('closed-operation')
})

test('a hold keeps a household from the job until it is lifted, and is found by its case number', async () => {
  const household = await q.household()
  await age(household, 800)
  const [row] = await q.ask<{ case_number: string }>(
    'select case_number from registration_group where id = $1',
    household.groupId,
  )
  const ask = { operationId, caseNumber: row!.case_number }
  expect(await q.world.db.scoped(operationId, queries.findByCaseNumber, ask)).toEqual([{ id: household.groupId }])
  const hold = {
    operationId,
    groupId: household.groupId,
    reason: 'court',
    at: new Date(QUIET_NOW),
    accountId: newId(random),
  }
  await q.world.db.scoped(operationId, queries.placeHold, hold)
  expect(await q.world.db.scoped(operationId, queries.listHolds, { operationId })).toEqual([
    { groupId: household.groupId, caseNumber: row!.case_number, reason: 'court', placedAt: new Date(QUIET_NOW) },
  ])
  expect(await run()).toEqual({})
  const lifted = { operationId, groupId: household.groupId }
  expect(await q.world.db.scoped(operationId, queries.liftHold, lifted)).toEqual([{ groupId: household.groupId }])
  expect(await run()).toEqual({ 'household-inactive': 1 })
  expect(await q.world.db.scoped(operationId, queries.findByCaseNumber, ask)).toEqual([])
})

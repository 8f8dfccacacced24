import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeHousehold } from '#checks/harness/household.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { createSealer } from '#platform/ledger/sealing.ts'
import { verifyLog } from '#platform/ledger/verifying.ts'
import { type JobClass, jobClasses, refusePeriod, retentionClasses, retentionRules } from '../retention.ts'
import { holdRun } from './queries-retention.ts'
import { DAY_MS, keepPeriods } from './retention-job.ts'

// What a period ends, on a clock that is moved: the day before nothing, the day after everything, and never what is held.

const { random } = realEnvironment()
let t: TestWorld
let operationId: string

beforeAll(async () => {
  t = await testWorld({ people: 4 })
  operationId = t.practice.authority.operationId
}, 60_000)
afterAll(() => t.close())

const ask = async <R extends object>(text: string, ...values: unknown[]): Promise<R[]> =>
  (await t.fresh.asOwner((client) => client.query(text, values))).rows as R[]
const count = async (text: string, ...values: unknown[]) => (await ask(text, ...values)).length

const services = () => ({ ...t.world, keysOf: t.world.keyring.find, statusIndices: t.world.intake.statusIndices })
const run = () => keepPeriods(services(), operationId)
const at = (days: number) => new Date(t.world.clock() - days * DAY_MS)
const period = (one: JobClass) => retentionRules[one].periodDays

async function registered(names = ['Wideline Tès', 'Junior Tès']) {
  const { intakePublicKey } = (await t.world.keyring.find(operationId))!
  const { invitation } = t.practice.authority
  const made = await makeHousehold({ operationId, intakePublicKey, invitation, names })
  expect((await t.post('/api/registrations', made.entry)).status).toBe(200)
  await t.openSealed(operationId)
  const [row] = await ask<{ group_id: string }>('select group_id from intake_entry where id = $1', made.entry.id)
  return { ...made, groupId: row!.group_id, ids: made.entry.people.map(({ id }) => id) }
}
type Made = Awaited<ReturnType<typeof registered>>

/** As if everything of this household had happened so many days earlier. */
async function age({ groupId }: Made, days: number) {
  await t.fresh.asOwner(async (client) => {
    await client.query(`update registration_group set registered_at = $2 where id = $1`, [groupId, at(days)])
    await client.query(`update event set at = $2 where group_id = $1`, [groupId, at(days)])
    await client.query(`update audit_entry set at = $2 where subject_id = $1`, [groupId, at(days)])
  })
}
const holdIt = ({ groupId }: Made) =>
  ask('insert into legal_hold values ($1, $2, $3, $4, $5)', operationId, groupId, 'court', at(0), newId(random))
const keysOf = ({ ids }: Made) => count('select 1 from person_key where individual_id = any ($1)', ids)

/** What each class ends, made `days` old: how much of it is there, and how to make it. */
const cases: Record<
  Exclude<JobClass, 'journey-stops' | 'closed-operation'>,
  (made: Made) => { make(days: number): Promise<unknown>; left(): Promise<number> }
> = {
  'person-left': (made) => ({
    make: async (days) => {
      await t.post('/api/registrations/leave', { accessCode: made.accessCode, individualId: made.ids[1] })
      return ask(`update event set at = $2 where individual_id = $1`, made.ids[1], at(days))
    },
    left: () => count('select 1 from person_key where individual_id = $1', made.ids[1]),
  }),
  'household-inactive': (made) => ({ make: (days) => age(made, days), left: async () => (await keysOf(made)) / 2 }),
  'earlier-versions': (made) => ({
    make: (days) =>
      ask(
        `insert into person_blob select operation_id, individual_id, class, 9, blob, written_at, $2 from person_blob where individual_id = $1 and class = 'identity'`,
        made.ids[0],
        at(days),
      ),
    left: () => count('select 1 from person_blob where individual_id = $1 and version = 9', made.ids[0]),
  }),
  'decided-conflicts': (made) => ({
    make: (days) =>
      ask(
        `insert into intake_conflict values ($1, $2, '\\x01', '\\x02', $3, $3, $4)`,
        operationId,
        made.entry.id,
        at(days),
        made.ids,
      ),
    left: () => count('select 1 from intake_conflict where entry_id = $1', made.entry.id),
  }),
  'unreadable-entries': (made) => ({
    make: (days) =>
      ask(
        `update intake_entry set state = 'failed', envelope = '\\x01', received_at = $2 where id = $1`,
        made.entry.id,
        at(days),
      ),
    left: () => count(`select 1 from intake_entry where id = $1 and envelope is not null`, made.entry.id),
  }),
  'ended-invitations': () => {
    const id = newId(random)
    return {
      make: (days) =>
        ask(
          `insert into invitation values ($1, $2, null, 'North gate', 'token', 10, $3, $3, null, null)`,
          operationId,
          id,
          at(days),
        ),
      left: () => count(`select 1 from invitation where id = $1 and label <> ''`, id),
    }
  },
  alarms: () => {
    const id = newId(random)
    return {
      make: (days) => alarm(id, at(days)),
      left: () => count('select 1 from alarm where id = $1', id),
    }
  },
  'sealed-complaints': () => {
    const id = newId(random)
    return {
      // Begun long ago: what counts is the last text.
      make: async (days) => {
        await ask(`insert into sealed_record values ($1, $2, 'staff-complaint', null, $3)`, operationId, id, at(9_000))
        for (const [version, daysAgo] of [9_000, days].entries())
          await ask(
            `insert into sealed_version values ($1, $2, $4, $2, $3, '\\x01', sha256(''))`,
            ...[operationId, id, at(daysAgo), version + 1],
          )
        await ask(`insert into sealed_key values ($1, $2, 1, $2, $3, $4)`, operationId, id, random.bytes(338), at(days))
      },
      left: async () =>
        (await count('select 1 from sealed_record where id = $1', id)) *
        (await count('select 1 from sealed_key where record_id = $1', id)),
    }
  },
  events: (made) => ({
    make: async (days) => {
      await t.post('/api/registrations/delete', { accessCode: made.accessCode })
      return age(made, days)
    },
    left: async () => Math.sign(await count('select 1 from event where group_id = $1', made.groupId)),
  }),
  'record-of-acts': (made) => {
    const id = newId(random)
    return {
      make: (days) =>
        ask(
          `insert into audit_entry values ($1, $2, $3, null, 'registrar', 'read-household', 'registration-group', $4, 'facts', $5)`,
          operationId,
          id,
          at(days),
          made.groupId,
          random.bytes(16),
        ),
      left: () => count('select 1 from audit_entry where id = $1 and subject_id is not null', id),
    }
  },
}

const alarm = (id: string, lookedAt: Date | null) =>
  ask(
    `insert into alarm values ($1, $2, 'many-opened', $3, null, '{"people": 61}', $4, $5, 'training')`,
    ...[operationId, id, at(9_000), lookedAt, lookedAt && id],
  )

/** Of no household that could be held. */
const ofNobody: string[] = ['ended-invitations', 'alarms', 'sealed-complaints']

for (const [one, prepare] of Object.entries(cases) as [keyof typeof cases, (typeof cases)['events']][]) {
  test(`${one}: kept on the last day of its period, ended on the day after, never while somebody holds it`, async () => {
    const young = await registered()
    const [old, held] = ofNobody.includes(one) ? [young, young] : [await registered(), await registered()]
    const made = { young: prepare(young), old: prepare(old), held: prepare(held) }
    await holdIt(held)
    await made.young.make(period(one) - 0.01)
    await made.old.make(period(one) + 0.01)
    await made.held.make(period(one) + 0.01)
    expect(await run()).toMatchObject({ [one]: ofNobody.includes(one) ? 2 : expect.any(Number) })
    expect([await made.young.left(), await made.old.left()]).toEqual([1, 0])
    if (!ofNobody.includes(one)) expect(await made.held.left()).toBe(1)
    expect((await run())[one]).toBeUndefined()
    expect(await made.young.left()).toBe(1)
    await ask('delete from legal_hold where group_id = $1', held.groupId)
    await run()
    expect(await made.held.left()).toBe(0)
  })
}

test('an alarm that nobody has looked at waits, however old it is', async () => {
  const id = newId(random)
  await alarm(id, null)
  expect((await run()).alarms).toBeUndefined()
  expect(await count('select 1 from alarm where id = $1', id)).toBe(1)
})

test('a household is active as long as somebody of it looks at their own page; staff who look do not keep it', async () => {
  const [own, staff] = [await registered(), await registered()]
  const long = period('household-inactive') + 5
  for (const [made, role] of [
    [own, 'self'],
    [staff, 'registrar'],
  ] as const) {
    await age(made, long)
    await ask(
      `insert into audit_entry values ($1, $2, $3, null, $4, 'read-own', 'registration-group', $5, 'own file', $6)`,
      operationId,
      newId(random),
      at(1),
      role,
      made.groupId,
      random.bytes(16),
    )
  }
  await run()
  expect([await keysOf(own), await keysOf(staff)]).toEqual([2, 0])
})

test('stops of a journey go when its time is over, and the keys of a closed operation are destroyed after 30 days', async () => {
  const journey = t.practice.journey.operationId
  const sweep = () => keepPeriods(services(), journey)
  await ask(`insert into stop values ($1, $2, 'Huixtla', $3, $3, $2, 0)`, journey, newId(random), at(400))
  const keys = () => count('select 1 from person_key where operation_id = $1', journey)
  const before = await keys()
  expect(before).toBeGreaterThan(0)
  await ask('insert into custodian values ($1, 1, $2, $2, $3)', journey, random.bytes(16), at(0))
  const left = () => count(`select 1 from stop where operation_id = $1 and name = 'Huixtla'`, journey)
  const close = (days: number) => ask('update operation set closed_at = $2 where id = $1', journey, at(days))
  expect([await sweep(), await left()]).toEqual([{}, 1])
  await close(29.9)
  expect([await sweep(), await keys()]).toEqual([{}, before])
  await close(30.1)
  expect(await sweep()).toEqual({ 'closed-operation': before })
  expect([await keys(), await count('select 1 from custodian where operation_id = $1', journey), await left()]).toEqual(
    [0, 0, 1],
  )
  await close(period('journey-stops') + 0.1)
  expect(await sweep()).toEqual({ 'journey-stops': expect.any(Number) })
  expect(await left()).toBe(0)
  await ask('update operation set closed_at = null where id = $1', journey)
})

test('killed in the middle, the next run goes on; a second process meanwhile does nothing', async () => {
  const made: Made[] = []
  for (let i = 0; i < 23; i++) made.push(await registered(['Ana Sol']))
  for (const one of made) await age(one, period('household-inactive') + 1)
  const left = async () => (await Promise.all(made.map(keysOf))).reduce((sum, each) => sum + each, 0)
  // Cut off like a kill: the third transaction of a class never commits.
  let transactions = 0
  const cut: typeof t.world.db.transaction = (id, work) =>
    t.world.db.transaction(id, async (tx) => {
      const result = await work(tx)
      if (++transactions === 3) throw new Error('killed')
      return result
    })
  await expect(keepPeriods({ ...services(), db: { ...t.world.db, transaction: cut } }, operationId)).rejects.toThrow(
    'killed',
  )
  expect(await left()).toBe(3)
  // Another process holds the class: this one passes it over.
  const blocked = await t.world.db.transaction(operationId, async (tx) => {
    await tx.run(holdRun, { operationId, class: 'household-inactive' })
    return run()
  })
  expect([blocked['household-inactive'], await left()]).toEqual([undefined, 3])
  expect(await run()).toMatchObject({ 'household-inactive': 3 })
  expect([(await run())['household-inactive'], await left()]).toEqual([undefined, 0])
})

test('the record of what the job did has counts and names nobody; the log still verifies', async () => {
  const [newest] = await ask<{ purpose: string; subject_id: string }>(
    `select purpose, subject_id from audit_entry where act = 'end-of-period' and purpose like 'household-inactive:%' order by at desc limit 1`,
  )
  expect(newest).toEqual({ purpose: expect.stringMatching(/^household-inactive: \d+$/), subject_id: operationId })
  const sealer = createSealer({ ...t.world, keysOf: t.world.keyring.find })
  await registered()
  await sealer.seal(operationId)
  t.advance((period('record-of-acts') + 1) * DAY_MS)
  expect((await run())['record-of-acts']).toBeGreaterThan(0)
  const keys = (await t.world.keyring.find(operationId))!
  const verdict = await verifyLog((query, params) => t.world.db.scoped(operationId, query, params), keys, {
    operationId,
  })
  expect(verdict).toMatchObject({ valid: true, flaw: null })
  expect(verdict.erased).toBeGreaterThan(0)
})

test('every class has its bounds, and its period stands within them', () => {
  expect(retentionClasses.length).toBeGreaterThan(10)
  for (const one of retentionClasses) {
    const [least, most] = retentionRules[one].boundsDays
    expect([one, refusePeriod(one, retentionRules[one].periodDays)]).toEqual([one, undefined])
    expect(refusePeriod(one, least - 1)).toEqual({ least, most })
    expect(refusePeriod(one, most + 1)).toEqual({ least, most })
  }
  expect(jobClasses).toHaveLength(retentionClasses.length - 2)
})

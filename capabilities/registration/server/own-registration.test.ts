import { afterAll, beforeAll, expect, test } from 'vitest'
import { DAY_MS, QUIET_NOW, type QuietWorld, quietWorld } from '#checks/harness/quiet.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import type { Problem } from '#platform/base/problem.ts'
import { formatAccessCode, hashAccessCode, newAccessCode } from '../access-code.ts'
import { createOwnRegistrations } from './own-registration.ts'

// What an access code opens and does, at the functions themselves. Every test has the whole minute of wrong codes to itself.

const { random } = realEnvironment()
let q: QuietWorld
let removed: [string, string[]][]

beforeAll(async () => {
  q = await quietWorld()
})
afterAll(() => q.close())

function own() {
  removed = []
  const names = { ...q.world.names, remove: async (...what: [string, string[]]) => void removed.push(what) }
  return createOwnRegistrations({ ...q.services, names })
}
const told = async (work: Promise<unknown>) => {
  const problem = (await work.then(
    () => undefined,
    (error) => error,
  )) as Problem | undefined
  return problem && [problem.kind, problem.details]
}
const NOTHING = ['nothing-found', {}]
const acts = (id: string | undefined) =>
  q.ask('select at, role, act, purpose, length(salt) as salt from audit_entry where subject_id = $1', id)

test('a code shows what is held, opened, and who looked at it; looking is recorded, and what is locked stays closed', async () => {
  const { accessCode, ids, groupId, shortCode } = await q.household()
  const page = own()
  const [card] = await q.ask<{ token: string }>('select token from card where group_id = $1', groupId)
  expect(await page.status(formatAccessCode(accessCode))).toEqual({
    ...{ stage: 'registered', operationName: 'Test office', practice: true, registeredOn: '2021-10-24' },
    ...{ householdSize: 2, shortCode, card: card!.token },
  })
  await q.ask(
    `insert into audit_entry values ($1, $2, $3, null, 'registrar', 'open-household', 'registration-group', $4, 'aid', '\\x01')`,
    ...[q.operationId, newId(random), q.ago(1), groupId],
  )
  const nothing = { registration: null, aid: null, tracing: null, legalHelp: null, statistics: null }
  const told_ = { birth: { kind: 'unknown' }, needs: [] }
  expect(await page.held(accessCode)).toEqual({
    ...{ registeredOn: '2021-10-24', language: 'ht', opened: true, phoneNumber: '+52 962 555 0100' },
    people: [
      {
        ...{ id: ids[0], isFocalPoint: true, state: 'present', sex: 'female', ageBand: '18-59', nationality: 'HTI' },
        consent: { ...nothing, registration: true, aid: true },
        details: { id: ids[0], name: 'Wideline Tès', relation: 'focal-point', ...told_ },
      },
      {
        ...{ id: ids[1], isFocalPoint: false, state: 'present', sex: 'male', ageBand: '5-11', nationality: 'HTI' },
        consent: nothing,
        details: { id: ids[1], name: 'Junior Tès', relation: 'child', ...told_ },
      },
    ],
    readings: [{ at: q.ago(1).toISOString(), role: 'registrar', act: 'open-household', purpose: 'aid' }],
  })
  expect(await acts(groupId)).toContainEqual({
    ...{ at: new Date(QUIET_NOW), role: 'self', act: 'read-own', purpose: 'own file', salt: 16 },
  })
  await q.world.vault.lock(q.operationId)
  expect(await told(page.held(accessCode))).toEqual(['operation-locked', {}])
  await q.unlock()
})

test('of whom nothing is opened yet the page shows facts alone, and says so; whoever died is shown as such', async () => {
  const { accessCode, ids, groupId } = await q.household()
  await q.ask('delete from person_key where individual_id = any ($1)', ids)
  await q.ask('delete from person_blob where individual_id = any ($1)', ids)
  await q.ask(`update individual set state = 'died' where id = $1`, ids[1])
  await q.ask(
    `insert into intake_entry (operation_id, id, group_id, content_hash, state, cti, receipt_status, made_at, received_at)
     values ($1, $2, $3, '\\x01', 'sealed', '\\x01', 'accepted', $4, $4)`,
    ...[q.operationId, newId(random), groupId, q.ago(1)],
  )
  const held = await own().held(accessCode)
  expect(held).toMatchObject({ opened: false, phoneNumber: null })
  expect(held.people.map(({ state, details }) => [state, details])).toEqual([
    ['present', null],
    ['died', null],
  ])
})

test('whose entry a person has to look at first is told that it waits, and not what that makes us think', async () => {
  const { accessCode, groupId } = await q.household()
  for (const [stage, shown] of [
    ['quarantined', 'waiting'],
    ['set-aside', 'waiting'],
    ['waiting', 'waiting'],
    ['left', 'left'],
  ]) {
    await q.ask('update registration_group set stage = $2 where id = $1', groupId, stage)
    expect((await own().status(accessCode)).stage).toBe(shown)
  }
})

test('asking where one’s registration stands is recorded as looking, once a month, and answered where nothing can be written', async () => {
  const { accessCode, groupId } = await q.household()
  const page = own()
  const looked = async () => (await acts(groupId)).length
  const full = {
    ...q.world.db,
    scoped: async (...[id, query, params]: Parameters<typeof q.world.db.scoped>) => {
      if (query.queryName === 'registration.recordLooking') throw new Error('the disk is full')
      return q.world.db.scoped(id, query, params)
    },
  } as typeof q.world.db
  const answered = createOwnRegistrations({ ...q.services, db: full })
  expect((await answered.status(accessCode)).stage).toBe('registered')
  expect(await looked()).toBe(0)
  await page.status(accessCode)
  await page.status(accessCode)
  expect(await acts(groupId)).toEqual([
    { at: new Date(QUIET_NOW), role: 'self', act: 'read-status', purpose: 'own file', salt: 16 },
  ])
  q.setClock(QUIET_NOW + 30 * DAY_MS - 1)
  await page.status(accessCode)
  expect(await looked()).toBe(1)
  q.setClock(QUIET_NOW + 30 * DAY_MS)
  await page.status(accessCode)
  expect(await looked()).toBe(2)
  q.setClock(QUIET_NOW)
})

test('one who leaves does so unseen: recorded once, and shown to their own household as before', async () => {
  const { accessCode, ids } = await q.household()
  const other = await q.household()
  const page = own()
  await page.leave(accessCode, ids[1]!)
  await page.leave(accessCode, ids[1]!)
  expect(await q.ask('select state from individual where id = $1', ids[1])).toEqual([{ state: 'left' }])
  expect(await acts(ids[1])).toEqual([
    { at: new Date(QUIET_NOW), role: 'self', act: 'leave', purpose: 'own wish', salt: 16 },
  ])
  expect((await page.held(accessCode)).people.map(({ state }) => state)).toEqual(['present', 'present'])
  expect((await page.status(accessCode)).householdSize).toBe(2)
  for (const id of [other.ids[0]!, newId(random)]) expect(await told(page.leave(accessCode, id))).toEqual(NOTHING)
})

test('a household that deletes itself is gone: file, code and names in the index; only that it happened stays', async () => {
  const { accessCode, ids, groupId } = await q.household()
  const page = own()
  await page.erase(accessCode)
  expect(removed).toEqual([[q.operationId, expect.arrayContaining(ids)]])
  expect(await q.ask('select 1 from person_key where individual_id = any ($1)', ids)).toEqual([])
  expect(await acts(groupId)).toEqual([
    { at: new Date(QUIET_NOW), role: 'self', act: 'erase', purpose: 'own wish', salt: 16 },
  ])
  for (const again of [page.status, page.held, page.erase]) expect(await told(again(accessCode))).toEqual(NOTHING)
  expect(await q.ask('select withdrawn_reason from card where group_id = $1', groupId)).toEqual([
    { withdrawn_reason: 'erased' },
  ])
})

test('what is no code, and a code that nobody has, are answered alike', async () => {
  const page = own()
  for (const code of ['', 'no code at all', 'U'.repeat(26), newAccessCode(random), newAccessCode(random, 60)])
    expect(await told(page.find(code))).toEqual(NOTHING)
})

test('sixty wrong short codes a minute are looked up, then all wait; a good one is not counted, a long one is never held up', async () => {
  const { accessCode } = await q.household()
  const long = newAccessCode(random)
  const page = own()
  const wrong = () => told(page.find(newAccessCode(random, 60)))
  for (let n = 0; n < 58; n++) await wrong()
  for (let n = 0; n < 3; n++) await page.find(accessCode)
  expect([await wrong(), await wrong()]).toEqual([NOTHING, NOTHING])
  q.setClock(QUIET_NOW + 500)
  expect(await wrong()).toEqual(['too-many-attempts', { retryAfterSeconds: 60 }])
  expect(await told(page.find(accessCode))).toEqual(['too-many-attempts', { retryAfterSeconds: 60 }])
  expect(await told(page.find(long))).toEqual(NOTHING)
  q.setClock(QUIET_NOW + 59_999)
  expect(await wrong()).toEqual(['too-many-attempts', { retryAfterSeconds: 1 }])
  q.setClock(QUIET_NOW + 60_000)
  expect((await page.find(accessCode)).own.stage).toBe('registered')
  // A minute of its own begins with the first one after it.
  for (let n = 0; n < 60; n++) expect(await wrong()).toEqual(NOTHING)
  expect(await wrong()).toEqual(['too-many-attempts', { retryAfterSeconds: 60 }])
  q.setClock(QUIET_NOW)
})

test('whoever holds a long code takes back no guess of theirs with it; where the keys are gone nobody is found', async () => {
  const { accessCode, groupId } = await q.household()
  const long = newAccessCode(random)
  const hash = await hashAccessCode(long)
  expect(await told(createOwnRegistrations({ ...q.services, keysOf: async () => undefined }).find(accessCode))).toEqual(
    NOTHING,
  )
  await q.ask('update registration_group set access_code_hash = $2 where id = $1', groupId, hash)
  const page = own()
  await Promise.all(Array.from({ length: 60 }, () => told(page.find(newAccessCode(random, 60)))))
  await page.find(long)
  expect(await told(page.find(newAccessCode(random, 60)))).toMatchObject(['too-many-attempts', {}])
})

test('wrong codes that are sent together are counted before they are looked up', async () => {
  const page = own()
  const answers = await Promise.all(Array.from({ length: 61 }, () => told(page.find(newAccessCode(random, 60)))))
  expect(answers.filter((answer) => answer![0] === 'too-many-attempts')).toHaveLength(1)
})

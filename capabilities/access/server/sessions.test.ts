import { afterAll, beforeAll, expect, test } from 'vitest'
import { DESK_NOW, startDesk, type TestDesk } from '#checks/harness/desk.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { type Role, SESSION_IDLE_MS } from '../model.ts'
import { putEnrolment } from '../sign-in/server/queries-passkeys.ts'
import { insertRole } from './queries-accounts.ts'
import { forgetEndedSessions } from './sessions.ts'

const { random } = realEnvironment()
let desk: TestDesk
let operationId: string
beforeAll(async () => {
  desk = await startDesk()
  operationId = desk.operations[0]
}, 60_000)
afterAll(() => desk.drop())

const whoIs = async (role: Role) => (await desk.call('GET', '/access/me', { as: role })).json

test('who has one role everywhere and another at one site reaches that site only; at two sites, none', async () => {
  const [here, there] = [newId(random), newId(random)]
  const { accountId, siteIds } = await whoIs('volunteer')
  const reachWith = async (role: Role, siteId: string): Promise<string[] | null> => {
    await desk.world.db.scoped(operationId, insertRole, {
      ...{ operationId, accountId, role, siteId },
      givenAt: new Date(DESK_NOW),
    })
    return (await whoIs('volunteer')).siteIds
  }
  expect(siteIds).toBeNull()
  expect(await reachWith('registrar', here)).toEqual([here])
  expect(await reachWith('case-officer', here)).toEqual([here])
  expect(await reachWith('planner', there)).toEqual([])
})

test('a refused sign-in is on record, with the account where there is one and never with what was typed', async () => {
  const { accountId } = await whoIs('coordinator')
  const tryAs = (login: string, operation = operationId) =>
    desk.call('POST', '/access/sign-in', { body: { operationId: operation, login, passphrase: 'wrong' } })
  for (const refused of [await tryAs('coordinator'), await tryAs('river.lamp.olive'), await tryAs('x1', newId(random))])
    expect(refused.status).toBe(401)
  const { rows } = await desk.fresh.asOwner((client) =>
    client.query(
      `select operation_id, subject_id, account_id, role, purpose from audit_entry where act = 'sign-in-refused' order by subject_id`,
    ),
  )
  const common = { operation_id: operationId, account_id: null, role: 'system', purpose: 'passphrase' }
  expect(rows).toEqual([
    { ...common, subject_id: accountId },
    { ...common, subject_id: null },
  ])
})

test('an enrolment code and a session that fell asleep are forgotten a day after they ended, by the hourly job', async () => {
  const { accountId } = await whoIs('planner')
  const ask = async (sql: string, ...values: unknown[]) =>
    (await desk.fresh.asOwner((client) => client.query(sql, values))).rows
  const left = async () => [
    (await ask('select 1 from enrolment where account_id = $1', accountId)).length,
    (await ask('select 1 from session where account_id = $1', accountId)).length,
  ]
  const row = { codeHash: random.bytes(32), kind: 'first' as const, madeBy: accountId, createdAt: new Date(DESK_NOW) }
  const expiresAt = new Date(DESK_NOW + SESSION_IDLE_MS)
  await desk.world.db.scoped(operationId, putEnrolment, { operationId, accountId, ...row, expiresAt })
  const forget = (ms: number) => forgetEndedSessions({ db: desk.world.db, clock: () => DESK_NOW + ms }, operationId)
  await forget(SESSION_IDLE_MS + DAY_MS - 1)
  expect(await left()).toEqual([1, 1])
  await forget(SESSION_IDLE_MS + DAY_MS + 1)
  expect(await left()).toEqual([0, 0])
})
const DAY_MS = 86_400_000

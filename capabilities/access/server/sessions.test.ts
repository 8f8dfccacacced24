import { afterAll, beforeAll, expect, test } from 'vitest'
import { DESK_NOW, startDesk, type TestDesk } from '#checks/harness/desk.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import type { Role } from '../model.ts'
import { insertRole } from './queries-accounts.ts'

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

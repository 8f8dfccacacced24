import { afterAll, beforeAll, expect, test } from 'vitest'
import { startJobs } from '#apps/server/jobs.ts'
import { openWorld } from '#apps/server/world.ts'
import { householdAtDesk, startDesk, type TestDesk } from '#checks/harness/desk.ts'
import { makeReal } from '#checks/harness/real.ts'
import { realEnvironment, type Timers } from '#platform/base/environment.ts'
import type { Role } from '../../model.ts'

let desk: TestDesk
let invitation: string
let accessCode: string
beforeAll(async () => {
  desk = await startDesk()
  await makeReal(desk, desk.operations[0], ['registrar', 'organiser', 'administrator', 'data-protection-officer'])
  const made = await desk.call('POST', '/desk/invitations', {
    as: 'organiser',
    body: { id: crypto.randomUUID(), label: 'Gate', siteId: null, quota: 100, days: 30 },
  })
  invitation = new URL(made.json.link).hash.slice(1)
  accessCode = (await desk.call('POST', '/desk/households', { as: 'registrar', body: householdAtDesk() })).json
    .accessCode
}, 60_000)
afterAll(() => desk.drop())

const post = (as: Role, path: string, body: object = {}) => desk.call('POST', path, { as, body })
const agreedTo = async (act: string) => {
  const { id } = (await post('administrator', '/oversight/agreements', { act, facts: {} })).json
  expect((await post('data-protection-officer', `/oversight/agreements/${id}/agree`)).status).toBe(200)
  return id as string
}
const close = (agreementId: string | null, name = 'First') =>
  post('administrator', '/oversight/close', { agreementId, name })
const reopen = (agreementId: string | null) => post('administrator', '/oversight/reopen', { agreementId })
const open = () => desk.call('POST', '/invitations/open', { body: { invitation } })

test('one person alone closes nothing, nor does whoever types another name', async () => {
  expect((await close(null)).json.type).toContain('second-person-needed')
  const id = await agreedTo('close-operation')
  expect((await close(id, 'Another')).json.type).toContain('name-not-right')
  expect((await post('registrar', '/oversight/close', { agreementId: id, name: 'First' })).status).toBe(403)
  expect((await open()).status).toBe(200)
  expect((await post('data-protection-officer', '/oversight/reopen', { agreementId: null })).status).toBe(403)
})

test('closed, it takes nobody in and signs the staff out; the two who finish stay, and people still see what is held', async () => {
  expect((await close(await agreedTo('close-operation'))).status).toBe(200)
  expect((await open()).json.type).toContain('operation-closed')
  expect((await desk.call('GET', '/desk/counts', { as: 'registrar' })).status).toBe(401)
  expect((await desk.call('GET', '/access/me', { as: 'administrator' })).status).toBe(200)
  expect((await desk.call('POST', '/registrations/status', { body: { accessCode } })).status).toBe(200)
  const { closedAt, reopenUntil } = (await desk.call('GET', '/oversight/closing', { as: 'administrator' })).json
  expect(Date.parse(reopenUntil) - Date.parse(closedAt)).toBe(30 * 86_400_000)
  const { rows } = await desk.fresh.asOwner((client) =>
    client.query('select closed_at from operation where id = $1', [desk.operations[0]]),
  )
  expect(rows[0].closed_at).not.toBeNull()
  expect((await close(await agreedTo('close-operation'))).status).toBe(409)
})

test('two people open it again within 30 days, and not after', async () => {
  const id = await agreedTo('reopen-operation')
  const set = (days: number) =>
    desk.fresh.asOwner((client) =>
      client.query(`update operation set closed_at = closed_at - $1 * interval '1 day' where id = $2`, [
        days,
        desk.operations[0],
      ]),
    )
  await set(30)
  expect((await reopen(id)).status).toBe(409)
  await set(-30)
  expect((await reopen(id)).status).toBe(200)
  expect((await open()).status).toBe(200)
  expect((await desk.call('GET', '/oversight/closing', { as: 'administrator' })).json.closedAt).toBeNull()
})

test('another process on the same database learns within seconds that it is closed, and that it is open again', async () => {
  const { ownerUrl, secretsDir } = desk.fresh
  const environment = realEnvironment()
  // Its timers run a hundred times as fast.
  const timers: Timers = { after: (ms, callback) => environment.timers.after(ms / 100, callback) }
  const parts = { ...environment, timers, clock: desk.world.clock, isPractice: true, ownerUrl, secretsDir, poolSize: 2 }
  const elsewhere = await openWorld({ ...parts, log: () => {} })
  const jobs = startJobs(elsewhere, [], { opensEntries: false })
  const isTold = async () => (await elsewhere.keyring.find(desk.operations[0]))!.closedAt !== null
  try {
    expect(await isTold()).toBe(false)
    await close(await agreedTo('close-operation'))
    await expect.poll(isTold).toBe(true)
    await reopen(await agreedTo('reopen-operation'))
    await expect.poll(isTold).toBe(false)
  } finally {
    await jobs.stop()
    await elsewhere.close()
  }
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Staff, startStaff } from '#checks/harness/staff.ts'

let staff: Staff
let siteId: string
beforeAll(async () => {
  staff = await startStaff()
  siteId = crypto.randomUUID()
  await staff.fresh.asOwner((client) =>
    client.query(`insert into site (operation_id, id, name, kind) values ($1, $2, $3, 'stop')`, [
      staff.operations[0],
      siteId,
      'North gate',
    ]),
  )
}, 60_000)
afterAll(() => staff.drop())

test('of two administrators who act on each other at the same moment one always remains', async () => {
  for (let round = 0; round < 4; round++) {
    const [a, b] = [`ana-${round}`, `ben-${round}`]
    const operationId = staff.operations[1]
    await staff.add(a, 'administrator', { operationId })
    await staff.add(b, 'administrator', { operationId })
    const [ana, ben] = [await staff.signIn(a, operationId), await staff.signIn(b, operationId)]
    const lose = { roles: ['planner'], siteId: null }
    const answers = await Promise.all([
      ana.post(`/access/accounts/${ben.id}/${round % 2 ? 'roles' : 'close'}`, round % 2 ? lose : {}),
      ben.post(`/access/accounts/${ana.id}/${round % 2 ? 'roles' : 'close'}`, round % 2 ? lose : {}),
    ])
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  }
})

test('whoever is given one site sees and closes no alarm of the operation, and reads none of its acts', async () => {
  const id = crypto.randomUUID()
  await staff.fresh.asOwner((client) =>
    client.query(`insert into alarm (operation_id, id, kind, at, facts) values ($1, $2, 'many-opened', $3, '{}')`, [
      staff.operations[0],
      id,
      new Date(staff.clock()),
    ]),
  )
  await staff.add('north', 'data-protection-officer', { siteId })
  await staff.add('whole', 'data-protection-officer')
  const [north, whole] = [await staff.signIn('north'), await staff.signIn('whole')]
  expect((await north.get('/oversight/alarms')).json).toEqual({ open: 0, alarms: [] })
  const answer = { note: 'training' }
  expect((await north.post(`/oversight/alarms/${id}/acknowledge`, answer)).status).toBe(404)
  expect((await north.get('/oversight/audit')).status).toBe(403)
  expect((await north.post('/oversight/audit/export', { after: null })).status).toBe(403)
  expect((await whole.get('/oversight/alarms')).json.open).toBe(1)
  expect((await whole.get('/oversight/audit')).status).toBe(200)
  expect((await whole.post(`/oversight/alarms/${id}/acknowledge`, answer)).status).toBe(200)
})

test('whoever is given one site asks for nothing that reaches the whole operation, and changes no period', async () => {
  await staff.add('south', 'administrator', { siteId })
  await staff.add('south.dpo', 'data-protection-officer', { siteId })
  const [south, officer] = [await staff.signIn('south'), await staff.signIn('south.dpo')]
  for (const act of ['rotate-keys', 'close-operation', 'replace-passkey']) {
    const { status } = await south.post('/oversight/agreements', { act, facts: {} })
    expect([act, status]).toEqual([act, 403])
  }
  const { json } = await officer.get('/desk/retention')
  const one = json.classes[0]
  const { status } = await officer.post(`/desk/retention/${one.class}`, { periodDays: one.leastDays })
  expect(status).toBe(403)
  expect((await officer.post('/desk/holds', { caseNumber: 'P-1', reason: 'court' })).status).not.toBe(200)
})

test('whoever makes somebody who agrees as the second person is told of to those who look', async () => {
  await staff.add('chief', 'administrator')
  await staff.add('eye', 'data-protection-officer')
  const [chief, eye] = [await staff.signIn('chief'), await staff.signIn('eye')]
  const told = async () =>
    (await eye.get('/access/me')).status === 200 &&
    (await eye.get('/oversight/alarms')).json.alarms
      .filter(({ kind }: { kind: string }) => kind === 'overseer-made')
      .map(({ by, facts }: { by: string; facts: { accountId: string } }) => [by, facts.accountId])
  const make = async (login: string, role: string) =>
    (
      await chief.post('/access/accounts', {
        ...{ login, displayName: login, passphrase: null, roles: [role], siteId: null },
      })
    ).json.id as string
  const registrar = await make('new-registrar', 'registrar')
  expect(await told()).toEqual([])
  const second = await make('second-me', 'data-protection-officer')
  await chief.post(`/access/accounts/${registrar}/roles`, { roles: ['administrator'], siteId: null })
  await chief.post(`/access/accounts/${registrar}/roles`, { roles: ['administrator', 'registrar'], siteId: null })
  expect((await told()).map(([, id]: [string, string]) => id).sort()).toEqual([registrar, second].sort())
})

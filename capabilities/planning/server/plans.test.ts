import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDesk, type TestDesk } from '#checks/harness/desk.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { PLANS_MAX } from '../contract.ts'
import { STARTING_POINTS } from '../starting-points.ts'
import { forgetDeletedPlans } from './routes.ts'

const { random } = realEnvironment()
const scenario = STARTING_POINTS['tapachula-2021']
let desk: TestDesk
const by = (path: string, body?: object, options: object = {}) =>
  desk.call(body ? 'POST' : 'GET', `/planning${path}`, { as: 'planner', ...(body && { body }), ...options })
const plan = (changes: object = {}) => ({
  id: newId(random),
  version: 0,
  name: 'Ten more officers',
  scenario,
  ...changes,
})
const save = (changes: object = {}, options: object = {}) => by('/plans', plan(changes), options)
const kind = (name: string) => ({ type: `urn:posada:problem:${name}` })
const names = async (options: object = {}) =>
  (await by('/plans', undefined, options)).json.plans.map(({ name }: { name: string }) => name)

beforeAll(async () => {
  desk = await startDesk()
}, 60_000)
afterAll(() => desk.drop())

test('a plan is saved once however often it is sent, and another colleague of the operation opens it', async () => {
  expect(await names()).toEqual([])
  const body = plan()
  const first = await by('/plans', body)
  expect(first).toMatchObject({ status: 200, json: { plan: { version: 1, name: body.name, isOwn: true } } })
  expect(await by('/plans', body)).toEqual(first)
  expect(await by('/plans', { ...body, name: 'Another' })).toMatchObject({ status: 409, json: kind('plan-id-taken') })
  const opened = await by(`/plans/${body.id}`, undefined, { as: 'case-officer' })
  expect(opened.json.plan).toMatchObject({ name: body.name, savedBy: 'Test planner', isOwn: false })
  expect(opened.json.scenario).toMatchObject({ name: scenario.name, tracks: [{ waitingNow: { likely: 55000 } }] })
})

test('whoever saw an older version overwrites nothing, and an answer that was lost is asked for again', async () => {
  const { id } = (await save({ name: 'Shared' })).json.plan
  const mine = plan({ id, version: 1, name: 'Shared, more desks' })
  const theirs = { ...mine, name: 'Shared, fewer desks' }
  const both = await Promise.all([by('/plans', mine), by('/plans', theirs, { as: 'administrator' })])
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  const [won, lost] = both[0].status === 200 ? both : [both[1], both[0]]
  expect(lost!.json).toMatchObject({ ...kind('plan-changed'), version: 2 })
  expect((await by(`/plans/${id}`)).json.plan.name).toBe(won!.json.plan.name)
  const again = won === both[0] ? await by('/plans', mine) : await by('/plans', theirs, { as: 'administrator' })
  expect(again).toMatchObject({ status: 200, json: { plan: { version: 2 } } })
  const stale = await by(`/plans/${id}/delete`, { version: 1 })
  expect(stale).toMatchObject({ status: 409, json: kind('plan-changed') })
})

test('a deleted plan is in no list, comes back with a press, and goes for good after 30 days', async () => {
  const { id } = (await save({ name: 'Not needed' })).json.plan
  expect((await by(`/plans/${id}/delete`, { version: 1 })).status).toBe(200)
  expect((await by(`/plans/${id}/delete`, { version: 1 })).status).toBe(200)
  expect(await names()).not.toContain('Not needed')
  expect((await by(`/plans/${id}`)).status).toBe(404)
  expect((await save({ id, version: 1 })).status).toBe(404)
  expect((await by(`/plans/${id}/undo`, {})).json.plan).toMatchObject({ name: 'Not needed', version: 1 })
  expect((await by(`/plans/${id}/undo`, {})).status).toBe(200)
  expect(await names()).toContain('Not needed')

  await by(`/plans/${id}/delete`, { version: 1 })
  const after = (days: number) => ({ db: desk.world.db, clock: () => desk.world.clock() + days * 86_400_000 })
  await forgetDeletedPlans(after(29), desk.operations[0])
  expect((await by(`/plans/${id}/undo`, {})).status).toBe(200)
  await by(`/plans/${id}/delete`, { version: 1 })
  await forgetDeletedPlans(after(31), desk.operations[0])
  expect((await by(`/plans/${id}/undo`, {})).status).toBe(404)
})

test('what is no plan is refused with its field: no name, a name for a page, nobody who decides, a percentage above 100', async () => {
  const told = async (changes: object) => {
    const { status, json } = await save(changes)
    return [status, json.errors?.[0]?.field]
  }
  expect(await told({ name: '  ' })).toEqual([422, 'name'])
  expect(await told({ name: 'x'.repeat(121) })).toEqual([422, 'name'])
  expect(await told({ name: 'two\nlines' })).toEqual([422, 'name'])
  expect(await told({ version: -1 })).toEqual([422, 'version'])
  const officers = { ...scenario.officers, now: 0 }
  expect(await told({ scenario: { ...scenario, officers } })).toEqual([422, 'scenario.officers.now'])
  const noShow = { ...scenario.noShow, share: 1.2 }
  expect((await told({ scenario: { ...scenario, noShow } }))[0]).toBe(422)
  expect((await told({ scenario: { ...scenario, person: 'somebody' } }))[0]).toBe(422)
})

test('whoever may not plan neither lists nor opens, saves, deletes nor counts; another operation has plans of its own', async () => {
  const { id } = (await save({ name: 'Ours' })).json.plan
  const asked: [string, object?][] = [
    ['/caseload'],
    ['/plans'],
    [`/plans/${id}`],
    ['/plans', plan()],
    [`/plans/${id}/delete`, { version: 1 }],
    [`/plans/${id}/undo`, {}],
  ]
  for (const [path, body] of asked) {
    expect((await by(path, body, { as: undefined })).status).toBe(401)
    for (const as of ['registrar', 'site-manager', 'data-protection-officer', 'volunteer', 'tracing-caseworker'])
      expect({ path, as, status: (await by(path, body, { as })).status }).toEqual({ path, as, status: 403 })
  }
  const second = { in: desk.operations[1] }
  expect(await names(second)).toEqual([])
  expect((await by(`/plans/${id}`, undefined, second)).status).toBe(404)
  expect((await by(`/plans/${id}/delete`, { version: 1 }, second)).status).toBe(404)
  expect((await by(`/plans/${id}/undo`, {}, second)).status).toBe(404)
  // The same id is another plan there.
  expect((await save({ id, name: 'Theirs' }, second)).status).toBe(200)
  expect((await by(`/plans/${id}`)).json.plan.name).toBe('Ours')
})

test('an operation keeps 200 plans: two who save the last one at once are not both let in, nor does undo go beyond', async () => {
  const [operationId] = desk.operations
  const count = async () => (await names()).length
  const { id } = (await save({ name: 'Deleted in time' })).json.plan
  await by(`/plans/${id}/delete`, { version: 1 })
  await desk.fresh.asOwner((client) =>
    client.query(
      `insert into plan (operation_id, id, name, scenario, version, saved_at, saved_by, place)
       select $1, gen_random_uuid(), 'Filler ' || n, '{}', 1, now(), $1, n from generate_series(1, ${PLANS_MAX}) n
       where n not in (select place from plan where operation_id = $1 and place is not null) order by n
       limit ${PLANS_MAX - 1} - (select count(*) from plan where operation_id = $1 and place is not null)`,
      [operationId],
    ),
  )
  expect(await count()).toBe(PLANS_MAX - 1)
  const both = await Promise.all([save({ name: 'Last' }), save({ name: 'One too many' })])
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  expect(both.find(({ status }) => status === 409)!.json).toMatchObject({ ...kind('too-many-plans'), max: PLANS_MAX })
  expect(await by(`/plans/${id}/undo`, {})).toMatchObject({ status: 409, json: kind('too-many-plans') })
  expect(await count()).toBe(PLANS_MAX)
})

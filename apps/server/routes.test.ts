import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Actor, Role } from '#capabilities/access/model.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { listLeaves } from '#platform/base/field-class.ts'
import { listRoutes } from './app.ts'

let t: TestWorld
const options = { secure: false, isLoopback: () => true, onReceived: () => {} }

beforeAll(async () => {
  t = await testWorld({ people: 20 })
})
afterAll(() => t.close())

const actorWith = (role: Role): Actor => ({
  accountId: '',
  operationId: '',
  roles: [role],
  siteIds: 'all',
  sessionId: '',
  steppedUpAt: null,
})
const fill = (path: string) => path.replace(/:\w+/g, '00000000-0000-4000-8000-000000000000')

test('every field of every reply says how much it may hurt', () => {
  const { routes } = listRoutes(t.world, options)
  expect(routes.length).toBeGreaterThan(20)
  const unmarked = routes.flatMap(({ endpoint }) =>
    listLeaves(endpoint.reply)
      .filter(({ fieldClass }) => fieldClass === undefined)
      .map(({ path }) => `${endpoint.path}: ${path}`),
  )
  expect(unmarked).toEqual([])
})

test('nobody reaches a staff route without signing in', async () => {
  const { routes, documents } = listRoutes(t.world, options)
  for (const { endpoint } of routes.filter(({ endpoint }) => endpoint.audience === 'staff'))
    expect([
      (await t.request(`/api${fill(endpoint.path)}`, { method: endpoint.method })).status,
      endpoint.path,
    ]).toEqual([401, endpoint.path])
  for (const { path, method, may } of documents.filter(({ may }) => may !== undefined))
    expect([(await t.request(fill(path), { method })).status, path, may !== undefined]).toEqual([401, path, true])
})

test.each(Role.options)('whoever is %s gets 403 from every route the policy keeps from that role', async (role) => {
  const { routes, documents } = listRoutes(t.world, options)
  const cookie = await t.signIn('journey', role)
  const closed = [
    ...routes
      .filter(({ may }) => may && !may(actorWith(role)))
      .map(({ endpoint }) => ({ method: endpoint.method as string, path: `/api${fill(endpoint.path)}` })),
    ...documents
      .filter(({ may }) => may && !may(actorWith(role)))
      .map(({ method, path }) => ({ method: method as string, path: fill(path) })),
  ]
  expect(closed.length).toBeGreaterThan(0)
  for (const { method, path } of closed)
    expect([(await t.request(path, { method, cookie })).status, path]).toEqual([403, path])
})

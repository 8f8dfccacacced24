import { afterAll, beforeAll, expect, test } from 'vitest'
import { sampleOf } from '#checks/attacks/schema-sample.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { createChance } from '#platform/base/chance.ts'
import { listLeaves } from '#platform/base/field-class.ts'
import { listRoutes } from './app.ts'
import { type Line, matrix } from './matrix.ts'

let t: TestWorld
beforeAll(async () => {
  t = await testWorld({ people: 30 })
})
afterAll(() => t.close())

const options = { secure: false, isLoopback: () => true, onReceived: () => {} }

test('while it is locked no address of the server gives what names a person, whoever asks and whatever is asked', async () => {
  const { operationId } = t.practice.authority
  const registrar = await t.signIn('authority', 'registrar')
  const { rows } = await t.fresh.asOwner((client) =>
    client.query<{ groupId: string; id: string }>(
      `select group_id as "groupId", id from individual where operation_id = $1 order by id limit 12`,
      [operationId],
    ),
  )
  const names = new Set<string>()
  for (const { groupId } of rows) {
    const opened = await t.post(`/api/desk/households/${groupId}/open`, { purpose: 'registration' }, registrar)
    const { people } = (await opened.json()) as { people: { name: string | null; phoneNumber?: string | null }[] }
    for (const { name } of people) if (name) names.add(name)
  }
  expect(names.size).toBeGreaterThan(5)
  await t.world.vault.lockAll()

  const household = rows[0]!.groupId
  const open = { purpose: 'registration' }
  const mustBeLocked = [
    [`/api/desk/households/${household}/open`, open],
    [`/api/desk/individuals/${rows[0]!.id}/versions`, open],
    ['/api/desk/search', { name: [...names][0], ...open }],
  ] as const
  for (const [path, body] of mustBeLocked) {
    const reply = await t.post(path, body, registrar)
    const { status, title } = (await reply.json()) as { status: number; title: string }
    expect([path, reply.status, status, title]).toEqual([
      path,
      423,
      423,
      'This operation is locked. Its custodians can open it.',
    ])
  }

  const chance = createChance(4)
  const { routes, documents } = listRoutes(t.world, options)
  const fill = (path: string) => path.replace(/:\w+/g, path.includes('individuals') ? rows[0]!.id : household)
  const strings = ['registration', household, rows[0]!.id, operationId, 'Some text', '2021-10-24', 'en', 'HTI']
  const said: string[] = []
  const ask = async (name: string, path: string, init: RequestInit) => {
    for (const role of rolesOf(name)) {
      // Signing out and the panic lock end sessions, so each asks with one of their own.
      const cookie = role ? await t.signIn('authority', role) : ''
      const reply = await t.request(path, { ...init, cookie })
      const text = await reply.text()
      said.push(
        ...[...names]
          .filter((each) => text.includes(JSON.stringify(each).slice(1, -1)))
          .map((each) => `${name}: ${each}`),
      )
    }
  }
  let personal = 0
  for (const { endpoint } of routes) {
    const name = `${endpoint.method} /api${endpoint.path}`
    if (name === 'POST /api/access/unlock') continue // that one opens it
    if (
      listLeaves(endpoint.reply).some(({ fieldClass }) => ['identity', 'contact', 'needs'].includes(fieldClass ?? ''))
    )
      personal++
    const body = endpoint.body ? JSON.stringify(sampleOf(endpoint.body, chance, strings)) : '{}'
    const sent = endpoint.method === 'POST' ? { headers: { 'content-type': 'application/json' }, body } : {}
    await ask(name, `/api${fill(endpoint.path)}`, { method: endpoint.method, ...sent })
  }
  for (const { method, path } of documents) await ask(`${method} ${path}`, fill(path), { method })
  expect(personal).toBeGreaterThan(5)
  expect(said).toEqual([])
  expect(t.world.vault.isUnlocked(operationId)).toBe(false)
}, 60_000)

function rolesOf(name: string) {
  const { roles } = (matrix as Record<string, Line>)[name]!
  return typeof roles === 'string' ? [undefined] : roles.slice(0, 2)
}

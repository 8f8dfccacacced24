import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Actor, Role } from '#capabilities/access/model.ts'
import { householdAtDesk, personAtDesk, startDesk, type TestDesk } from '#checks/harness/desk.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { listLeaves } from '#platform/base/field-class.ts'
import { newId } from '#platform/base/ids.ts'
import { listRoutes } from './app.ts'
import { type Line, matrix, mayByMatrix } from './matrix.ts'

const { random } = realEnvironment()
let desk: TestDesk
/** Two places of the second operation, in which everybody works here. */
let here: string
let there: string
beforeAll(async () => {
  desk = await startDesk()
  ;[here, there] = [newId(random), newId(random)]
  await desk.fresh.asOwner((client) =>
    client.query(
      `insert into site (operation_id, id, name, kind) values ($1, $2, 'Here', 'office'), ($1, $3, 'There', 'office')`,
      [desk.operations[1], here, there],
    ),
  )
}, 60_000)
afterAll(() => desk.drop())

type Asked = {
  name: string
  method: 'GET' | 'POST'
  may: ((actor: Actor) => boolean) | undefined
  shows: Line['shows']
}

const at = (as: Role) => ({ as, in: desk.operations[1], at: here })

/** What the server really has, in the words of the matrix. */
function asked(): Asked[] {
  const { routes, documents } = listRoutes(desk.world, { secure: false, isLoopback: () => true, onReceived: () => {} })
  return [
    ...routes.map(({ endpoint: { method, path, reply }, may }) => ({
      ...{ name: `${method} /api${path}`, method, may },
      shows: [...new Set(listLeaves(reply).map(({ fieldClass }) => fieldClass!))],
    })),
    ...documents.map(({ method, path, may }) => ({
      ...{ name: `${method} ${path}`, method: method as 'GET' | 'POST', may, shows: 'page' as const },
    })),
  ]
}
const only = (role: Role) =>
  ({ accountId: '', operationId: '', roles: [role], siteIds: 'all', sessionId: '' }) as unknown as Actor
/** Those without a line fail above, once. */
const written = () => asked().filter(({ name }) => Object.hasOwn(matrix, name))
const inOrder = (shows: Line['shows']) => (typeof shows === 'string' ? shows : [...shows].sort())

test('every endpoint and page of the server has its line in the matrix, and every line is one of them', () => {
  const there = asked().map(({ name }) => name)
  const advice = ({ name, may, shows }: Asked) => {
    const roles = may ? Role.options.filter((role) => may(only(role))) : 'anyone'
    const line = `'${name}': { roles: ${JSON.stringify(roles)}, shows: ${JSON.stringify(shows)}, reach: … },`
    return `if that is right, add to apps/server/matrix.ts, then run scripts/write-roles.ts: ${line}`
  }
  const missing = asked().filter(({ name }) => !Object.hasOwn(matrix, name))
  expect(missing.map(advice)).toEqual([])
  expect(Object.keys(matrix).filter((name) => !there.includes(name))).toEqual([])
})

test('each endpoint lets in exactly the roles of its line', () => {
  for (const { name, may } of written()) {
    const line = matrix[name]!
    const really = may ? Role.options.filter((role) => may(only(role))) : 'anyone'
    const meant = may ? Role.options.filter((role) => mayByMatrix(line, role)) : line.roles
    expect({ name, roles: really }).toEqual({ name, roles: meant })
  }
})

test('each reply holds the classes of fields of its line, and no other', () => {
  for (const { name, shows } of written())
    expect({ name, shows: inOrder(shows) }).toEqual({ name, shows: inOrder(matrix[name]!.shows) })
})

const SOME_ID = '00000000-0000-4000-8000-000000000000'
const pathOf = (name: string, id = SOME_ID) => name.replace(/^(GET|POST) (\/api)?/, '').replace(/:\w+/g, id)

test.each(Role.options)(
  'whoever is only %s gets 403 from every endpoint that is not theirs, and never from one that is',
  async (role) => {
    for (const { name, method } of written().filter(
      ({ name }) => name.includes(' /api') && matrix[name]!.roles !== 'anyone',
    )) {
      // These end the session that asks, or give it another token.
      if (/sign-out|panic-lock|step-up/.test(name)) continue
      const { status, json } = await desk.call(method, pathOf(name), { as: role })
      const isRefused = status === 403 && String(json.type).endsWith(':not-allowed')
      expect({ name, isRefused }).toEqual({ name, isRefused: !mayByMatrix(matrix[name]!, role) })
    }
  },
)

type Of = { first: string; second: string; otherId: string }

/** A request that would do something, for each endpoint that reaches one record of a site. */
const bodies: Record<string, (of: Of) => object> = {
  'GET /api/desk/households/:id': () => ({}),
  'POST /api/desk/households/:id/open': () => ({ purpose: 'aid' }),
  'POST /api/desk/households/:id/archive': () => ({ purpose: 'person-asked', language: 'en' }),
  'POST /api/desk/individuals/:id/versions': () => ({ purpose: 'aid' }),
  'GET /api/asylum/households/:id/claims': () => ({}),
  'GET /api/appointments/households/:id': () => ({}),
  'POST /api/desk/households/:id/accept': () => ({}),
  'POST /api/desk/households/:id/reprint': () => ({}),
  'POST /api/desk/households/:id/withdraw-card': () => ({ reason: 'lost' }),
  'POST /api/desk/households/:id/reissue': () => ({ reason: 'lost', newAccessCode: true }),
  'POST /api/desk/households/:id/split': ({ first, second }) => ({
    ...{ newId: newId(random), individualIds: [second], focalPointId: second, remainingFocalPointId: first },
    confirmedByTrainedPerson: true,
  }),
  'POST /api/desk/households/:id/join': ({ first, otherId }) => ({
    ...{ otherId, focalPointId: first, confirmedByTrainedPerson: true },
  }),
  'POST /api/desk/households/:id/people': () => ({
    ...{ person: personAtDesk(), reason: 'arrived', confirmedByTrainedPerson: true },
  }),
  'POST /api/desk/households/:id/focal-point': ({ second }) => ({ individualId: second }),
  'POST /api/desk/individuals/:id/death': () => ({ focalPointId: null, confirmedByTrainedPerson: true }),
  'POST /api/desk/individuals/:id/undo-death': () => ({}),
  'POST /api/desk/individuals/:id/correct': () => ({
    ...{ version: 1, sex: 'female', nationality: 'HTI', language: 'ht', name: 'Another Name' },
    ...{ birth: { kind: 'unknown' }, relation: 'partner', needs: [] },
  }),
}
/** What came with an entry, invitations, claims and their papers, and what an office has: tried beside what makes them. */
const TRIED_ELSEWHERE =
  /conflicts\/:entryId|invitations\/:id|corrections\/:id|claims\/:id|papers\/:id|appointments\/(offices|calendars|absences|bookings|waiting|plans)\/:id|gates\/:id/

test('there is a request to try for every endpoint that reaches one record of a site', () => {
  const reaching = Object.entries(matrix).filter(([name, { reach }]) => reach === 'site' && name.includes('/:'))
  const missing = reaching.map(([name]) => name).filter((name) => !bodies[name] && !TRIED_ELSEWHERE.test(name))
  expect(missing.map((name) => `add to bodies in apps/server/matrix.test.ts: '${name}'`)).toEqual([])
})

test('a record of another site is not there for a role of one site, in whatever way it is asked for', async () => {
  const ask = (sql: string, values: unknown[]) => desk.fresh.asOwner((client) => client.query(sql, values))
  const make = async () => {
    const household = householdAtDesk([personAtDesk(), personAtDesk({ relation: 'partner' })], { siteId: here })
    const body = { ...household, people: household.people }
    const { json } = await desk.call('POST', '/desk/households', { ...at('registrar'), body })
    return { id: json.id as string, individualIds: household.people.map(({ id }) => id) }
  }

  for (const [name, bodyOf] of Object.entries(bodies)) {
    const method = name.startsWith('GET') ? 'GET' : 'POST'
    for (const role of Role.options.filter((role) => mayByMatrix(matrix[name]!, role))) {
      const request = async (siteId: string) => {
        const [one, other] = [await make(), await make()]
        if (siteId !== here)
          await ask('update registration_group set site_id = $2 where id = any($1)', [[one.id, other.id], siteId])
        const [first, second] = one.individualIds as [string, string]
        const body = bodyOf({ first, second, otherId: other.id })
        const path = pathOf(name, name.includes('/individuals/') ? second : one.id)
        return (await desk.call(method, path, { ...at(role), body })).status
      }
      expect({ name, role, status: await request(there) }).toEqual({ name, role, status: 404 })
      // The same at one's own site is something else: the request above was refused for its place alone.
      expect([200, 409], `${name} ${role}`).toContain(await request(here))
    }
  }
})

test('lists, counts, searches and files of a role of one site hold nothing of another site', async () => {
  const name = 'Elsewhere Altogether'
  const household = householdAtDesk([personAtDesk({ name })])
  // Made by the registrar of one site, then moved to no site at all: the whole operation's.
  const { id, caseNumber } = (await desk.call('POST', '/desk/households', { ...at('registrar'), body: household })).json
  await desk.fresh.asOwner((client) => client.query('update registration_group set site_id = null where id = $1', [id]))
  for (const role of [
    'registrar',
    'case-officer',
    'tracing-caseworker',
    'site-manager',
    'data-protection-officer',
    'planner',
  ] as const)
    for (const [path, body] of [
      ['GET /api/desk/households', undefined],
      ['POST /api/desk/search', { name, purpose: 'aid' }],
      ['POST /api/desk/exports', { after: null }],
      [
        'POST /api/desk/exports/with-names',
        { after: null, recipient: 'Office', purpose: 'aid', basis: 'vital-interest', agreementId: null },
      ],
    ] as const) {
      if (!mayByMatrix(matrix[path]!, role)) continue
      const method = path.startsWith('GET') ? 'GET' : 'POST'
      const { status, json } = await desk.call(method, pathOf(path), { ...at(role), ...(body ? { body } : {}) })
      const told = JSON.stringify(json)
      expect({ path, role, status, tells: told.includes(caseNumber) || told.includes(name) }).toEqual({
        path,
        role,
        status: 200,
        tells: false,
      })
    }
})

import { Hono } from 'hono'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor, Role } from '#capabilities/access/model.ts'
import { addOperation, type FreshDatabase, freshDatabase } from '#checks/harness/database.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { Problem } from '#platform/base/problem.ts'
import { nodeSignerFromSeed, verifyEd25519Sync } from '#platform/cose/ed25519-node.ts'
import { bytesToSign } from '#platform/cose/sign1.ts'
import type { DocumentRoute } from '#platform/http/document.ts'
import type { Route } from '#platform/http/serve.ts'
import type { InvitationSummary } from '../contract-invitation.ts'
import { readInvitation } from '../invitation.ts'
import type { OperationKeys } from './operation-keys.ts'
import { findInvitationRow, type InvitationRow } from './queries-invitation.ts'
import { invitationDocuments, invitationRoutes } from './routes-invitation.ts'

const { random, timers } = realEnvironment()
const START = Date.parse('2021-10-24T14:00:00Z')
const DAY_MS = 86_400_000
let now = START
let fresh: FreshDatabase
let operationId: string
let otherOperationId: string
const forgotten: string[] = []
/** What another reader saw of an invitation the moment intake was told to forget it. */
const seenThen: Promise<InvitationRow[]>[] = []
const signer = nodeSignerFromSeed(random.bytes(32))
const intakePublicKey = random.bytes(65)

beforeAll(async () => {
  fresh = await freshDatabase()
  operationId = await addOperation(fresh)
  otherOperationId = await addOperation(fresh)
})
afterAll(() => fresh.drop())

const keysOf = async (id: string): Promise<OperationKeys> => ({
  ...{
    operationId: id,
    name: 'Walk of October <2021>',
    kind: 'journey',
    practice: true,
    closedAt: null,
    intakePublicKey,
  },
  ...{ issuing: signer, receipt: signer, invitation: signer },
})

/** The routes as somebody in this role reaches them. */
function as(role: Role | undefined, operation = operationId, siteIds: Actor['siteIds'] = 'all') {
  const forget = (id: string) => {
    forgotten.push(id)
    seenThen.push(fresh.database.scoped(operation, findInvitationRow, { operationId: operation, id }))
  }
  const parts = { keysOf, invitations: { forget }, secure: false }
  const actor = role && {
    accountId: newId(random),
    operationId: operation,
    roles: [role],
    siteIds,
    sessionId: '',
    steppedUpAt: null,
  }
  const services = { db: fresh.database, clock: () => now, random, timers }
  const app = new Hono()
  for (const route of invitationRoutes(parts) as Route<Actor>[]) {
    const { method, path } = route.endpoint
    app.on(method, `/api${path}`, (context) => route.answer({ context, actor, services }))
  }
  for (const page of invitationDocuments(parts) as DocumentRoute<Actor>[]) {
    app.get(page.path, (context) => {
      if (!actor || !page.may?.(actor)) return new Response(null, { status: 403 })
      const header = (name: string) => context.req.header(name)
      return page.answer({ ...services, actor, params: context.req.param(), query: {}, header, form: async () => ({}) })
    })
  }
  app.onError((error) => {
    if (!(error instanceof Problem)) throw error
    return Response.json(error.toBody(), { status: error.status })
  })
  return {
    async post(path: string, body: unknown): Promise<{ status: number; body: InvitationSummary & { type?: string } }> {
      const sent = {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', host: 'posada.test' },
      }
      const response = await app.request(path, sent)
      return { status: response.status, body: await response.json() }
    },
    get: (path: string) => app.request(path, { headers: { host: 'posada.test' } }),
  }
}

const wanted = (change: object = {}) => ({
  id: newId(random),
  label: 'Parque central',
  siteId: null,
  quota: 100,
  days: 14,
  ...change,
})

async function makeOne(change: object = {}): Promise<InvitationSummary> {
  const made = await as('organiser').post('/api/desk/invitations', wanted(change))
  expect(made.status).toBe(200)
  return made.body
}

test('an invitation is a link that the operation signed, until its day', async () => {
  const made = await makeOne()
  expect(made).toMatchObject({ label: 'Parque central', quota: 100, used: 0, state: 'open' })
  expect(Date.parse(made.expiresAt)).toBe(START + 14 * DAY_MS)
  expect(made.link).toMatch(/^http:\/\/posada\.test\/r\/#/)
  const read = readInvitation(made.link.split('#')[1]!)!
  expect(read).toMatchObject({ operationId, invitationId: made.id, expiresAt: Date.parse(made.expiresAt) })
  const { protectedBytes, payload, signature } = read.message
  expect(verifyEd25519Sync(signer.publicKey, bytesToSign(protectedBytes, payload), signature)).toBe(true)
})

test('pressing twice makes one invitation, and an id is never used for something else', async () => {
  const body = wanted()
  const organiser = as('organiser')
  const first = await organiser.post('/api/desk/invitations', body)
  now += 5_000
  expect(await organiser.post('/api/desk/invitations', body)).toEqual(first)
  const other = await organiser.post('/api/desk/invitations', { ...body, label: 'Another park' })
  expect([other.status, other.body.type]).toEqual([409, 'urn:posada:problem:invitation-exists'])
})

test('a new one takes the place of the old one, which stops inviting', async () => {
  const old = await makeOne()
  const newOne = newId(random)
  const organiser = as('organiser')
  const rotated = await organiser.post(`/api/desk/invitations/${old.id}/rotate`, { newId: newOne })
  expect(rotated.body).toMatchObject({
    id: newOne,
    label: old.label,
    quota: old.quota,
    replacesId: old.id,
    state: 'open',
  })
  expect(forgotten).toContain(old.id)
  expect(await organiser.post(`/api/desk/invitations/${old.id}/rotate`, { newId: newOne })).toEqual(rotated)
  const late = await organiser.post(`/api/desk/invitations/${old.id}/rotate`, { newId: newId(random) })
  expect([late.status, late.body.type]).toEqual([409, 'urn:posada:problem:invitation-revoked'])
  const { invitations } = (await (await organiser.get('/api/desk/invitations')).json()) as {
    invitations: InvitationSummary[]
  }
  expect(invitations.find(({ id }) => id === old.id)?.state).toBe('revoked')
})

test('two organisers who replace the same one at once make one successor', async () => {
  const old = await makeOne()
  const both = await Promise.all(
    [1, 2].map(() => as('organiser').post(`/api/desk/invitations/${old.id}/rotate`, { newId: newId(random) })),
  )
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
})

test('taking back is final and may be said twice', async () => {
  const { id } = await makeOne()
  for (const _ of [1, 2]) {
    expect((await as('site-manager').post(`/api/desk/invitations/${id}/revoke`, {})).status).toBe(200)
  }
  const poster = await (await as('organiser').get(`/desk/invitations/${id}/poster`)).text()
  expect(poster).toContain('This invitation was taken back')
  expect(poster).not.toContain('poster-qr')
})

test('an expired invitation says so and prints no code', async () => {
  const { id } = await makeOne({ days: 1 })
  now = START + 2 * DAY_MS
  expect(await (await as('organiser').get(`/desk/invitations/${id}/poster`)).text()).not.toContain('poster-qr')
  now = START
})

test('whoever does not organise can neither list, make, replace, take back nor print', async () => {
  const { id } = await makeOne()
  for (const role of ['volunteer', 'registrar', 'coordinator', 'administrator', 'planner', undefined] as const) {
    const caller = as(role)
    const refused = role ? 403 : 401
    expect((await caller.get('/api/desk/invitations')).status).toBe(refused)
    expect((await caller.post('/api/desk/invitations', wanted())).status).toBe(refused)
    expect((await caller.post(`/api/desk/invitations/${id}/rotate`, { newId: newId(random) })).status).toBe(refused)
    expect((await caller.post(`/api/desk/invitations/${id}/revoke`, {})).status).toBe(refused)
    expect((await caller.get(`/desk/invitations/${id}/poster`)).status).toBe(403)
  }
})

test('an organiser of another operation finds nothing', async () => {
  const { id } = await makeOne()
  const stranger = as('organiser', otherOperationId)
  expect(((await (await stranger.get('/api/desk/invitations')).json()) as { invitations: [] }).invitations).toEqual([])
  expect((await stranger.post(`/api/desk/invitations/${id}/rotate`, { newId: newId(random) })).status).toBe(404)
  expect((await stranger.post(`/api/desk/invitations/${id}/revoke`, {})).status).toBe(404)
  expect((await stranger.get(`/desk/invitations/${id}/poster`)).status).toBe(404)
})

test('intake forgets an invitation only once everyone sees that it was taken back', async () => {
  const { id } = await makeOne()
  expect((await as('organiser').post(`/api/desk/invitations/${id}/revoke`, {})).status).toBe(200)
  const [row] = (await seenThen.at(-1))!
  expect(row).toMatchObject({ id, revokedAt: expect.any(Date) })
})

test('whoever has one site invites to that site alone', async () => {
  const siteId = newId(random)
  await fresh.asOwner((client) =>
    client.query(`insert into site (operation_id, id, name, kind) values ($1, $2, 'Shelter', 'shelter')`, [
      operationId,
      siteId,
    ]),
  )
  const { id } = await makeOne()
  const ofSite = as('site-manager', operationId, [siteId])
  expect((await ofSite.post('/api/desk/invitations', wanted({ siteId }))).body.siteName).toBe('Shelter')
  expect((await ofSite.post('/api/desk/invitations', wanted())).status).toBe(404)
  expect((await ofSite.post(`/api/desk/invitations/${id}/revoke`, {})).status).toBe(404)
  const { invitations } = (await (await ofSite.get('/api/desk/invitations')).json()) as {
    invitations: InvitationSummary[]
  }
  expect(invitations.map((invitation) => invitation.siteId)).toEqual([siteId])
})

test('the poster names the operation, the words to compare and the day, in six languages', async () => {
  const { id } = await makeOne()
  const poster = await (await as('organiser').get(`/desk/invitations/${id}/poster`)).text()
  expect(poster).toContain('Walk of October &lt;2021&gt;')
  expect(poster.match(/class="poster-compare"/g)).toHaveLength(6)
  expect(poster).toContain('PRACTICE')
  expect(poster).toContain('7 Nov 2021')
  expect(poster).not.toContain('style=')
})

test.each([
  ['no label', { label: '  ' }],
  ['a label that turns the writing round', { label: 'park\u202e' }],
  ['nobody expected', { quota: 0 }],
  ['91 days', { days: 91 }],
  ['half a day', { days: 0.5 }],
])('%s is refused with the field named', async (_, change) => {
  const refused = await as('organiser').post('/api/desk/invitations', wanted(change))
  expect(refused.status).toBe(422)
  expect(refused.body).toMatchObject({ errors: [{ field: Object.keys(change)[0] }] })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeHousehold } from '#checks/harness/household.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { toBase64url } from '#platform/base/ids.ts'

let t: TestWorld
let registrar: string
beforeAll(async () => {
  t = await testWorld({ people: 20 })
  registrar = await t.signIn('authority', 'registrar')
})
afterAll(() => t.close())

async function make() {
  const { operationId, invitation } = t.practice.authority
  const { intakePublicKey } = (await t.world.keyring.find(operationId))!
  return makeHousehold({ operationId, intakePublicKey, invitation })
}

/** Well-formed, with a good invitation; the sealed part is anything. */
async function sendJunk() {
  const made = await make()
  const envelope = Buffer.from(made.entry.envelope, 'base64url')
  const entry = {
    ...made.entry,
    envelope: toBase64url(Uint8Array.from(envelope, (byte, at) => (at < 80 ? byte : byte ^ 85))),
  }
  const { card } = await (await t.post('/api/registrations', entry)).json()
  const { operationId } = t.practice.authority
  await t.openSealed(operationId)
  const { rows } = await t.fresh.asOwner((client) =>
    client.query<{ id: string; caseNumber: string }>(
      `select g.id, g.case_number as "caseNumber" from intake_entry e join registration_group g on g.id = e.group_id where e.id = $1`,
      [entry.id],
    ),
  )
  return { ...made, entry, card, ...rows[0]! }
}

const read = async (path: string, cookie = registrar) => (await t.request(`/api/desk/${path}`, { cookie })).json()
const listed = async (query: string): Promise<string[]> =>
  (await read(`households?${query}`)).households.map(({ id }: { id: string }) => id)
const move = async (from: string, to: string, ids: string[] | null) =>
  (
    await t.post('/api/desk/quarantine', { from, to, ids, until: new Date(t.world.clock()).toISOString() }, registrar)
  ).json()
const cardOf = async (accessCode: string) =>
  (await (await t.post('/api/registrations/status', { accessCode })).json()).card

test('what does not open is kept apart from the households, counted in no total, and lost to nobody', async () => {
  const before = await read('counts')
  const junk = await sendJunk()
  const after = await read('counts')
  expect(after).toMatchObject({ households: before.households, unreadable: before.unreadable })
  expect(after.quarantined).toBe(before.quarantined + 1)
  expect(await listed('')).not.toContain(junk.id)
  expect(await listed('attention=unreadable')).not.toContain(junk.id)
  expect(await listed('stage=quarantined')).toContain(junk.id)
  // A household that stands at the desk is found by what it holds in its hand.
  expect(await listed(`text=${junk.caseNumber}`)).toEqual([junk.id])
  const status = await (await t.post('/api/registrations/status', { accessCode: junk.accessCode })).json()
  expect(status).toMatchObject({ stage: 'waiting', card: junk.card })
  // Sent again, it gets the receipt it got.
  expect((await (await t.post('/api/registrations', junk.entry)).json()).card).toBe(junk.card)
})

test('setting aside withdraws the card, and every step can be taken back exactly', async () => {
  const junk = await sendJunk()
  const [first, second] = [await sendJunk(), junk]
  expect(await move('quarantined', 'set-aside', [first.id, second.id])).toEqual({ moved: 2, isMore: false })
  expect(await listed('stage=set-aside')).toEqual(expect.arrayContaining([first.id, second.id]))
  expect(await cardOf(junk.accessCode)).toBeNull()
  // The same again finds nothing to do.
  expect(await move('quarantined', 'set-aside', [first.id])).toEqual({ moved: 0, isMore: false })
  await move('set-aside', 'quarantined', [junk.id])
  expect(await listed('stage=quarantined')).toContain(junk.id)
  expect(await cardOf(junk.accessCode)).toBe(junk.card)
  await move('quarantined', 'households', [junk.id])
  expect(await listed('stage=registered')).toContain(junk.id)
  // There it is asked again, as any household whose answers cannot be read.
  expect(await listed('attention=unreadable')).toContain(junk.id)
  const { history } = await read(`households/${junk.id}`)
  expect(history.map(({ kind }: { kind: string }) => kind)).toEqual(
    expect.arrayContaining([
      'household-quarantined',
      'household-set-aside',
      'household-put-back',
      'household-brought-back',
    ]),
  )
})

test('all that came until now are set aside in pages; what comes later is looked at first', async () => {
  const early = await sendJunk()
  const until = new Date(t.world.clock()).toISOString()
  t.advance(1_000)
  const late = await sendJunk()
  const body = { from: 'quarantined', to: 'set-aside', ids: null, until }
  expect((await (await t.post('/api/desk/quarantine', body, registrar)).json()).isMore).toBe(false)
  expect(await listed('stage=set-aside')).toContain(early.id)
  expect(await listed('stage=quarantined')).toEqual([late.id])
})

test('what lies in quarantine uses up nobody’s invitation', async () => {
  const { operationId, invitation } = t.practice.authority
  const left = async () => (await t.world.invitations.find(invitation))!.used
  const before = await left()
  await sendJunk()
  expect(await left()).toBe(before)
  await t.post('/api/registrations', (await make()).entry)
  expect(await left()).toBe(before + 1)
  await t.openSealed(operationId)
})

test('what is refused at the door is counted by its reason and not kept', async () => {
  const administrator = await t.signIn('authority', 'administrator')
  const before = (await read('quarantine', administrator)).refused
  const { entry } = await make()
  await t.post('/api/registrations', { ...entry, invitation: 'none of ours' })
  await t.post('/api/registrations', { ...entry, people: [] })
  await t.post('/api/registrations', entry)
  await t.post('/api/registrations', entry)
  await t.post('/api/registrations/batch', { entries: [entry, { nothing: 1 }] })
  // Two versions are kept for a person: nothing was refused.
  await t.post('/api/registrations', { ...entry, language: 'es' })
  const after = (await read('quarantine', administrator)).refused
  const more = (name: string) => after[name] - before[name]
  expect([more('noInvitation'), more('malformed'), more('sentAgain')]).toEqual([1, 2, 2])
})

test('who may not change registrations moves nothing, and an organiser sees no numbers', async () => {
  const body = { from: 'quarantined', to: 'set-aside', ids: null, until: new Date(t.world.clock()).toISOString() }
  for (const role of ['administrator', 'case-officer', 'planner', 'organiser'] as const) {
    const cookie = await t.signIn('authority', role)
    expect([role, (await t.post('/api/desk/quarantine', body, cookie)).status]).toEqual([role, 403])
  }
  const organiser = await t.signIn('authority', 'organiser')
  expect((await t.request('/api/desk/quarantine', { cookie: organiser })).status).toBe(403)
})

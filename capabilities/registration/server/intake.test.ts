import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCard } from '#capabilities/proof/model.ts'
import { shortCodeOf } from '#capabilities/proof/short-code.ts'
import { makeHousehold } from '#checks/harness/household.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { toBase64url } from '#platform/base/ids.ts'
import { verifyEd25519Sync } from '#platform/cose/ed25519-node.ts'
import { encodeInvitation, readInvitation } from '../invitation.ts'
import { hashInput, type Receipt, type RegistrationEntry, receiptText } from '../model.ts'

let t: TestWorld
let operationId: string
let invitation: string
let intakePublicKey: Uint8Array

beforeAll(async () => {
  t = await testWorld({ people: 30 })
  operationId = t.practice.journey.operationId
  invitation = t.practice.journey.invitation
  intakePublicKey = (await t.world.keyring.find(operationId))!.intakePublicKey
})
afterAll(() => t.close())

const make = (wishes: Partial<Parameters<typeof makeHousehold>[0]> = {}) =>
  makeHousehold({ operationId, intakePublicKey, invitation, ...wishes })
const send = (entry: unknown) => t.post('/api/registrations', entry)
const receiptOf = async (response: Response) => (await response.json()) as Receipt

test('a household gets a receipt the phone can believe and a card with the short code of its ticket', async () => {
  const { entry } = await make()
  const response = await send(entry)
  expect(response.status).toBe(200)
  const { signature, ...receipt } = await receiptOf(response)
  const keys = (await t.world.keyring.find(operationId))!
  expect(
    verifyEd25519Sync(keys.receipt.publicKey, Buffer.from(receiptText(receipt)), Buffer.from(signature, 'base64url')),
  ).toBe(true)
  expect(receipt.contentHash).toBe(createHash('sha256').update(hashInput(entry)).digest('base64url'))
  expect(receipt.status).toBe('accepted')
  const card = readCard(receipt.card!)!
  expect(card.claims.householdSize).toBe(2)
  expect(shortCodeOf(card.claims.cti)).toBe(shortCodeOf(Buffer.from(entry.cti, 'base64url')))
})

test('the same entry again, also ten times at once, has one effect and one receipt', async () => {
  const { entry } = await make()
  const replies = await Promise.all(Array.from({ length: 10 }, () => send(entry)))
  const receipts = await Promise.all(replies.map((reply) => reply.text()))
  expect(new Set(receipts).size).toBe(1)
  const rows = await t.fresh.asOwner((client) =>
    client.query(
      'select count(*)::int as n from registration_group g join intake_entry e on e.group_id = g.id where e.id = $1',
      [entry.id],
    ),
  )
  expect(rows.rows[0].n).toBe(1)
})

test('the same id with other content is answered 409, and both are kept', async () => {
  const { entry } = await make()
  await send(entry)
  const other = { ...entry, language: 'es' }
  const refused = await send(other)
  expect(refused.status).toBe(409)
  expect(await refused.json()).toMatchObject({ type: 'urn:posada:problem:entry-conflict', entryId: entry.id })
  expect((await send(other)).status).toBe(409)
  const kept = await t.fresh.asOwner((client) =>
    client.query('select count(*)::int as n from intake_conflict where entry_id = $1', [entry.id]),
  )
  expect(kept.rows[0].n).toBe(1)
  expect((await send(entry)).status).toBe(200)
})

test('what was sealed is opened off the request path, and the envelope goes', async () => {
  const { entry, accessCode, content } = await make()
  await send(entry)
  expect(await t.openSealed(operationId)).toMatchObject({ failed: 0 })
  const rows = await t.fresh.asOwner((client) =>
    client.query('select state, envelope from intake_entry where id = $1', [entry.id]),
  )
  expect(rows.rows[0]).toEqual({ state: 'opened', envelope: null })
  const held = await (await t.post('/api/registrations/held', { accessCode })).json()
  expect(held.people.map((person: { details: { name: string } }) => person.details.name)).toEqual(
    content.people.map(({ name }) => name),
  )
  expect(held.phoneNumber).toBe(content.phoneNumber)
})

test('acknowledged content that cannot be read waits for a person and is never thrown away', async () => {
  const future = (content: { people: object[] }) => ({
    ...content,
    people: content.people.map((person) => ({ ...person, birth: { kind: 'date', on: '2031-01-01' } })),
  })
  const { entry } = await make({ change: future })
  expect((await send(entry)).status).toBe(200)
  expect(await t.openSealed(operationId)).toMatchObject({ failed: 1 })
  const rows = await t.fresh.asOwner((client) =>
    client.query('select state, failure, envelope is not null as kept from intake_entry where id = $1', [entry.id]),
  )
  expect(rows.rows[0]).toEqual({ state: 'failed', failure: 'refused: field people.0.birth', kept: true })
})

test('while the operation is locked people register and get cards; nothing is opened; their own file answers 423', async () => {
  const locked = await testWorld({ people: 10 })
  try {
    const { operationId, invitation } = locked.practice.journey
    await locked.world.vault.lock(operationId)
    const keys = (await locked.world.keyring.find(operationId))!
    const { entry, accessCode } = await makeHousehold({
      operationId,
      intakePublicKey: keys.intakePublicKey,
      invitation,
    })
    const receipt = await receiptOf(await locked.post('/api/registrations', entry))
    expect(receipt.card).not.toBeNull()
    expect(await locked.openSealed(operationId)).toMatchObject({ opened: 0 })
    expect((await locked.post('/api/registrations/held', { accessCode })).status).toBe(423)
    expect((await locked.post('/api/registrations/status', { accessCode })).status).toBe(200)
  } finally {
    await locked.close()
  }
})

test('a late, a surplus and a rotated invitation queue the household for a person and refuse nobody', async () => {
  const keys = (await t.world.keyring.find(operationId))!
  const old = readInvitation(invitation)!
  const late = encodeInvitation({ ...old, expiresAt: t.world.clock() - 1000 }, keys.invitation)
  const { entry } = await make({ invitation: late })
  const receipt = await receiptOf(await send(entry))
  expect(receipt).toMatchObject({ status: 'waiting', card: null })
  const rows = await t.fresh.asOwner((client) =>
    client.query(
      'select g.stage, g.waiting_reason from registration_group g join intake_entry e on e.group_id = g.id where e.id = $1',
      [entry.id],
    ),
  )
  expect(rows.rows[0]).toEqual({ stage: 'waiting', waiting_reason: 'invitation-expired' })
})

test('an invitation that was changed, or that nobody here signed, is told apart from a good one', async () => {
  const changed = `${invitation.slice(0, -4)}AAAA`
  for (const text of [changed, 'no invitation', invitation.slice(0, 20)]) {
    const { entry } = await make({ invitation: text })
    const refused = await send(entry)
    expect(refused.status).toBe(422)
    expect(await refused.json()).toMatchObject({ type: 'urn:posada:problem:invitation-unknown' })
  }
  expect((await t.post('/api/invitations/open', { invitation: changed })).status).toBe(422)
})

test('a batch gives every entry its own outcome, in any order and as often as it comes', async () => {
  const made = await Promise.all([make(), make(), make()])
  const entries = made.map(({ entry }) => entry)
  const broken = { ...entries[0], id: 'no id' }
  const conflict = { ...entries[1], language: 'fr' }
  const send = async (list: unknown[]) =>
    (await (await t.post('/api/registrations/batch', { entries: list })).json()).outcomes as {
      status: string
      receipt: Receipt | null
      problem: { errors: { field: string }[] } | null
    }[]
  const first = await send([...entries, broken, conflict])
  expect(first.map(({ status }) => status)).toEqual(['received', 'received', 'received', 'refused', 'conflict'])
  expect(first[3]!.problem!.errors[0]!.field).toBe('entries.3.id')
  const reversed = await send([...entries].reverse())
  expect(reversed.map(({ receipt }) => receipt).reverse()).toEqual(first.slice(0, 3).map(({ receipt }) => receipt))
})

test('deleting destroys the keys, and a replay of the same entry brings nothing back', async () => {
  const { entry, accessCode } = await make()
  await send(entry)
  await t.openSealed(operationId)
  expect(await (await t.post('/api/registrations/delete', { accessCode })).json()).toEqual({ deleted: true })
  expect((await t.post('/api/registrations/status', { accessCode })).status).toBe(404)
  await send(entry)
  const rows = await t.fresh.asOwner((client) =>
    client.query(
      'select (select count(*)::int from person_key k join individual i on i.id = k.individual_id where i.group_id = e.group_id) as keys, e.state from intake_entry e where e.id = $1',
      [entry.id],
    ),
  )
  expect(rows.rows[0]).toEqual({ keys: 0, state: 'erased' })
})

test('who leaves a household leaves unseen: its page stays as it was, and the desk knows', async () => {
  const { entry, accessCode } = await make()
  await send(entry)
  await t.openSealed(operationId)
  const before = await (await t.post('/api/registrations/held', { accessCode })).json()
  expect(
    await (await t.post('/api/registrations/leave', { accessCode, individualId: entry.people[1]!.id })).json(),
  ).toEqual({ left: true })
  expect(await (await t.post('/api/registrations/held', { accessCode })).json()).toEqual(before)
  const rows = await t.fresh.asOwner((client) =>
    client.query('select state from individual where id = $1', [entry.people[1]!.id]),
  )
  expect(rows.rows[0].state).toBe('left')
})

test('neither the short code nor the text of a card opens anything', async () => {
  const { entry } = await make()
  const { card } = await receiptOf(await send(entry))
  const shortCode = shortCodeOf(Buffer.from(entry.cti, 'base64url'))
  for (const accessCode of [shortCode, `${shortCode}-00`, card!.slice(0, 60), entry.cti.padEnd(12, '0')])
    expect([404, 422]).toContain((await t.post('/api/registrations/status', { accessCode })).status)
})

test('guessing printed codes is slowed for everyone, and long codes still open', async () => {
  const { entry, accessCode } = await make()
  await send(entry)
  let last = 404
  for (let i = 0; i < 70 && last === 404; i++)
    last = (
      await t.post('/api/registrations/status', {
        accessCode: `GUESS0000${String(i).padStart(3, '0')}`.replace('U', 'V'),
      })
    ).status
  expect(last).toBe(429)
  expect((await t.post('/api/registrations/status', { accessCode })).status).toBe(200)
  t.advance(61_000)
})

const bad: [string, (entry: RegistrationEntry) => unknown, string][] = [
  ['a household of nobody', (entry) => ({ ...entry, people: [] }), 'people'],
  [
    'a household of 31',
    (entry) => ({
      ...entry,
      people: Array.from({ length: 31 }, (_, i) => ({ ...entry.people[0]!, isFocalPoint: i === 0 })),
    }),
    'people',
  ],
  [
    'two focal points',
    (entry) => ({ ...entry, people: entry.people.map((person) => ({ ...person, isFocalPoint: true })) }),
    'people',
  ],
  [
    'an unknown country',
    (entry) => ({ ...entry, people: entry.people.map((person) => ({ ...person, nationality: 'XXX' })) }),
    'people.0.nationality',
  ],
  ['an unknown language', (entry) => ({ ...entry, language: 'xx' }), 'language'],
  ['an envelope that is none', (entry) => ({ ...entry, envelope: toBase64url(new Uint8Array(400)) }), 'envelope'],
  ['a number where text belongs', (entry) => ({ ...entry, madeAt: 7 }), 'madeAt'],
  ['a field nobody asked for', (entry) => ({ ...entry, name: 'x' }), 'name'],
  ['a short random number', (entry) => ({ ...entry, cti: 'AAAA' }), 'cti'],
]
test.each(bad)('%s is answered with the field and what would be right', async (_, change, field) => {
  const { entry } = await make()
  const refused = await send(change(entry))
  expect(refused.status).toBe(422)
  const body = (await refused.json()) as { errors: { field: string; message: string }[] }
  expect(body.errors.map((error) => error.field)).toContain(field)
  for (const { message } of body.errors) expect(message).toMatch(/[a-z].*\./)
})

test('bodies too large, too deep, not JSON or of another type are refused by name', async () => {
  const raw = (body: string | Uint8Array, type = 'application/json') =>
    t.request('/api/registrations', { method: 'POST', headers: { 'content-type': type }, body: body as BodyInit })
  const kind = async (response: Response) => [
    response.status,
    ((await response.json()) as { type: string }).type.split(':').at(-1),
  ]
  expect(await kind(await raw('x'.repeat(1024 * 1024 + 1)))).toEqual([413, 'too-large'])
  expect(await kind(await raw(`${'['.repeat(33)}${']'.repeat(33)}`))).toEqual([400, 'too-deep'])
  expect(await kind(await raw('{"a":'))).toEqual([400, 'not-json'])
  expect(await kind(await raw(new Uint8Array([0x22, 0xff, 0x22])))).toEqual([400, 'not-json'])
  expect(await kind(await raw('{}', 'text/plain'))).toEqual([415, 'wrong-media-type'])
})

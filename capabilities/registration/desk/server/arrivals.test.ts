import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCard } from '#capabilities/proof/model.ts'
import { shortCodeOf } from '#capabilities/proof/short-code.ts'
import { makeHousehold } from '#checks/harness/household.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId, toBase64url } from '#platform/base/ids.ts'
import { sealEnvelope } from '#platform/vault/seal.ts'
import { type EnvelopeContent, envelopeBinding } from '../../model.ts'

// What comes from phones and needs a person at the desk.

const { random } = realEnvironment()
let t: TestWorld
let operationId: string
let registrar: string

beforeAll(async () => {
  t = await testWorld({ people: 20 })
  operationId = t.practice.journey.operationId
  registrar = await t.signIn('journey', 'registrar')
}, 60_000)
afterAll(() => t.close())

async function make(names?: string[]) {
  const { intakePublicKey } = (await t.world.keyring.find(operationId))!
  return makeHousehold({
    operationId,
    intakePublicKey,
    invitation: t.practice.journey.invitation,
    ...(names ? { names } : {}),
  })
}
const read = async (path: string) => (await t.request(`/api/desk/${path}`, { cookie: registrar })).json()
const act = async (path: string, body: object = {}) => {
  const response = await t.post(`/api/desk/${path}`, body, registrar)
  // biome-ignore lint/suspicious/noExplicitAny: looked at by the test, whatever it is.
  return { status: response.status, json: (await response.json()) as any }
}
const sealFor = async (entryId: string, content: EnvelopeContent): Promise<string> => {
  const { intakePublicKey } = (await t.world.keyring.find(operationId))!
  const { info, aad } = envelopeBinding(operationId, entryId)
  return toBase64url(await sealEnvelope(intakePublicKey, Buffer.from(JSON.stringify(content)), info, aad))
}
const groupOf = async (entryId: string): Promise<string> =>
  (await t.fresh.asOwner((client) => client.query('select group_id from intake_entry where id = $1', [entryId])))
    .rows[0].group_id

test('an entry that came twice with other content is kept twice, compared and decided', async () => {
  const first = await make(['Ana First'])
  const other = await make(['Ana Second'])
  expect((await t.post('/api/registrations', first.entry)).status).toBe(200)
  const again = { ...other.entry, id: first.entry.id }
  const sealedForFirst = await sealFor(first.entry.id, { ...other.content, entryId: first.entry.id })
  // One was only sent under the id, the other was made for it.
  expect((await t.post('/api/registrations', again)).status).toBe(409)
  expect((await t.post('/api/registrations', { ...again, envelope: sealedForFirst })).status).toBe(409)
  await t.openSealed(operationId)
  const groupId = await groupOf(first.entry.id)
  const listed = async () =>
    (await read('households?attention=conflict')).households.map(({ id }: { id: string }) => id)
  expect(await listed()).toContain(groupId)

  const { conflicts } = await read('conflicts')
  const mine = conflicts.filter(({ entryId }: { entryId: string }) => entryId === first.entry.id)
  expect(mine.map(({ householdId }: { householdId: string }) => householdId)).toEqual([groupId, groupId])
  const opened = []
  for (const { contentHash } of mine) {
    const { json } = await act(`conflicts/${first.entry.id}/open`, { contentHash, purpose: 'registration' })
    opened.push(json.people.map(({ name }: { name: string }) => name))
    expect((await act(`conflicts/${first.entry.id}/decide`, { contentHash })).status).toBe(200)
    expect((await act(`conflicts/${first.entry.id}/decide`, { contentHash })).status).toBe(404)
  }
  // An envelope sealed for another entry opens for nobody.
  expect(opened.sort()).toEqual([[], ['Ana Second']])
  expect(await listed()).not.toContain(groupId)
})

test('whoever has one place sees the conflicts of that place, however many there are elsewhere', async () => {
  const made = await make(['Eva Twice'])
  await t.post('/api/registrations', made.entry)
  const groupId = await groupOf(made.entry.id)
  const site = newId(random)
  await t.fresh.asOwner(async (client) => {
    const here = [operationId, site]
    await client.query(`insert into site (operation_id, id, name, kind) values ($1, $2, 'Here', 'shelter')`, here)
    await client.query('update registration_group set site_id = $1 where id = $2', [site, groupId])
    await client.query(
      `insert into intake_conflict (operation_id, entry_id, content_hash, envelope, received_at)
       select $1::uuid, gen_random_uuid(), sha256('other'), ''::bytea, timestamptz '2021-10-01' from generate_series(1, 60)
       union all select $1, $2::uuid, sha256('mine'), ''::bytea, timestamptz '2021-10-24'`,
      [operationId, made.entry.id],
    )
    await client.query(`update account_role set site_id = $2 where role = 'registrar' and operation_id = $1`, here)
  })
  expect((await read('conflicts')).conflicts).toMatchObject([{ entryId: made.entry.id, householdId: groupId }])
  await t.fresh.asOwner((client) =>
    client.query(`update account_role set site_id = null where role = 'registrar' and operation_id = $1`, [
      operationId,
    ]),
  )
})

test('people whose entry cannot be read are asked again and written down, and the entry is done', async () => {
  const [first, second] = [await make(['Not Read', 'Nor This']), await make(['Still Sealed'])]
  const broken = await sealFor(first.entry.id, { ...first.content, entryId: second.entry.id })
  await t.post('/api/registrations', { ...first.entry, envelope: broken })
  expect(await t.openSealed(operationId)).toMatchObject({ failed: 1 })
  await t.post('/api/registrations', second.entry)
  const [groupId, sealedGroup] = [await groupOf(first.entry.id), await groupOf(second.entry.id)]
  const opened = async (id: string) => (await act(`households/${id}/open`, { purpose: 'registration' })).json
  const [ana, luis] = first.entry.people.map(({ id }) => id)
  expect(await opened(groupId)).toMatchObject({ complete: false, people: [], unreadable: [ana, luis] })
  expect(await opened(sealedGroup)).toMatchObject({ complete: false, unreadable: [] })

  const said = (name: string, version = 0) => ({
    ...{ version, name, sex: 'female', nationality: 'HTI', language: 'ht', relation: 'unknown', needs: ['pregnant'] },
    birth: { kind: 'year', year: 1991 },
  })
  const correct = (id: string | undefined, body: object) => act(`individuals/${id}/correct`, body)
  const unreadable = async () => (await read('counts')).unreadable
  expect((await correct(second.entry.people[0]!.id, said('Too Early'))).status).toBe(409)
  expect((await correct(ana, said('Old Screen', 1))).status).toBe(409)
  const answers = await Promise.all([correct(ana, said('Ana Asked')), correct(ana, said('Ana Asked'))])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  expect(await unreadable()).toBe(1)
  expect((await correct(luis, said('Luis Asked'))).json).toEqual({ version: 1 })
  expect(await unreadable()).toBe(0)

  const names = await opened(groupId)
  expect(names).toMatchObject({
    complete: true,
    unreadable: [],
    people: [{ name: 'Ana Asked', needs: ['pregnant'] }, {}],
  })
  expect((await correct(ana, said('Ana Again', 1))).json).toEqual({ version: 2 })
  const { found } = (await act('search', { name: 'Luis Asked', purpose: 'aid' })).json
  expect(found[0]).toMatchObject({ individualId: luis })
  const entry = await t.fresh.asOwner((client) =>
    client.query('select state, envelope, failure from intake_entry where id = $1', [first.entry.id]),
  )
  expect(entry.rows).toEqual([{ state: 'opened', envelope: null, failure: null }])
})

test('after somebody left by their own page, the next card says how many are there', async () => {
  const made = await make(['Rosa Stays', 'Luis Goes'])
  await t.post('/api/registrations', made.entry)
  await t.openSealed(operationId)
  const groupId = await groupOf(made.entry.id)
  const [, goes] = made.entry.people
  const left = await t.post('/api/registrations/leave', { accessCode: made.accessCode, individualId: goes!.id })
  expect(left.status).toBe(200)
  const { json } = await act(`households/${groupId}/reissue`, { reason: 'household-changed', newAccessCode: false })
  expect(readCard(json.card.text)?.claims.householdSize).toBe(1)
})

test('a registration that waited gets its card from a person, with the short code of its ticket', async () => {
  const made = await make(['Late Comer'])
  await t.post('/api/registrations', made.entry)
  const groupId = await groupOf(made.entry.id)
  await t.fresh.asOwner(async (client) => {
    await client.query('delete from card where group_id = $1', [groupId])
    await client.query(`update registration_group set stage = 'waiting', waiting_reason = 'over-quota' where id = $1`, [
      groupId,
    ])
  })
  const { json } = await act(`households/${groupId}/accept`)
  expect(json.card.shortCode).toBe(shortCodeOf(Buffer.from(made.entry.cti, 'base64url')))
})

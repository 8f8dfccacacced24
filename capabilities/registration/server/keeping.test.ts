import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeHousehold } from '#checks/harness/household.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import type { Receipt } from '../model.ts'
import { sealPerson } from './person-file.ts'
import { lockPeople, storeOpened } from './queries-opening.ts'
import { createStatusIndices } from './status-indices.ts'

// Acknowledged is kept, and erased is gone, whatever happens in between.

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

type Wishes = Partial<Parameters<typeof makeHousehold>[0]>

async function make(wishes: Wishes = {}) {
  const { intakePublicKey } = (await t.world.keyring.find(operationId))!
  const { invitation } = t.practice.journey
  const adults: Wishes['changeFacts'] = (facts) => facts.map((each) => ({ ...each, ageBand: '18-59' }))
  return makeHousehold({ operationId, intakePublicKey, invitation, changeFacts: adults, ...wishes })
}
const send = (entry: unknown) => t.post('/api/registrations', entry)

async function registered(wishes: Wishes = {}) {
  const made = await make(wishes)
  expect((await send(made.entry)).status).toBe(200)
  const [row] = await ask<{ group_id: string }>('select group_id from intake_entry where id = $1', made.entry.id)
  return { ...made, groupId: row!.group_id, ids: made.entry.people.map(({ id }) => id) }
}

const ask = async <R extends object>(text: string, ...values: unknown[]): Promise<R[]> =>
  (await t.fresh.asOwner((client) => client.query(text, values))).rows as R[]

const unlock = () => t.post('/api/access/unlock', { operationId, custodians: [] })
const desk = (path: string, body: object) => t.post(`/api/desk/households/${path}`, body, registrar)

async function namesOf(groupId: string): Promise<(string | null)[]> {
  const opened = await desk(`${groupId}/open`, { purpose: 'registration' })
  const { people } = (await opened.json()) as { people: { name: string | null }[] }
  return people.map(({ name }) => name)
}

const keysOf = (ids: string[]) => ask('select 1 from person_key where individual_id = any($1)', ids)

test('a household that was split while its entry was sealed opens all the same, everyone in their own household', async () => {
  await t.world.vault.lock(operationId)
  const { groupId, ids } = await registered({ names: ['Ana Sol', 'Luis Mar', 'Eva Luz'] })
  const newId_ = newId(random)
  const body = { newId: newId_, individualIds: [ids[0]], focalPointId: ids[0], remainingFocalPointId: ids[1] }
  expect((await desk(`${groupId}/split`, body)).status).toBe(200)
  await unlock()
  expect(await t.openSealed(operationId)).toMatchObject({ failed: 0 })
  expect(await namesOf(newId_)).toEqual(['Ana Sol'])
  expect(await namesOf(groupId)).toEqual(['Luis Mar', 'Eva Luz'])
})

test('a household that was joined into another while sealed opens all the same, and holds up nobody', async () => {
  await t.world.vault.lock(operationId)
  const one = await registered({ names: ['Rosa Paz'] })
  const other = await registered({ names: ['Ivo Rey', 'Nia Rey'] })
  const joined = await desk(`${one.groupId}/join`, { otherId: other.groupId, focalPointId: one.ids[0] })
  expect(joined.status).toBe(200)
  await unlock()
  expect(await t.openSealed(operationId)).toMatchObject({ failed: 0 })
  expect(await namesOf(one.groupId)).toEqual(['Rosa Paz', 'Ivo Rey', 'Nia Rey'])
})

test('what one household deletes while sealed is destroyed, and the part that went to another one is not', async () => {
  await t.world.vault.lock(operationId)
  const { groupId, ids, accessCode, entry } = await registered({ names: ['Ada Gil', 'Leo Gil'] })
  const own = newId(random)
  const body = { newId: own, individualIds: [ids[1]], focalPointId: ids[1], remainingFocalPointId: ids[0] }
  expect((await desk(`${groupId}/split`, body)).status).toBe(200)
  expect((await t.post('/api/registrations/delete', { accessCode })).status).toBe(200)
  await unlock()
  expect(await t.openSealed(operationId)).toMatchObject({ failed: 0 })
  expect(await namesOf(own)).toEqual(['Leo Gil'])
  expect(await keysOf([ids[0]!])).toEqual([])
  expect(await ask('select envelope from intake_entry where id = $1', entry.id)).toEqual([{ envelope: null }])
})

test('a household deleted while its entry is being opened leaves no key behind, and no name to be found', async () => {
  const { entry, content, ids, accessCode } = await registered({ names: ['Zulmira Xavante'] })
  const { operationKey, keyVersion, secret } = t.world.vault.require(operationId)
  const keys = { operationKey, keyVersion, tagKey: secret('tag'), random }
  const people = content.people.map((person) => ({ ...sealPerson(operationId, person, null, keys), entryId: entry.id }))
  let finish = () => {}
  const waiting = new Promise<void>((resolve) => {
    finish = resolve
  })
  const opening = t.world.db.transaction(operationId, async (tx) => {
    const params = { operationId, entryIds: [entry.id], people, at: new Date(t.world.clock()) }
    await tx.runAll([lockPeople({ operationId, individualIds: ids }), storeOpened(params)])
    await waiting
  })
  const deleting = t.post('/api/registrations/delete', { accessCode })
  await new Promise<void>((resolve) => t.world.timers.after(300, resolve))
  finish()
  await opening
  expect((await deleting).status).toBe(200)
  expect(await keysOf(ids)).toEqual([])
  const found = await t.world.names.search(operationId, 'Zulmira Xavante', 5)
  expect(found.map(({ id }) => id)).not.toContain(ids[0])
})

test('people or a code of another entry are kept for a person, and never hold up the rest of a batch', async () => {
  const first = await registered()
  const [again, code, good] = await Promise.all([make(), make(), make()])
  const samePeople = { ...again.entry, people: first.entry.people }
  const sameCode = { ...code.entry, accessCodeHash: first.entry.accessCodeHash }
  expect((await send(samePeople)).status).toBe(409)
  const batch = await t.post('/api/registrations/batch', { entries: [samePeople, sameCode, good.entry] })
  const { outcomes } = (await batch.json()) as { outcomes: { status: string }[] }
  expect(outcomes.map(({ status }) => status)).toEqual(['conflict', 'conflict', 'received'])
  const kept = await ask('select 1 from intake_conflict where entry_id = any($1)', [samePeople.id, sameCode.id])
  expect(kept).toHaveLength(2)
})

test('what came again under another id is destroyed with the people it is about, and is not kept once they are erased', async () => {
  const first = await registered()
  const again = { ...(await make()).entry, people: first.entry.people }
  const conflicts = () => ask('select 1 from intake_conflict where entry_id = $1', again.id)
  expect((await send(again)).status).toBe(409)
  expect(await conflicts()).toHaveLength(1)
  await t.post('/api/registrations/delete', { accessCode: first.accessCode })
  expect(await conflicts()).toEqual([])
  expect((await send(again)).status).toBe(409)
  expect(await conflicts()).toEqual([])
})

test('one id for two people, and a day in the year 0, are told by their field', async () => {
  const { entry } = await make()
  const twice = { ...entry, people: entry.people.map((person) => ({ ...person, id: entry.people[0]!.id })) }
  const yearZero = { ...entry, madeAt: '0000-01-01T00:00:00Z' }
  for (const [sent, field] of [
    [twice, 'people'],
    [yearZero, 'madeAt'],
  ] as const) {
    const refused = await send(sent)
    expect(refused.status).toBe(422)
    expect(((await refused.json()) as { errors: { field: string }[] }).errors[0]!.field).toBe(field)
  }
})

test('a phone whose clock runs years ahead does not outdate what people decide later', async () => {
  const { ids } = await registered({ madeAt: '2031-01-01T00:00:00.000Z' })
  const [{ late } = { late: true }] = await ask<{ late: boolean }>(
    'select decided_at > $2 as late from consent_decision where individual_id = $1',
    ids[0],
    new Date(t.world.clock()),
  )
  expect(late).toBe(false)
})

test('an entry whose card was not made because the server stopped half way gets it when it is sent again', async () => {
  const { entry } = await registered()
  await ask('delete from card where group_id = (select group_id from intake_entry where id = $1)', entry.id)
  const replies = await Promise.all([send(entry), send(entry), send(entry)])
  const receipts = (await Promise.all(replies.map((reply) => reply.json()))) as Receipt[]
  expect(receipts.map(({ status }) => status)).toEqual(['accepted', 'accepted', 'accepted'])
  expect(new Set(receipts.map(({ card }) => card)).size).toBe(1)
})

test('what is sent again and again does not fill the list of withdrawn cards', async () => {
  const places = createStatusIndices([])
  const before = places.size()
  for (let i = 0; i < before; i++) places.release(places.take(random))
  expect(places.size()).toBe(before)

  const { entry } = await registered()
  const shared = await t.world.intake.statusIndices(operationId)
  let open = 0
  const counted = { take: shared.take, release: shared.release }
  shared.take = (chance) => {
    open++
    return counted.take(chance)
  }
  shared.release = (index) => {
    open--
    counted.release(index)
  }
  for (let i = 0; i < 5; i++) await send(entry)
  Object.assign(shared, counted)
  expect(open).toBe(0)
})

test('the desk can open the page of a household that was deleted', async () => {
  const { groupId, accessCode } = await registered()
  expect((await t.post('/api/registrations/delete', { accessCode })).status).toBe(200)
  const page = await t.request(`/api/desk/households/${groupId}`, { cookie: registrar })
  expect(page.status).toBe(200)
  expect(await page.json()).toMatchObject({ household: { stage: 'erased' }, people: [{ state: 'erased' }, {}] })
})

test('a correction leaves no value in the events, which outlive the person', async () => {
  const { groupId, ids, content } = await registered()
  await t.openSealed(operationId)
  const [person] = content.people
  const corrected = { name: person!.name, birth: person!.birth, relation: person!.relation, needs: [], version: 1 }
  const facts = { sex: 'female', nationality: 'CHL', language: 'es' }
  const reply = await t.post(`/api/desk/individuals/${ids[0]}/correct`, { ...corrected, ...facts }, registrar)
  expect(reply.status).toBe(200)
  const events = await ask('select facts from event where group_id = $1 and kind = $2', groupId, 'individual-corrected')
  expect(events).toEqual([{ facts: { changed: ['nationality', 'language'] } }])
})

test('a file of everybody, also without names, is written down', async () => {
  expect((await t.post('/api/desk/exports', { after: null }, registrar)).status).toBe(200)
  const entries = await ask(`select role, subject_kind from audit_entry where act = 'export-pseudonymous'`)
  expect(entries).toEqual([{ role: 'registrar', subject_kind: 'operation' }])
})

test.each(['1.------------------------------------', '999999999999999.00000000-0000-4000-8000-000000000000'])(
  'a place in the list that nobody wrote (%s) is no error of ours',
  async (after) => {
    const page = await t.request(`/api/desk/households?after=${after}`, { cookie: registrar })
    expect(page.status).toBe(200)
  },
)

test('a child born today where it is already tomorrow is read like any other', async () => {
  await t.openSealed(operationId)
  const tomorrow = new Date(t.world.clock() + 86_400_000).toISOString().slice(0, 10)
  const born = { kind: 'date' as const, on: tomorrow }
  await registered({
    change: (content) => ({ ...content, people: content.people.map((person) => ({ ...person, birth: born })) }),
  })
  expect(await t.openSealed(operationId)).toMatchObject({ failed: 0 })
})

test('a registrar sees which acknowledged entries cannot be read', async () => {
  const { groupId } = await registered({ change: (content) => ({ ...content, version: 7 }) })
  expect(await t.openSealed(operationId)).toMatchObject({ failed: 1 })
  const counts = await (await t.request('/api/desk/counts', { cookie: registrar })).json()
  expect(counts).toMatchObject({ unreadable: 1 })
  const list = await (await t.request('/api/desk/households?attention=unreadable', { cookie: registrar })).json()
  expect(list).toMatchObject({ households: [{ id: groupId }] })
})

test('many desks that search at once right after an unlock are all answered, and hold up nobody', async () => {
  await t.world.vault.lock(operationId)
  await unlock()
  const search = () => t.post('/api/desk/search', { name: 'Ana Sol', purpose: 'registration' }, registrar)
  const started = performance.now()
  const replies = await Promise.all(Array.from({ length: 20 }, search))
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]))
  expect(performance.now() - started).toBeLessThan(5_000)
})

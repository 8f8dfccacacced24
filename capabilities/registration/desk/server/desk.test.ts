import { afterAll, beforeAll, expect, test } from 'vitest'
import { DESK_NOW, householdAtDesk, personAtDesk, startDesk, type TestDesk } from '#checks/harness/desk.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'

const { random } = realEnvironment()
let desk: TestDesk
beforeAll(async () => {
  desk = await startDesk()
}, 60_000)
afterAll(() => desk.drop())

const asRegistrar = (path: string, body: object = {}) => desk.call('POST', path, { as: 'registrar', body })
const read = (path: string) => desk.call('GET', path, { as: 'registrar' })
const adult = (changes = {}) => personAtDesk(changes)
const child = (changes = {}) =>
  personAtDesk({
    birth: { kind: 'age', years: 7, statedOn: '2021-10-24' },
    relation: 'child',
    name: 'Ti Jo',
    ...changes,
  })

async function registered(people = [adult(), child()]) {
  const household = householdAtDesk(people)
  const answer = await asRegistrar('/desk/households', household)
  expect(answer.status, JSON.stringify(answer.json)).toBe(200)
  return { household, handed: answer.json }
}

test('a household without a phone is registered once, however often it is sent', async () => {
  const { household, handed } = await registered()
  expect(handed).toMatchObject({ id: household.id, householdSize: 2, practice: true })
  expect(handed.card.text).toMatch(/^RC1:/)
  expect(handed.accessCode).toMatch(/^[0-9A-Z]{12}$/)

  const again = await asRegistrar('/desk/households', household)
  expect(again.json).toMatchObject({ id: household.id, accessCode: null, card: { shortCode: handed.card.shortCode } })
  const own = await desk.call('POST', '/registrations/status', { body: { accessCode: handed.accessCode } })
  expect(own.json).toMatchObject({ stage: 'registered', shortCode: handed.card.shortCode })
})

test('the list shows facts, is filtered by each of them, and finds a case number or a short code', async () => {
  const { handed } = await registered([adult({ nationality: 'CUB', language: 'es' })])
  const all = await read('/desk/households')
  expect(all.json.households.length).toBeGreaterThan(0)
  expect(JSON.stringify(all.json)).not.toContain('Wideline')
  const ids = async (query: string) =>
    (await read(`/desk/households?${query}`)).json.households.map((row: { id: string }) => row.id)
  for (const query of [
    'nationality=CUB',
    `text=${handed.caseNumber.toLowerCase()}`,
    `text=${handed.card.shortCode.replaceAll('-', ' ')}`,
  ])
    expect(await ids(query)).toEqual([handed.id])
  for (const query of ['language=fr', 'stage=left', 'to=2021-10-23', 'text=21-00000-00000'])
    expect(await ids(query)).toEqual([])
  expect(await ids('from=2021-10-24&language=ht')).toContain(handed.id)
})

test('pages of the list follow each other without a gap or a repetition', async () => {
  const made = new Set<string>()
  for (let i = 0; i < 60; i++) made.add((await registered([adult({ nationality: 'GHA' })])).handed.id)
  const first = await read('/desk/households?nationality=GHA')
  const second = await read(`/desk/households?nationality=GHA&after=${encodeURIComponent(first.json.next)}`)
  expect(first.json.households).toHaveLength(50)
  expect(second.json.next).toBeNull()
  const seen = [...first.json.households, ...second.json.households].map((row: { id: string }) => row.id)
  expect(new Set(seen)).toEqual(made)
  expect(seen).toHaveLength(60)
})

test('names open for a purpose, not while locked, and the people see who opened them', async () => {
  const { handed, household } = await registered()
  const opened = await asRegistrar(`/desk/households/${handed.id}/open`, { purpose: 'aid' })
  expect(opened.json).toMatchObject({ complete: true, people: [{ name: 'Wideline Joseph' }, { name: 'Ti Jo' }] })
  const page = await read(`/desk/households/${handed.id}`)
  expect(page.json.readings[0]).toMatchObject({ act: 'open-household', by: 'Test registrar', purpose: 'aid' })
  expect(JSON.stringify(page.json)).not.toContain('Wideline')
  const own = await desk.call('POST', '/registrations/held', { body: { accessCode: handed.accessCode } })
  expect(JSON.stringify(own.json.readings)).toContain('open-household')

  await desk.world.vault.lock(desk.operations[0])
  for (const [path, body] of [
    [`/desk/households/${handed.id}/open`, { purpose: 'aid' }],
    ['/desk/search', { name: 'Wideline', purpose: 'aid' }],
    ['/desk/households', { ...household, id: newId(random) }],
  ] as const)
    expect((await asRegistrar(path, body)).status).toBe(423)
  expect((await read(`/desk/households/${handed.id}`)).status).toBe(200)
  expect((await asRegistrar(`/desk/households/${handed.id}/reprint`)).status).toBe(200)
  await desk.unlock(desk.operations[0])
})

test('someone who lost everything is found by what they know, best agreement first', async () => {
  const right = await registered([
    adult({ name: 'Marie-Ange Pierre', birth: { kind: 'year', year: 1985 } }),
    child({ name: 'Sonson' }),
  ])
  const other = await registered([
    adult({ name: 'Marie Ange Piere', birth: { kind: 'year', year: 1960 }, nationality: 'CHL' }),
  ])
  const { json } = await asRegistrar('/desk/search', {
    name: 'marie ange pierre',
    purpose: 'card-or-phone-lost',
    birthYear: 1985,
    nationality: 'HTI',
    companion: 'sonson',
  })
  expect(json.found.map((match: { household: { id: string } }) => match.household.id).slice(0, 2)).toEqual([
    right.handed.id,
    other.handed.id,
  ])
  expect(json.found[0]).toMatchObject({ agrees: ['birth-year', 'nationality', 'companion'], differs: [] })
  expect(json.found[1].differs).toEqual(['birth-year', 'nationality'])
  const page = await read(`/desk/households/${other.handed.id}`)
  expect(page.json.readings[0]).toMatchObject({ act: 'find-household', purpose: 'card-or-phone-lost' })

  const old = right.handed
  const renewed = await asRegistrar(`/desk/households/${old.id}/reissue`, { reason: 'lost', newAccessCode: true })
  expect(renewed.json.card.shortCode).not.toBe(old.card.shortCode)
  const status = (accessCode: string) => desk.call('POST', '/registrations/status', { body: { accessCode } })
  expect((await status(old.accessCode)).status).toBe(404)
  expect((await status(renewed.json.accessCode)).json.shortCode).toBe(renewed.json.card.shortCode)
  const cards = (await read(`/desk/households/${old.id}`)).json.cards
  expect(cards).toMatchObject([{ withdrawnAt: null }, { withdrawnReason: 'lost' }])
})

test('a withdrawn card can be issued anew, and not be withdrawn twice', async () => {
  const { handed } = await registered()
  const path = `/desk/households/${handed.id}`
  expect((await asRegistrar(`${path}/withdraw-card`, { reason: 'damaged' })).json.card).toBeNull()
  expect((await asRegistrar(`${path}/withdraw-card`, { reason: 'damaged' })).status).toBe(409)
  expect(
    (await asRegistrar(`${path}/reissue`, { reason: 'issued-by-mistake', newAccessCode: false })).json,
  ).toMatchObject({
    accessCode: null,
    householdSize: 2,
  })
})

test('a correction keeps what stood there before, and a second one on an old screen is refused', async () => {
  const { handed, household } = await registered()
  const { id } = household.people[0]!
  const correction = {
    version: 1,
    sex: 'male',
    nationality: 'HTI',
    language: 'ht',
    name: 'Widelin Joseph',
    birth: { kind: 'year', year: 2010 },
    relation: 'focal-point',
    needs: ['pregnant'],
  }
  expect((await asRegistrar(`/desk/individuals/${id}/correct`, correction)).json).toEqual({ version: 2 })
  expect((await asRegistrar(`/desk/individuals/${id}/correct`, correction)).status).toBe(409)
  const { json } = await asRegistrar(`/desk/individuals/${id}/versions`, { purpose: 'correction' })
  expect(json.versions.map(({ version, name }: { version: number; name: string }) => [version, name])).toEqual([
    [2, 'Widelin Joseph'],
    [1, 'Wideline Joseph'],
  ])
  const page = await read(`/desk/households/${handed.id}`)
  expect(page.json.household.childAlone).toBe(true)
  expect(page.json.history.map(({ kind }: { kind: string }) => kind)).toContain('individual-corrected')
  const opened = await asRegistrar(`/desk/households/${handed.id}/open`, { purpose: 'correction' })
  expect(opened.json.people[0]).toMatchObject({ version: 2, needs: ['pregnant'] })
})

test('a birth in the future is refused by its field, and nothing is kept', async () => {
  const household = householdAtDesk([adult({ birth: { kind: 'date', on: '2021-10-25' } })])
  const answer = await asRegistrar('/desk/households', household)
  expect(answer.status).toBe(422)
  expect(answer.json.errors).toMatchObject([{ field: 'people.0.birth', code: 'in-the-future' }])
  expect((await read(`/desk/households/${household.id}`)).status).toBe(404)
})

test('a registration that waited gets its card when a person accepts it', async () => {
  const { handed } = await registered()
  await desk.fresh.asOwner((client) =>
    client.query(`update registration_group set stage = 'waiting', waiting_reason = 'over-quota' where id = $1`, [
      handed.id,
    ]),
  )
  expect((await asRegistrar(`/desk/households/${handed.id}/reprint`)).status).toBe(409)
  expect((await read('/desk/counts')).json.waiting).toBe(1)
  expect((await read('/desk/households?attention=waiting')).json.households).toMatchObject([
    { id: handed.id, waitingReason: 'over-quota' },
  ])
  const accepted = await asRegistrar(`/desk/households/${handed.id}/accept`)
  expect(accepted.status).toBe(200)
  expect((await asRegistrar(`/desk/households/${handed.id}/accept`)).status).toBe(409)
  expect((await read('/desk/counts')).json.waiting).toBe(0)
})

test('every act of a desk leaves who, what and why behind', async () => {
  const { rows } = await desk.fresh.asOwner((client) =>
    client.query(`select distinct act from audit_entry where subject_kind = 'registration-group' and at = $1`, [
      new Date(DESK_NOW),
    ]),
  )
  const acts = rows.map(({ act }) => act)
  for (const act of [
    'register-at-desk',
    'read-household',
    'open-household',
    'find-household',
    'read-versions',
    'card-reissued',
    'individual-corrected',
  ])
    expect(acts).toContain(act)
})

test('someone of one place registers there and sees nobody of another place', async () => {
  const [, operationId] = desk.operations
  const [here, elsewhere] = [newId(random), newId(random)]
  await desk.fresh.asOwner((client) =>
    client.query(
      `insert into site (operation_id, id, name, kind) values ($1, $2, 'Here', 'shelter'), ($1, $3, 'Elsewhere', 'shelter')`,
      [operationId, here, elsewhere],
    ),
  )
  const someone = { as: 'registrar', in: operationId, at: here } as const
  const register = (siteId: string | null) =>
    desk.call('POST', '/desk/households', { ...someone, body: householdAtDesk([adult()], { siteId }) })
  const { json } = await register(null)
  expect((await register(elsewhere)).status).toBe(403)
  const other = householdAtDesk([adult()], { siteId: elsewhere })
  const everywhere = { as: 'data-protection-officer', in: operationId } as const
  const page = await desk.call('GET', `/desk/households/${json.id}`, someone)
  expect(page.json.siteName).toBe('Here')

  await desk.fresh.asOwner((client) =>
    client.query('update registration_group set site_id = $1 where id = $2', [elsewhere, json.id]),
  )
  expect((await desk.call('GET', `/desk/households/${json.id}`, someone)).status).toBe(404)
  expect((await desk.call('GET', '/desk/households', someone)).json.households).toEqual([])
  expect((await desk.call('GET', '/desk/counts', someone)).json.households).toBe(0)
  expect(
    (await desk.call('POST', '/desk/search', { ...someone, body: { name: 'Wideline', purpose: 'aid' } })).json.found,
  ).toEqual([])
  expect((await desk.call('GET', '/desk/households', everywhere)).json.households).toHaveLength(1)
  expect((await desk.call('POST', '/desk/households', { as: 'registrar', body: other })).status).toBe(422)
})

test('a child whose age nobody knows is a child all the same, also after a correction', async () => {
  const unknown = { birth: { kind: 'unknown' }, ageGroup: 'child' } as const
  const { handed, household } = await registered([adult(unknown)])
  const alone = async () => (await read(`/desk/households/${handed.id}`)).json.household.childAlone
  expect(await alone()).toBe(true)
  const correction = {
    version: 1,
    sex: 'male',
    nationality: 'HTI',
    language: 'ht',
    name: 'Ti Jo',
    relation: 'focal-point',
    needs: [],
  }
  const { id } = household.people[0]!
  expect((await asRegistrar(`/desk/individuals/${id}/correct`, { ...correction, ...unknown })).status).toBe(200)
  expect(await alone()).toBe(true)
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Role } from '#capabilities/access/model.ts'
import { type Answer, householdAtDesk, personAtDesk, startDesk, type TestDesk } from '#checks/harness/desk.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { recountClaims } from './recounting.ts'

const { random } = realEnvironment()
let desk: TestDesk
let version = 0
beforeAll(async () => {
  desk = await startDesk()
  await choose()
}, 60_000)
afterAll(() => desk.drop())

const by = (as: Role, path: string, body?: object, method: 'GET' | 'POST' = body ? 'POST' : 'GET') =>
  desk.call(method, path, { as, ...(body && { body }) })
const officer = (path: string, body?: object) => by('case-officer', path, body)

async function choose(rows: object[] = []): Promise<Answer> {
  const answer = await by('administrator', '/asylum/settings', {
    ...{ version, procedure: 'mx_comar', procedureVersion: '2021-10', answers: {}, calendarAnswers: {}, rows },
  })
  if (answer.status === 200) version = answer.json.version
  return answer
}

async function household(...people: Parameters<typeof personAtDesk>[0][]) {
  const made = householdAtDesk(people.map((person, n) => personAtDesk({ isFocalPoint: n === 0, ...person })))
  const answer = await by('registrar', '/desk/households', made)
  expect(answer.status).toBe(200)
  return { id: made.id, people: made.people.map(({ id }) => id) }
}

const lodging = (family: { id: string; people: string[] }, changes: object = {}) => ({
  ...{
    id: newId(random),
    householdId: family.id,
    principalId: family.people[0]!,
    dependantIds: family.people.slice(1),
  },
  ...{ language: 'ht', isUnder18: 'no', isWithParentOrCaregiver: true, needsInterpreter: true },
  ...{ date: { date: 'entry', day: '2021-09-20' }, step: 'lodge', actor: 'person', on: '2021-10-24' },
  ...changes,
})

async function lodged(...people: Parameters<typeof personAtDesk>[0][]) {
  const family = await household(...(people.length > 0 ? people : [{}]))
  const body = lodging(family)
  const answer = await officer('/asylum/claims', body)
  expect(answer).toMatchObject({ status: 200, json: { stage: 'lodged', waitsForSecond: false } })
  return { ...family, claimId: body.id, events: answer.json.events as number }
}

const step = (name: string, actor: string, more: object = {}) => ({
  kind: 'step',
  step: name,
  on: '2021-10-24',
  actor,
  ...more,
})
async function act(claim: { claimId: string; events: number }, what: object, as: Role = 'case-officer') {
  const answer = await by(as, `/asylum/claims/${claim.claimId}/acts`, { seen: claim.events, act: what })
  if (answer.status === 200) claim.events = answer.json.events
  return answer
}
const read = async (id: string) => (await officer(`/asylum/claims/${id}`)).json

const delivery = {
  ...{ result: 'delivered', channel: 'in_person', language: 'ht', wasReadAloud: true },
  ...{ receivedBy: 'person', proof: 'signature' },
}

test('a family lodges a claim and holds its limits the same minute, each with its law; sent again, it is the same claim', async () => {
  const family = await household({}, { relation: 'child', birth: { kind: 'year', year: 2015 } })
  const body = lodging(family)
  const first = await officer('/asylum/claims', body)
  expect(first).toMatchObject({ status: 200, json: { id: body.id, stage: 'lodged' } })
  expect(await officer('/asylum/claims', body)).toEqual(first)
  const found = await read(body.id)
  expect(found.people.map(({ part }: { part: string }) => part)).toEqual(['principal', 'dependant'])
  const constancia = found.limits.find(({ id }: { id: string }) => id === 'constancia_limit')
  expect(constancia).toMatchObject({ dueOn: '2021-10-27', binds: 'authority', movedFrom: null })
  expect(constancia.basis).toContain('Ley sobre Refugiados')
  expect(found.claim).toMatchObject({ people: 2, dueOn: '2021-10-27', childAlone: false, ageDays: 0 })
  expect(found.history.map(({ kind }: { kind: string }) => kind)).toEqual(['date', 'fact', 'step'])
  expect(found.history.at(-1)).toMatchObject({ by: 'Test case-officer', on: '2021-10-24', isUnconfirmed: false })
  // No name came along: those are opened with the household.
  expect(JSON.stringify(found)).not.toContain('Wideline')
  expect((await officer(`/asylum/households/${family.id}/claims`)).json.claims).toHaveLength(1)
})

test('an operation keeps the file as it was written, and a claim is read in six languages; a page of the queue brings its own language alone', async () => {
  const claim = await lodged()
  const { rows } = await desk.fresh.asOwner((client) =>
    client.query("select content from asylum_procedure where procedure = 'mx_comar'"),
  )
  // A translation that gets better later reaches operations that chose their procedure before.
  expect(rows[0].content.actors[0].name).toEqual({ en: 'The person', es: 'La persona solicitante' })
  const { history, limits } = await read(claim.claimId)
  expect(history[0].actor).toMatchObject({ en: 'The person', ht: 'Moun nan', ar: 'الشخص' })
  for (const words of limits.map(({ name }: { name: object }) => name))
    expect(Object.keys(words).sort()).toEqual(['ar', 'en', 'es', 'fr', 'ht', 'pt'])

  const rowIn = async (words: string) =>
    (await officer(`/asylum/claims?${words}`)).json.claims.find(({ id }: { id: string }) => id === claim.claimId)
  expect((await rowIn('words=ht')).lastStep).toEqual({ en: 'Lodges the claim', ht: 'Depoze demann nan' })
  expect(Object.keys((await rowIn('words=ar')).dueLimit)).toEqual(['en', 'ar'])
  expect((await rowIn('words=en')).lastStep).toEqual({ en: 'Lodges the claim' })
  expect(Object.keys((await rowIn('')).lastStep)).toHaveLength(6)
  expect((await officer('/asylum/claims?words=xx')).status).toBe(422)
})

test('a second claim of the same person is refused and leads to the first; a dependant may have one of their own', async () => {
  const claim = await lodged({}, { relation: 'partner' })
  const again = await officer('/asylum/claims', lodging(claim))
  expect(again).toMatchObject({ status: 409, json: { reason: 'open-claim', help: [claim.claimId] } })
  const own = lodging(claim, { principalId: claim.people[1], dependantIds: [] })
  expect((await officer('/asylum/claims', own)).status).toBe(200)
  expect((await read(claim.claimId)).people[1]).toMatchObject({ part: 'dependant', ownClaimId: own.id })
})

test('two desks lodge the same person at once: one claim is there, and nobody gets a fault', async () => {
  const family = await household({})
  const answers = await Promise.all([1, 2, 3].map(() => officer('/asylum/claims', lodging(family))))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
  expect((await officer(`/asylum/households/${family.id}/claims`)).json.claims).toHaveLength(1)
})

test('from the claim to a decision signed by two, its delivery and an appeal, while which nothing new is decided', async () => {
  const claim = await lodged()
  for (const [name, actor] of [
    ['constancia', 'comar'],
    ['admit', 'comar'],
    ['language_asked', 'comar'],
    ['form', 'person'],
    ['interview', 'comar'],
  ] as const)
    expect(await act(claim, step(name, actor))).toMatchObject({ status: 200 })
  const decide = step('decide', 'comar', { outcome: 'refused' })
  // What could not be signed is said to the first, not to the second.
  expect(await act(claim, step('decide', 'comar'))).toMatchObject({ status: 409, json: { reason: 'outcome-missing' } })
  expect(await act(claim, decide)).toMatchObject({ status: 200, json: { stage: 'admitted', waitsForSecond: true } })
  expect(await read(claim.claimId)).toMatchObject({ decision: null, proposal: { outcome: 'refused', isOwn: true } })
  expect(await act(claim, decide)).toMatchObject({ status: 409, json: { reason: 'another-waits' } })
  const confirm = (as: Role) => by(as, `/asylum/claims/${claim.claimId}/proposal/confirm`, { seen: claim.events })
  expect(await confirm('case-officer')).toMatchObject({ status: 409, json: { reason: 'same-person-twice' } })
  expect((await confirm('registrar')).status).toBe(403)
  const other = await colleague()
  await desk.fresh.asOwner((client) =>
    client.query(`update claim_proposal set proposed_by = $2 where claim_id = $1`, [claim.claimId, other]),
  )
  const decided = await confirm('case-officer')
  // The people of the household read what the log says of their file: not what was decided, before somebody tells them.
  const { rows: said } = await desk.fresh.asOwner((client) =>
    client.query('select distinct purpose from audit_entry where subject_id = $1', [claim.id]),
  )
  expect(said.map(({ purpose }) => purpose)).not.toContain('decide')
  expect(decided).toMatchObject({ status: 200, json: { stage: 'decided' } })
  claim.events = decided.json.events
  expect(await confirm('case-officer')).toMatchObject({ status: 409, json: { type: 'urn:posada:problem:no-proposal' } })
  const [line] = (await read(claim.claimId)).history.slice(-1)
  expect(line).toMatchObject({ outcome: 'refused', by: 'Colleague', second: 'Test case-officer' })

  expect(await act(claim, step('notify', 'comar'))).toMatchObject({ status: 409, json: { reason: 'delivery-missing' } })
  expect((await act(claim, step('notify', 'comar', { delivery }))).status).toBe(200)
  expect((await act(claim, step('review', 'person', { personId: claim.people[0] }))).status).toBe(200)
  expect((await act(claim, step('refused', 'comar'))).json.reason).toBe('appeal-pending')
  expect(await read(claim.claimId)).toMatchObject({ claim: { stage: 'appealed' }, appeal: { on: '2021-10-24' } })
})

test('two officers at once: whoever comes second is told, and nothing of the first is overwritten', async () => {
  const claim = await lodged()
  const same = { ...claim }
  const [first, second] = await Promise.all([
    act(claim, step('constancia', 'comar')),
    act(same, step('admit', 'comar')),
  ])
  const statuses = [first, second].map(({ status }) => status)
  expect(statuses.sort()).toEqual([200, 409])
  const told = [first, second].find(({ status }) => status === 409)!
  expect(told.json).toMatchObject({ reason: 'changed-meanwhile', help: ['1'] })
  expect((await read(claim.claimId)).events).toBe(4)
})

test('a child alone is heard under safeguards from the first minute, whatever was ticked', async () => {
  const family = await household({ birth: { kind: 'year', year: 2009 } })
  const body = lodging(family, { isWithParentOrCaregiver: false })
  expect((await officer('/asylum/claims', body)).status).toBe(200)
  const claim = { claimId: body.id, events: 5 }
  const found = await read(body.id)
  claim.events = found.events
  expect(found.claim.childAlone).toBe(true)
  const holds = found.facts.filter((fact: { holds: boolean }) => fact.holds).map(({ id }: { id: string }) => id)
  expect(holds).toEqual(expect.arrayContaining(['under_18', 'unaccompanied']))
  for (const [name, actor] of [
    ['constancia', 'comar'],
    ['admit', 'comar'],
  ] as const)
    await act(claim, step(name, actor))
  const interview = await act(claim, step('interview', 'comar'))
  expect(interview).toMatchObject({ status: 409, json: { reason: expect.stringMatching(/safeguard|not-yet/) } })
  expect(
    (await officer('/asylum/claims?attention=child-alone')).json.claims.map(({ id }: { id: string }) => id),
  ).toContain(body.id)
})

test('nobody withdraws for somebody else, and a registrar records no act of an authority', async () => {
  const claim = await lodged({}, { relation: 'partner' })
  const forAnother = step('withdrawal', 'person', { personId: claim.people[1] })
  expect(await act(claim, forAnother)).toMatchObject({ status: 409, json: { reason: 'not-the-person' } })
  expect((await act(claim, step('constancia', 'comar'), 'registrar')).status).toBe(403)
  expect((await act(claim, step('withdrawal', 'person', { personId: claim.people[0] }), 'registrar')).status).toBe(200)
})

test('a calendar that changes moves limits and nothing else; what moved is told, and a wrong day is refused by its field', async () => {
  const claim = await lodged()
  const before = await read(claim.claimId)
  const row = {
    ...{ kind: 'suspension', layer: 4, name: 'invented', agency: 'comar' },
    ...{ when: { from: '2021-10-25', to: '2021-10-29' }, basis: { law: 'dof', certainty: 'B', note: 'Invented.' } },
  }
  expect((await choose([{ ...row, when: { from: '2021-10-29', to: '2021-10-25' } }])).status).toBe(422)
  expect(
    (
      await by('administrator', '/asylum/settings', {
        ...{ version: 0, procedure: 'mx_comar', procedureVersion: '2021-10' },
        ...{ answers: {}, calendarAnswers: {}, rows: [] },
      })
    ).status,
  ).toBe(409)
  expect((await choose([row])).json).toEqual({ version })
  const [operationId] = desk.operations
  const { db, books, clock } = desk.world
  expect((await by('administrator', '/asylum/settings')).json.toCount).toBeGreaterThan(0)
  expect(await recountClaims({ db, books, now: clock() }, operationId)).toBeGreaterThan(0)
  expect(await recountClaims({ db, books, now: clock() }, operationId)).toBe(0)
  const after = await read(claim.claimId)
  const limit = (of: typeof after, id: string) => of.limits.find((each: { id: string }) => each.id === id)
  expect(limit(before, 'constancia_limit').dueOn).toBe('2021-10-27')
  expect(limit(after, 'constancia_limit')).toMatchObject({ dueOn: '2021-11-03', movedFrom: '2021-10-27' })
  expect([after.events, after.claim.stage, after.history]).toEqual([before.events, before.claim.stage, before.history])
  const settings = (await by('administrator', '/asylum/settings')).json
  expect(settings).toMatchObject({ toCount: 0, version })
  expect(settings.moved).toBeGreaterThan(0)
  await choose()
  await recountClaims({ db, books, now: clock() }, operationId)
  expect(limit(await read(claim.claimId), 'constancia_limit').dueOn).toBe('2021-10-27')
})

test('the queue shows what is due first, page by page, each claim once; filters say what they say', async () => {
  await lodged()
  const all = (await officer('/asylum/claims')).json
  const days = all.claims.map(({ dueOn }: { dueOn: string | null }) => dueOn ?? 'z')
  expect(days).toEqual([...days].sort())
  expect(all.counts.open).toBe(all.claims.length)
  // Later pages count nothing anew.
  const { id: first, dueOn } = all.claims[0]
  const rest = (await officer(`/asylum/claims?after=${dueOn ?? 'none'}.${first}`)).json
  expect(rest).toMatchObject({ counts: null, claims: all.claims.slice(1) })
  expect((await officer('/asylum/claims?assigned=me')).json.claims).toEqual([])
  const [{ id }] = all.claims
  const me = (await read(id)).officers[0].accountId
  expect((await officer(`/asylum/claims/${id}/assign`, { accountId: me })).status).toBe(200)
  expect((await officer('/asylum/claims?assigned=me')).json.claims.map((each: { id: string }) => each.id)).toEqual([id])
  expect((await officer(`/asylum/claims/${id}/assign`, { accountId: newId(random) })).status).toBe(422)
})

test('a person who goes on in a household of their own takes the claim along', async () => {
  const claim = await lodged({}, { relation: 'partner' })
  const apart = newId(random)
  const split = await by('registrar', `/desk/households/${claim.id}/split`, {
    ...{ newId: apart, individualIds: [claim.people[0]], focalPointId: claim.people[0] },
    ...{ remainingFocalPointId: claim.people[1], confirmedByTrainedPerson: true },
  })
  expect(split.status).toBe(200)
  expect((await officer(`/asylum/households/${apart}/claims`)).json.claims).toMatchObject([{ id: claim.claimId }])
  expect((await officer(`/asylum/households/${claim.id}/claims`)).json.claims).toEqual([])
  expect((await read(claim.claimId)).claim.householdId).toBe(apart)
})

test('a registrar is offered what a registrar may record, and nothing of an authority', async () => {
  const claim = await lodged()
  const offered = (await by('registrar', `/asylum/claims/${claim.claimId}`)).json.possible.map(
    ({ id }: { id: string }) => id,
  )
  expect(offered).toContain('withdrawal')
  expect(offered).not.toContain('constancia')
})

test('a journey and another operation find nothing here', async () => {
  const claim = await lodged()
  const elsewhere = await desk.call('GET', `/asylum/claims/${claim.claimId}`, {
    as: 'case-officer',
    in: desk.operations[1],
  })
  expect(elsewhere.status).toBe(404)
  expect(
    (await desk.call('GET', '/asylum/claims', { as: 'case-officer', in: desk.operations[1] })).json.claims,
  ).toEqual([])
  expect((await desk.call('GET', '/asylum/claims', { as: 'volunteer' })).status).toBe(403)
})

test('a claim of another site is not there for a role of one site, in whatever way it is asked for', async () => {
  const claim = await lodged()
  const [here, there] = [newId(random), newId(random)]
  await desk.fresh.asOwner(async (client) => {
    for (const id of [here, there])
      await client.query(`insert into site (operation_id, id, name, kind) values ($1, $2, 'A place', 'office')`, [
        desk.operations[0],
        id,
      ])
    await client.query('update account_role set site_id = $1 where role = $2', [here, 'case-officer'])
  })
  const move = (siteId: string) =>
    desk.fresh.asOwner((client) => client.query('update claim set site_id = $2 where id = $1', [claim.claimId, siteId]))
  const path = `/asylum/claims/${claim.claimId}`
  const asks = () =>
    Promise.all([
      officer(path),
      officer(`${path}/acts`, { seen: claim.events, act: step('constancia', 'comar') }),
      officer(`${path}/proposal/confirm`, { seen: claim.events }),
      officer(`${path}/proposal/drop`, {}),
      officer(`${path}/assign`, { accountId: null }),
    ])
  await move(there)
  expect((await asks()).map(({ status }) => status)).toEqual([404, 404, 404, 404, 404])
  expect(JSON.stringify((await officer('/asylum/claims')).json)).not.toContain(claim.claimId)
  await move(here)
  expect((await asks()).map(({ status }) => status)).toEqual([200, 200, 409, 409, 200])
  expect(JSON.stringify((await officer('/asylum/claims')).json)).toContain(claim.claimId)
})

async function colleague(): Promise<string> {
  const id = newId(random)
  await desk.fresh.asOwner((client) =>
    client.query(
      `insert into account (operation_id, id, login, display_name, created_at) values ($1, $2, 'colleague', 'Colleague', now())`,
      [desk.operations[0], id],
    ),
  )
  return id
}

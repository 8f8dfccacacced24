import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Role } from '#capabilities/access/model.ts'
import { eraseHousehold } from '#capabilities/registration/rights/server/erasing.ts'
import { type Answer, householdAtDesk, personAtDesk, startDesk, type TestDesk } from '#checks/harness/desk.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { claimsToSchedule, paperFacts } from './facts-for-others.ts'

const { random } = realEnvironment()
const LAWYER = 'Invented Licenciada Ruiz'
let desk: TestDesk
beforeAll(async () => {
  desk = await startDesk()
  expect((await settings('/asylum/settings', 0)).status).toBe(200)
}, 60_000)
afterAll(() => desk.drop())

const by = (as: Role, path: string, body?: object) =>
  desk.call(body ? 'POST' : 'GET', path, { as, ...(body && { body }) })
const officer = (path: string, body?: object) => by('case-officer', path, body)
const ask = async (sql: string, values: unknown[] = []) =>
  (await desk.fresh.asOwner((client) => client.query(sql, values))).rows

const settings = (path: string, version: number, rows: object[] = []): Promise<Answer> =>
  by('administrator', path, {
    ...{ version, procedure: 'mx_comar', procedureVersion: '2021-10', answers: {}, calendarAnswers: {}, rows },
  })

async function lodged() {
  const household = householdAtDesk([personAtDesk({ isFocalPoint: true })])
  expect((await by('registrar', '/desk/households', household)).status).toBe(200)
  const id = newId(random)
  const answer = await officer('/asylum/claims', {
    ...{ id, householdId: household.id, principalId: household.people[0]!.id, dependantIds: [] },
    ...{ language: 'ht', isUnder18: 'no', isWithParentOrCaregiver: true, needsInterpreter: true },
    ...{ date: { date: 'entry', day: '2021-09-20' }, step: 'lodge', actor: 'person', on: '2021-10-24' },
  })
  expect(answer.status).toBe(200)
  return { id, path: `/asylum/claims/${id}`, householdId: household.id, personId: household.people[0]!.id }
}

const mandate = (changes: object = {}) => ({
  ...{ id: newId(random), kind: 'lawyer', from: '2021-10-24', until: null, name: LAWYER, contact: '+52 962 000 0000' },
  ...changes,
})

test('a lawyer acts only under a mandate that holds on the day of the act', async () => {
  const claim = await lodged()
  const asks = async (on: string) => {
    const { events } = (await officer(claim.path)).json
    return officer(`${claim.path}/acts`, {
      seen: events,
      act: { kind: 'step', step: 'move_request', actor: 'representative', on },
    })
  }
  expect(await asks('2021-10-24')).toMatchObject({
    ...{ status: 409, json: { reason: 'mandate-missing', help: ['representative', 'lawyer'] } },
  })
  await officer(`${claim.path}/mandates`, mandate({ kind: 'guardian' }))
  expect((await asks('2021-10-24')).json.reason).toBe('mandate-missing')
  await officer(`${claim.path}/mandates`, mandate({ from: '2021-10-01', until: '2021-10-23' }))
  expect((await asks('2021-10-24')).json.reason).toBe('mandate-missing')
  await officer(`${claim.path}/mandates`, mandate())
  expect(await asks('2021-10-24')).toMatchObject({ status: 200 })
})

test('a lawyer acts for a person: facts stand in the claim, the name lies sealed and opens with a trace at the household', async () => {
  const claim = await lodged()
  const body = mandate()
  expect(await officer(`${claim.path}/mandates`, body)).toEqual({ status: 200, json: { id: body.id } })
  expect((await officer(`${claim.path}/mandates`, body)).status).toBe(200)
  expect((await officer(`${claim.path}/mandates`, { ...body, kind: 'guardian' })).status).toBe(409)
  const read = await officer(claim.path)
  expect(read.json.mandates).toEqual([{ id: body.id, kind: 'lawyer', from: '2021-10-24', until: null }])
  expect(JSON.stringify(read.json)).not.toContain('Ruiz')
  const [row] = await ask('select sealed from claim_mandate where id = $1', [body.id])
  expect(Buffer.from(row.sealed).includes('Ruiz')).toBe(false)
  const opened = await officer(`${claim.path}/mandates/open`, {})
  expect(opened.json.mandates).toEqual([{ id: body.id, name: LAWYER, contact: '+52 962 000 0000' }])
  const traced = await ask('select act from audit_entry where subject_id = $1', [claim.householdId])
  expect(traced.map(({ act }: { act: string }) => act)).toEqual(
    expect.arrayContaining(['add-mandate', 'open-mandates']),
  )
  expect((await by('data-protection-officer', `${claim.path}/mandates/open`, {})).status).toBe(403)
})

test('a mandate ends on a day, and not before it began; the field and the remedy are named', async () => {
  const claim = await lodged()
  const wrong = await officer(`${claim.path}/mandates`, mandate({ until: '2021-10-01' }))
  expect(wrong).toMatchObject({ status: 422, json: { errors: [{ field: 'until' }] } })
  const body = mandate()
  await officer(`${claim.path}/mandates`, body)
  const end = (until: string) => officer(`${claim.path}/mandates/end`, { mandateId: body.id, until })
  expect(await end('2021-10-01')).toMatchObject({ status: 422, json: { errors: [{ field: 'until' }] } })
  expect((await end('2021-12-01')).status).toBe(200)
  expect((await officer(claim.path)).json.mandates).toMatchObject([{ until: '2021-12-01' }])
  const other = await lodged()
  const elsewhere = await officer(`${other.path}/mandates/end`, { mandateId: body.id, until: '2021-12-02' })
  expect(elsewhere.status).toBe(422)
})

test('a name that somebody put back under another person does not open', async () => {
  const [one, other] = [await lodged(), await lodged()]
  await officer(`${one.path}/mandates`, mandate())
  await officer(`${other.path}/mandates`, mandate({ name: 'Somebody Else' }))
  await ask(
    'update claim_mandate m set sealed = (select sealed from claim_mandate o where o.claim_id = $2) where m.claim_id = $1',
    [one.id, other.id],
  )
  const opened = await officer(`${one.path}/mandates/open`, {})
  expect(opened).toMatchObject({ status: 409, json: { type: 'urn:posada:problem:record-damaged' } })
})

test('while the operation is locked no name opens and none is taken; facts of the claim are still there', async () => {
  const claim = await lodged()
  await officer(`${claim.path}/mandates`, mandate())
  const [operationId] = desk.operations
  desk.world.vault.lock(operationId)
  expect((await officer(`${claim.path}/mandates/open`, {})).status).toBe(423)
  expect((await officer(`${claim.path}/mandates`, mandate())).status).toBe(423)
  expect((await officer(claim.path)).json.mandates).toHaveLength(1)
  await desk.unlock(operationId)
})

test('how a person asked to be heard is a language, by whom, and a flag: never which needs', async () => {
  const claim = await lodged()
  expect((await officer(claim.path)).json.interview).toEqual({ heardBy: 'anyone', special: false })
  const wish = { language: 'fr', heardBy: 'woman', special: true }
  expect((await by('registrar', `${claim.path}/interview`, wish)).status).toBe(200)
  const { json } = await officer(claim.path)
  expect([json.interview, json.claim.language]).toEqual([{ heardBy: 'woman', special: true }, 'fr'])
  expect((await officer(`${claim.path}/interview`, { ...wish, needs: ['pregnancy'] })).status).toBe(422)
})

test('whoever plans interviews gets the claims that wait for one, by facts, page by page', async () => {
  const claim = await lodged()
  const [operationId] = desk.operations
  const { db, books, clock } = desk.world
  const plan = (more: object = {}) =>
    db.transaction(operationId, async (tx) => claimsToSchedule({ tx, book: await books.open(tx, clock()) }, more))
  await officer(`${claim.path}/interview`, { language: 'ht', heardBy: 'woman', special: true })
  const find = async () => (await plan()).claims.find(({ id }) => id === claim.id)
  expect(await find()).toBeUndefined()
  let seen = (await officer(claim.path)).json.events
  for (const [step, actor] of [
    ['constancia', 'comar'],
    ['admit', 'comar'],
    ['language_asked', 'comar'],
    ['form', 'person'],
  ]) {
    const act = { kind: 'step', step, actor, on: '2021-10-24' }
    const answer = await officer(`${claim.path}/acts`, { seen, act })
    expect(answer).toMatchObject({ status: 200 })
    seen = answer.json.events
  }
  expect(await find()).toMatchObject({
    ...{
      householdId: claim.householdId,
      meeting: 'interview',
      language: 'ht',
      heardBy: 'woman',
      special: true,
      needsInterpreter: true,
    },
  })
  const first = await plan({ limit: 1 })
  expect(first.next).not.toBeNull()
  const [{ count }] = await ask('select count(*)::int from claim where closed_on is null')
  let pages = 0
  for (let after: string | null | undefined; after !== null; pages++)
    after = (await plan({ limit: 1, ...(after && { after }) })).next
  expect(pages).toBe(count + 1)
})

test('what a paper says of a claim: its procedure, its people by id, the limits that bind the person; no name', async () => {
  const claim = await lodged()
  const { db, books, clock } = desk.world
  const facts = await db.transaction(desk.operations[0], async (tx) =>
    paperFacts({ tx, book: await books.open(tx, clock()) }, claim.id),
  )
  expect(facts).toMatchObject({
    ...{
      householdId: claim.householdId,

      language: 'ht',
      stage: 'lodged',
      beganOn: '2021-10-24',
      decision: null,
    },
    ...{ procedure: { id: 'mx_comar' }, people: [{ id: claim.personId, part: 'principal' }] },
  })
  expect(JSON.stringify(facts)).not.toContain('Wideline')
})

test('how many days a change of the calendar would move is told before it is saved, and nothing is saved', async () => {
  const claim = await lodged()
  const before = (await officer(claim.path)).json.limits
  const row = {
    ...{ kind: 'suspension', layer: 4, name: 'invented', agency: 'comar' },
    ...{ when: { from: '2021-10-25', to: '2021-10-29' }, basis: { law: 'dof', certainty: 'B', note: 'Invented.' } },
  }
  const [{ open }] = await ask('select count(*)::int as open from claim where closed_on is null')
  const effect = await settings('/asylum/settings/effect', 1, [row])
  expect(effect.json).toMatchObject({ open, looked: open, claims: open })
  expect(effect.json.limits).toBeGreaterThanOrEqual(open)
  expect((await settings('/asylum/settings/effect', 1)).json).toMatchObject({ claims: 0, limits: 0 })
  expect((await settings('/asylum/settings/effect', 0, [row])).status).toBe(409)
  expect((await officer(claim.path)).json.limits).toEqual(before)
  expect((await by('administrator', '/asylum/settings')).json).toMatchObject({ version: 1, rows: [], toCount: 0 })
})

test('each filter of the queue leaves the rows it names, and no other', async () => {
  const made = [await lodged(), await lodged(), await lodged(), await lodged()]
  const act = { kind: 'step', step: 'constancia', actor: 'comar', on: '2021-10-24' }
  const seen = (await officer(made[0]!.path)).json.events
  expect((await officer(`${made[0]!.path}/acts`, { seen, act })).status).toBe(200)
  const due = ['2021-10-20', '2021-10-25', null, '2021-12-01']
  for (const [n, { id }] of made.entries())
    await ask('update claim set due_on = $1, child_alone = $2, language = $3 where id = $4', [
      ...[due[n], n === 3, n === 1 ? 'ar' : 'ht', id],
    ])
  type Row = { dueOn: string | null; stage: string; language: string; childAlone: boolean; lastStep: { en: string } }
  const { claims: rows, steps } = (await officer('/asylum/claims')).json as { claims: Row[]; steps: object[] }
  expect(steps).toContainEqual({ id: 'constancia', name: expect.objectContaining({ en: 'Issues the constancia' }) })
  const filters: Record<string, (row: Row) => boolean> = {
    'attention=late': ({ dueOn }) => dueOn !== null && dueOn < '2021-10-24',
    'attention=soon': ({ dueOn }) => dueOn !== null && dueOn >= '2021-10-24' && dueOn <= '2021-10-31',
    'attention=no-date': ({ dueOn }) => dueOn === null,
    'attention=child-alone': ({ childAlone }) => childAlone,
    'stage=lodged&language=ar': ({ stage, language }) => stage === 'lodged' && language === 'ar',
    'step=constancia': ({ lastStep }) => lastStep.en === 'Issues the constancia',
  }
  for (const [filter, isMeant] of Object.entries(filters)) {
    const expected = rows.filter(isMeant)
    expect(expected.length, filter).toBeGreaterThan(0)
    expect((await officer(`/asylum/claims?${filter}`)).json.claims, filter).toEqual(expected)
  }
})

test('a day on which one office is closed moves the limits of its claims alone', async () => {
  const claim = await lodged()
  const sites = [newId(random), newId(random)]
  for (const [n, id] of sites.entries())
    await ask('insert into site (operation_id, id, name, kind) values ($1, $2, $3, $4)', [
      ...[desk.operations[0], id, `Invented place ${n}`, 'office'],
    ])
  await ask('update claim set site_id = $1 where id = $2', [sites[0], claim.id])
  const { offices } = (await by('administrator', '/asylum/settings')).json as {
    offices: { id: string; name: string }[]
  }
  const [here, elsewhere] = [0, 1].map((n) => offices.find(({ name }) => name === `Invented place ${n}`)!)
  const closed = (office: string) => ({
    ...{ kind: 'holiday', layer: 4, name: 'invented', when: { on: '2021-10-26' }, office },
    basis: { law: 'dof', certainty: 'B', note: 'Invented.' },
  })
  const moved = async (office: string) => (await settings('/asylum/settings/effect', 1, [closed(office)])).json.limits
  expect(await moved(here!.id)).toBeGreaterThan(0)
  expect(await moved(elsewhere!.id)).toBe(0)
  expect(await settings('/asylum/settings/effect', 1, [closed('site_nowhere')])).toMatchObject({
    ...{ status: 422, json: { errors: [{ field: 'rows.0.office' }] } },
  })
})

test('a limit tells how its day came about: from which day it counts, and how many days nobody works', async () => {
  const claim = await lodged()
  const { limits } = (await officer(claim.path)).json
  const constancia = limits.find(({ id }: { id: string }) => id === 'constancia_limit')
  expect(constancia).toMatchObject({ dueOn: '2021-10-27', counted: { from: '2021-10-25', stoodStill: [] } })
})

test('erasing a person takes the name of whoever acted for them along', async () => {
  const claim = await lodged()
  await officer(`${claim.path}/mandates`, mandate())
  await ask('delete from person_key where individual_id = $1', [claim.personId])
  expect((await officer(`${claim.path}/mandates/open`, {})).json.mandates).toEqual([])
  expect((await officer(`${claim.path}/mandates`, mandate())).status).toBe(409)
  // With the whole household nothing of it is left, not even sealed.
  const other = await lodged()
  await officer(`${other.path}/mandates`, mandate())
  const erasing = { clock: desk.world.clock, random, role: 'self' as const, purpose: 'own wish' }
  await desk.world.db.transaction(desk.operations[0], async (tx) =>
    eraseHousehold({ tx, ...erasing }, other.householdId),
  )
  expect(await ask('select id from claim_mandate where claim_id = $1', [other.id])).toEqual([])
})

test('at another site nobody adds, ends or opens a mandate, nor says how somebody is heard', async () => {
  const claim = await lodged()
  const body = mandate()
  await officer(`${claim.path}/mandates`, body)
  const [here, there] = [newId(random), newId(random)]
  for (const id of [here, there])
    await ask(`insert into site (operation_id, id, name, kind) values ($1, $2, 'A place', 'office')`, [
      desk.operations[0],
      id,
    ])
  await ask('update account_role set site_id = $1 where role = $2', [here, 'case-officer'])
  const asks = async (siteId: string) => {
    await ask('update claim set site_id = $2 where id = $1', [claim.id, siteId])
    const answers = await Promise.all([
      officer(`${claim.path}/mandates`, mandate()),
      officer(`${claim.path}/mandates/end`, { mandateId: body.id, until: '2022-01-01' }),
      officer(`${claim.path}/mandates/open`, {}),
      officer(`${claim.path}/interview`, { language: 'ht', heardBy: 'man', special: false }),
    ])
    return answers.map(({ status }) => status)
  }
  expect(await asks(there)).toEqual([404, 404, 404, 404])
  expect(await asks(here)).toEqual([200, 200, 200, 200])
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Role } from '#capabilities/access/model.ts'
import { isWithdrawn, readStatusList } from '#capabilities/proof/status-list.ts'
import { type Answer, householdAtDesk, personAtDesk, startDesk, type TestDesk } from '#checks/harness/desk.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId, toHex } from '#platform/base/ids.ts'

const { random } = realEnvironment()
const NAME = 'Invented Wideline Joseph'
let desk: TestDesk
beforeAll(async () => {
  desk = await startDesk()
  const chosen = {
    version: 0,
    procedure: 'mx_comar',
    procedureVersion: '2021-10',
    answers: {},
    calendarAnswers: {},
    rows: [],
  }
  expect((await by('administrator', '/asylum/settings', chosen)).status).toBe(200)
}, 60_000)
afterAll(() => desk.drop())

const by = (as: Role, path: string, body?: object) =>
  desk.call(body ? 'POST' : 'GET', path, { as, ...(body && { body }) })
const officer = (path: string, body?: object) => by('case-officer', path, body)
const ask = async (sql: string, values: unknown[] = []) =>
  (await desk.fresh.asOwner((client) => client.query(sql, values))).rows

async function lodged(changes: object = {}) {
  const household = householdAtDesk([
    personAtDesk({ name: NAME, birth: { kind: 'date', on: '1990-05-01' }, ...changes }),
    personAtDesk({ relation: 'partner', birth: { kind: 'date', on: '1988-02-03' }, name: 'Invented Jean Joseph' }),
  ])
  expect((await by('registrar', '/desk/households', household)).status).toBe(200)
  const id = newId(random)
  const [principal, partner] = [household.people[0]!, household.people[1]!]
  const answer = await officer('/asylum/claims', {
    ...{ id, householdId: household.id, principalId: principal.id, dependantIds: [partner.id] },
    ...{ language: 'ht', isUnder18: 'no', isWithParentOrCaregiver: true, needsInterpreter: true },
    ...{ date: { date: 'entry', day: '2021-09-20' }, step: 'lodge', actor: 'person', on: '2021-10-24' },
  })
  expect(answer.status).toBe(200)
  return { id, path: `/asylum/claims/${id}`, householdId: household.id, personId: principal.id, partnerId: partner.id }
}
type Lodged = Awaited<ReturnType<typeof lodged>>

const constancia = { kind: 'constancia', validUntil: null }
const interview = {
  kind: 'interview',
  meeting: { day: '2021-11-15', hour: '09:30', place: 'Office of Tapachula, window 4', interpreter: 'office' },
}
const paper = (claim: Lodged, details: object = constancia, more: object = {}) => ({
  ...{ id: newId(random), individualId: claim.personId, language: 'ht', details },
  ...more,
})
const issue = (claim: Lodged, body: object = paper(claim)) => officer(`${claim.path}/papers`, body)
const listed = async (claim: Lodged) => (await officer(`${claim.path}/papers`)).json

async function record(claim: Lodged, step: string, actor: string, more: object = {}, as: Role = 'case-officer') {
  const seen = (await officer(claim.path)).json.events
  const act = { kind: 'step', step, actor, on: '2021-10-24', personId: claim.personId, ...more }
  return by(as, `${claim.path}/acts`, { seen, act })
}

async function decided(claim: Lodged) {
  for (const [step, actor] of [
    ['admit', 'comar'],
    ['language_asked', 'comar'],
    ['form', 'person'],
    ['interview', 'comar'],
  ] as const)
    expect((await record(claim, step, actor)).status).toBe(200)
  await record(claim, 'decide', 'comar', { outcome: 'refused' })
}
/** Somebody else signs what one officer proposed. */
async function signed(claim: Lodged) {
  await ask(
    `update claim_proposal set proposed_by = (select id from account where login = 'registrar' limit 1) where claim_id = $1`,
    [claim.id],
  )
  const seen = (await officer(claim.path)).json.events
  expect((await officer(`${claim.path}/proposal/confirm`, { seen })).status).toBe(200)
}

async function printed(id: string, as: Role = 'case-officer') {
  const response = await desk.app.request(`/api/asylum/papers/${id}/pdf`, {
    headers: { cookie: await desk.cookie(as) },
  })
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) }
}

/** Whether a verifier that fetches the list now sees the paper as withdrawn. */
async function seesWithdrawn(shortCode: string): Promise<boolean | undefined> {
  desk.advance(4_000)
  const { issuing } = (await desk.world.keyring.find(desk.operations[0]))!
  const bytes = await (await desk.app.request(`/api/status-lists/${toHex(issuing.kid)}`)).arrayBuffer()
  const issuer = { kid: issuing.kid, publicKey: issuing.publicKey, name: '', mandate: [], practice: true }
  const list = await readStatusList(new Uint8Array(bytes), [
    { ...issuer, validFrom: '2021-01-01', validTo: '2030-01-01' },
  ])
  const [row] = await ask('select status_index from paper where short_code = $1', [shortCode])
  return isWithdrawn(list!, row.status_index)
}

test('an officer issues a constancia: it has a number of the office, the days of the law, and is a step of the claim; its words lie sealed', async () => {
  const claim = await lodged()
  const body = paper(claim)
  const { status, json } = await issue(claim, body)
  expect({ status, json }).toMatchObject({
    status: 200,
    json: { id: body.id, kind: 'constancia', languages: ['es', 'ht'], issuedOn: '2021-10-24', state: 'issued' },
  })
  expect(json.number).toMatch(/^2021-\d{6}$/)
  // 45 working days of Mexico from the day it was issued, a Sunday.
  expect(json.validUntil).toBe('2021-12-27')
  const { history } = (await officer(claim.path)).json
  expect(history.at(-1)).toMatchObject({ kind: 'step', what: { en: expect.stringMatching(/constancia/i) } })
  const [row] = await ask('select sealed, p::text as everything from paper p where id = $1', [body.id])
  expect(Buffer.from(row.sealed).includes('Wideline')).toBe(false)
  expect(row.everything).not.toContain('RC1:')
  const traced = await ask('select act from audit_entry where subject_id = $1', [claim.householdId])
  expect(traced.map(({ act }: { act: string }) => act)).toContain('issue-paper')
})

test('sent again with the same id it is the same paper; another one under its id is refused, and so is a second valid one', async () => {
  const claim = await lodged()
  const body = paper(claim)
  const [one, again] = [await issue(claim, body), await issue(claim, body)]
  expect(again).toEqual(one)
  expect((await issue(claim, { ...body, individualId: claim.partnerId })).json.type).toContain('paper-conflict')
  expect(await issue(claim)).toMatchObject({
    status: 409,
    json: { type: expect.stringContaining('still-valid'), paperId: body.id },
  })
  // Each of those who share the claim has one of their own.
  expect((await issue(claim, paper(claim, constancia, { individualId: claim.partnerId }))).status).toBe(200)
  expect((await listed(claim)).papers).toHaveLength(2)
})

test('two officers issue at once: one paper is made, the other is told which', async () => {
  const claim = await lodged()
  const answers = await Promise.all([issue(claim), issue(claim), issue(claim)])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
  const { papers } = await listed(claim)
  expect(papers).toHaveLength(1)
  for (const { status, json } of answers) if (status === 409) expect(json.paperId).toBe(papers[0].id)
})

test('numbers of an office follow each other without a gap, also after one that was refused', async () => {
  const claim = await lodged()
  const numberOf = (answer: Answer) => Number(answer.json.number.slice(5))
  const first = numberOf(await issue(claim))
  expect(
    (await issue(claim, paper(claim, { ...interview, meeting: { ...interview.meeting, day: '2021-10-01' } }))).status,
  ).toBe(422)
  expect(numberOf(await issue(claim, paper(claim, interview)))).toBe(first + 1)
})

test('a lost paper is issued anew: the old one is withdrawn in the same act, and verifiers see it', async () => {
  const claim = await lodged()
  const old = (await issue(claim)).json
  const body = { id: newId(random), reason: 'lost', language: 'ht', details: null }
  const fresh = await officer(`/asylum/papers/${old.id}/reissue`, body)
  expect(fresh).toMatchObject({ status: 200, json: { state: 'issued', validUntil: old.validUntil } })
  expect(await officer(`/asylum/papers/${old.id}/reissue`, body)).toEqual(fresh)
  const { papers } = await listed(claim)
  expect(papers.find(({ id }: { id: string }) => id === old.id)).toMatchObject({
    state: 'replaced',
    reason: 'lost',
    replacedBy: body.id,
  })
  expect([await seesWithdrawn(old.shortCode), await seesWithdrawn(fresh.json.shortCode)]).toEqual([true, false])
  const twice = await officer(`/asylum/papers/${old.id}/reissue`, { ...body, id: newId(random) })
  expect(twice.json).toMatchObject({ reason: 'not-valid-any-more' })
})

test('a paper is withdrawn with a reason, once; what was withdrawn is not issued anew', async () => {
  const claim = await lodged()
  const { json } = await issue(claim, paper(claim, interview))
  const withdraw = (reason: string) => officer(`/asylum/papers/${json.id}/withdraw`, { reason })
  expect(await withdraw('cancelled')).toMatchObject({ status: 200, json: { state: 'withdrawn', reason: 'cancelled' } })
  expect((await withdraw('cancelled')).status).toBe(200)
  expect((await withdraw('mistake')).status).toBe(409)
  expect(await seesWithdrawn(json.shortCode)).toBe(true)
  expect((await issue(claim, paper(claim, interview))).status).toBe(200)
})

test('a letter of decision needs a decision that two signed; it says the day to appeal, counted from when it is told', async () => {
  const claim = await lodged()
  await issue(claim)
  const letter = (toldOn: string) => paper(claim, { kind: 'decision', letter: { toldOn, appealUntil: null } })
  expect((await issue(claim, letter('2021-10-24'))).json).toMatchObject({ reason: 'not-decided' })
  await decided(claim)
  expect((await issue(claim, letter('2021-11-05'))).json).toMatchObject({ reason: 'not-decided' })
  await signed(claim)
  expect((await issue(claim, letter('2021-10-01'))).status).toBe(422)
  const { status, json } = await issue(claim, letter('2021-11-05'))
  expect({ status, kind: json.kind }).toEqual({ status: 200, kind: 'decision' })
  // The list by facts says nothing of what is in it.
  expect(JSON.stringify(json)).not.toMatch(/refused|appeal/i)
})

test('a constancia needs a name and a day of birth; somebody outside the claim, a past day and a missing field are named', async () => {
  const claim = await lodged({ birth: { kind: 'year', year: 1990 } })
  expect((await issue(claim)).json).toMatchObject({ reason: 'no-birth-day' })
  // Nothing of the refused act stays: neither its step nor its number.
  expect((await officer(claim.path)).json.events).toBe(3)
  const stranger = await lodged()
  const wrong = await issue(claim, paper(claim, constancia, { individualId: stranger.personId }))
  expect(wrong).toMatchObject({ status: 422, json: { errors: [{ field: 'individualId' }] } })
  const hearing = {
    reportDay: '2021-12-02',
    reportHour: '05:00',
    reportPlace: 'Bridge',
    day: '2021-12-01',
    hour: '08:00',
    court: 'Court',
  }
  expect((await issue(claim, paper(claim, { kind: 'hearing', hearing }))).json).toMatchObject({
    reason: 'not-in-procedure',
  })
  expect((await issue(claim, paper(claim, { kind: 'interview' }))).status).toBe(422)
})

test('a paper printed twice is the same, byte for byte; its file names nobody, no cache keeps it, and the code says what is printed', async () => {
  const claim = await lodged()
  const { json } = await issue(claim)
  const [one, again] = [await printed(json.id), await printed(json.id)]
  expect(one.bytes.subarray(0, 5).toString()).toBe('%PDF-')
  expect(one.bytes.equals(again.bytes)).toBe(true)
  expect(one.headers.get('content-disposition')).toBe(`inline; filename="${json.number}.pdf"`)
  expect(one.headers.get('cache-control')).toBe('no-store')
  const traced = await ask('select act from audit_entry where subject_id = $1', [claim.householdId])
  expect(traced.filter(({ act }: { act: string }) => act === 'print-paper')).toHaveLength(2)
  expect((await printed(json.id, 'data-protection-officer')).status).toBe(403)
  expect((await printed(json.id, 'registrar')).status).toBe(200)
})

test('who may not, does not: roles, a locked operation, another operation, an operation without the mandate', async () => {
  const claim = await lodged()
  const body = paper(claim)
  for (const role of ['registrar', 'data-protection-officer', 'administrator', 'volunteer'] as const)
    expect((await by(role, `${claim.path}/papers`, body)).status, role).toBe(403)
  expect((await by('data-protection-officer', `${claim.path}/papers`)).status).toBe(200)
  const elsewhere = (path: string, sent?: object) =>
    desk.call(sent ? 'POST' : 'GET', path, { as: 'case-officer', in: desk.operations[1], ...(sent && { body: sent }) })
  const { json } = await issue(claim, paper(claim, interview))
  expect((await elsewhere(`${claim.path}/papers`)).status).toBe(404)
  expect((await elsewhere(`${claim.path}/papers`, body)).status).toBe(404)
  expect((await elsewhere(`/asylum/papers/${json.id}/withdraw`, { reason: 'mistake' })).status).toBe(404)
  const [operationId] = desk.operations
  desk.world.vault.lock(operationId)
  expect((await issue(claim, body)).status).toBe(423)
  expect((await listed(claim)).papers).toHaveLength(1)
  await desk.unlock(operationId)

  const keys = (await desk.world.keyring.find(operationId))!
  Object.assign(keys, { practice: false })
  try {
    expect(await issue(claim, body)).toMatchObject({
      status: 409,
      json: { type: expect.stringContaining('no-mandate-for-papers') },
    })
    expect(await listed(claim)).toMatchObject({ mayBeIssued: false })
  } finally {
    Object.assign(keys, { practice: true })
  }
})

test('with the person’s file what their papers say is erased, and the papers are withdrawn', async () => {
  const claim = await lodged()
  const { json } = await issue(claim)
  const code = (
    await by('registrar', `/desk/households/${claim.householdId}/reissue`, { reason: 'lost', newAccessCode: true })
  ).json.accessCode
  expect((await desk.call('POST', '/registrations/delete', { body: { accessCode: code } })).status).toBe(200)
  const [row] = await ask('select state, end_reason, sealed from paper where id = $1', [json.id])
  expect(row).toEqual({ state: 'withdrawn', end_reason: 'erased', sealed: null })
  expect(await seesWithdrawn(json.shortCode)).toBe(true)
  expect((await issue(claim, paper(claim, interview))).status).toBe(409)
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer } from '#checks/harness/desk.ts'
import { constancia, interview, startPapers } from '#checks/harness/papers.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'

const { random } = realEnvironment()
let p: Awaited<ReturnType<typeof startPapers>>
beforeAll(async () => {
  p = await startPapers()
}, 60_000)
afterAll(() => p.desk.drop())

test('an officer issues a constancia: it has a number of the office, the days of the law, and is a step of the claim; its words lie sealed', async () => {
  const claim = await p.lodged()
  const body = p.paper(claim)
  const { status, json } = await p.issue(claim, body)
  expect({ status, json }).toMatchObject({
    status: 200,
    json: { id: body.id, kind: 'constancia', languages: ['es', 'ht'], issuedOn: '2021-10-24', state: 'issued' },
  })
  expect(json.number).toMatch(/^2021-\d{6}$/)
  // 45 working days of Mexico from the day it was issued, a Sunday.
  expect(json.validUntil).toBe('2021-12-27')
  const { history } = (await p.officer(claim.path)).json
  expect(history.at(-1)).toMatchObject({ kind: 'step', what: { en: expect.stringMatching(/constancia/i) } })
  const [row] = await p.ask('select sealed, p::text as everything from paper p where id = $1', [body.id])
  expect(Buffer.from(row.sealed).includes('Wideline')).toBe(false)
  expect(row.everything).not.toContain('RC1:')
  const traced = await p.ask('select act from audit_entry where subject_id = $1', [claim.householdId])
  expect(traced.map(({ act }: { act: string }) => act)).toContain('issue-paper')
})

test('sent again with the same id it is the same paper; another one under its id is refused, and so is a second valid one', async () => {
  const claim = await p.lodged()
  const body = p.paper(claim)
  const [one, again] = [await p.issue(claim, body), await p.issue(claim, body)]
  expect(again).toEqual(one)
  expect((await p.issue(claim, { ...body, individualId: claim.partnerId })).json.type).toContain('paper-conflict')
  expect(await p.issue(claim)).toMatchObject({
    status: 409,
    json: { type: expect.stringContaining('still-valid'), paperId: body.id },
  })
  // Each of those who share the claim has one of their own.
  expect((await p.issue(claim, p.paper(claim, constancia, { individualId: claim.partnerId }))).status).toBe(200)
  expect((await p.listed(claim)).papers).toHaveLength(2)
})

test('two officers issue at once: one paper is made, the other is told which', async () => {
  const claim = await p.lodged()
  const answers = await Promise.all([p.issue(claim), p.issue(claim), p.issue(claim)])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
  const { papers } = await p.listed(claim)
  expect(papers).toHaveLength(1)
  for (const { status, json } of answers) if (status === 409) expect(json.paperId).toBe(papers[0].id)
})

test('numbers of an office follow each other without a gap, also after one that was refused', async () => {
  const claim = await p.lodged()
  const numberOf = (answer: Answer) => Number(answer.json.number.slice(5))
  const first = numberOf(await p.issue(claim))
  expect(
    (await p.issue(claim, p.paper(claim, { ...interview, meeting: { ...interview.meeting, day: '2021-10-01' } })))
      .status,
  ).toBe(422)
  expect(numberOf(await p.issue(claim, p.paper(claim, interview)))).toBe(first + 1)
})

test('a lost paper is issued anew: the old one is withdrawn in the same act, and verifiers see it', async () => {
  const claim = await p.lodged()
  const old = (await p.issue(claim)).json
  const body = { id: newId(random), reason: 'lost', language: 'ht', details: null }
  const fresh = await p.officer(`/asylum/papers/${old.id}/reissue`, body)
  expect(fresh).toMatchObject({ status: 200, json: { state: 'issued', validUntil: old.validUntil } })
  expect(await p.officer(`/asylum/papers/${old.id}/reissue`, body)).toEqual(fresh)
  const { papers } = await p.listed(claim)
  expect(papers.find(({ id }: { id: string }) => id === old.id)).toMatchObject({
    state: 'replaced',
    reason: 'lost',
    replacedBy: body.id,
  })
  expect([await p.seesWithdrawn(old.shortCode), await p.seesWithdrawn(fresh.json.shortCode)]).toEqual([true, false])
  const twice = await p.officer(`/asylum/papers/${old.id}/reissue`, { ...body, id: newId(random) })
  expect(twice.json).toMatchObject({ reason: 'not-valid-any-more' })
})

test('a constancia whose time is over is issued anew with a new one, and renewing is a step of the claim', async () => {
  const claim = await p.lodged()
  const { json } = await p.issue(claim)
  await p.ask(`update paper set valid_until = '2021-10-01' where id = $1`, [json.id])
  expect((await p.listed(claim)).papers).toMatchObject([{ id: json.id, state: 'issued', isPast: true }])
  const again = { id: newId(random), reason: 'lost', language: 'ht', details: null }
  const refused = await p.officer(`/asylum/papers/${json.id}/reissue`, again)
  expect(refused).toMatchObject({ status: 422, json: { errors: [{ field: 'details.validUntil' }] } })
  const renewed = await p.officer(`/asylum/papers/${json.id}/reissue`, { ...again, reason: 'renewed' })
  expect(renewed).toMatchObject({ status: 200, json: { validUntil: '2021-12-27' } })
  expect((await p.officer(claim.path)).json.history.at(-1).what.en).toMatch(/renew/i)

  // The step was recorded long ago, and nobody printed a paper: the first one has a term of its own.
  const other = await p.lodged({}, '2021-08-02')
  expect((await p.record(other, 'constancia', 'comar', { on: '2021-08-03' })).status).toBe(200)
  expect((await p.issue(other)).json).toMatchObject({ state: 'issued', validUntil: '2021-12-27' })
})

test('what is booked for a claim and still to come is there for a notice to begin with, by day, hour and room', async () => {
  const claim = await p.lodged()
  const [operationId] = p.desk.operations
  const [site, officer, room] = [newId(random), newId(random), newId(random)]
  await p.ask(`insert into site (operation_id, id, name, kind) values ($1, $2, 'Tapachula', 'office')`, [
    operationId,
    site,
  ])
  await p.ask(
    `insert into appointment_office (operation_id, site_id, time_zone, day_starts, slot_minutes, slots_per_day, notice_days, counsel_days, passed_over_max, version)
     values ($1, $2, 'America/Mexico_City', 540, 60, 6, 0, 0, 5, 1)`,
    [operationId, site],
  )
  await p.ask(
    `insert into appointment_resource (operation_id, id, site_id, kind, account_id, label, languages, special, heard_by, number, hours)
     values ($1, $3, $2, 'officer', $5, null, '{es}', false, 'anyone', 1, '[]'), ($1, $4, $2, 'room', null, 'Room 3', '{}', false, 'anyone', 1, '[]')`,
    [operationId, site, officer, room, newId(random)],
  )
  const book = (day: string, state: string) =>
    p.ask(
      `insert into appointment (operation_id, id, site_id, group_id, purpose, claim_ids, language, special, heard_by, priority, slots, state, day, slot,
         starts_at, ends_at, officer_id, place_id, waiting_since, notice_days, passed_over, version, changed_at)
       values ($1, $2, $3, $4, 'interview', array[$5::uuid], 'ht', false, 'anyone', 1, 1, $6, $7, 1, now(), now(), $8, $9, '2021-10-24', 0, 0, 1, now())`,
      [operationId, newId(random), site, claim.householdId, claim.id, state, day, officer, room],
    )
  await book('2021-10-20', 'held')
  await book('2021-11-16', 'cancelled')
  expect((await p.listed(claim)).meetings).toEqual([])
  await book('2021-11-17', 'booked')
  expect((await p.listed(claim)).meetings).toEqual([
    { kind: 'interview', day: '2021-11-17', hour: '10:00', place: 'Tapachula, Room 3', hasInterpreter: false },
  ])
})

test('a paper is withdrawn with a reason, once; what was withdrawn is not issued anew', async () => {
  const claim = await p.lodged()
  const { json } = await p.issue(claim, p.paper(claim, interview))
  const withdraw = (reason: string) => p.officer(`/asylum/papers/${json.id}/withdraw`, { reason })
  expect(await withdraw('cancelled')).toMatchObject({ status: 200, json: { state: 'withdrawn', reason: 'cancelled' } })
  expect((await withdraw('cancelled')).status).toBe(200)
  expect((await withdraw('mistake')).status).toBe(409)
  expect(await p.seesWithdrawn(json.shortCode)).toBe(true)
  expect((await p.issue(claim, p.paper(claim, interview))).status).toBe(200)
})

test('a letter of decision needs a decision that two signed; it says the day to appeal, counted from when it is told', async () => {
  const claim = await p.lodged()
  await p.issue(claim)
  const letter = (toldOn: string) => p.paper(claim, { kind: 'decision', letter: { toldOn, appealUntil: null } })
  expect((await p.issue(claim, letter('2021-10-24'))).json).toMatchObject({ reason: 'not-decided' })
  await p.decided(claim)
  expect((await p.issue(claim, letter('2021-11-05'))).json).toMatchObject({ reason: 'not-decided' })
  await p.signed(claim)
  expect((await p.issue(claim, letter('2021-10-01'))).status).toBe(422)
  const { status, json } = await p.issue(claim, letter('2021-11-05'))
  expect({ status, kind: json.kind }).toEqual({ status: 200, kind: 'decision' })
  // The list by facts says nothing of what is in it.
  expect(JSON.stringify(json)).not.toMatch(/refused|appeal/i)
})

test('a constancia needs a name and a day of birth; somebody outside the claim, a past day and a missing field are named', async () => {
  const claim = await p.lodged({ birth: { kind: 'year', year: 1990 } })
  expect((await p.issue(claim)).json).toMatchObject({ reason: 'no-birth-day' })
  // Nothing of the refused act stays: neither its step nor its number.
  expect((await p.officer(claim.path)).json.events).toBe(3)
  const stranger = await p.lodged()
  const wrong = await p.issue(claim, p.paper(claim, constancia, { individualId: stranger.personId }))
  expect(wrong).toMatchObject({ status: 422, json: { errors: [{ field: 'individualId' }] } })
  const hearing = {
    reportDay: '2021-12-02',
    reportHour: '05:00',
    reportPlace: 'Bridge',
    day: '2021-12-01',
    hour: '08:00',
    court: 'Court',
  }
  expect((await p.issue(claim, p.paper(claim, { kind: 'hearing', hearing }))).json).toMatchObject({
    reason: 'not-in-procedure',
  })
  expect((await p.issue(claim, p.paper(claim, { kind: 'interview' }))).status).toBe(422)
})

test('who may not, does not: roles, a locked operation, another operation, an operation without the mandate', async () => {
  const claim = await p.lodged()
  const body = p.paper(claim)
  for (const role of ['registrar', 'data-protection-officer', 'administrator', 'volunteer'] as const)
    expect((await p.by(role, `${claim.path}/papers`, body)).status, role).toBe(403)
  expect((await p.by('data-protection-officer', `${claim.path}/papers`)).status).toBe(200)
  const elsewhere = (path: string, sent?: object) =>
    p.desk.call(sent ? 'POST' : 'GET', path, {
      as: 'case-officer',
      in: p.desk.operations[1],
      ...(sent && { body: sent }),
    })
  const { json } = await p.issue(claim, p.paper(claim, interview))
  expect((await elsewhere(`${claim.path}/papers`)).status).toBe(404)
  expect((await elsewhere(`${claim.path}/papers`, body)).status).toBe(404)
  expect((await elsewhere(`/asylum/papers/${json.id}/withdraw`, { reason: 'mistake' })).status).toBe(404)
  const [operationId] = p.desk.operations
  p.desk.world.vault.lock(operationId)
  expect((await p.issue(claim, body)).status).toBe(423)
  expect((await p.listed(claim)).papers).toHaveLength(1)
  await p.desk.unlock(operationId)

  const keys = (await p.desk.world.keyring.find(operationId))!
  Object.assign(keys, { practice: false })
  try {
    expect(await p.issue(claim, body)).toMatchObject({
      status: 409,
      json: { type: expect.stringContaining('no-mandate-for-papers') },
    })
    expect(await p.listed(claim)).toMatchObject({ mayBeIssued: false })
  } finally {
    Object.assign(keys, { practice: true })
  }
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { layClaims } from '#checks/harness/caseload.ts'
import { startDesk, type TestDesk } from '#checks/harness/desk.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import type { Quantity } from '../quantity.ts'
import { likelyOf } from '../ranges.ts'
import { readScenario } from '../reading.ts'

const { random } = realEnvironment()
const [ana, ben, there] = [newId(random), newId(random), newId(random)]
let desk: TestDesk
const kind = (name: string) => ({ type: `urn:posada:problem:${name}` })
const caseload = (options: object = {}) => desk.call('GET', '/planning/caseload', { as: 'planner', ...options })
const choose = (procedure: string, procedureVersion: string, options: object = {}, version = 0) =>
  desk.call('POST', '/asylum/settings', {
    ...{ as: 'administrator', ...options },
    body: { version, procedure, procedureVersion, answers: {}, calendarAnswers: {}, rows: [] },
  })
const decided = (interview: string, decide: string) =>
  [ana, ben].map((by) => ({
    ...{ count: 6, began: '2020-12-10', stage: 'closed', closed: { on: decide, reason: 'recognised' } },
    steps: [
      { step: 'interview', on: interview, by },
      { step: 'decide', on: decide, by },
    ],
  }))

beforeAll(async () => {
  desk = await startDesk()
  const [one] = desk.operations
  await desk.fresh.asOwner((client) =>
    client.query(`insert into site (operation_id, id, name, kind) values ($1, $2, 'There', 'office')`, [one, there]),
  )
}, 60_000)
afterAll(() => desk.drop())

test('an operation that chose no procedure, or has no claim, is told why there is nothing to start from', async () => {
  expect(await caseload()).toMatchObject({ status: 409, json: kind('no-procedure-for-plan') })
  expect((await choose('mx_comar', '2021-10')).status).toBe(200)
  const empty = await caseload()
  expect(empty).toMatchObject({ status: 409, json: kind('no-caseload') })
  expect(empty.json.title).toMatch(/no open claim/)
})

test('the caseload becomes a scenario: who waits with real ages, what came and was decided, who left, how fast two officers are', async () => {
  const [operationId] = desk.operations
  const households = await layClaims(desk, operationId, [
    { count: 60, began: '2021-09-09', stage: 'lodged', needsInterpreter: true },
    { count: 40, began: '2020-09-19', stage: 'admitted', siteId: there, needsInterpreter: false },
    { count: 10, began: '2021-01-15', stage: 'admitted', steps: [{ step: 'interview', on: '2021-10-10' }] },
    { count: 6, began: '2021-03-01', stage: 'closed', closed: { on: '2021-08-20', reason: 'withdrawn' } },
    { count: 3, began: '2021-10-20', stage: 'intended' },
    {
      ...{ count: 5, began: '2020-12-01', stage: 'appealed' },
      steps: [
        { step: 'interview', on: '2021-04-20' },
        { step: 'decide', on: '2021-05-10' },
        { step: 'review', on: '2021-05-20' },
      ],
    },
    ...decided('2021-06-25', '2021-07-15'),
    ...decided('2021-07-26', '2021-08-15'),
    ...decided('2021-08-26', '2021-09-15'),
  ])
  const { status, json } = await caseload()
  expect(status).toBe(200)
  expect(json.open).toEqual({ intended: 3, toInterview: 100, interviewed: 10, decided: 0, appealed: 5 })
  const { scenario } = json
  expect(readScenario(scenario)).toEqual({ scenario })
  expect(scenario).toMatchObject({ name: 'Our caseload, 2021-10-24', startsOn: '2021-10-24' })
  const [track] = scenario.tracks
  expect(track).toMatchObject({
    ...{
      key: 'all',
      limitDays: 63,
      waitingNow: { likely: 100, asOf: '2021-10-24', source: 'Our caseload, 2021-10-24' },
    },
    interviewedNow: { likely: 10 },
  })
  // Ages are real: none is spread over the bands between.
  expect(track.ages.filter(({ share }: { share: number }) => share > 0)).toEqual([
    { upToDays: 60, share: 0.6 },
    { upToDays: 420, share: 0.4 },
  ])
  expect(track.arrivals.history.map(({ value }: { value: number }) => value)).toEqual([
    ...[40, 0, 0, 41, 10, 0, 6, 0, 0, 0, 0, 0, 60],
  ])
  expect(track.arrivals.history.at(-1).month).toBe('2021-09')
  expect(track.interpreterShare).toMatchObject({ likely: 0.6 })
  expect(scenario.interpreters).toBeUndefined()
  expect(track.withdrawalPerYear.source).toContain('6 left without a decision in 12 months')
  expect(scenario.officers.now).toMatchObject({ low: 2, likely: 2, high: 2 })
  // 41 interviews in the six months since the first, by two, of whom one of ten appointments is missed.
  expect(scenario.officers.casesPerMonth.likely).toBeCloseTo(41 / 6 / 2 / 0.9, 9)
  expect(scenario.decision.lagDays).toMatchObject({ low: 20, likely: 20, high: 20 })
  expect(scenario.noShow.share.source).toBe('Assumption')

  // Appointments say how many come; calendars say how long an interview is.
  await desk.fresh.asOwner(async (client) => {
    const officer = newId(random)
    await client.query(
      `insert into appointment_resource (operation_id, id, site_id, kind, account_id, languages, special, heard_by, number, hours)
       values ($1, $2, $3, 'officer', $4, '{es}', false, 'anyone', 1, '[]'), ($1, $5, $3, 'interpreter', null, '{ht}', false, 'anyone', 7, '[]')`,
      [operationId, officer, there, ana, newId(random)],
    )
    await client.query(
      `insert into appointment (operation_id, id, site_id, group_id, purpose, claim_ids, language, special, heard_by, priority, slots, state, day, slot,
         starts_at, ends_at, officer_id, waiting_since, notice_days, passed_over, version, changed_at)
       select $1, gen_random_uuid(), $2, g, 'interview', '{}', 'es', false, 'anyone', 1, 2, case when n <= 10 then 'did-not-come' else 'held' end,
         '2021-09-20', 1, '2021-09-20T15:00:00Z', '2021-09-20T16:30:00Z', $3, '2021-09-09', 0, 0, 1, now()
       from unnest($4::uuid[]) with ordinality as h(g, n)`,
      [operationId, there, officer, households.slice(0, 40)],
    )
  })
  const { noShow, officers, interpreters } = (await caseload()).json.scenario
  expect(interpreters.present).toMatchObject({ likely: 7, asOf: '2021-10-24' })
  expect(noShow.share).toMatchObject({
    likely: 0.25,
    source: 'Our caseload, 2021-10-24: 10 of 40 appointments in a year',
  })
  expect(officers.casesPerMonth.likely).toBeCloseTo(41 / 6 / 2 / 0.75, 9)
  expect(officers.casesPerMonth.source).toMatch(/planned for 90 minutes$/)
})

test('what leaves the server are counts: no id of a claim, a person or an officer', async () => {
  const text = JSON.stringify((await caseload()).json)
  expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/)
  expect(text.length).toBeGreaterThan(1_000)
})

test('whoever plans for one place is told of its claims alone, and another operation sees none of them', async () => {
  const { json } = await caseload({ as: 'case-officer', at: there })
  expect(json.open).toEqual({ intended: 0, toInterview: 40, interviewed: 0, decided: 0, appealed: 0 })
  const second = { in: desk.operations[1] }
  expect((await choose('mx_comar', '2021-10', second)).status).toBe(200)
  expect(await caseload(second)).toMatchObject({ status: 409, json: kind('no-caseload') })
})

test('steps carry the words and limits of the procedure the operation chose; each procedure that claims run under is a track', async () => {
  const { procedure } = (await caseload()).json.scenario
  const stepOf = (en: string) => procedure.steps.find(({ name }: { name: { en: string } }) => name.en === en)
  expect(procedure.name.es).toBe('Reconocimiento de la condición de refugiado (COMAR)')
  expect(stepOf('Interview')).toMatchObject({
    station: 'interview',
    name: { es: 'Entrevista', ar: expect.any(String) },
  })
  // 45 working days.
  expect(stepOf('Decides')).toMatchObject({ station: 'decision', limitDays: 63 })
  expect(stepOf('Asks for review').station).toBe('appeal')
  expect(stepOf('The decision is upheld').station).toBe('appeal')
  expect(stepOf('Withdraws').station).toBe('leaving')
  expect(stepOf('Notifies the decision').station).toBe('after')
  expect(stepOf('Tells INM: no return').station).toBe('none')

  expect((await choose('us_affirmative', '2021-10', {}, 1)).status).toBe(200)
  const [operationId] = desk.operations
  await layClaims(desk, operationId, [
    { count: 7, began: '2021-10-01', stage: 'lodged', procedure: 'us_affirmative', version: '2021-10' },
  ])
  const { scenario } = (await caseload()).json
  expect(scenario.procedure.name.en).toMatch(/affirmative/i)
  const tracks = scenario.tracks.map(({ key, waitingNow, limitDays }: Record<string, Quantity>) => [
    ...[key, likelyOf(waitingNow!), limitDays],
  ])
  expect(tracks).toEqual([
    ['mx-comar', 100, 63],
    ['us-affirmative', 7, 180],
  ])
})

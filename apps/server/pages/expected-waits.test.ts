import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { inventedCaseload, knownOn } from '#apps/posada/bench/planner-wait.ts'
import { startJobs } from '#apps/server/jobs.ts'
import { casesByDay } from '#capabilities/asylum/server/queries-past.ts'
import { countWaits } from '#capabilities/planning/server/counting-waits.ts'
import { findWait } from '#capabilities/planning/server/queries.ts'
import { TOO_MANY } from '#capabilities/planning/server/wait-counter.ts'
import { hashAccessCode, newAccessCode } from '#capabilities/registration/access-code.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { dayNumberOf, dayOfNumber, plainDateOf } from '#platform/base/plain-date.ts'

const DAY_MS = 86_400_000
let t: TestWorld
let own: { code: string; claim: string; lodgedOn: string }
const ask = async (sql: string, ...values: unknown[]) =>
  (await t.fresh.asOwner((client) => client.query(sql, [t.practice.authority.operationId, ...values]))).rows
const count = async (operation: 'authority' | 'journey' = 'authority', over: { rowsMax?: number } = {}) => {
  const { counted, leftOut } = await countWaits({ ...t.world, casesByDay, ...over }, t.practice[operation].operationId)
  return over.rowsMax ? { counted, leftOut } : counted
}
async function ownPage(lang = 'en') {
  const body = new URLSearchParams({ code: own.code }).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return (await t.request(`/status?lang=${lang}`, { method: 'POST', body, headers })).text()
}

/** An office with two and a half years of invented cases, decided about in the order they came; each open one is of somebody of their own. */
async function withPast() {
  const all = inventedCaseload(1, 0.02)
  const first = Math.min(...all.map(({ filedOn }) => filedOn))
  const today = dayNumberOf(plainDateOf(t.world.clock()))
  const shift = today - first - 913
  const cases = knownOn(all, today - shift).flatMap(({ filedOn, endedOn, isDecided, count }) =>
    Array.from({ length: count }, () => ({
      lodged: dayOfNumber(filedOn + shift),
      ended: endedOn === null ? null : dayOfNumber(endedOn + shift),
      decided: isDecided,
    })),
  )
  await ask('delete from claim where operation_id = $1')
  await ask(
    `with given as materialized (
       select row_number() over () as n, gen_random_uuid() as id, gen_random_uuid() as person, g.* from jsonb_to_recordset($2::jsonb) as g(lodged date, ended date, decided boolean)
     ), people as (
       insert into individual (operation_id, id, group_id, ordinal, is_focal_point, sex, age_band, nationality, language, state)
       select $1, given.person, i.group_id, 100 + given.n, false, i.sex, i.age_band, i.nationality, i.language, i.state from given,
         (select * from individual where operation_id = $1 order by id desc limit 1) i returning id
     ), claims as (
       insert into claim (operation_id, id, individual_id, procedure, procedure_version, language, stage, last_step, last_step_on, began_on,
         closed_on, closing_reason, child_alone, events, counted_under, created_at)
       select $1, given.id, given.person, $3, $4, 'es', case when ended is null then 'lodged' else 'closed' end, 'lodge', lodged, lodged,
         ended, case when ended is not null then 'withdrawn' end, false, case when decided then 2 else 1 end, 1, now()
       from given join people on people.id = given.person returning id
     )
     insert into claim_event (operation_id, claim_id, number, recorded_at, event)
     select $1, given.id, step.number, now(), step.event from given join claims on claims.id = given.id,
       lateral (values
         (1, jsonb_build_object('kind', 'step', 'step', 'lodge', 'on', lodged, 'actor', 'person', 'recordedBy', '{}'::jsonb)),
         (2, jsonb_build_object('kind', 'step', 'step', 'decide', 'on', ended, 'actor', 'comar', 'outcome', 'recognised', 'recordedBy', '{}'::jsonb))
       ) as step(number, event) where step.number = 1 or decided`,
    JSON.stringify(cases),
    procedure.procedure,
    procedure.procedure_version,
  )
}
let procedure: { procedure: string; procedure_version: string }

beforeAll(async () => {
  t = await testWorld({ people: 300 })
  procedure = (await ask('select procedure, procedure_version from claim where operation_id = $1 limit 1'))[0]
}, 60_000)
afterAll(() => t.close())

/** A household whose claim was lodged in the middle of the queue, and a code we know. */
async function inTheMiddle() {
  const code = newAccessCode(t.world.random)
  const [claim] = await ask(
    `select id, individual_id, began_on::text as lodged_on from claim
     where operation_id = $1 and closed_on is null and id is distinct from $2 order by began_on, id
     offset (select count(*) / 2 from claim where operation_id = $1 and closed_on is null) limit 1`,
    own?.claim ?? null,
  )
  const [household] = await ask(
    `update registration_group set access_code_hash = $2 where operation_id = $1 and id = (
       select id from registration_group g where operation_id = $1 and stage = 'registered' and not exists (
         select from claim c join individual i on i.operation_id = $1 and i.id = c.individual_id where c.operation_id = $1 and i.group_id = g.id
       ) order by id limit 1)
     returning id`,
    Buffer.from(await hashAccessCode(code)),
  )
  await ask(
    'update individual set group_id = $2 where operation_id = $1 and id = $3',
    household.id,
    claim.individual_id,
  )
  own = { code, claim: claim.id, lodgedOn: claim.lodged_on }
}

test('with too short a past nothing is said of anybody, and the own page says so', async () => {
  expect(await count()).toBeGreaterThan(0)
  expect(await ask('select distinct cannot_say from expected_wait where operation_id = $1')).toEqual([
    { cannot_say: 'too-little-past' },
  ])
  expect(await ask('select 1 from expected_wait_window where operation_id = $1')).toEqual([])
})

test('an office that decides in the order of coming: months are said that 8 of 10 keep, in six languages, and only once a day', async () => {
  await withPast()
  await inTheMiddle()
  t.advance(DAY_MS)
  expect(await count()).toBe(1)
  expect(await count()).toBe(0)
  const [kept] = await ask(
    `select w.*, e.cannot_say, e.coverage, (select count(*)::int from claim c where c.operation_id = $1 and c.closed_on is null and c.began_on < w.lodged_on) as before
     from expected_wait e join expected_wait_window w on w.operation_id = $1 and w.procedure = e.procedure and w.lodged_on = $2
     where e.operation_id = $1 and e.procedure = w.procedure and not e.child_alone`,
    own.lodgedOn,
  )
  expect(kept).toMatchObject({ cannot_say: null, cases_before: kept.before, moved_from: null })
  expect(kept.coverage).toBeGreaterThan(0.7)
  expect(kept.before).toBeGreaterThan(100)
  const page = await ownPage()
  expect(page).toMatch(
    /8 of 10 households like yours get a decision (between \w+ 20\d\d and \w+ 20\d\d|in \w+ 20\d\d)\./,
  )
  expect(page).toContain(`that still wait: ${kept.before}`)
  expect(page).toContain('An estimate, not a promise.')
  expect(page).not.toContain('later than we told you')
  for (const lang of ['es', 'fr', 'ht', 'pt', 'ar']) {
    const other = await ownPage(lang)
    expect(other, lang).toContain('class="ten"')
    expect(other, lang).not.toContain('8 of 10')
  }
})

test('what moved later by more than a month is said first; what is older than three days is not said at all', async () => {
  await ask('update expected_wait_window set said_to = said_to - 90 where operation_id = $1')
  t.advance(DAY_MS)
  expect(await count()).toBe(1)
  const page = await ownPage()
  expect(page.indexOf('This is later than we told you before.')).toBeGreaterThan(0)
  expect(page.indexOf('This is later than we told you before.')).toBeLessThan(page.indexOf('8 of 10 households'))
  const countedDaysEarlier = (days: number) =>
    ask('update expected_wait set counted_on = counted_on - $2::int where operation_id = $1', days)
  await countedDaysEarlier(4)
  expect(await ownPage()).toContain('We cannot say yet when a decision comes.')
  await countedDaysEarlier(-4)
})

test('a claim that rests, and one that was decided, are told no window; another operation sees none', async () => {
  expect(await ownPage()).toContain('8 of 10 households')
  const { authority, journey } = t.practice
  const seenFrom = (operationId: string) =>
    t.world.db.transaction(operationId, (tx) =>
      tx.run(findWait, {
        ...{ operationId: authority.operationId, procedure: procedure.procedure, childAlone: false },
        lodgedOn: own.lodgedOn,
      }),
    )
  expect(await seenFrom(authority.operationId)).toHaveLength(1)
  expect(await seenFrom(journey.operationId)).toEqual([])
  expect(await count('journey')).toBe(0)
  const add = (number: number, event: object) =>
    ask(
      `with added as (insert into claim_event (operation_id, claim_id, number, recorded_at, event) values ($1, $2, $3, now(), $4))
       update claim set events = $3 where operation_id = $1 and id = $2`,
      ...[own.claim, number, JSON.stringify({ on: plainDateOf(t.world.clock()), recordedBy: {}, ...event })],
    )
  await add(2, { kind: 'pause', pause: 'files_lost', actor: 'comar' })
  expect(await ownPage()).toContain('We cannot say yet')
  await add(3, { kind: 'resume', pause: 'files_lost', actor: 'comar' })
  expect(await ownPage()).toContain('8 of 10 households')
  // Decided and not told yet: it stays as it was, or the page would tell.
  await add(4, { kind: 'step', step: 'decide', actor: 'comar', outcome: 'recognised' })
  expect(await ownPage()).toContain('8 of 10 households')
  await add(5, { kind: 'step', step: 'notify', actor: 'comar' })
  expect(await ownPage()).not.toContain('When a decision may come')
})

test('a server that ends while it counts leaves what was said, and after an hour one other server counts, not two', async () => {
  t.advance(DAY_MS)
  const said = () =>
    ask('select w::text as row from expected_wait_window w where operation_id = $1 order by lodged_on, procedure')
  const before = await said()
  expect(before.length).toBeGreaterThan(0)
  const ends = { ...t.world.waits, count: () => Promise.reject(new Error('the server ends')) }
  await expect(countWaits({ ...t.world, waits: ends, casesByDay }, t.practice.authority.operationId)).rejects.toThrow(
    'the server ends',
  )
  expect(await said()).toEqual(before)
  expect(await count()).toBe(0)
  t.advance(3_600_001)
  expect((await Promise.all([count(), count()])).sort()).toEqual([0, 1])
  expect(await said()).not.toEqual(before)
})

test('a night that may not read all cases counts small queues, and of those left out nothing is said any more', async () => {
  // The household in the middle was decided above: another one.
  await inTheMiddle()
  await ask(
    `update claim set child_alone = true where operation_id = $1 and id in
       (select id from claim where operation_id = $1 and id <> $2 and closed_on is null order by id limit 5)`,
    own.claim,
  )
  const { procedure: name } = procedure
  const [children, others] = [true, false].map((childAlone) => ({ procedure: name, childAlone }))
  const kept = () =>
    ask(
      `select e.child_alone as of, e.cannot_say, e.counted_on = $2::date as tonight,
         (select count(*)::int from expected_wait_window w where w.operation_id = $1 and w.child_alone = e.child_alone) as windows
       from expected_wait e where e.operation_id = $1 and e.procedure = $3 order by 1 desc`,
      plainDateOf(t.world.clock()),
      name,
    )
  const windowsOf = async (of: boolean) => (await kept()).find((row) => row.of === of)?.windows
  t.advance(DAY_MS)
  expect(await count()).toBe(2)
  expect(await windowsOf(false)).toBeGreaterThan(0)
  expect(await ownPage()).toContain('8 of 10 households')

  // Six rows: the five children, and one row of the others.
  t.advance(DAY_MS)
  expect(await count('authority', { rowsMax: 5 })).toEqual({ counted: 1, leftOut: [others] })
  expect(await kept()).toEqual([
    { of: true, cannot_say: 'too-little-past', tonight: true, windows: 0 },
    { of: false, cannot_say: 'too-many-cases', tonight: true, windows: 0 },
  ])
  expect(await ownPage()).toContain('We cannot say yet when a decision comes.')

  // The next night all is counted again; the night after, not even all children are read, and the others not at all.
  t.advance(DAY_MS)
  expect(await count()).toBe(2)
  expect(await ownPage()).toContain('8 of 10 households')
  t.advance(DAY_MS)
  expect(await count('authority', { rowsMax: 1 })).toEqual({ counted: 0, leftOut: [children, others] })
  expect(await windowsOf(false)).toBe(0)
  expect(await ownPage()).toContain('We cannot say yet when a decision comes.')
})

test('whoever runs the server reads which queues were left out, and nobody’s number', async () => {
  t.advance(DAY_MS)
  const lines: string[] = []
  const waits = { ...t.world.waits, count: async () => TOO_MANY, close: async () => {} }
  const timers = { after: (ms: number, call: () => void) => t.world.timers.after(ms === 15_000 ? 0 : ms, call) }
  const jobs = startJobs({ ...t.world, timers, waits, log: (line) => void lines.push(line) }, [], {
    opensEntries: false,
  })
  await vi.waitFor(() => expect(lines).toHaveLength(1), { timeout: 10_000 })
  await jobs.stop()
  const { procedure: name } = procedure
  expect(lines[0]).toMatch(
    /^Expected waits: 0 queues were counted; of others nothing is said, they have too many cases: /,
  )
  expect(lines[0]?.split(': ')[2]?.split(', ').sort()).toEqual([name, `${name} (children alone)`])
})

import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Role } from '#capabilities/access/model.ts'
import { shortCodeOf } from '#capabilities/proof/short-code.ts'
import { type FreshDatabase, freshDatabase } from '#checks/harness/database.ts'
import { fromBase64url } from '#platform/base/ids.ts'
import { verifyEd25519Sync } from '#platform/cose/ed25519-node.ts'
import { type CheckInEntry, checkInReceiptText } from '../model.ts'
import { coarsenCheckIns } from './coarsening.ts'
import { makeJourney } from './test-journey.ts'

const HOUR_MS = 3_600_000
const MORNING = Date.parse('2021-10-24T08:00:00Z')
const PHONE = '11111111-1111-4111-8111-111111111111'
const OTHER_PHONE = '22222222-2222-4222-8222-222222222222'
const codeOf = (number: number) => shortCodeOf(new Uint8Array([number, 1, 2, 3, 4, 5, 6, 7]))
const FAMILY = ['18-59', '18-59', '5-11', '0-4']

let fresh: FreshDatabase
beforeAll(async () => {
  fresh = await freshDatabase()
})
afterAll(() => fresh.drop())

type Journey = Awaited<ReturnType<typeof makeJourney>>
const count = (journey: Journey, stopId: string, code: string, people: number, rest = {}) => ({
  ...{ kind: 'household', id: journey.id(), stopId, madeAt: journey.at(), code, sizeOnCard: 4, people },
  ...rest,
})

test('a stop is entered when it is reached; a time to come is refused', async () => {
  const journey = await makeJourney(fresh, MORNING)
  const later = { id: journey.id(), name: 'Huixtla', reachedAt: journey.at(1) }
  expect(await journey.as('coordinator', 'POST', '/journeys/stops', later)).toMatchObject({ status: 422 })
  const stop = await journey.enterStop('Álvaro Obregón')
  const { body } = await journey.as('volunteer', 'GET', '/journeys/current')
  expect(body.stops).toEqual([{ ...stop, ordinal: 1, closed: false }])
  expect(body).not.toHaveProperty('totals')
})

test('a household counted twice by two phones is once, and both phones are told the same', async () => {
  const journey = await makeJourney(fresh, MORNING)
  const stop = await journey.enterStop('Álvaro Obregón')
  await journey.register(codeOf(1), FAMILY)
  const early = await journey.send(PHONE, [count(journey, stop.id, codeOf(1), 3)], stop.id)
  expect(early.body.groups).toEqual([{ code: codeOf(1), state: 'someone-missing' }])
  await journey.send(OTHER_PHONE, [count(journey, stop.id, codeOf(1), 4, { madeAt: journey.at(60_000) })], stop.id)

  const answers = await Promise.all([PHONE, OTHER_PHONE].map((phone) => journey.send(phone, [], stop.id)))
  for (const { body } of answers) expect(body.groups).toEqual([{ code: codeOf(1), state: 'complete' }])
  expect((await journey.totals())[0]).toMatchObject({
    people: 4,
    households: 1,
    adults: 2,
    children: 2,
    householdsIncomplete: 0,
  })
})

test('a phone is told of the groups it counted itself, and of no other', async () => {
  const journey = await makeJourney(fresh, MORNING)
  const stop = await journey.enterStop('Álvaro Obregón')
  await journey.send(PHONE, [count(journey, stop.id, codeOf(1), 4)])
  expect((await journey.send(OTHER_PHONE, [], stop.id)).body.groups).toEqual([])
})

test('a card whose registration has not arrived is counted, and belongs to its household once it has', async () => {
  const journey = await makeJourney(fresh, MORNING)
  const stop = await journey.enterStop('Álvaro Obregón')
  await journey.send(PHONE, [count(journey, stop.id, codeOf(2), 4)])
  expect((await journey.totals())[0]).toMatchObject({
    people: 4,
    households: 1,
    ageNotKnown: 4,
    householdsIncomplete: 0,
  })
  await journey.register(codeOf(2), [...FAMILY, '60+'])
  expect((await journey.totals())[0]).toMatchObject({ people: 4, households: 1, householdsIncomplete: 1 })
})

test('an entry sent again has the same signed receipt; with other content both are kept and the first counts', async () => {
  const journey = await makeJourney(fresh, MORNING)
  const stop = await journey.enterStop('Álvaro Obregón')
  const entry = count(journey, stop.id, codeOf(3), 4)
  const first = await journey.send(PHONE, [entry])
  journey.clock.now += 60_000
  const again = await journey.send(PHONE, [entry, entry])
  const { receipt } = first.body.outcomes[0]
  expect(again.body.outcomes.map((outcome: { receipt: unknown }) => outcome.receipt)).toEqual([receipt, receipt])
  const signature = fromBase64url(receipt.signature)!
  expect(verifyEd25519Sync(journey.receipt.publicKey, Buffer.from(checkInReceiptText(receipt)), signature)).toBe(true)

  const other = await journey.send(PHONE, [{ ...entry, people: 1 }])
  expect(other.body.outcomes).toEqual([{ entryId: entry.id, status: 'conflict', receipt: null }])
  expect((await journey.totals())[0]).toMatchObject({ people: 4, conflicts: 1 })
})

test('what was taken back is not counted, even when the taking back arrives first', async () => {
  const journey = await makeJourney(fresh, MORNING)
  const stop = await journey.enterStop('Álvaro Obregón')
  const entry = { kind: 'nameless', id: journey.id(), stopId: stop.id, madeAt: journey.at(), people: 7 }
  const undo = { kind: 'undo', id: journey.id(), stopId: stop.id, madeAt: journey.at(), undoes: entry.id }
  await journey.send(PHONE, [undo])
  await journey.send(PHONE, [entry])
  expect((await journey.totals())[0]).toMatchObject({ people: 0, nameless: 0 })
})

test('batches in any order, cut anyhow and sent twice give the same totals', async () => {
  const order = fc.sample(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 }), { numRuns: 4, seed: 7 })
  const results = []
  for (const indices of order) {
    const journey = await makeJourney(fresh, MORNING)
    const [first, second] = [await journey.enterStop('One'), await journey.enterStop('Two', journey.at(-HOUR_MS))]
    const same = (number: number) => ({
      id: `0000000${number}-0000-4000-8000-000000000000`,
      madeAt: journey.at(number),
    })
    const entries = [
      count(journey, first.id, codeOf(1), 3, same(0)),
      count(journey, first.id, codeOf(1), 4, same(1)),
      count(journey, first.id, codeOf(2), 2, same(2)),
      count(journey, second.id, codeOf(1), 4, same(3)),
      count(journey, second.id, codeOf(3), 1, same(4)),
      { kind: 'nameless', stopId: first.id, people: 5, ...same(5) },
      { kind: 'undo', stopId: second.id, undoes: same(4).id, ...same(6) },
      { kind: 'undo', stopId: first.id, undoes: same(2).id, ...same(7) },
    ]
    for (const index of indices) await journey.send(PHONE, [entries[index], entries[indices[0]!]])
    await journey.send(PHONE, entries.toReversed())
    results.push((await journey.totals()).map(({ stop: _, ...totals }: { stop: unknown }) => totals))
  }
  for (const result of results) expect(result).toEqual(results[0])
  expect(results[0]![1]).toMatchObject({ people: 9, households: 1, nameless: 5, householdsIncomplete: 0 })
})

test('before 72 hours are over check-ins know neither household, phone nor place, and the totals stay right', async () => {
  const journey = await makeJourney(fresh, MORNING)
  const first = await journey.enterStop('Viva México')
  await journey.register(codeOf(1), FAMILY)
  const entry = count(journey, first.id, codeOf(1), 4)
  await journey.send(PHONE, [entry, count(journey, first.id, codeOf(2), 3)])
  await journey.send(PHONE, [{ ...entry, people: 2 }])
  journey.clock.now += 24 * HOUR_MS
  const second = await journey.enterStop('Álvaro Obregón')
  await journey.send(PHONE, [count(journey, second.id, codeOf(1), 4)])
  const before = await journey.totals()

  journey.clock.now = MORNING + 71 * HOUR_MS - 1
  expect(await coarsenCheckIns(fresh.database, journey.operationId, journey.clock.now)).toBe(0)
  journey.clock.now += 1
  expect(await coarsenCheckIns(fresh.database, journey.operationId, journey.clock.now)).toBe(2)
  expect(await coarsenCheckIns(fresh.database, journey.operationId, journey.clock.now)).toBe(0)

  const after = await journey.totals()
  const open = before[0]
  expect(open).toMatchObject({ people: 7, notSeenNext: { households: 1, people: 3 }, conflicts: 1 })
  expect(after[0]).toEqual({ ...open, stop: { ...open.stop, closed: true }, conflicts: 0 })
  expect(after[1]).toEqual(before[1])
  const left = await fresh.asOwner((client) =>
    client.query(
      `select to_jsonb(c) - 'operation_id' - 'id' - 'kind' - 'received_on' as rest from check_in c
       where operation_id = $1 and stop_id is null`,
      [journey.operationId],
    ),
  )
  expect(left.rows).toHaveLength(2)
  for (const { rest } of left.rows) expect(Object.values(rest).every((value) => value === null)).toBe(true)
  const conflicts = await fresh.asOwner((client) =>
    client.query('select 1 from check_in_conflict where operation_id = $1', [journey.operationId]),
  )
  expect(conflicts.rows).toEqual([])

  // A replay of what is coarse by now stays one count, and a phone that comes out of the hills a week later is not lost.
  const replay = await journey.send(PHONE, [entry])
  expect(replay.body.outcomes[0]).toMatchObject({ status: 'received', receipt: { status: 'late' } })
  const stray = { kind: 'nameless', id: journey.id(), stopId: first.id, madeAt: journey.at(-HOUR_MS), people: 6 }
  for (let i = 0; i < 2; i++) await journey.send(OTHER_PHONE, [stray])
  expect((await journey.totals())[0]).toMatchObject({ people: 7, latePeople: 6 })
})

test('water that is missing is one report however often it is sent', async () => {
  const journey = await makeJourney(fresh, MORNING)
  const stop = await journey.enterStop('Álvaro Obregón')
  const report = { id: journey.id(), stopId: stop.id, kind: 'water', at: journey.at() }
  for (let i = 0; i < 2; i++)
    expect((await journey.as('volunteer', 'POST', '/journeys/conditions', report)).status).toBe(200)
  expect((await journey.totals())[0].conditions).toEqual([{ kind: 'water', reports: 1, lastSeenAt: report.at }])
  const elsewhere = { ...report, id: journey.id(), stopId: journey.id() }
  expect((await journey.as('volunteer', 'POST', '/journeys/conditions', elsewhere)).status).toBe(404)
})

test('an entry for a stop of another journey is not taken', async () => {
  const [mine, theirs] = [await makeJourney(fresh, MORNING), await makeJourney(fresh, MORNING)]
  const stop = await theirs.enterStop('Elsewhere')
  const { body } = await mine.send(PHONE, [count(mine, stop.id, codeOf(1), 4)])
  expect(body.outcomes[0]).toMatchObject({ status: 'unknown-stop', receipt: null })
  expect((await theirs.totals())[0].people).toBe(0)
})

test('entries that are wrong are refused with their field, and nothing of the batch is written', async () => {
  const journey = await makeJourney(fresh, MORNING)
  const stop = await journey.enterStop('Álvaro Obregón')
  const good = count(journey, stop.id, codeOf(1), 4)
  const wrong: [Partial<CheckInEntry> | object, string][] = [
    [{ people: 0 }, 'entries.1.people'],
    [{ people: 31 }, 'entries.1.people'],
    [{ code: 'AAA-AAA-AAAB' }, 'entries.1.code'],
    [{ name: 'Ana' }, 'entries.1.name'],
    [{ madeAt: 'yesterday' }, 'entries.1.madeAt'],
  ]
  for (const [change, field] of wrong) {
    const { status, body } = await journey.send(PHONE, [good, { ...good, id: journey.id(), ...change }])
    expect({ status, field: body.errors?.[0].field }).toEqual({ status: 422, field })
  }
  const many = Array.from({ length: 201 }, () => ({ ...good, id: journey.id() }))
  expect((await journey.send(PHONE, many)).status).toBe(422)
  expect((await journey.totals())[0].people).toBe(0)
})

test('who may not, may not: totals are the coordinator’s, counting is the volunteer’s, stops are the coordinator’s', async () => {
  const journey = await makeJourney(fresh, MORNING)
  const stop = await journey.enterStop('Álvaro Obregón')
  const statusFor = async (role: Role, path: string, body?: unknown) =>
    (await journey.as(role, body ? 'POST' : 'GET', path, body)).status
  const batch = { deviceId: PHONE, stopId: null, entries: [count(journey, stop.id, codeOf(1), 4)] }
  for (const role of ['volunteer', 'organiser', 'registrar', 'case-officer', 'planner', 'administrator'] as const)
    expect(await statusFor(role, '/journeys/totals')).toBe(403)
  for (const role of ['organiser', 'registrar', 'case-officer', 'data-protection-officer', 'administrator'] as const)
    expect(await statusFor(role, '/journeys/check-ins', batch)).toBe(403)
  for (const role of ['volunteer', 'registrar', 'case-officer'] as const)
    expect(await statusFor(role, '/journeys/stops', { ...stop, id: journey.id() })).toBe(403)
  expect(await statusFor('case-officer', '/journeys/current')).toBe(403)
  expect((await journey.totals())[0].people).toBe(0)
})

test('an authority has no journey: no stop, no check-in, no total, whoever asks', async () => {
  const authority = await makeJourney(fresh, MORNING, 'authority')
  const stop = { id: authority.id(), name: 'Tapachula', reachedAt: authority.at() }
  const asked = [
    authority.as('coordinator', 'POST', '/journeys/stops', stop),
    authority.as('volunteer', 'GET', '/journeys/current'),
    authority.send(PHONE, []),
    authority.as('coordinator', 'GET', '/journeys/totals'),
    authority.as('volunteer', 'POST', '/journeys/conditions', {
      id: stop.id,
      stopId: stop.id,
      kind: 'heat',
      at: stop.reachedAt,
    }),
  ]
  for (const { status } of await Promise.all(asked)) expect(status).toBe(404)
})

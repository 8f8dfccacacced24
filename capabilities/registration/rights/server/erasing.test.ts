import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { QUIET_NOW, type QuietWorld, quietWorld } from '#checks/harness/quiet.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { nothingFound } from '../../contract.ts'
import { countErasedWithFile, listErasures, replayErasures } from '../../server/erasure-ledger.ts'
import { type Erasing, eraseHousehold, eraseOne } from './erasing.ts'
import { erasePersonHere, type OwnServices } from './own-rights.ts'
import { listOwnCards } from './queries-rights.ts'

// One person, or all of a household, at the functions themselves: what is destroyed, what stays, and what is told of it.

const { random } = realEnvironment()
let q: QuietWorld
let removed: [string, string[]][]

beforeAll(async () => {
  q = await quietWorld()
})
afterAll(() => q.close())
beforeEach(() => {
  removed = []
})

const services = (): OwnServices => ({
  ...q.services,
  names: { ...q.world.names, remove: async (...what) => void removed.push(what) },
})
const erase = (accessCode: string, individualId: string) => erasePersonHere(services(), { accessCode, individualId })
const filesOf = async (...ids: (string | undefined)[]) => {
  const files: string[] = []
  for (const id of ids) files.push(await fileOf(id))
  return files
}
const fileOf = async (id: string | undefined) =>
  (
    await q.ask<{ left: string }>(
      `select (select count(*) from person_key where individual_id = $1) + (select count(*) from person_blob where individual_id = $1)
         + (select count(*) from person_tag where individual_id = $1) as left`,
      id,
    )
  )[0]!.left
const cardsOf = async (groupId: string) => {
  const cards = await q.world.db.scoped(q.operationId, listOwnCards, { operationId: q.operationId, groupId })
  return cards.map(({ shortCode, withdrawnReason }) => [shortCode, withdrawnReason])
}
const recorded = (subjectId: string | undefined) =>
  q.ask(`select at, role, act, purpose, length(salt) as salt from audit_entry where subject_id = $1`, subjectId)

test('one person is erased for ever: the file is gone, the household speaks on with a new card of its new size', async () => {
  const { accessCode, groupId, ids, shortCode } = await q.household(['Ana Sol', 'Luis Sol', 'Eva Sol'])
  const reply = await erase(accessCode, ids[0]!)
  const cards = await cardsOf(groupId)
  expect(cards).toEqual([
    [shortCode, 'household-changed'],
    [expect.any(String), null],
  ])
  const [issued] = await q.ask<{ token: string }>('select token from card where short_code = $1', cards[1]![0])
  expect(reply).toEqual({
    householdStays: true,
    card: { shortCode: cards[1]![0], text: issued!.token, size: 2, expiresOn: '2022-10-24' },
  })
  expect(await filesOf(...ids)).toEqual(['0', '2', '2'])
  expect(removed).toEqual([[q.operationId, [ids[0]]]])
  expect(await recorded(ids[0])).toEqual([
    { at: new Date(QUIET_NOW), role: 'self', act: 'erase-person', purpose: 'own wish', salt: 16 },
  ])
  expect(
    await q.ask(
      'select id, state, is_focal_point, age_band from individual where group_id = $1 order by ordinal',
      groupId,
    ),
  ).toEqual([
    { id: ids[0], state: 'erased', is_focal_point: false, age_band: '18+' },
    { id: ids[1], state: 'present', is_focal_point: true, age_band: '5-11' },
    { id: ids[2], state: 'present', is_focal_point: false, age_band: '5-11' },
  ])
})

test('nobody is erased who is not of this household, or was erased before, and the index of names hears of nobody', async () => {
  const [one, other] = [await q.household(), await q.household()]
  await erase(one.accessCode, one.ids[1]!)
  removed = []
  for (const id of [other.ids[0]!, one.ids[1]!, newId(random)])
    await expect(erase(one.accessCode, id)).rejects.toThrow(nothingFound().message)
  expect(removed).toEqual([])
  expect([await fileOf(one.ids[0]), await fileOf(other.ids[0])]).toEqual(['4', '4'])
  expect(await cardsOf(other.groupId)).toEqual([[other.shortCode, null]])
})

test('the last one takes the household with them: no card, no code, no page', async () => {
  const { accessCode, groupId, ids, shortCode } = await q.household()
  await erase(accessCode, ids[1]!)
  removed = []
  expect(await erase(accessCode, ids[0]!)).toEqual({ householdStays: false, card: null })
  expect(removed).toEqual([[q.operationId, expect.arrayContaining(ids)]])
  expect((await cardsOf(groupId)).map(([, reason]) => reason)).toEqual(['household-changed', 'erased'])
  expect((await cardsOf(groupId))[0]![0]).toBe(shortCode)
  await expect(q.world.own.status(accessCode)).rejects.toThrow(nothingFound().message)
  expect(await q.ask('select stage from registration_group where id = $1', groupId)).toEqual([{ stage: 'erased' }])
  expect(await recorded(groupId)).toEqual([
    { at: new Date(QUIET_NOW), role: 'self', act: 'erase', purpose: 'own wish', salt: 16 },
  ])
})

test('whoever left unseen and is erased changes nothing that their household sees: neither size nor card', async () => {
  const { accessCode, groupId, ids, shortCode } = await q.household()
  await q.world.own.leave(accessCode, ids[1]!)
  expect(await erase(accessCode, ids[1]!)).toMatchObject({ householdStays: true, card: { shortCode, size: 2 } })
  expect(await cardsOf(groupId)).toEqual([[shortCode, null]])
  expect([await fileOf(ids[0]), await fileOf(ids[1])]).toEqual(['4', '0'])
  expect(removed).toEqual([[q.operationId, [ids[1]]]])
})

test('a household without a card that is good gets none: a person looks at it first', async () => {
  const { accessCode, groupId, ids, shortCode } = await q.household()
  await q.ask(`update card set withdrawn_at = $2, withdrawn_reason = 'lost' where group_id = $1`, groupId, q.ago(1))
  expect(await erase(accessCode, ids[1]!)).toEqual({ householdStays: true, card: null })
  expect(await cardsOf(groupId)).toEqual([[shortCode, 'lost']])
})

/** In a transaction of its own, with a list of places that gives what the test wants. */
async function eraseWith(
  places: number[],
  { groupId, ids }: { groupId: string; ids: string[] },
  change: Partial<Erasing> = {},
) {
  const taking = [...places]
  const means = { take: vi.fn(() => taking.shift()!), release: vi.fn(), size: () => 0 }
  const { clock } = q.world
  const erased = await q.world.db.transaction(q.operationId, (tx) =>
    eraseOne(
      { tx, clock, random, role: 'system', purpose: 'retention', ...change },
      { groupId, individualId: ids[1]! },
      { keys: q.keys, places: means },
    ),
  )
  return { erased, means }
}

test('a place in the list of withdrawn cards that is taken is given back, and another one tried', async () => {
  const [one, other] = [await q.household(), await q.household()]
  const { erased, means } = await eraseWith([other.statusIndex, 70_001], one)
  expect(erased).toEqual([one.ids[1]])
  expect(means.release.mock.calls).toEqual([[other.statusIndex]])
  expect(
    await q.ask('select status_index from card where group_id = $1 and withdrawn_at is null', one.groupId),
  ).toEqual([{ status_index: 70_001 }])
  expect(await recorded(one.ids[1])).toMatchObject([{ role: 'system', purpose: 'retention' }])
})

test('where no place is free after five tries the erasure stands all the same, and a desk prints the card', async () => {
  const [one, other] = [await q.household(), await q.household()]
  const { means } = await eraseWith(Array(9).fill(other.statusIndex), one)
  expect([means.take.mock.calls.length, means.release.mock.calls.length]).toEqual([5, 5])
  expect(await cardsOf(one.groupId)).toEqual([[one.shortCode, 'household-changed']])
  expect(await fileOf(one.ids[1])).toBe('0')
})

test('all of a household are erased at once, in the name of whoever wanted it', async () => {
  const { groupId, ids } = await q.household()
  const { clock } = q.world
  const erased = await q.world.db.transaction(q.operationId, (tx) =>
    eraseHousehold({ tx, clock, random, role: 'system', purpose: 'retention' }, groupId),
  )
  expect(erased.toSorted()).toEqual(ids.toSorted())
  expect(await filesOf(...ids)).toEqual(['0', '0'])
  expect(await recorded(groupId)).toEqual([
    { at: new Date(QUIET_NOW), role: 'system', act: 'erase', purpose: 'retention', salt: 16 },
  ])
  expect(
    await q.ask(`select kind, account_id from event where group_id = $1 and kind <> 'household-registered'`, groupId),
  ).toEqual([{ kind: 'registration-erased', account_id: null }])
})

test('after a restore of before whoever was erased is erased again, one person or all, and nobody else', async () => {
  const [one, all, other] = [await q.household(), await q.household(), await q.household()]
  await erase(one.accessCode, one.ids[1]!)
  await q.world.own.erase(all.accessCode)
  const left = await q.fresh.asOwner(async (client) => {
    await client.query(`set app.operation_id = '${q.operationId}'`)
    const { rows } = await client.query<{ line: string }>(listErasures)
    // As a backup of before would have it: everybody is there, with a key.
    const back = [one.ids[1], ...all.ids]
    await client.query(`update individual set state = 'present' where id = any ($1)`, [back])
    await client.query(
      `insert into person_key select k.operation_id, i.id, k.key_version, k.wrapped_key from person_key k, unnest($2::uuid[]) as i(id) where k.individual_id = $1`,
      [other.ids[0], back],
    )
    await client.query(`update registration_group set stage = 'registered' where id = $1`, [all.groupId])
    await client.query(`update registration_group set household_size = 2 where id = $1`, [one.groupId])
    await client.query(replayErasures, [`[${rows.map(({ line }) => line).join(',')}]`, new Date(QUIET_NOW)])
    return (await client.query(countErasedWithFile)).rows
  })
  expect(left).toEqual([{ people: '0' }])
  expect(await filesOf(one.ids[0], one.ids[1], ...all.ids, other.ids[0])).toEqual(['4', '0', '0', '0', '4'])
  const stage = 'select stage, household_size from registration_group where id = $1'
  expect(await q.ask(stage, one.groupId)).toEqual([{ stage: 'registered', household_size: 1 }])
  expect(await q.ask(stage, all.groupId)).toMatchObject([{ stage: 'erased' }])
  expect(await q.ask(stage, other.groupId)).toEqual([{ stage: 'registered', household_size: 2 }])
})

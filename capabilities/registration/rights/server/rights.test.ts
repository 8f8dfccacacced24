import { afterAll, beforeAll, expect, test } from 'vitest'
import { listErasures, replayErasures } from '#capabilities/registration/server/erasure-ledger.ts'
import { peopleOf } from '#checks/harness/people.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId, toBase64url } from '#platform/base/ids.ts'
import { sealEnvelope } from '#platform/vault/seal.ts'
import { type CorrectionChange, correctionBinding } from '../model.ts'

// What people decide about what is held about them, and that it then is so.

const { random } = realEnvironment()
let t: TestWorld
let operationId: string

beforeAll(async () => {
  t = await testWorld({ people: 4 })
  operationId = t.practice.authority.operationId
}, 60_000)
afterAll(() => t.close())

const { ask, desk, opened, own, registered, unlock } = peopleOf(() => t)
const UNKNOWN = 'ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZ'

test('known and unknown codes answer alike: 404 for whatever a wrong code asks', async () => {
  const id = newId(random)
  const bodies = {
    rights: {},
    consent: { individualId: id, purpose: 'aid', agreed: false },
    corrections: { id, individualId: id, envelope: await sealed(id, id, { field: 'name', value: 'Ana' }) },
    'delete-person': { individualId: id },
    archive: { language: 'en' },
  }
  const { accessCode } = await opened()
  for (const [path, body] of Object.entries(bodies)) {
    const wrong = await own(path, { accessCode: UNKNOWN, ...body })
    expect([path, wrong.status, wrong.json.type]).toEqual([path, 404, expect.stringContaining('nothing-found')])
    // Somebody of another household is as unknown as nobody.
    if ('individualId' in body) expect(await own(path, { accessCode, ...body })).toEqual(wrong)
  }
})

test('a consent taken back counts at once, also while locked; what was decided before is kept; an export shows it', async () => {
  const { accessCode, ids, groupId } = await opened()
  const aid = (agreed: boolean) => own('consent', { accessCode, individualId: ids[0], purpose: 'aid', agreed })
  await t.world.vault.lock(operationId)
  expect((await aid(false)).json.consent).toEqual({
    ...{ registration: true, aid: false, tracing: true, legalHelp: false, statistics: false },
  })
  expect((await aid(false)).status).toBe(200) // pressed twice: one decision
  expect((await own('rights', { accessCode })).json.people[0].consent.aid).toBe(false)
  const kept = () =>
    ask<{ aid: boolean }>('select aid from consent_decision where individual_id = $1 order by decided_at', ids[0])
  expect(await kept()).toEqual([{ aid: true }, { aid: false }])
  expect(await ask(`select facts from event where kind = 'consent-decided' and group_id = $1`, groupId)).toEqual([
    { facts: { purpose: 'aid', agreed: false } },
  ])
  const planner = await t.signIn('authority', 'data-protection-officer')
  const [row] = await ask<{ case_number: string }>('select case_number from registration_group where id = $1', groupId)
  const { csv } = (await desk(planner, 'exports', { after: null })).json
  const [head, ...lines] = (csv as string).split('\r\n').map((line) => line.split(','))
  const mine = lines.find((line) => line[0] === row!.case_number && line[1] === '1')!
  expect(mine[head!.indexOf('consent_aid')]).toBe('no')
  await unlock()
  await t.openSealed(operationId)
  const withNames = async () => {
    const file = { after: null, recipient: 'Food bank', purpose: 'aid', basis: 'consent', agreementId: null }
    return (await desk(planner, 'exports/with-names', file)).json.csv as string
  }
  expect(await withNames()).not.toContain(row!.case_number)
  await aid(true)
  expect(await kept()).toHaveLength(3)
  expect(await withNames()).toContain(row!.case_number)
  const refused = await own('consent', { accessCode, individualId: ids[0], purpose: 'registration', agreed: false })
  expect(refused.status).toBe(422) // without it nothing is held: the page offers deletion
})

async function sealed(id: string, individualId: string, change: CorrectionChange, other: object = {}) {
  const { intakePublicKey } = (await t.world.keyring.find(operationId))!
  const { info, aad } = correctionBinding(operationId, id)
  const content = { version: 1, correctionId: id, individualId, change, ...other }
  return toBase64url(await sealEnvelope(intakePublicKey, new TextEncoder().encode(JSON.stringify(content)), info, aad))
}

test('a correction waits sealed while locked, is accepted as a new version, and the person sees the answer', async () => {
  const { accessCode, ids } = await opened()
  const registrar = await t.signIn('authority', 'registrar')
  const id = newId(random)
  const body = {
    accessCode,
    id,
    individualId: ids[0],
    envelope: await sealed(id, ids[0]!, { field: 'name', value: 'Widelène Tès' }),
  }
  await t.world.vault.lock(operationId)
  expect((await own('corrections', body)).json).toEqual({ state: 'open' })
  expect((await own('corrections', body)).json).toEqual({ state: 'open' }) // sent again
  expect(
    (await own('corrections', { ...body, envelope: await sealed(id, ids[0]!, { field: 'sex', value: 'male' }) }))
      .status,
  ).toBe(409)
  expect((await desk(registrar, `corrections/${id}/open`, {})).status).toBe(423)
  await unlock()
  expect((await desk(registrar, 'corrections')).json.corrections.map((one: { id: string }) => one.id)).toContain(id)
  const asked = (await desk(registrar, `corrections/${id}/open`, {})).json
  expect(asked).toMatchObject({
    person: { name: 'Wideline Tès', version: 1 },
    change: { field: 'name', value: 'Widelène Tès' },
  })
  expect((await desk(registrar, `corrections/${id}/accept`, { version: 7 })).status).toBe(409)
  expect((await desk(registrar, `corrections/${id}/accept`, { version: 1 })).json).toEqual({ version: 2 })
  const held = (await own('held', { accessCode })).json
  expect(held.people[0].details).toMatchObject({ name: 'Widelène Tès', birth: { kind: 'year', year: 1990 } })
  expect((await own('rights', { accessCode })).json.corrections).toMatchObject([{ id, state: 'accepted' }])
  expect(await ask('select envelope from correction_request where id = $1', id)).toEqual([{ envelope: null }])
})

test('what does not open, or speaks of somebody else, changes nothing; a reason is the answer; five wait at most', async () => {
  const { accessCode, ids } = await opened()
  const registrar = await t.signIn('authority', 'registrar')
  const send = async (other: object = {}) => {
    const id = newId(random)
    const envelope = await sealed(id, ids[0]!, { field: 'name', value: 'Ana' }, other)
    return { id, ...(await own('corrections', { accessCode, id, individualId: ids[0], envelope })) }
  }
  const wrong = await send({ individualId: ids[1] })
  expect((await desk(registrar, `corrections/${wrong.id}/open`, {})).json.change).toBeNull()
  expect((await desk(registrar, `corrections/${wrong.id}/accept`, { version: 1 })).status).toBe(409)
  for (let i = 0; i < 4; i++) expect((await send()).status).toBe(200)
  expect((await send()).status).toBe(409)
  expect((await desk(registrar, `corrections/${wrong.id}/answer`, { reason: 'cannot-be-read' })).status).toBe(200)
  expect((await send()).status).toBe(200)
  const { corrections } = (await own('rights', { accessCode })).json
  expect(corrections).toContainEqual(
    expect.objectContaining({ id: wrong.id, state: 'refused', reason: 'cannot-be-read' }),
  )
  expect((await own('delete', { accessCode })).status).toBe(200)
  expect(await ask('select 1 from correction_request where individual_id = any ($1)', ids)).toEqual([])
})

test('one person is erased: key, blobs and tag are gone, the others have all of theirs and a card of the new size', async () => {
  const { accessCode, ids, groupId } = await opened()
  const before = (await own('status', { accessCode })).json
  const erased = (await own('delete-person', { accessCode, individualId: ids[0] })).json
  expect(erased).toMatchObject({ householdStays: true, card: { size: 2 } })
  const after = (await own('status', { accessCode })).json
  expect([after.householdSize, after.shortCode]).toEqual([2, erased.card.shortCode])
  expect(after.shortCode).not.toBe(before.shortCode)
  for (const table of ['person_key', 'person_blob', 'person_tag'])
    expect(await ask(`select 1 from ${table} where individual_id = $1`, ids[0])).toEqual([])
  const { people } = (await own('held', { accessCode })).json
  expect(
    people.map((one: { details: { name: string }; isFocalPoint: boolean }) => [one.details.name, one.isFocalPoint]),
  ).toEqual([
    ['Junior Tès', true],
    ['Rosa Tès', false],
  ])
  expect((await own('delete-person', { accessCode, individualId: ids[0] })).status).toBe(404)
  await own('delete-person', { accessCode, individualId: ids[1] })
  expect((await own('delete-person', { accessCode, individualId: ids[2] })).json).toEqual({
    householdStays: false,
    card: null,
  })
  expect((await own('status', { accessCode })).status).toBe(404)
  expect(await ask('select stage from registration_group where id = $1', groupId)).toEqual([{ stage: 'erased' }])
})

test('no replay brings an erased person back: the same entry, the entry still sealed, the ledger of a restore', async () => {
  await t.world.vault.lock(operationId)
  const { accessCode, ids, entry, groupId } = await registered()
  expect((await own('delete-person', { accessCode, individualId: ids[1] })).status).toBe(200)
  expect((await t.post('/api/registrations', entry)).status).toBe(200)
  await unlock()
  expect(await t.openSealed(operationId)).toMatchObject({ failed: 0 })
  const keysOf = (id: string | undefined) => ask('select 1 from person_key where individual_id = $1', id)
  expect([(await keysOf(ids[0])).length, (await keysOf(ids[1])).length, (await keysOf(ids[2])).length]).toEqual([
    1, 0, 1,
  ])
  expect((await t.post('/api/registrations', entry)).status).toBe(200)
  // Under another id, the same people: kept beside for a person to decide, but of the erased nothing is kept.
  expect((await t.post('/api/registrations', { ...entry, id: newId(random) })).status).toBe(409)
  expect(await ask('select 1 from intake_conflict where individual_ids && $1', ids)).toEqual([])

  const lines = await t.fresh.asOwner(async (client) => {
    await client.query(`set app.operation_id = '${operationId}'`)
    const { rows } = await client.query<{ line: string }>(listErasures)
    // As a backup of before would have it: the person is back, with a key.
    await client.query(`update individual set state = 'present' where id = $1`, [ids[1]])
    await client.query(
      `insert into person_key select operation_id, $2, key_version, wrapped_key from person_key where individual_id = $1`,
      [ids[0], ids[1]],
    )
    await client.query(`update registration_group set household_size = 3 where id = $1`, [groupId])
    await client.query(replayErasures, [`[${rows.map(({ line }) => line).join(',')}]`, new Date()])
    return rows.map(({ line }) => line)
  })
  expect(lines).toContain(JSON.stringify(['person', ids[1]]).replace(',', ', '))
  expect(await keysOf(ids[1])).toEqual([])
  expect((await own('status', { accessCode })).json.householdSize).toBe(2)
})

test('the data protection officer changes a period within its bounds and holds a household; the administrator only reads', async () => {
  const { groupId } = await opened()
  const [officer, admin] = [
    await t.signIn('authority', 'data-protection-officer'),
    await t.signIn('authority', 'administrator'),
  ]
  const [row] = await ask<{ case_number: string }>('select case_number from registration_group where id = $1', groupId)
  expect((await desk(officer, 'retention/earlier-versions', { periodDays: 100 })).status).toBe(200)
  expect((await desk(officer, 'retention/earlier-versions', { periodDays: 5 })).json.errors ?? 422).toBe(422)
  expect((await desk(officer, 'retention/check-ins', { periodDays: 4 })).status).toBe(422)
  expect((await desk(admin, 'retention/earlier-versions', { periodDays: 100 })).status).toBe(403)
  expect((await desk(officer, 'holds', { caseNumber: ' 99-none ', reason: 'court' })).status).toBe(404)
  expect((await desk(officer, 'holds', { caseNumber: row!.case_number.toLowerCase(), reason: 'court' })).json).toEqual({
    groupId,
  })
  const page = (await desk(admin, 'retention')).json
  expect(page.classes.find((one: { class: string }) => one.class === 'earlier-versions')).toMatchObject({
    periodDays: 100,
    leastDays: 30,
    due: 0,
  })
  expect(page.holds).toMatchObject([{ groupId, reason: 'court' }])
  expect((await desk(officer, `holds/${groupId}/lift`, {})).json).toEqual({ lifted: true })
  const acts = await ask<{ act: string }>(
    `select act from audit_entry where act in ('change-period', 'place-hold', 'lift-hold') order by at`,
  )
  expect(acts.map(({ act }) => act)).toEqual(['change-period', 'place-hold', 'lift-hold'])
})

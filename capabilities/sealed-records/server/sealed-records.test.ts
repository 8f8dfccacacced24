import { afterAll, beforeAll, expect, test } from 'vitest'
import { eraseRegistration } from '#capabilities/registration/server/queries-own.ts'
import { makeHousehold } from '#checks/harness/household.ts'
import {
  keysFor,
  keysInMemory,
  note,
  type OfficerAtBrowser,
  officerAt,
  recordsOf,
  someHousehold,
  withKey,
} from '#checks/harness/sealing.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { seedOf } from '#platform/sealed/recovery-words.ts'
import {
  handOverTo,
  KeyChanged,
  makeOwnKey,
  makeRecoveryKey,
  openSealed,
  recoverWith,
  trust,
  trustOf,
  writeSealed,
} from '../pages/sealing.ts'

const { random } = realEnvironment()
const TEXT = 'She told this to nobody else.'
let t: TestWorld
let operationId: string
let household: string
let officer: OfficerAtBrowser
let caseworker: OfficerAtBrowser
let handler: OfficerAtBrowser
let protection: OfficerAtBrowser
const ids = { officer: '', caseworker: '', handler: '' }
let words: string[]

beforeAll(async () => {
  t = await testWorld({ people: 60 })
  operationId = t.practice.authority.operationId
  household = await someHousehold(t)
  officer = await withKey(await officerAt(t, 'case-officer'))
  caseworker = await withKey(await officerAt(t, 'tracing-caseworker'))
  handler = await withKey(await officerAt(t, 'complaints-handler'))
  protection = await officerAt(t, 'data-protection-officer')
  ids.officer = (await keysFor(officer)).accountId
  ids.caseworker = (await keysFor(caseworker)).accountId
  ids.handler = (await keysFor(handler)).accountId
}, 60_000)
afterAll(() => t.close())

test('without a recovery key nothing is written, so that nothing can be lost', async () => {
  const draft = { recordId: newId(random), kind: 'household-note' as const, subjectId: household, text: TEXT }
  const refused = await writeSealed(officer, await keysFor(officer), {
    ...draft,
    accountIds: [ids.officer, ids.handler],
  })
  expect(refused).toMatchObject({ kind: 'problem', problem: { type: 'urn:posada:problem:no-recovery-key' } })
  const made = await makeRecoveryKey(protection)
  expect(made.result.kind).toBe('ok')
  words = made.words
  expect(words).toHaveLength(33)
})

test('a note opens for whom it is sealed to and for nobody else; its author cannot read it back', async () => {
  const id = await note(officer, { subjectId: household, text: TEXT, accountIds: [ids.caseworker] })
  expect(await textsOf(caseworker, id)).toEqual([TEXT])
  expect((await openSealed(officer, operationId, id)).kind).toBe('problem')
  expect((await openSealed(handler, operationId, id)).kind).toBe('problem')
  const [listed] = (await recordsOf(officer, household)).filter(({ recordId }) => recordId === id)
  expect(listed).toMatchObject({ versions: 1, readers: [{ accountId: ids.caseworker }] })
  const trace = await acts(id)
  expect(trace).toEqual(['write-sealed-record', 'open-sealed-record'])
})

test('sealed records work while the operation is locked', async () => {
  const id = await note(officer, { subjectId: household, text: TEXT, accountIds: [ids.officer] })
  await t.world.vault.lockAll()
  expect(await textsOf(officer, id)).toEqual([TEXT])
})

test('a later version follows the one before, goes to all who read that, and changes nothing that was written', async () => {
  const id = await note(officer, { subjectId: household, text: 'First', accountIds: [ids.officer, ids.caseworker] })
  const [before] = (await recordsOf(officer, household)).filter(({ recordId }) => recordId === id)
  const next = { recordId: id, subjectId: household, text: 'Second', before: before! }
  await expect(note(officer, { ...next, accountIds: [ids.officer] })).rejects.toThrow(/wrong-recipients/)
  await note(caseworker, { ...next, accountIds: [ids.officer, ids.caseworker] })
  expect(await textsOf(officer, id)).toEqual(['First', 'Second'])
  // Written from the same state a second time: somebody was faster.
  await expect(note(officer, { ...next, accountIds: [ids.officer, ids.caseworker] })).rejects.toThrow(/changed-mean/)
  // Whoever neither wrote nor reads it adds nothing.
  const [now] = (await recordsOf(officer, household)).filter(({ recordId }) => recordId === id)
  await expect(note(handler, { ...next, before: now!, accountIds: [ids.officer, ids.caseworker] })).rejects.toThrow(
    /404/,
  )
})

test('a record put back to an earlier state is noticed by whoever saw the later one', async () => {
  const id = await note(officer, { subjectId: household, text: 'First', accountIds: [ids.officer] })
  const [before] = (await recordsOf(officer, household)).filter(({ recordId }) => recordId === id)
  await note(officer, {
    recordId: id,
    subjectId: household,
    text: 'Second',
    before: before!,
    accountIds: [ids.officer],
  })
  expect(await openedBy(officer, id)).toMatchObject({ rolledBack: false })
  await asOwner('delete from sealed_version where record_id = $1 and version = 2', id)
  const opened = await openedBy(officer, id)
  expect(opened.rolledBack).toBe(true)
  // A browser that never saw the second one cannot know.
  expect(await openedBy({ ...officer, store: keysInMemory() }, id)).toMatchObject({ rolledBack: false })
})

test('what is altered or moved in the tables opens for nobody', async () => {
  const id = await note(officer, { subjectId: household, text: TEXT, accountIds: [ids.officer] })
  const other = await note(officer, { subjectId: household, text: 'Other', accountIds: [ids.officer] })
  const elsewhere = await someHousehold(t, 1)
  const alter = async (change: string, back: string) => {
    await asOwner(change, id)
    const { versions } = await openedBy({ ...officer, store: await sameKey(officer) }, id)
    await asOwner(back, id)
    return versions.map(({ why }) => why)
  }
  const bit =
    'update sealed_version set content = set_bit(content, 400, 1 - get_bit(content, 400)) where record_id = $1'
  const keyBit =
    'update sealed_key set wrapped_key = set_bit(wrapped_key, 900, 1 - get_bit(wrapped_key, 900)) where record_id = $1'
  const subject = (to: string) => `update sealed_record set subject_id = '${to}' where id = $1`
  const author = (to: string) => `update sealed_version set author_id = '${to}' where record_id = $1`
  expect(await alter(bit, bit)).toEqual(['altered'])
  expect(await alter(keyBit, keyBit)).toEqual(['altered'])
  expect(await alter(subject(elsewhere), subject(household))).toEqual(['altered'])
  expect(await alter(author(ids.handler), author(ids.officer))).toEqual(['altered'])
  await t.fresh.asOwner((client) =>
    client.query(
      `update sealed_version v set content = o.content from sealed_version o where v.record_id = $1 and o.record_id = $2`,
      [id, other],
    ),
  )
  expect((await openedBy({ ...officer, store: await sameKey(officer) }, id)).versions[0]!.why).toBe('altered')
})

test('handed over, the colleague opens it and the giver no longer; shared, both do', async () => {
  const given = await note(officer, { subjectId: household, text: TEXT, accountIds: [ids.officer] })
  const to = (await keysFor(officer)).officers.find(({ accountId }) => accountId === ids.caseworker)!
  expect(await handOverTo(officer, to, { share: true, recordIds: [given] })).toMatchObject({ reply: { records: 1 } })
  expect([await textsOf(officer, given), await textsOf(caseworker, given)]).toEqual([[TEXT], [TEXT]])
  expect(await handOverTo(officer, to, { share: false, recordIds: [given] })).toMatchObject({ reply: { records: 1 } })
  expect(await textsOf(caseworker, given)).toEqual([TEXT])
  expect(await openSealed(officer, operationId, given)).toMatchObject({ problem: { status: 404 } })
  expect(await acts(given)).toEqual(expect.arrayContaining(['share-sealed-record', 'hand-over-sealed-record']))
})

test('a second browser makes a key of its own; the first one moves what is sealed there', async () => {
  const id = await note(caseworker, { subjectId: household, text: TEXT, accountIds: [ids.caseworker] })
  const second = { ...caseworker, store: keysInMemory() }
  expect((await makeOwnKey(second)).kind).toBe('ok')
  expect((await openedBy(second, id)).versions[0]!.why).toBe('other-key')
  const newest = (await keysFor(caseworker)).officers.find(({ accountId }) => accountId === ids.caseworker)!
  const colleague = (await keysFor(caseworker)).officers.find(({ accountId }) => accountId === ids.officer)!
  expect(await handOverTo(second, colleague, { share: false, recordIds: [id] })).toMatchObject({
    reply: { records: 0 },
  })
  expect((await handOverTo(caseworker, newest, { share: false })).kind).toBe('ok')
  expect(await textsOf(second, id)).toEqual([TEXT])
  expect((await openedBy(caseworker, id)).versions[0]!.why).toBe('other-key')
  caseworker = second
})

test('a key that changed is told before anything is sealed to it, until it was compared', async () => {
  const keys = await keysFor(officer)
  const before = keys.officers.find(({ accountId }) => accountId === ids.caseworker)!
  // This browser knew the key of before the second browser.
  expect(await trustOf(officer.store, keys, ids.caseworker, before)).toBe('changed')
  const draft = { subjectId: household, text: TEXT, accountIds: [ids.caseworker] }
  await expect(note(officer, draft)).rejects.toThrow(KeyChanged)
  await trust(officer.store, keys, ids.caseworker, before, 'confirmed')
  expect(await trustOf(officer.store, keys, ids.caseworker, before)).toBe('confirmed')
  await note(officer, draft)
})

test('a complaint about staff opens for its handler alone, and nobody else learns that it is there', async () => {
  const complaint = { kind: 'staff-complaint' as const, subjectId: null, text: TEXT }
  await expect(note(officer, { ...complaint, accountIds: [ids.caseworker] })).rejects.toThrow(/wrong-recipients/)
  const id = await note(officer, { ...complaint, accountIds: [ids.handler] })
  expect(await textsOf(handler, id)).toEqual([TEXT])
  for (const colleague of [officer, caseworker]) {
    expect((await recordsOf(colleague)).map(({ recordId }) => recordId)).not.toContain(id)
    expect((await recordsOf(colleague, household)).map(({ recordId }) => recordId)).not.toContain(id)
    expect(await openSealed(colleague, operationId, id)).toMatchObject({ problem: { status: 404 } })
  }
  const to = (await keysFor(handler)).officers.find(({ accountId }) => accountId === ids.officer)!
  expect(await handOverTo(handler, to, { share: false, recordIds: [id] })).toMatchObject({ problem: { status: 409 } })
})

test('a lost browser: the custodian’s words let a named officer open it again, and wrong words nothing', async () => {
  const id = await note(officer, { subjectId: household, text: TEXT, accountIds: [ids.officer] })
  officer.store.forget()
  expect((await makeOwnKey(officer)).kind).toBe('ok')
  expect((await openedBy(officer, id)).versions[0]!.why).toBe('other-key')
  const keys = await keysFor(protection)
  const to = keys.officers.find(({ accountId }) => accountId === ids.officer)!
  const asked = { fromAccountId: ids.officer, to }
  expect(await recoverWith(random.bytes(32), protection, keys, asked)).toEqual({ kind: 'unknown-words' })
  const seed = (await seedOf(words.join(' ')))!
  const back = await recoverWith(seed, protection, keys, asked)
  expect(back).toMatchObject({ kind: 'ok' })
  expect(await textsOf(officer, id)).toEqual([TEXT])
  expect(await acts(id)).toContain('recover-sealed-record')
  // Old words go on opening what was sealed to them, after another custodian was named.
  expect((await makeRecoveryKey(protection)).words).not.toEqual(words)
  expect((await keysFor(protection)).recovery).toHaveLength(2)
})

test('an administrator names a custodian and reads no record; a registrar learns of none', async () => {
  for (const role of ['administrator', 'registrar', 'site-manager'] as const) {
    const other = await officerAt(t, role)
    for (const path of ['/api/sealed/records', '/api/sealed/own-keys', '/api/sealed/recovery/keys'])
      expect(
        (await t.request(path, { cookie: other.cookie, method: path.endsWith('s/records') ? 'GET' : 'POST' })).status,
      ).toBe(403)
  }
})

test('notes go with the household that is erased, and with those that were joined into it', async () => {
  const [into, joined] = [await someHousehold(t, 2), await someHousehold(t, 3)]
  for (const subjectId of [into, joined]) await note(officer, { subjectId, text: TEXT, accountIds: [ids.officer] })
  await t.fresh.asOwner((client) =>
    client.query(`update registration_group set joined_into_id = $1, stage = 'left' where id = $2`, [into, joined]),
  )
  expect((await recordsOf(officer, into)).map(({ subjectId }) => subjectId).sort()).toEqual([into, joined].sort())
  const means = { at: new Date(0), eventId: newId(random), auditId: newId(random), salt: random.bytes(16) }
  const wish = { role: 'self' as const, accountId: null, newHash: random.bytes(32), purpose: 'own wish' }
  await t.world.db.scoped(operationId, eraseRegistration, { operationId, groupId: into, ...means, ...wish })
  const { rows } = await t.fresh.asOwner((client) =>
    client.query(
      `select (select count(*)::int from sealed_record where subject_id = any ($1)) as records,
         (select count(*)::int from sealed_key k where not exists (select from sealed_record r where r.id = k.record_id)) as keys`,
      [[into, joined]],
    ),
  )
  expect(rows).toEqual([{ records: 0, keys: 0 }])
})

test('a note stays while anybody of its household does, and goes with the last of them', async () => {
  const { intakePublicKey } = (await t.world.keyring.find(operationId))!
  const { invitation } = t.practice.authority
  const made = await makeHousehold({ operationId, intakePublicKey, invitation, names: ['Ana Sol', 'Luz Sol'] })
  expect((await t.post('/api/registrations', made.entry)).status).toBe(200)
  await t.openSealed(operationId)
  const [one, last] = made.entry.people.map(({ id }) => id)
  const { rows } = await t.fresh.asOwner((client) =>
    client.query<{ group_id: string }>('select group_id from individual where id = $1', [one]),
  )
  const subjectId = rows[0]!.group_id
  await note(officer, { subjectId, text: TEXT, accountIds: [ids.officer] })
  const erase = (individualId: string) =>
    t.post('/api/registrations/delete-person', { accessCode: made.accessCode, individualId })
  const left = async () => (await asOwner('select 1 from sealed_record where subject_id = $1', subjectId)).rowCount
  expect([(await erase(one!)).status, await left()]).toEqual([200, 1])
  expect([(await erase(last!)).status, await left()]).toEqual([200, 0])
})

test('a journey keeps none', async () => {
  const cookie = await t.signIn('journey', 'case-officer')
  expect((await t.request('/api/sealed/keys', { cookie })).status).toBe(404)
})

test('a text that is not sealed is refused, and so is a note on a household that is not there', async () => {
  const body = { recordId: newId(random), kind: 'household-note', subjectId: household, version: 1 }
  const rest = { content: Buffer.from(TEXT).toString('base64url'), binding: Buffer.alloc(32).toString('base64url') }
  const wrapped = { wrappedKey: Buffer.alloc(338).toString('base64url') }
  const keys = [newId(random), newId(random)].map((keyId) => ({ keyId, ...wrapped }))
  const plain = await t.post('/api/sealed/records', { ...body, ...rest, keys }, officer.cookie)
  expect([plain.status, (await plain.json()).errors[0].field]).toEqual([422, 'content'])
  const nowhere = { subjectId: newId(random), text: TEXT, accountIds: [ids.officer] }
  await expect(note({ ...officer, store: keysInMemory() }, nowhere)).rejects.toThrow(/404/)
})

test('in a real operation nobody names a recovery custodian alone, nor from a desk that was left open', async () => {
  const real = (is: boolean) => asOwner(`update operation set practice = ${!is} where id = $1`, operationId)
  const administrator = await officerAt(t, 'administrator')
  const named = async () => (await keysFor(protection)).recovery.length
  const before = await named()
  const ask = async (path: string, body: object, { cookie }: OfficerAtBrowser) =>
    (await t.post(`/api/oversight/agreements${path}`, body, cookie)).json()
  const type = (made: Awaited<ReturnType<typeof makeRecoveryKey>>) =>
    made.result.kind === 'problem' ? made.result.problem.type.split(':').at(-1) : made.result.kind
  await real(true)
  try {
    expect(type(await makeRecoveryKey(protection))).toBe('second-person-needed')
    const { id } = await ask('', { act: 'name-recovery-key', facts: {} }, protection)
    expect(type(await makeRecoveryKey(protection, id))).toBe('second-person-needed')
    await ask(`/${id}/agree`, {}, protection)
    expect(type(await makeRecoveryKey(protection, id))).toBe('second-person-needed')
    await ask(`/${id}/agree`, {}, administrator)
    // Whoever agreed, or any other, does not use what they were asked for.
    expect(type(await makeRecoveryKey(administrator, id))).toBe('second-person-needed')
    t.advance(10 * 60_000)
    expect(type(await makeRecoveryKey(protection, id))).toBe('step-up-needed')
    expect(await named()).toBe(before)
    t.advance(-10 * 60_000)
    expect(type(await makeRecoveryKey(protection, id))).toBe('ok')
    expect(type(await makeRecoveryKey(protection, id))).toBe('second-person-needed')
    expect(await named()).toBe(before + 1)
  } finally {
    await real(false)
  }
})

async function openedBy(reader: Pick<OfficerAtBrowser, 'fetch' | 'store'>, id: string) {
  const result = await openSealed(reader, operationId, id)
  if (result.kind !== 'ok') throw new Error(`not opened: ${JSON.stringify(result)}`)
  return result.reply
}
const textsOf = async (reader: OfficerAtBrowser, id: string) =>
  (await openedBy(reader, id)).versions.map(({ text }) => text)

/** A browser with the same key that remembers nothing it saw. */
async function sameKey({ store }: OfficerAtBrowser) {
  const fresh = keysInMemory()
  await fresh.keepOwn((await store.own())!)
  return fresh
}
const asOwner = (sql: string, id: string) => t.fresh.asOwner((client) => client.query(sql, [id]))

async function acts(recordId: string): Promise<string[]> {
  const { rows } = await t.fresh.asOwner((client) =>
    client.query<{ act: string }>('select act from audit_entry where subject_id = $1 order by at, act desc', [
      recordId,
    ]),
  )
  return rows.map(({ act }) => act)
}

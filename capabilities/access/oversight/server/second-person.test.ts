import { afterAll, beforeAll, expect, test } from 'vitest'
import { DESK_NOW, startDesk, type TestDesk } from '#checks/harness/desk.ts'
import { makeReal } from '#checks/harness/real.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import type { Role } from '../../model.ts'
import { AGREED_WORK_MS, AGREEMENT_MS, type AgreementAct, type AgreementFacts } from '../model.ts'
import { continueAgreement, useAgreement } from './second-person.ts'

const { random } = realEnvironment()
let desk: TestDesk
let real: string
let practice: string
const accounts = new Map<string, string>()

beforeAll(async () => {
  desk = await startDesk()
  ;[real, practice] = desk.operations
  await makeReal(desk, real, ['administrator', 'data-protection-officer', 'registrar'])
  for (const role of ['administrator', 'data-protection-officer', 'registrar'] as const)
    accounts.set(role, (await desk.call('GET', '/access/me', { as: role })).json.accountId)
}, 60_000)
afterAll(() => desk.drop())

const facts = { recipient: 'Office of the Ombudsman', purpose: 'aid', basis: 'consent' }
const ask = async (
  act: AgreementAct = 'export-names',
  asked: AgreementFacts = facts,
  as: Role = 'data-protection-officer',
) => (await desk.call('POST', '/oversight/agreements', { as, body: { act, facts: asked } })).json.id as string
const answer = (id: string, how: 'agree' | 'refuse' | 'withdraw', as: Role = 'administrator') =>
  desk.call('POST', `/oversight/agreements/${id}/${how}`, { as })
const agreed = async () => {
  const id = await ask()
  expect((await answer(id, 'agree')).status).toBe(200)
  return id
}

type Using = { now?: number; as?: Role | 'console'; act?: AgreementAct; facts?: AgreementFacts; in?: string }
const means = (now: number) => ({ clock: () => now, random })
const doer = (as: Role | 'console' = 'data-protection-officer') =>
  as === 'console' ? { accountId: null, roles: [] } : { accountId: accounts.get(as)!, roles: [as] }

/** Uses an agreement as the act itself would, and says how that ended. */
const use = (
  agreementId: string | null,
  using: Using = {},
  step: (...given: Parameters<typeof useAgreement>) => Promise<unknown> = useAgreement,
) =>
  desk.world.db
    .transaction(using.in ?? real, (tx) =>
      step(
        { tx, actor: doer(using.as), ...means(using.now ?? DESK_NOW + 1000) },
        { agreementId, act: using.act ?? 'export-names', facts: using.facts ?? facts },
      ),
    )
    .then(
      () => 'used',
      (error: { kind?: string }) => error.kind,
    )

test('what two agreed to is done once', async () => {
  const id = await agreed()
  expect(await use(id)).toBe('used')
  expect(await use(id)).toBe('second-person-needed')
})

test('used twice at the same moment, it counts once; so does an answer', async () => {
  const id = await agreed()
  const ends = await Promise.all(Array.from({ length: 6 }, () => use(id)))
  expect(ends.filter((end) => end === 'used')).toHaveLength(1)

  const asked = await ask()
  const answers = await Promise.all((['agree', 'refuse', 'agree', 'refuse'] as const).map((how) => answer(asked, how)))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409])
})

test('a yes is for exactly this act, these facts and this asker', async () => {
  const id = await agreed()
  expect(await use(null)).toBe('second-person-needed')
  expect(await use(newId(random))).toBe('second-person-needed')
  expect(await use(id, { act: 'rotate-keys' })).toBe('second-person-needed')
  expect(await use(id, { facts: { ...facts, recipient: 'Another office' } })).toBe('second-person-needed')
  expect(await use(id, { facts: { ...facts, more: 1 } })).toBe('second-person-needed')
  expect(await use(id, { as: 'administrator' })).toBe('second-person-needed')
  // Nothing of that used it up, and the order in which facts are written means nothing.
  expect(await use(id, { facts: Object.fromEntries(Object.entries(facts).reverse()) })).toBe('used')
})

test('a yes from yesterday is none, and neither is what waits, was refused or taken back', async () => {
  const late = await agreed()
  expect(await use(late, { now: DESK_NOW + AGREEMENT_MS })).toBe('second-person-needed')
  const waiting = await ask()
  expect(await use(waiting)).toBe('second-person-needed')
  expect((await answer(waiting, 'refuse')).status).toBe(200)
  expect(await use(waiting)).toBe('second-person-needed')
  const back = await agreed()
  expect((await answer(back, 'withdraw', 'data-protection-officer')).status).toBe(200)
  expect(await use(back)).toBe('second-person-needed')
})

test('nobody agrees to what they asked themselves, not even in the database', async () => {
  const id = await ask('close-operation', {}, 'administrator')
  expect((await answer(id, 'agree', 'administrator')).json.type).toContain('own-agreement')
  await expect(
    desk.fresh.asOwner((client) =>
      client.query("update agreement set answer = 'agreed', answered_by = asked_by where id = $1", [id]),
    ),
  ).rejects.toThrow('agreement_of_two')
})

test('who may not ask is refused, who may not answer sees nothing of it, and another operation has never heard of it', async () => {
  expect(
    (await desk.call('POST', '/oversight/agreements', { as: 'administrator', body: { act: 'export-names', facts } }))
      .status,
  ).toBe(403)
  const id = await ask('replace-passkey', { accountId: newId(random) }, 'administrator')
  expect((await answer(id, 'agree', 'registrar')).status).toBe(403)
  expect((await desk.call('GET', '/oversight/agreements', { as: 'registrar' })).status).toBe(403)
  const elsewhere = { as: 'administrator', in: practice } as const
  expect((await desk.call('POST', `/oversight/agreements/${id}/agree`, elsewhere)).status).toBe(404)
  expect((await desk.call('GET', '/oversight/agreements', elsewhere)).json.agreements).toEqual([])
  expect((await answer(id, 'withdraw', 'data-protection-officer')).status).toBe(404)
})

test('when the account of whoever agreed is closed, the yes is gone', async () => {
  const id = await agreed()
  const close = (at: Date | null) =>
    desk.fresh.asOwner((client) =>
      client.query('update account set closed_at = $1 where id = $2', [at, accounts.get('administrator')]),
    )
  await close(new Date(DESK_NOW))
  expect(await use(id)).toBe('second-person-needed')
  await close(null)
  expect(await use(id)).toBe('used')
})

test('when whoever agreed has another role by then, or reaches one site only, the yes is gone', async () => {
  const id = await agreed()
  const setRole = (role: Role, siteId: string | null) =>
    desk.fresh.asOwner((client) =>
      client.query('update account_role set role = $2, site_id = $3 where account_id = $1', [
        accounts.get('administrator'),
        role,
        siteId,
      ]),
    )
  await setRole('planner', null)
  expect(await use(id)).toBe('second-person-needed')
  await setRole('administrator', newId(random))
  expect(await use(id)).toBe('second-person-needed')
  await setRole('administrator', null)
  expect(await use(id)).toBe('used')
})

test('if the act fails, the yes is still there', async () => {
  const id = await agreed()
  const failing = desk.world.db.transaction(real, async (tx) => {
    await useAgreement({ tx, actor: doer(), ...means(DESK_NOW) }, { agreementId: id, act: 'export-names', facts })
    throw new Error('the disk is full')
  })
  await expect(failing).rejects.toThrow('the disk is full')
  expect(await use(id)).toBe('used')
})

test('a long file goes on under the same yes for half an hour, and not before it was begun', async () => {
  const id = await agreed()
  expect(await use(id, {}, continueAgreement)).toBe('second-person-needed')
  expect(await use(id, { now: DESK_NOW })).toBe('used')
  expect(await use(id, {}, continueAgreement)).toBe('used')
  expect(await use(id, { facts: { ...facts, purpose: 'tracing' } }, continueAgreement)).toBe('second-person-needed')
  expect(await use(id, { now: DESK_NOW + AGREED_WORK_MS }, continueAgreement)).toBe('second-person-needed')
})

test('whoever sits at the machine needs the yes as well; practice needs none', async () => {
  const id = await agreed()
  expect(await use(null, { as: 'console' })).toBe('second-person-needed')
  expect(await use(id, { as: 'console' })).toBe('used')
  expect(await use(null, { in: practice })).toBe('used')
})

test('each sees what waits for them and what they asked, and every step is on record', async () => {
  const id = await agreed()
  await use(id)
  const seenBy = async (as: Role) =>
    (await desk.call('GET', '/oversight/agreements', { as })).json.agreements.find(
      (row: { id: string }) => row.id === id,
    )
  expect(await seenBy('data-protection-officer')).toMatchObject({
    state: 'used',
    isMine: true,
    mayAnswer: false,
    facts,
  })
  expect(await seenBy('administrator')).toMatchObject({ isMine: false, askedBy: 'Test data-protection-officer' })
  const { rows } = await desk.fresh.asOwner((client) =>
    client.query('select act, role, purpose from audit_entry where subject_id = $1 order by at, act', [id]),
  )
  expect(rows.map(({ act, role }) => `${act} ${role}`).sort()).toEqual([
    'agree administrator',
    'ask-agreement data-protection-officer',
    'use-agreement data-protection-officer',
  ])
  expect(new Set(rows.map(({ purpose }) => purpose))).toEqual(new Set(['export-names']))
})

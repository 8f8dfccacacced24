import { afterAll, beforeAll, expect, test } from 'vitest'
import { QUIET_NOW, type QuietWorld, quietWorld } from '#checks/harness/quiet.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId, toBase64url } from '#platform/base/ids.ts'
import type { Problem } from '#platform/base/problem.ts'
import { consent, correction, rights } from './own-rights.ts'
import * as queries from './queries-rights.ts'

// Consent and corrections at the functions themselves: what counts, what is kept, and what is told of it.

const { random } = realEnvironment()
let q: QuietWorld
let operationId: string

beforeAll(async () => {
  q = await quietWorld()
  operationId = q.operationId
})
afterAll(() => q.close())

const told = async (work: Promise<unknown>) => {
  const problem = (await work.then(
    () => undefined,
    (error) => error,
  )) as Problem | undefined
  return problem && [problem.kind, problem.details]
}
const acts = (id: string | undefined) =>
  q.ask(
    'select at, role, act, purpose, length(salt) as salt from audit_entry where subject_id = $1 order by purpose',
    id,
  )

test('each purpose is taken back and given for itself, at once, also while locked', async () => {
  const { accessCode, ids, groupId } = await q.household()
  await q.world.vault.lock(operationId)
  const decide = (purpose: 'aid' | 'tracing' | 'legalHelp' | 'statistics', agreed: boolean) =>
    consent(q.services, { accessCode, individualId: ids[0]!, purpose, agreed })
  const first = { registration: true, aid: true, tracing: null, legalHelp: null, statistics: null }
  expect(await decide('aid', false)).toEqual({ consent: { ...first, aid: false } })
  expect(await decide('aid', false)).toEqual({ consent: { ...first, aid: false } }) // pressed twice
  expect(await decide('tracing', true)).toEqual({ consent: { ...first, aid: false, tracing: true } })
  await decide('legalHelp', true)
  expect(await decide('statistics', false)).toEqual({
    consent: { registration: true, aid: false, tracing: true, legalHelp: true, statistics: false },
  })
  const history = await q.world.db.scoped(operationId, queries.listConsentHistory, { operationId, groupId })
  expect(history.map(({ individualId, aid }) => [individualId, aid])).toEqual(
    [true, false, false, false, false].map((aid) => [ids[0], aid]),
  )
  const trace = { at: new Date(QUIET_NOW), role: 'self', act: 'decide-consent', salt: 16 }
  expect(await acts(ids[0])).toEqual(
    ['aid', 'legal_help', 'statistics', 'tracing'].map((purpose) => ({ ...trace, purpose })),
  )
  expect(
    await q.ask(
      `select facts from event where kind = 'consent-decided' and individual_id = $1 and at = $2`,
      ids[0],
      new Date(QUIET_NOW),
    ),
  ).toHaveLength(4)
  // Each person for themselves: the second one has decided nothing yet.
  const second = { accessCode, individualId: ids[1]!, purpose: 'aid' as const, agreed: true }
  const nothing = { registration: null, aid: null, tracing: null, legalHelp: null, statistics: null }
  expect(await consent(q.services, second)).toEqual({ consent: { ...nothing, aid: true } })
  await q.unlock()
})

test('nobody decides for somebody of another household, for nobody, or for somebody who is erased', async () => {
  const [one, other] = [await q.household(), await q.household()]
  await q.ask(`update individual set state = 'erased' where id = $1`, one.ids[1])
  for (const individualId of [other.ids[0]!, newId(random), one.ids[1]!])
    expect(
      await told(consent(q.services, { accessCode: one.accessCode, individualId, purpose: 'aid', agreed: false })),
    ).toEqual(['nothing-found', {}])
  const { people } = await rights(q.services, other.accessCode)
  expect(people[0]!.consent.aid).toBe(true)
})

/** Only the form is looked at before somebody opens it. */
function envelope(byte = 7) {
  const bytes = new Uint8Array(1 + 65 + 16 + 256).fill(byte)
  bytes.set([1, 4])
  return toBase64url(bytes)
}

test('the page of rights shows the keys, everybody who lives and what was asked, and nothing of who died or of other households', async () => {
  const { accessCode, ids, groupId } = await q.household(['Ana Sol', 'Luis Sol', 'Eva Sol'])
  await q.household()
  await q.ask(`update individual set state = 'died' where id = $1`, ids[1])
  await q.ask(`update individual set state = 'left' where id = $1`, ids[2])
  const id = newId(random)
  await correction(q.services, { accessCode, id, individualId: ids[0]!, envelope: envelope() })
  const nothing = { registration: null, aid: null, tracing: null, legalHelp: null, statistics: null }
  expect(await rights(q.services, accessCode)).toEqual({
    operationId,
    intakePublicKey: toBase64url(q.keys.intakePublicKey),
    people: [
      { id: ids[0], isFocalPoint: true, ageBand: '18-59', consent: { ...nothing, registration: true, aid: true } },
      { id: ids[2], isFocalPoint: false, ageBand: '5-11', consent: nothing },
    ],
    corrections: [{ id, individualId: ids[0], state: 'open', reason: null, receivedOn: '2021-10-24' }],
  })
  expect(await acts(ids[0])).toEqual([
    { at: new Date(QUIET_NOW), role: 'self', act: 'ask-correction', purpose: 'own wish', salt: 16 },
  ])
  const [asked] = await q.world.db.scoped(operationId, queries.findCorrection, { operationId, id })
  expect(asked).toMatchObject({ groupId, individualId: ids[0], envelope: Buffer.from(envelope(), 'base64url') })
})

test('what is no envelope is refused by the name of its field', async () => {
  const { accessCode, ids } = await q.household()
  const sent = { accessCode, id: newId(random), individualId: ids[0]!, envelope: 'AAAA' }
  expect(await told(correction(q.services, sent))).toEqual([
    'bad-input',
    {
      errors: [
        {
          field: 'envelope',
          code: 'not-an-envelope',
          message: "envelope must be version 1: sealed to the operation's intake key.",
        },
      ],
    },
  ])
})

test('sent again, a correction is one; with another content, about another person or by another household it is a conflict', async () => {
  const [one, other] = [await q.household(), await q.household()]
  const sent = { accessCode: one.accessCode, id: newId(random), individualId: one.ids[0]!, envelope: envelope() }
  expect(await correction(q.services, sent)).toEqual({ state: 'open' })
  expect(await correction(q.services, sent)).toEqual({ state: 'open' })
  for (const changed of [{ envelope: envelope(8) }, { individualId: one.ids[1]! }, { accessCode: other.accessCode }])
    expect(await told(correction(q.services, { ...sent, ...changed }))).toEqual(['correction-conflict', {}])
  const at = new Date(QUIET_NOW)
  const decision = { operationId, id: sent.id, state: 'refused' as const, reason: 'already-so', at, accountId: null }
  expect(await q.world.db.scoped(operationId, queries.decideCorrection, decision)).toEqual([{ id: sent.id }])
  expect(await correction(q.services, sent)).toEqual({ state: 'refused' })
  expect((await rights(q.services, one.accessCode)).corrections).toHaveLength(1)
})

test('nobody asks for a correction of somebody who is not of the household', async () => {
  const [one, other] = [await q.household(), await q.household()]
  for (const individualId of [other.ids[0]!, newId(random)]) {
    const sent = { accessCode: one.accessCode, id: newId(random), individualId, envelope: envelope() }
    expect(await told(correction(q.services, sent))).toEqual(['nothing-found', {}])
  }
})

test('five corrections of a household wait at most; the desk sees them, the oldest first', async () => {
  const { accessCode, ids, groupId } = await q.household()
  const asking = (at: number) => {
    q.setClock(QUIET_NOW - 10_000 + at)
    return correction(q.services, { accessCode, id: newId(random), individualId: ids[at % 2]!, envelope: envelope() })
  }
  for (let at = 0; at < 5; at++) await asking(at)
  expect(await told(asking(5))).toEqual(['too-many-corrections', { openMax: 5 }])
  q.setClock(QUIET_NOW)
  const waiting = await q.world.db.scoped(operationId, queries.listOpenCorrections, { operationId, siteIds: null })
  const mine = waiting.filter((one) => one.groupId === groupId)
  expect(mine.map(({ receivedAt }) => receivedAt.getTime() - QUIET_NOW + 10_000)).toEqual([0, 1, 2, 3, 4])
  // Whoever works at one place sees what waits there; this household has none.
  const elsewhere = { operationId, siteIds: [newId(random)] }
  expect(await q.world.db.scoped(operationId, queries.listOpenCorrections, elsewhere)).toEqual([])
})

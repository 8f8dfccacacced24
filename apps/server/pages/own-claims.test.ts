import { afterAll, beforeAll, expect, test } from 'vitest'
import { hashAccessCode, newAccessCode } from '#capabilities/registration/access-code.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'

let t: TestWorld
let officer: string
beforeAll(async () => {
  // On this page everything stands that can: also the choice of messages. Nothing is sent.
  const sms = {
    url: new URL('http://127.0.0.1:9/'),
    method: 'POST',
    format: 'json',
    fields: {},
    header: undefined,
  } as const
  const quiet = { from: '00:00', to: '00:00', timeZone: 'UTC' }
  t = await testWorld({
    people: 300,
    messages: { sms, email: undefined, push: undefined, link: 'https://help.test/', quiet },
  })
  officer = await t.signIn('authority', 'case-officer')
})
afterAll(() => t.close())

const ask = async (sql: string, ...values: unknown[]) =>
  (await t.fresh.asOwner((client) => client.query(sql, [t.practice.authority.operationId, ...values]))).rows

const send = async (path: string, fields: Record<string, string>) => {
  const body = new URLSearchParams(fields).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await t.request(path, { method: 'POST', body, headers })
  return { status: answer.status, text: await answer.text() }
}

/** A household with an open claim, and a code we know. */
async function ownClaim(n = 0) {
  const code = newAccessCode(t.world.random)
  const [claim] = await ask(
    `select c.id, i.group_id, c.individual_id, c.events from claim c join individual i on i.operation_id = $1 and i.id = c.individual_id
     where c.operation_id = $1 and c.closed_on is null order by c.events, c.id offset $2 limit 1`,
    n,
  )
  await ask(
    'update registration_group set access_code_hash = $3 where operation_id = $1 and id = $2',
    claim.group_id,
    Buffer.from(await hashAccessCode(code)),
  )
  return { code, ...claim } as { code: string; id: string; group_id: string; individual_id: string; events: number }
}
const read = async (id: string) => (await t.request(`/api/asylum/claims/${id}`, { cookie: officer })).json()
const record = async (claim: { id: string }, act: object) => {
  const { events } = await read(claim.id)
  return t.post(`/api/asylum/claims/${claim.id}/acts`, { seen: events, act: { on: '2021-10-24', ...act } }, officer)
}
const MOVE = 'Leaving the state where you asked for asylum without permission can end your claim. Ask here to move it.'

test('the secret code shows where a claim stands, by when who has to do what, what comes next, and how to ask to move it; no name', async () => {
  const { code } = await ownClaim()
  const { status, text } = await send('/status?lang=en', { code })
  expect(status).toBe(200)
  expect(text).toContain('Your claim for asylum')
  expect(text).toContain('The office, until')
  expect(text).toContain(MOVE)
  expect(text).not.toMatch(/<script/)
  // The code is asked for again, and never stands in the page.
  expect(text).not.toContain(code)
  expect(text).toContain('What comes next')
  // What the person has to keep stands first.
  expect(text.lastIndexOf('<br>You, until')).toBeLessThan(text.indexOf('<br>The office, until'))
  for (const lang of ['es', 'fr', 'ht', 'pt', 'ar']) {
    const own = (await send(`/status?lang=${lang}`, { code })).text
    expect(own, lang).not.toContain(MOVE)
    // Words that are there in English alone are marked so, for who hears the page.
    expect(own, lang).not.toContain('<bdi lang="en">')
  }
  expect((await send('/status?lang=ht', { code })).text).toContain('Kite eta kote ou te mande azil la san pèmisyon')
})

test('asked twice, moving is asked once; the office sees it, records it, and then it is no longer open', async () => {
  const claim = await ownClaim()
  const wish = { code: claim.code, step: 'move_request', wanted: 'yes' }
  for (let n = 0; n < 2; n++) expect((await send('/status/wish?lang=en', wish)).text).toContain('You asked for this on')
  expect(await ask('select step from claim_wish where operation_id = $1 and claim_id = $2', claim.id)).toHaveLength(1)
  const queue = await (await t.request('/api/asylum/claims?attention=asked', { cookie: officer })).json()
  expect(queue.claims).toMatchObject([{ id: claim.id, isAsked: true }])
  expect((await read(claim.id)).wishes).toHaveLength(1)

  expect((await send('/status/wish?lang=en', { ...wish, wanted: 'no' })).text).not.toContain('You asked for this on')
  expect((await read(claim.id)).wishes).toEqual([])
  await send('/status/wish?lang=en', wish)
  const recorded = await record(claim, {
    kind: 'step',
    step: 'move_request',
    actor: 'person',
    personId: claim.individual_id,
  })
  expect(recorded.status).toBe(200)
  expect((await read(claim.id)).wishes).toEqual([])
  const acts = await ask(
    `select act from audit_entry where operation_id = $1 and subject_id = $2 and role = 'self' and act like '%step' order by at`,
    claim.group_id,
  )
  expect(acts.map(({ act }) => act)).toEqual(['ask-step', 'take-back-step', 'ask-step'])
})

test('a step is told once to whoever asked for messages; a decision is neither on the page nor in a message before somebody has told the person', async () => {
  const claim = await ownClaim()
  await ask(
    `insert into message_choice (operation_id, individual_id, channel, decided_at, agreed, given) values ($1, $2, 'sms', '2021-10-01', true, 'page')`,
    claim.individual_id,
  )
  const told = () =>
    ask('select cause from message where operation_id = $1 and individual_id = $2', claim.individual_id)
  for (const [step, actor] of [
    ['constancia', 'comar'],
    ['admit', 'comar'],
    ['language_asked', 'comar'],
    ['form', 'person'],
    ['interview', 'comar'],
  ] as const)
    await record(claim, { kind: 'step', step, actor, personId: claim.individual_id })
  // The same sentence waits once; only the first of these steps needed a message of its own.
  expect(await told()).toHaveLength(1)
  await ask(`update message set state = 'sent' where operation_id = $1`)
  await record(claim, { kind: 'step', step: 'decide', actor: 'comar', outcome: 'refused' })
  await ask(
    `update claim_proposal p set proposed_by = (select id from account a where a.operation_id = $1 and a.login = 'registrar')
     where p.operation_id = $1 and p.claim_id = $2`,
    claim.id,
  )
  const { events } = await read(claim.id)
  await t.post(`/api/asylum/claims/${claim.id}/proposal/confirm`, { seen: events }, officer)
  const decided = await read(claim.id)
  expect(decided.decision).not.toBeNull()
  expect(decided.claim.stage).toBe('decided')
  expect(await told()).toHaveLength(1)
  const { text } = await send('/status?lang=en', { code: claim.code })
  expect(text).toContain('Your claim is being heard.')
  // As long as nobody has told the person, a decision is still to come.
  expect(text).toContain('<strong><bdi>Decides</bdi></strong> · The office')
  expect(text).not.toMatch(/Last step: <bdi>Decides|Refused|decision: /)
})

test('neither what is on the card nor a wrong code opens a claim or asks for anything', async () => {
  const claim = await ownClaim(2)
  const [card] = await ask(
    'select short_code from card where operation_id = $1 and group_id = $2 limit 1',
    claim.group_id,
  )
  const before = await ask('select count(*)::int as n from claim_wish where operation_id = $1')
  const wrong = await Promise.all(
    [card.short_code, newAccessCode(t.world.random), ''].map((code) =>
      send('/status/wish?lang=en', { code, step: 'move_request', wanted: 'yes' }),
    ),
  )
  for (const answer of wrong) expect(answer).toEqual(wrong[0])
  expect(wrong[0]!.text).toContain('We found nothing for this code')
  // A step that nobody offers is not asked for, whoever sends it.
  await send('/status/wish?lang=en', { code: claim.code, step: 'decide', wanted: 'yes' })
  expect(await ask('select count(*)::int as n from claim_wish where operation_id = $1')).toEqual(before)
})

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startGateway } from '#checks/harness/gateway-double.ts'
import { startMailServer } from '#checks/harness/mail-server.ts'
import { peopleOf } from '#checks/harness/people.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { newId } from '#platform/base/ids.ts'
import { claimDue } from './queries.ts'
import { createSenders, createWords } from './senders.ts'
import { forgetMessages, queueMessages, type SendingServices, sendDue } from './sending.ts'

const LINK = 'https://help.test/'
const quiet = { from: '00:00', to: '00:00', timeZone: 'UTC' }
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
let t: TestWorld
let gateway: Awaited<ReturnType<typeof startGateway>>
let mailServer: Awaited<ReturnType<typeof startMailServer>>
let services: SendingServices
let operationId: string
const { ask, opened, registered, unlock } = peopleOf(() => t)

beforeAll(async () => {
  gateway = await startGateway()
  mailServer = await startMailServer()
  const pushKey = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign'])
  const settings = {
    ...{ link: LINK, quiet },
    sms: {
      ...{ url: gateway.url, method: 'POST' as const, header: undefined, format: 'json' as const },
      fields: { to: '{to}', text: '{text}', id: '{id}' },
    },
    email: {
      ...{ host: 'localhost', port: mailServer.port, isImplicitTls: false, login: undefined },
      from: 'news@help.test',
    },
    push: {
      privateKey: await crypto.subtle.exportKey('jwk', pushKey.privateKey),
      ...{ publicKey: 'BA', contact: 'mailto:news@help.test' },
    },
  }
  t = await testWorld({ people: 10, messages: settings })
  operationId = t.practice.authority.operationId
  const means = { ...t.world, allowsPrivate: true, timeoutMs: 300 }
  services = { ...t.world, senders: createSenders(settings, means), words: createWords(LINK) }
}, 60_000)
afterAll(async () => {
  await t.close()
  await Promise.all([gateway.stop(), mailServer.stop()])
})
beforeEach(() => {
  gateway.asked.length = 0
  gateway.reactions.length = 0
  mailServer.taken.length = 0
})
afterEach(async () => {
  await unlock()
  await ask('delete from message')
})

// biome-ignore lint/suspicious/noExplicitAny: what came back is looked at by the test, whatever it is.
const choose = async (accessCode: string, more: object): Promise<{ status: number; json: any }> => {
  const reply = await t.post('/api/messages/choose', { accessCode, ...more })
  return { status: reply.status, json: await reply.json() }
}
const wantsSms = async (names = ['Wideline Tès']) => {
  const made = await opened(names)
  const { status } = await choose(made.accessCode, { individualId: made.ids[0], channel: 'sms', agreed: true })
  expect(status).toBe(200)
  return made
}
const news = (groupId: string, cause: string, template: 'news' | 'soon' = 'news') =>
  t.world.db.transaction(operationId, (tx) =>
    queueMessages({ tx, random: t.world.random, now: t.world.clock() }, { groupId, cause, template }),
  )
const send = () => sendDue(services, operationId)
const outbox = () =>
  ask<{ state: string; tries: number; last_error: string | null; perhaps_twice: boolean }>(
    'select state, tries, last_error, perhaps_twice from message order by queued_at, cause',
  )
const keys = () => gateway.asked.map(({ headers }) => headers['idempotency-key'])

test('nobody gets a message who did not ask for it; who did gets one sentence in their language, a link, and nothing else', async () => {
  const silent = await opened()
  expect(await news(silent.groupId, 'a')).toBe(0)
  const { groupId, ids, accessCode } = await wantsSms(['Wideline Tès', 'Junior Tès'])
  expect(await news(groupId, 'a')).toBe(1)
  expect(await send()).toBe(1)
  const { to, text } = JSON.parse(gateway.asked[0]!.body.toString())
  expect(to).toBe('+529625550100')
  expect(text).toBe(`Gen nouvèl sou demann ou an. Louvri paj ou a ak kòd ou a.\n${LINK}`)
  const sent = `${gateway.asked[0]!.path}${JSON.stringify(gateway.asked[0]!.headers)}${text}`
  for (const telling of ['Wideline', 'Tès', groupId, ...ids, accessCode]) expect(sent).not.toContain(telling)
  // Kept with time and how; neither number nor text stands in the outbox.
  const choices = await ask('select channel, agreed, given from message_choice where individual_id = $1', ids[0])
  expect(choices).toEqual([{ channel: 'sms', agreed: true, given: 'page' }])
  const [row] = await ask('select to_jsonb(m) as row from message m')
  expect(JSON.stringify(row)).not.toMatch(/5550100|nouvèl/)
})

test('one cause has one message, and the same sentence does not wait twice', async () => {
  const { groupId } = await wantsSms()
  expect([await news(groupId, 'a'), await news(groupId, 'a'), await news(groupId, 'b')]).toEqual([1, 0, 0])
  expect(await send()).toBe(1)
  expect([await news(groupId, 'a'), await news(groupId, 'b'), await news(groupId, 'b', 'soon')]).toEqual([0, 1, 0])
})

test('taken back, nothing more is sent: also not what was waiting, and the address goes', async () => {
  const { groupId, ids, accessCode } = await opened(['Wideline Tès'])
  const mail = { individualId: ids[0], channel: 'email', agreed: true, address: 'wideline@mail.test' }
  const { json } = await choose(accessCode, mail)
  expect(json.people[0].chosen).toEqual(['email'])
  const [contact] = await ask<{ blob: Buffer }>('select blob from message_contact where individual_id = $1', ids[0])
  expect(contact!.blob.toString('latin1')).not.toContain('wideline')
  await news(groupId, 'a')
  expect(await send()).toBe(1)
  expect(mailServer.taken[0]!.to).toEqual(['<wideline@mail.test>'])
  await news(groupId, 'b')
  const { agreed: _, address: __, ...back } = mail
  expect((await choose(accessCode, { ...back, agreed: false })).json.people[0].chosen).toEqual([])
  expect(await send()).toBe(0)
  expect(await ask('select from message_contact where individual_id = $1', ids[0])).toEqual([])
  // The same again is no second decision.
  await choose(accessCode, { ...back, agreed: false })
  const kept = await ask('select agreed from message_choice where individual_id = $1 order by decided_at', ids[0])
  expect(kept).toEqual([{ agreed: true }, { agreed: false }])
})

test('locked, what is due waits and no number is opened; unlocked, it goes out', async () => {
  const { groupId, ids, accessCode } = await wantsSms()
  await news(groupId, 'a')
  await t.world.vault.lock(operationId)
  expect(await send()).toBe(0)
  expect(await outbox()).toMatchObject([{ state: 'waiting', tries: 0 }])
  // Taking back works; giving an address would need the key.
  const push = { endpoint: 'https://push.test/x', p256dh: 'A'.repeat(87), auth: 'A'.repeat(22) }
  const given = await choose(accessCode, { individualId: ids[0], channel: 'push', agreed: true, address: push })
  expect(given.status).toBe(423)
  await unlock()
  expect(await send()).toBe(1)
})

test('a gateway that fails is tried again, further and further apart, with the same key; then it works', async () => {
  const { groupId } = await wantsSms()
  await news(groupId, 'a')
  gateway.reactions.push(500, 'silent', 'garbage')
  expect([await send(), await send()]).toEqual([0, 0])
  expect(await outbox()).toEqual([{ state: 'waiting', tries: 1, last_error: 'busy', perhaps_twice: false }])
  t.advance(MINUTE_MS)
  await send()
  expect(await outbox()).toEqual([{ state: 'waiting', tries: 2, last_error: 'unsure', perhaps_twice: true }])
  t.advance(4 * MINUTE_MS)
  await send()
  t.advance(16 * MINUTE_MS)
  expect(await send()).toBe(1)
  // That it may have arrived twice is not forgotten.
  expect(await outbox()).toEqual([{ state: 'sent', tries: 4, last_error: null, perhaps_twice: true }])
  expect([keys().length, new Set(keys()).size]).toEqual([4, 1])
})

test('what cannot be sent ends, the administrator sees it without a person, and can try it again', async () => {
  const { groupId, ids } = await wantsSms()
  await news(groupId, 'a')
  gateway.reactions.push(400)
  await send()
  const cookie = await t.signIn('authority', 'administrator')
  const look = async () => (await t.request('/api/messages/outbox', { cookie })).json()
  const seen = await look()
  expect(seen).toMatchObject({ setUp: ['sms', 'email', 'push'], waiting: 0, locked: false })
  expect(seen.dead).toMatchObject([{ channel: 'sms', template: 'news', tries: 1, error: 'refused' }])
  expect(JSON.stringify(seen)).not.toMatch(new RegExp(`5550100|${groupId}|${ids[0]}`))
  const again = await t.post(`/api/messages/${seen.dead[0].id}/again`, {}, cookie)
  expect(again.status).toBe(200)
  expect(await send()).toBe(1)
  expect(new Set(keys()).size).toBe(1)
  expect((await t.post(`/api/messages/${seen.dead[0].id}/again`, {}, cookie)).status).toBe(404)
  const registrar = await t.signIn('authority', 'registrar')
  expect((await t.request('/api/messages/outbox', { cookie: registrar })).status).toBe(403)
})

test('after the last try a message is over', async () => {
  const { groupId } = await wantsSms()
  await news(groupId, 'a')
  gateway.reactions.push(...Array.from({ length: 20 }, () => 503))
  for (let i = 0; i < 10; i++) {
    await send()
    t.advance(6 * 60 * MINUTE_MS)
  }
  expect(await outbox()).toMatchObject([{ state: 'dead', tries: 8, last_error: 'busy' }])
  expect(gateway.asked).toHaveLength(8)
})

test('two processes send each message once; one that was killed in the middle has its work done by the other, and that is told', async () => {
  const groups = []
  for (let i = 0; i < 12; i++) groups.push((await wantsSms()).groupId)
  for (const groupId of groups) await news(groupId, 'a')
  const sent = await Promise.all([send(), send(), send()])
  expect(sent.reduce((sum, each) => sum + each, 0)).toBe(12)
  expect([keys().length, new Set(keys()).size]).toEqual([12, 12])

  await news(groups[0]!, 'b')
  const now = t.world.clock()
  const claim = { operationId, at: new Date(now), channels: ['sms' as const], limit: 5, claimId: newId(t.world.random) }
  const killed = await t.world.db.scoped(operationId, claimDue, { ...claim, until: new Date(now + 3 * MINUTE_MS) })
  expect(killed).toHaveLength(1)
  expect(await send()).toBe(0)
  t.advance(3 * MINUTE_MS)
  expect(await send()).toBe(1)
  expect((await outbox()).at(-1)).toEqual({ state: 'sent', tries: 2, last_error: null, perhaps_twice: true })
  expect(keys().at(-1)).toBe(killed[0]!.id)
})

test('nobody gets more than three in a day, and none at night; the rest waits', async () => {
  const { groupId } = await wantsSms()
  let sent = 0
  for (const cause of ['a', 'b', 'c', 'd']) {
    await news(groupId, cause)
    sent += await send()
  }
  expect(sent).toBe(3)
  t.advance(DAY_MS)
  const asleep = {
    ...services,
    senders: { ...services.senders!, quiet: { from: '00:00', to: '23:59', timeZone: 'UTC' } },
  }
  const isLastMinute = new Date(t.world.clock()).toISOString().slice(11, 16) === '23:59'
  if (!isLastMinute) expect(await sendDue(asleep, operationId)).toBe(0)
  expect(await send()).toBe(1)
})

test('a browser that is gone ends the choice: its owner chooses anew', async () => {
  const { groupId, ids, accessCode } = await opened(['Wideline Tès'])
  const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits'])
  const p256dh = Buffer.from(await crypto.subtle.exportKey('raw', pair.publicKey)).toString('base64url')
  const address = { endpoint: 'https://push.test/x', p256dh, auth: 'A'.repeat(22) }
  await choose(accessCode, { individualId: ids[0], channel: 'push', agreed: true, address })
  await news(groupId, 'a')
  const gone = { ...services.senders!, by: { push: async () => ({ kind: 'never' as const, error: 'gone' as const }) } }
  await sendDue({ ...services, senders: gone }, operationId)
  expect(await outbox()).toMatchObject([{ state: 'dead', last_error: 'gone' }])
  const choices = await ask(
    'select agreed, given from message_choice where individual_id = $1 order by decided_at',
    ids[0],
  )
  expect(choices.at(-1)).toEqual({ agreed: false, given: 'gone' })
})

test('who has no number, is a child, or whose code is wrong cannot turn messages on', async () => {
  const { ids, accessCode } = await opened(['Wideline Tès', 'Junior Tès'])
  const child = await choose(accessCode, { individualId: ids[1], channel: 'sms', agreed: true })
  const wrong = await choose('0000-0000-0000-0000-0000-0000-00', { individualId: ids[0], channel: 'sms', agreed: true })
  expect([child.status, wrong.status]).toEqual([404, 404])
  expect(child.json.title).toBe(wrong.json.title)
  expect((await choose(accessCode, { individualId: ids[0], channel: 'email', agreed: true })).status).toBe(409)
  const hostile = { individualId: ids[0], channel: 'email', agreed: true, address: 'a@b.test\r\nBcc: c@d.test' }
  expect((await choose(accessCode, hostile)).status).toBe(422)
  const sealed = await registered(['Rosa Tès'])
  expect((await choose(sealed.accessCode, { individualId: sealed.ids[0], channel: 'sms', agreed: true })).status).toBe(
    409,
  )
  await t.openSealed(operationId)
})

test('on the own page, without scripts, messages are turned on and off with the code; it tells why nothing was saved', async () => {
  const { accessCode: code, groupId } = await opened(['Wideline Tès'])
  const page = async (path: string, fields: Record<string, string>) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const reply = await t.request(path, { method: 'POST', body: new URLSearchParams(fields).toString(), headers })
    return { status: reply.status, text: await reply.text() }
  }
  const set = (fields: Record<string, string>) => page('/status/messages?lang=en', { code, ...fields })
  const before = await page('/status?lang=en', { code })
  expect(before.text).toContain('No messages go to your phone number.')
  expect(before.text).not.toMatch(/<script|555|Wideline|Tès/)
  expect(before.text).not.toContain(code)
  expect((await page('/status?lang=ar', { code })).text).toContain('لا تصل رسائل إلى رقم هاتفك.')
  for (const n of [1, 2]) {
    const on = await set({ channel: 'sms', agreed: 'yes' })
    expect([n, on.status, on.text.includes('Messages go to your phone number.')]).toEqual([n, 200, true])
  }
  expect(await news(groupId, 'a')).toBe(1)
  expect((await set({ channel: 'sms', agreed: 'no' })).text).toContain('No messages go to your phone number.')
  expect(await send()).toBe(0)

  const mail = { channel: 'email', agreed: 'yes', address: 'wideline@mail.test' }
  expect((await set({ ...mail, address: 'no\r\nBcc: a@b.test' })).text).toContain('Look at the mail address again.')
  await t.world.vault.lock(operationId)
  expect((await set(mail)).text).toContain('This cannot be saved now.')
  await unlock()
  const saved = await set(mail)
  expect(saved.text).toContain('Messages go to your mail address.')
  expect(saved.text).not.toContain('wideline')
  const wrong = await page('/status/messages?lang=en', { ...mail, code: 'ABCD-EFGH-JKMN-PQRS-TVWX-YZ23-45' })
  const empty = await page('/status/messages?lang=en', { ...mail, code: '' })
  expect(wrong).toEqual(empty)
  expect(wrong.text).toContain('We found nothing for this code')
})

test('an erased person gets nothing, and nothing about their messages stays', async () => {
  const { groupId, ids, accessCode } = await wantsSms()
  await news(groupId, 'a')
  expect((await t.post('/api/registrations/delete', { accessCode })).status).toBe(200)
  expect(await send()).toBe(0)
  expect(gateway.asked).toEqual([])
  await forgetMessages(t.world, operationId)
  for (const table of ['message', 'message_choice', 'message_contact'])
    expect(await ask(`select from ${table} where individual_id = $1`, ids[0])).toEqual([])
})

test('sent ones are forgotten after 30 days', async () => {
  const { groupId } = await wantsSms()
  await news(groupId, 'a')
  await send()
  await forgetMessages(t.world, operationId)
  expect(await outbox()).toHaveLength(1)
  t.advance(31 * DAY_MS)
  await forgetMessages(t.world, operationId)
  expect(await outbox()).toEqual([])
})

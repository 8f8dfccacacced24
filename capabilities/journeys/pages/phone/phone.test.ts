import { expect, test } from 'vitest'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId, toBase64url } from '#platform/base/ids.ts'
import { nodeSignerFromSeed } from '#platform/cose/ed25519-node.ts'
import { type CheckInEntry, checkInHashInput, checkInReceiptText } from '../../model.ts'
import { readCheckedCard, readTypedCode } from './card-reading.ts'
import { letterOf, type OwnEntry, ownCountAt } from './own-counts.ts'
import { sendBatch } from './sending.ts'

const { random } = realEnvironment()
const PHONE = newId(random)
const STOP = newId(random)
const CODE = 'K7P-4QX-92MB'

let minute = 0
const at = () => new Date(Date.UTC(2021, 9, 24, 8, minute++)).toISOString()
const common = () => ({ id: newId(random), stopId: STOP, madeAt: at() })
const household = (code: string, people: number, sizeOnCard: number | null = 4): CheckInEntry => ({
  ...{ kind: 'household', ...common(), code, sizeOnCard, people },
})
const own = (entry: CheckInEntry, state: OwnEntry['state'] = 'received'): OwnEntry => ({
  operationId: 'o',
  entry,
  state,
})

test('a phone shows its own number, its last count and each group by a letter', () => {
  const nameless: CheckInEntry = { kind: 'nameless', ...common(), people: 5 }
  const entries = [own(nameless), own(household(CODE, 3)), own(household('OTHER', 4))]
  const count = ownCountAt(STOP, PHONE, entries)
  expect(count.people).toBe(12)
  expect(count.last).toMatchObject({ people: 4, isNameless: false })
  expect(count.groups.map(({ letter, state }) => [letter, state])).toEqual([
    ['A', 'someone-missing'],
    ['B', 'complete'],
  ])
})

test('what was taken back no longer counts, and the count before it can be taken back next', () => {
  const [first, second] = [household(CODE, 4), household('OTHER', 2)]
  const undo: CheckInEntry = { kind: 'undo', ...common(), undoes: second.id }
  const count = ownCountAt(STOP, PHONE, [own(first), own(second), own(undo)])
  expect(count).toMatchObject({ people: 4, last: { id: first.id } })
  expect(count.groups.map(({ letter }) => letter)).toEqual(['A'])
})

test('the server knows what other phones counted, unless a newer count still waits here', () => {
  const known = new Map([[CODE, 'complete' as const]])
  const stateOf = (state: OwnEntry['state']) =>
    ownCountAt(STOP, PHONE, [own(household(CODE, 3), state)], known).groups[0]!.state
  expect(stateOf('received')).toBe('complete')
  expect(stateOf('waiting')).toBe('someone-missing')
})

test('after Z come AA and AB', () => {
  expect([0, 25, 26, 27, 702].map(letterOf)).toEqual(['A', 'Z', 'AA', 'AB', 'AAA'])
})

test('only the journey’s own cards are kept by number', () => {
  const card = { valid: true, reason: 'valid', type: 'card', kid: 'aa', shortCode: CODE, householdSize: 4 } as const
  expect(readCheckedCard(card, ['aa'])).toEqual({ kind: 'household', code: CODE, sizeOnCard: 4, isConfirmed: true })
  expect(readCheckedCard(card, ['bb'])).toEqual({ kind: 'no-number', reason: 'other-issuer', people: 4 })
  const withdrawn = { ...card, valid: false, reason: 'withdrawn' } as const
  expect(readCheckedCard(withdrawn, ['aa'])).toMatchObject({ kind: 'no-number', reason: 'withdrawn' })
  const ticket = { ...card, valid: false, reason: 'not-confirmed', type: 'ticket', kid: 'cc' } as const
  expect(readCheckedCard(ticket, ['aa'])).toMatchObject({ kind: 'household', isConfirmed: false })
  expect(readCheckedCard({ valid: false, reason: 'bad-signature', kid: 'aa' }, ['aa'])).toEqual({ kind: 'not-a-card' })
  expect(readCheckedCard({ valid: false, reason: 'unknown-issuer', kid: 'dd' }, ['aa'])).toMatchObject({ people: 1 })
  expect(readTypedCode('hello')).toEqual({ kind: 'not-a-card' })
})

const receiptKey = nodeSignerFromSeed(random.bytes(32))
const journey = { operationId: newId(random), receiptPublicKey: toBase64url(receiptKey.publicKey) }

/** What a server would answer to one entry; `change` is what somebody in between makes of the receipt. */
async function send(entry: CheckInEntry, answer: { change?: object; status?: string; response?: Response } = {}) {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', Buffer.from(checkInHashInput(PHONE, entry))))
  const facts = {
    operationId: journey.operationId,
    entryId: entry.id,
    contentHash: toBase64url(hash),
    receivedAt: at(),
  }
  const receipt = { ...facts, status: 'counted' as const }
  const signature = toBase64url(receiptKey.signSync(Buffer.from(checkInReceiptText(receipt))))
  const status = answer.status ?? 'received'
  const outcome = {
    entryId: entry.id,
    status,
    receipt: status === 'received' ? { ...receipt, signature, ...answer.change } : null,
  }
  const fetch = async (_: string, { headers }: RequestInit) => {
    // As the server does: it says which body it judged.
    answer.response?.headers.append('received-digest', new Headers(headers).get('content-digest')!)
    return answer.response ?? Response.json({ outcomes: [outcome], groups: [] })
  }
  const waiting = { id: entry.id, body: { operationId: journey.operationId, entry }, attempts: 0, nextAt: 0 }
  return sendBatch({ fetch, journey, deviceId: PHONE, stopId: STOP }, [waiting])
}

test('an entry is let go for a receipt signed over its content, and for nothing less', async () => {
  const entry = household(CODE, 4)
  expect((await send(entry)).deliveries.get(entry.id)?.kind).toBe('received')
  const changes = [
    { status: 'late' },
    { contentHash: 'AAAA' },
    { entryId: newId(random) },
    { signature: 'AAAA' },
    { operationId: newId(random) },
  ]
  for (const change of changes) expect((await send(entry, { change })).deliveries.size).toBe(0)
  const portal = new Response('<h1>Welcome to our Wi-Fi</h1>', { headers: { 'content-type': 'text/html' } })
  expect((await send(entry, { response: portal })).deliveries.size).toBe(0)
})

test('a session that ended keeps what waits; a conflict is for the coordinator', async () => {
  const entry = household(CODE, 4)
  const problem = (status: number, more = {}) =>
    new Response(JSON.stringify({ status, ...more }), {
      status,
      headers: { 'content-type': 'application/problem+json' },
    })
  expect(await send(entry, { response: problem(401) })).toMatchObject({ needsSignIn: true, deliveries: new Map() })
  expect((await send(entry, { status: 'conflict' })).deliveries.get(entry.id)?.kind).toBe('refused')
  const unreadable = () => problem(422, { errors: [{ field: 'entries.0.people', code: 'x', message: 'x' }] })
  expect((await send(entry, { response: unreadable() })).deliveries.get(entry.id)?.kind).toBe('refused')
  // What the network made of it was refused, and not this.
  const ofOther = unreadable()
  ofOther.headers.set('received-digest', 'sha-256=:AAAA:')
  expect((await send(entry, { response: ofOther })).deliveries.size).toBe(0)
})

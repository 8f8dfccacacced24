import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { readCard } from '#capabilities/proof/model.ts'
import { shortCodeOf } from '#capabilities/proof/short-code.ts'
import { fromBase64url, toBase64url } from '#platform/base/ids.ts'
import { signerFromSeed } from '#platform/cose/ed25519.ts'
import { nodeSignerFromSeed } from '#platform/cose/ed25519-node.ts'
import { openEnvelope } from '#platform/vault/open-envelope.ts'
import { publicKeyFingerprint } from '#platform/vault/seal.ts'
import { encodeInvitation } from '../../invitation.ts'
import { EnvelopeContent, envelopeBinding, type Receipt, receiptText } from '../../model.ts'
import { type Draft, newDraft, withCounts, withPerson } from './draft.ts'
import { contentHashOf, newTicketSeed, sealDraft } from './entry.ts'
import { deliver, expiryOf, isReceiptFor, makeTicket, openThisInvitation, type Waiting } from './sending.ts'

let next = 0
const random = { bytes: (length: number) => Uint8Array.from({ length }, () => (next++ * 7) & 255) }
const operationId = '0b8c7d9e-1234-4abc-8def-001122334455'
const now = Date.UTC(2021, 9, 24, 12)

/** An intake key as the server holds it, and a told household sealed to it. */
async function sealed(change: (draft: Draft) => Draft = (draft) => draft) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const point = Uint8Array.from([4, ...fromBase64url(x)!, ...fromBase64url(y)!])
  const draft = change({
    ...withCounts(newDraft(random), { adult: 1, child: 1, 'small-child': 0 }, random),
    alike: true,
    phoneNumber: '+52 962 555 0123',
  })
  const entry = await sealDraft(draft, {
    invitation: 'invitation',
    operationId,
    intakePublicKey: toBase64url(point),
    language: 'ht',
    now,
    today: '2021-10-24',
  })
  const { info, aad } = envelopeBinding(operationId, entry.id)
  const scalar = privateKey.export({ format: 'jwk' }).d ?? ''
  const keys = { publicKey: point, privateKey: fromBase64url(scalar)! }
  const content = () =>
    EnvelopeContent.parse(
      JSON.parse(new TextDecoder().decode(openEnvelope(keys, fromBase64url(entry.envelope)!, info, aad))),
    )
  return { draft, entry, content }
}

test('what names people leaves the phone sealed, and only sealed', async () => {
  const { entry, content } = await sealed((draft) =>
    withPerson(draft, draft.people[0]!.id, { name: 'Ana Jean', nationality: 'HTI' }),
  )
  expect(JSON.stringify(entry)).not.toContain('Ana')
  expect(JSON.stringify(entry)).not.toContain('0123')
  expect(content().people[0]).toMatchObject({ name: 'Ana Jean', relation: 'focal-point' })
  expect(content().phoneNumber).toBe('+52 962 555 0123')
  expect(entry.people.map(({ nationality }) => nationality)).toEqual(['HTI', 'HTI'])
})

test('who refuses to be registered is counted without a name', async () => {
  const { entry, content } = await sealed((draft) => {
    const { id, consent } = draft.people[0]!
    return withPerson(draft, id, {
      name: 'Ana Jean',
      sex: 'female',
      nationality: 'HTI',
      consent: { ...consent, registration: false },
    })
  })
  expect(content().people[0]).toMatchObject({ name: null, birth: { kind: 'undisclosed' } })
  expect(entry.people[0]).toMatchObject({ sex: 'undisclosed', nationality: 'undisclosed' })
})

/** A receipt of the operation for this household. */
async function received() {
  const { entry } = await sealed()
  const signer = await signerFromSeed(new Uint8Array(32).fill(9))
  const waiting: Waiting = { entry, operationId, receiptPublicKey: toBase64url(signer.publicKey) }
  const unsigned = {
    operationId,
    entryId: entry.id,
    contentHash: await contentHashOf(entry),
    receivedAt: '2021-10-24T12:00:01.000Z',
    status: 'accepted' as const,
    card: null,
  }
  const sign = async (changes: Partial<Receipt>): Promise<Receipt> => {
    const text = { ...unsigned, ...changes }
    const signature = await signer.sign(new TextEncoder().encode(receiptText(text)))
    return { ...text, signature: toBase64url(signature) }
  }
  return { waiting, receipt: await sign({}), sign }
}

test('only a receipt signed for exactly this household ends the waiting', async () => {
  const { waiting, receipt, sign } = await received()
  expect(await isReceiptFor(waiting, receipt)).toBe(true)
  expect(await isReceiptFor(waiting, { ...receipt, status: 'waiting' })).toBe(false)
  const others: Partial<Receipt>[] = [
    { entryId: operationId },
    { operationId: waiting.entry.id },
    { contentHash: toBase64url(new Uint8Array(32)) },
  ]
  // Signed by the right key, and yet of something else.
  for (const other of others) expect(await isReceiptFor(waiting, await sign(other))).toBe(false)
  expect(await isReceiptFor({ ...waiting, receiptPublicKey: toBase64url(new Uint8Array(32)) }, receipt)).toBe(false)
  expect(await isReceiptFor({ ...waiting, receiptPublicKey: 'not base64url!' }, receipt)).toBe(false)
  expect(await isReceiptFor(waiting, { ...receipt, signature: 'not base64url!' })).toBe(false)
})

/** A server that says which body it judged, as it does for every refusal; or, `judged`, what the network made of that. */
const answering = (body: unknown, status = 200, judged?: string) => {
  const sent: { url: string; body: unknown }[] = []
  const type = status === 200 ? 'application/json' : 'application/problem+json'
  const fetch = async (url: string, init: RequestInit) => {
    sent.push({ url, body: JSON.parse(init.body as string) })
    const digest = judged ?? new Headers(init.headers).get('content-digest')!
    return new Response(JSON.stringify(body), {
      status,
      headers: { 'content-type': type, ...(digest && { 'received-digest': digest }) },
    })
  }
  return { fetch, sent }
}
const refusing = (kind: string, status: number, details: object = {}) =>
  answering({ type: `urn:posada:problem:${kind}`, title: '', status, ...details }, status).fetch
const nothingAnswers = async () => Promise.reject(new TypeError('no signal'))
const portal = async () => new Response('<h1>Welcome to the Wi-Fi</h1>', { headers: { 'content-type': 'text/html' } })

test('the friendly page of a captive portal is no receipt, nor is one of another household; with the right one the waiting is over', async () => {
  const { waiting, receipt, sign } = await received()
  const entry = { id: waiting.entry.id, body: waiting, attempts: 0, nextAt: 0 }
  for (const fetch of [portal, nothingAnswers, answering({ ok: true }).fetch])
    expect(await deliver(fetch, entry)).toEqual({ kind: 'later' })
  expect(await deliver(answering(await sign({ entryId: operationId })).fetch, entry)).toEqual({ kind: 'later' })
  const { fetch, sent } = answering(receipt)
  expect(await deliver(fetch, entry)).toEqual({ kind: 'received', receipt })
  expect(sent).toEqual([{ url: '/api/registrations', body: waiting.entry }])
})

test('what the server says about exactly these answers is final; all else is tried again', async () => {
  const { waiting } = await received()
  const entry = { id: waiting.entry.id, body: waiting, attempts: 0, nextAt: 0 }
  const conflict = (entryId: string) => deliver(refusing('entry-conflict', 409, { entryId }), entry)
  const refused = (kind: string) => ({ kind: 'refused', reason: `urn:posada:problem:${kind}` })
  expect(await conflict(waiting.entry.id)).toEqual(refused('entry-conflict'))
  expect(await conflict(operationId)).toEqual({ kind: 'later' }) // about somebody else's
  for (const kind of ['invitation-unknown', 'bad-input'])
    expect(await deliver(refusing(kind, 422), entry)).toEqual(refused(kind))
  // An operation that is closed can be opened again within its days.
  for (const [kind, status] of [
    ['busy', 503],
    ['operation-closed', 410],
    ['damaged', 400],
  ] as const)
    expect(await deliver(refusing(kind, status), entry)).toEqual({ kind: 'later' })
})

test('a refusal of what the network made of these answers is none', async () => {
  const { waiting } = await received()
  const entry = { id: waiting.entry.id, body: waiting, attempts: 0, nextAt: 0 }
  for (const kind of ['invitation-unknown', 'bad-input', 'entry-conflict'])
    for (const judged of ['', 'sha-256=:AAAA:']) {
      const { fetch } = answering({ type: `urn:posada:problem:${kind}`, entryId: waiting.entry.id }, 422, judged)
      expect(await deliver(fetch, entry)).toEqual({ kind: 'later' })
    }
})

/** A poster of an operation, and what its server answers about it. */
async function invited(change: (fingerprint: Uint8Array) => Uint8Array = (same) => same) {
  const intake = new Uint8Array(65).map((_, at) => at)
  const fingerprint = change(await publicKeyFingerprint(intake))
  const claims = { operationId, invitationId: operationId, expiresAt: now, intakeFingerprint: fingerprint }
  const invitation = encodeInvitation(claims, nodeSignerFromSeed(new Uint8Array(32).fill(5)))
  const card = { operationId, intakePublicKey: toBase64url(intake), now: new Date(now).toISOString() }
  return { invitation, card, intake, fingerprint }
}

test('an invitation is believed when its operation answers with the key the poster shows', async () => {
  const { invitation, card, fingerprint } = await invited()
  const { fetch, sent } = answering(card)
  expect(await openThisInvitation(fetch, invitation, now - 5_000)).toEqual({
    ...{ invitation, card, clockShift: 5_000 },
    fingerprint: Array.from(fingerprint),
  })
  expect(sent).toEqual([{ url: '/api/invitations/open', body: { invitation } }])
})

test('a key that was swapped on the way, another operation, or no key at all is not believed', async () => {
  const { invitation, card, intake } = await invited()
  const others: object[] = [{ operationId: crypto.randomUUID() }, { intakePublicKey: 'not base64url!' }]
  for (const at of [0, 64]) {
    const swapped = intake.slice()
    swapped[at]! ^= 1
    others.push({ intakePublicKey: toBase64url(swapped) })
  }
  for (const at of [0, 15]) {
    const nearly = await invited((fingerprint) => fingerprint.with(at, fingerprint[at]! ^ 1))
    expect(await openThisInvitation(answering(nearly.card).fetch, nearly.invitation, now)).toBe(
      'registration_invitation_unknown',
    )
  }
  for (const other of others)
    expect(await openThisInvitation(answering({ ...card, ...other }).fetch, invitation, now)).toBe(
      'registration_invitation_unknown',
    )
})

test('an invitation that is none asks nobody; closed, unknown and without signal are three things to a person', async () => {
  const { invitation, card } = await invited()
  const { fetch, sent } = answering(card)
  expect(await openThisInvitation(fetch, 'not an invitation', now)).toBe('registration_invitation_unknown')
  expect(sent).toEqual([])
  const told = (answer: typeof fetch) => openThisInvitation(answer, invitation, now)
  expect(await told(refusing('operation-closed', 410))).toBe('registration_invitation_closed')
  expect(await told(refusing('invitation-unknown', 422))).toBe('registration_invitation_unknown')
  expect(await told(nothingAnswers)).toBe('registration_invitation_needs_signal')
  expect(await told(portal)).toBe('registration_invitation_needs_signal')
})

test('the ticket carries the size, the day and the number that the card will share, for thirty days', async () => {
  const { draft } = await sealed()
  const seed = newTicketSeed(random)
  const { text, shortCode } = await makeTicket(draft, seed, '2021-10-24')
  const cti = fromBase64url(draft.cti)!
  const { publicKey } = await signerFromSeed(fromBase64url(seed)!)
  expect(readCard(text)?.claims).toEqual({
    ...{ type: 'ticket', householdSize: 2, statusIndex: 0, registeredOn: '2021-10-24', expiresOn: '2021-11-23' },
    ...{ cti, phoneKey: publicKey },
  })
  expect(shortCode).toBe(shortCodeOf(cti))
  expect([expiryOf(text), expiryOf('no card')]).toEqual(['2021-11-23', undefined])
  await expect(makeTicket(draft, 'not base64url!', '2021-10-24')).rejects.toThrow('not base64url')
})

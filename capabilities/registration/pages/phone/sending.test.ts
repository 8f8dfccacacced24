import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { readCard } from '#capabilities/proof/model.ts'
import { fromBase64url, toBase64url } from '#platform/base/ids.ts'
import { signerFromSeed } from '#platform/cose/ed25519.ts'
import { openEnvelope } from '#platform/vault/open-envelope.ts'
import { EnvelopeContent, envelopeBinding, type Receipt, receiptText } from '../../model.ts'
import { type Draft, newDraft, withCounts, withPerson } from './draft.ts'
import { contentHashOf, newTicketSeed, sealDraft } from './entry.ts'
import { deliver, isReceiptFor, makeTicket, type Waiting } from './sending.ts'

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
  const signature = await signer.sign(new TextEncoder().encode(receiptText(unsigned)))
  const receipt: Receipt = { ...unsigned, signature: toBase64url(signature) }
  return { waiting, receipt }
}

test('only a receipt signed for exactly this household ends the waiting', async () => {
  const { waiting, receipt } = await received()
  expect(await isReceiptFor(waiting, receipt)).toBe(true)
  expect(await isReceiptFor(waiting, { ...receipt, status: 'waiting' })).toBe(false)
  expect(await isReceiptFor(waiting, { ...receipt, contentHash: 'other' })).toBe(false)
  expect(await isReceiptFor({ ...waiting, receiptPublicKey: toBase64url(new Uint8Array(32)) }, receipt)).toBe(false)
})

test('the friendly page of a captive portal is no receipt; a conflict goes to a person', async () => {
  const { waiting, receipt } = await received()
  const entry = { id: waiting.entry.id, body: waiting, attempts: 0, nextAt: 0 }
  const json = (body: unknown, type = 'application/json', status = 200) =>
    deliver(async () => new Response(JSON.stringify(body), { status, headers: { 'content-type': type } }), entry)
  expect(
    await deliver(
      async () => new Response('<h1>Welcome to the Wi-Fi</h1>', { headers: { 'content-type': 'text/html' } }),
      entry,
    ),
  ).toEqual({ kind: 'later' })
  expect(await json({ ok: true })).toEqual({ kind: 'later' })
  expect(
    await json(
      { type: 'urn:posada:problem:entry-conflict', title: '', status: 409, entryId: waiting.entry.id },
      'application/problem+json',
      409,
    ),
  ).toMatchObject({ kind: 'refused' })
  expect(
    await json({ type: 'urn:posada:problem:busy', title: '', status: 503 }, 'application/problem+json', 503),
  ).toEqual({ kind: 'later' })
  expect(await json(receipt)).toEqual({ kind: 'received', receipt })
})

test('the ticket carries the size, the day and the number that the card will share', async () => {
  const { draft } = await sealed()
  const ticket = await makeTicket(draft, newTicketSeed(random), '2021-10-24')
  expect(readCard(ticket.text)?.claims).toMatchObject({ type: 'ticket', householdSize: 2, registeredOn: '2021-10-24' })
  expect(toBase64url(readCard(ticket.text)!.claims.cti)).toBe(draft.cti)
})

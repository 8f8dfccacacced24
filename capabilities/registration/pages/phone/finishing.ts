import type { Locale } from '#platform/messages/messages.ts'
import { type Box, keyFromSecret, openBox, sealBox } from '#platform/offline/box.ts'
import { type Outbox, openOutbox } from '#platform/offline/outbox.ts'
import type { Receipt } from '../../model.ts'
import { type Draft, hasNoAdult } from './draft.ts'
import { type Finished, type KnownOperation, keepDraft, keepFinished, nowOf, type Phone, todayOf } from './phone.ts'
import type { Waiting } from './sending.ts'

/** Sealing, signing and checking load after the first screen; every later call gets the same copy. */
export const loadSending = () => import('./sending.ts')
const loadEntry = () => import('./entry.ts')

/** The outbox of this app: households until their signed receipt is here. */
export function openRegistrationOutbox(phone: Phone): Promise<Outbox<Waiting>> {
  return openOutbox<Waiting, Receipt>({
    name: 'outbox',
    store: phone.store,
    clock: phone.env.clock,
    random: phone.env.random,
    timers: phone.env.timers,
    async deliver(entries) {
      const { deliver } = await loadSending()
      const [entry] = entries
      return new Map(entry ? [[entry.id, await deliver(phone.network.fetch, entry)]] : [])
    },
    async onReceived({ id }, receipt) {
      const finished = phone.finished.value.find(({ entryId }) => entryId === id)
      if (!finished) return
      const { expiryOf } = await loadSending()
      const card = receipt.card ?? finished.text
      const state = receipt.card ? 'card' : 'waiting'
      await keepFinished(phone, { ...finished, text: card, state, expiresOn: expiryOf(card) ?? finished.expiresOn })
    },
    async onRefused({ id, body }) {
      await phone.store.put(`refused/${id}`, body) // the only copy, until a person has looked at it
      const finished = phone.finished.value.find(({ entryId }) => entryId === id)
      if (finished) await keepFinished(phone, { ...finished, state: 'refused' })
    },
  })
}

/**
 * Seals the household, signs its ticket and hands it to the outbox. The draft is let go only when all three are kept:
 * whatever happens in between, either the draft or the ticket is on the phone.
 */
export async function finishDraft(
  phone: Phone,
  draft: Draft,
  outbox: Outbox<Waiting>,
  language: Locale,
): Promise<Finished> {
  const known = phone.operation.value
  if (!known) throw new Error('a draft is finished only for a known operation')
  const [{ sealDraft, newTicketSeed }, { makeTicket, expiryOf }] = await Promise.all([loadEntry(), loadSending()])
  const today = todayOf(phone)
  const { operationId, intakePublicKey, receiptPublicKey, name, practice } = known.card
  const entry = await sealDraft(draft, {
    invitation: known.invitation,
    operationId,
    intakePublicKey,
    language,
    now: nowOf(phone),
    today,
  })
  const seed = (await phone.store.get<string>('ticket-seed')) ?? newTicketSeed(phone.env.random)
  await phone.store.put('ticket-seed', seed)
  const ticket = await makeTicket(draft, seed, today)
  const finished: Finished = {
    entryId: draft.entryId,
    shortCode: ticket.shortCode,
    size: draft.people.length,
    operationName: name,
    practice,
    text: ticket.text,
    expiresOn: expiryOf(ticket.text) ?? today,
    state: 'ticket',
    childrenOnly: hasNoAdult(draft, today),
    accessCode: draft.accessCode,
  }
  await keepFinished(phone, finished)
  await outbox.add(draft.entryId, { entry, operationId, receiptPublicKey })
  await keepDraft(phone, undefined)
  void outbox.sendNow()
  return finished
}

/** A household put away, with the operation it was told for. */
interface SetAside {
  draft: Draft
  operation: KnownOperation | undefined
}

/** Puts a half-told household away under its secret code, so that someone else can use this phone. */
export async function setAside(phone: Phone, draft: Draft): Promise<void> {
  const key = await keyFromSecret(draft.accessCode, 'posada-draft-1')
  const name = `aside/${draft.entryId}`
  const kept: SetAside = { draft, operation: phone.operation.value }
  const { iv, bytes } = await sealBox(key, name, kept, phone.env.random)
  await phone.store.put(name, { iv: Array.from(iv), bytes: Array.from(new Uint8Array(bytes)) })
  await keepDraft(phone, undefined)
}

/** Finds the household that was put away under this code, if there is one. */
export async function takeUp(phone: Phone, accessCode: string): Promise<boolean> {
  const key = await keyFromSecret(accessCode, 'posada-draft-1')
  for (const name of await phone.store.names('aside/')) {
    const kept = await phone.store.get<{ iv: number[]; bytes: number[] }>(name)
    if (!kept) continue
    const box: Box = { iv: new Uint8Array(kept.iv), bytes: new Uint8Array(kept.bytes).buffer }
    const aside = (await openBox(key, name, box).catch(() => undefined)) as SetAside | undefined
    if (!aside) continue
    if (aside.operation) phone.operation.value = aside.operation
    await keepDraft(phone, aside.draft)
    await phone.store.remove(name)
    return true
  }
  return false
}

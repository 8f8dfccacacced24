import { call } from '#platform/http/client.ts'
import type { Outbox } from '#platform/offline/outbox.ts'
import { readStatus } from '../../contract.ts'
import { loadSending, openRegistrationOutbox } from './finishing.ts'
import { keepFinished, type Phone } from './phone.ts'
import type { Waiting } from './sending.ts'

/** The outbox that belongs to this phone; opened once. */
export function outboxFor(phone: Phone): Promise<Outbox<Waiting>> {
  const opened = outboxes.get(phone) ?? openRegistrationOutbox(phone)
  outboxes.set(phone, opened)
  return opened
}

const outboxes = new WeakMap<Phone, Promise<Outbox<Waiting>>>()

/** Opens the invitation and sends what waits, now and whenever the signal returns. */
export async function startFlow(phone: Phone): Promise<void> {
  const catchUp = async () => {
    await openOwnInvitation(phone)
    await (await outboxFor(phone)).sendNow()
    await askForWaitingCards(phone)
  }
  phone.network.onReturn(() => void catchUp())
  await catchUp()
}

/** Households a person had to look at first: their card may be ready. Asked only where the secret code is still here. */
async function askForWaitingCards(phone: Phone): Promise<void> {
  const { expiryOf } = await loadSending()
  for (const finished of phone.finished.value) {
    if (finished.state !== 'waiting' || !finished.accessCode) continue
    const status = await call(phone.network.fetch, readStatus, { body: { accessCode: finished.accessCode } })
    const card = status.kind === 'ok' ? status.reply.card : null
    const expiresOn = card && expiryOf(card)
    if (card && expiresOn) await keepFinished(phone, { ...finished, text: card, expiresOn, state: 'card' })
  }
}

async function openOwnInvitation(phone: Phone): Promise<void> {
  const { invitation, operation, invitationRefusal, network } = phone
  const wanted = invitation ?? operation.value?.invitation
  if (!wanted) return
  if (operation.value?.card.practice) network.obeyPracticeSwitch()
  const { openThisInvitation } = await loadSending()
  const answer = await openThisInvitation(network.fetch, wanted, phone.env.clock())
  if (typeof answer === 'string') {
    // Known from an earlier visit: without signal that is enough.
    if (operation.value?.invitation !== wanted) invitationRefusal.value = answer
    return
  }
  if (answer.card.practice) network.obeyPracticeSwitch()
  const isOther = operation.value !== undefined && operation.value.card.operationId !== answer.card.operationId
  if (phone.draft.value && isOther) {
    // What was told for one operation is never sent to another.
    invitationRefusal.value = 'registration_invitation_other'
    return
  }
  invitationRefusal.value = undefined
  operation.value = answer
  await phone.store.put('operation', answer)
}

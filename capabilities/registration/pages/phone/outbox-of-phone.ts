import type { Outbox } from '#platform/offline/outbox.ts'
import { loadSending, openRegistrationOutbox } from './finishing.ts'
import type { Phone } from './phone.ts'
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
  }
  phone.network.onReturn(() => void catchUp())
  await catchUp()
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
  invitationRefusal.value = undefined
  operation.value = answer
  await phone.store.put('operation', answer)
}

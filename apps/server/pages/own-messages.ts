import { noAddress, type readChoices } from '#capabilities/messages/contract.ts'
import { MailAddress } from '#capabilities/messages/model.ts'
import type { Choice } from '#capabilities/messages/server/choosing.ts'
import { operationLocked, Problem } from '#platform/base/problem.ts'
import type { ReplyIn } from '#platform/http/endpoint.ts'
import { type Html, html } from '#platform/http/html.ts'
import type { Tongue } from './language.ts'

export type Choices = ReplyIn<typeof readChoices>

/** Messages by the code that opens a household's own page; a browser without scripts cannot be woken, so push is not among them. */
export type OwnMessages = {
  read(): Promise<Choices>
  choose(choice: Choice): Promise<unknown>
}

/** For whoever speaks for the household: their number is the one that is known here. Nothing where nothing is sent. */
export function messagesForms(tongue: Tongue, { offered, people }: Choices): Html | undefined {
  const speaker = people.find(({ isFocalPoint }) => isFocalPoint)
  const channels = (['sms', 'email'] as const).filter((channel) => offered.includes(channel))
  if (!speaker || channels.length === 0) return undefined
  const { text } = tongue
  return html`<section class="card stack"><h2>${text('own_messages_title')}</h2><p>${text('own_messages_about')}</p>
${channels.map((channel) =>
  channel === 'sms' && !speaker.hasPhoneNumber
    ? html`<p>${text('own_messages_no_number')}</p>`
    : channelForm(tongue, channel, speaker.chosen.includes(channel)),
)}</section>`
}

function channelForm({ text, locale }: Tongue, channel: 'sms' | 'email', isOn: boolean): Html {
  const field = (name: string, label: string, more: Html) =>
    html`<div class="field"><label for="${name}-${channel}">${label}</label>
<input id="${name}-${channel}" name="${name}" dir="ltr" autocomplete="off" spellcheck="false" ${more}></div>`
  return html`<form class="stack" method="post" action="/status/messages?lang=${locale}" autocomplete="off">
<p class="strong">${text(`own_messages_${channel}_${isOn ? 'on' : 'off'}`)}</p>
<input type="hidden" name="channel" value="${channel}"><input type="hidden" name="agreed" value="${isOn ? 'no' : 'yes'}">
${channel === 'email' && !isOn && field('address', text('own_messages_address'), html`type="email" maxlength="254" required`)}
${field('code', text('status_wish_code'), html`type="text" autocapitalize="characters" maxlength="60"`)}
<button class="button">${text(isOn ? 'own_messages_stop' : 'own_messages_start')}</button>
</form>`
}

/** Gives the key of the sentence that says why nothing was saved, if nothing was. */
export async function decideMessages(
  { read, choose }: OwnMessages,
  form: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const speaker = (await read()).people.find(({ isFocalPoint }) => isFocalPoint)
  const { channel } = form
  if (!speaker || (channel !== 'sms' && channel !== 'email')) return undefined
  const at = { individualId: speaker.id, agreed: form.agreed !== 'no' }
  const address = MailAddress.safeParse((form.address ?? '').trim())
  if (channel === 'email' && at.agreed && !address.success) return 'own_messages_check_address'
  try {
    await choose(
      channel === 'sms' ? { ...at, channel } : { ...at, channel, ...(address.success && { address: address.data }) },
    )
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem
    if (problem.kind === noAddress.kind) return 'own_messages_no_number'
    if (problem.kind === operationLocked.kind || problem.status === 409) return 'own_messages_later'
    throw problem
  }
  return undefined
}

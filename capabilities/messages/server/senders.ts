import { join } from 'node:path'
import type { Clock, Random, Timers } from '#platform/base/environment.ts'
import { never } from '#platform/delivery/outcome.ts'
import { type MailServer, sendMail } from '#platform/delivery/smtp.ts'
import { sendText, type TextGateway } from '#platform/delivery/text-gateway.ts'
import { type PushIdentity, type Subscription, sendPush } from '#platform/delivery/web-push.ts'
import { readCatalogues } from '#platform/messages/catalogue-files.ts'
import { createText, isLocale, type Locale, locales, type Text } from '#platform/messages/messages.ts'
import type { QuietHours } from '../model.ts'
import type { Senders, Words } from './sending.ts'

/** What was set up; each channel is off unless it is here. */
export type MessageSettings = {
  sms: TextGateway | undefined
  email: MailServer | undefined
  push: PushIdentity | undefined
  /** The front page of the operation, and nothing more exact: a link must not say whose it is. */
  link: string
  quiet: QuietHours
}

type Means = { clock: Clock; random: Random; timers: Timers; allowsPrivate?: boolean; timeoutMs?: number }

export function createSenders({ sms, email, push, quiet }: MessageSettings, means: Means): Senders {
  const { clock, timers, timeoutMs } = means
  return {
    quiet,
    pushKey: push?.publicKey ?? null,
    by: {
      ...(sms && {
        sms: async ({ address, id, text }) =>
          typeof address === 'string'
            ? sendText(sms, { id, to: address, text }, timers, timeoutMs)
            : never('bad-address'),
      }),
      ...(email && {
        email: async ({ address, ...mail }) =>
          typeof address === 'string'
            ? sendMail(email, { ...mail, to: address, at: clock() }, timers, timeoutMs)
            : never('bad-address'),
      }),
      ...(push && {
        // It passed the schema before it was sealed.
        push: ({ address, id, text }) =>
          sendPush(push, { id, text, subscription: address as Subscription, at: clock() }, means),
      }),
    },
  }
}

let texts: Record<Locale, Text> | undefined

/** The sentence and the link under it. A language we do not speak gets English. */
export function createWords(link: string): Words {
  texts ??= readTexts()
  const spoken = texts
  return (template, language) => {
    const text = spoken[isLocale(language) ? language : 'en']
    return { subject: text('message_subject'), text: `${text(`message_${template}`)}\n${link}` }
  }
}

function readTexts(): Record<Locale, Text> {
  const catalogues = readCatalogues([join(import.meta.dirname, '../messages')])
  const entries = locales.map(({ code }) => [code, createText(catalogues[code], code)] as const)
  return Object.fromEntries(entries) as Record<Locale, Text>
}

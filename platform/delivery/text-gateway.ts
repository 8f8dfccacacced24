import type { Timers } from '#platform/base/environment.ts'
import { sendBounded } from './bounded-request.ts'
import { later, never, type Outcome } from './outcome.ts'

/** A service that turns an HTTP request into a text message on a phone. */
export type TextGateway = {
  url: URL
  method: 'POST' | 'PUT'
  /** Such as an authorization; secret. */
  header: { name: string; value: string } | undefined
  format: 'json' | 'form'
  /** Names of the fields and what stands in them; {to}, {text} and {id} are filled in. */
  fields: Readonly<Record<string, string>>
}

export type TextToSend = { id: string; to: string; text: string }

/** Hands one text over. The id goes with it each time, so that a gateway that knows such keys sends a repeated one once. */
export async function sendText(
  gateway: TextGateway,
  send: TextToSend,
  timers: Timers,
  timeoutMs?: number,
): Promise<Outcome> {
  const to = normalPhoneNumber(send.to)
  if (!to) return never('bad-address')
  const filled = Object.entries(gateway.fields).map(
    ([name, pattern]) => [name, fill(pattern, { ...send, to })] as const,
  )
  const isJson = gateway.format === 'json'
  const answer = await sendBounded({
    ...{ url: gateway.url, method: gateway.method, timers, allowsPrivate: true },
    ...(timeoutMs !== undefined && { timeoutMs }),
    headers: {
      'content-type': isJson ? 'application/json' : 'application/x-www-form-urlencoded',
      'idempotency-key': send.id,
      ...(gateway.header && { [gateway.header.name]: gateway.header.value }),
    },
    body: isJson
      ? JSON.stringify(Object.fromEntries(filled))
      : new URLSearchParams(filled.map(([k, v]) => [k, v])).toString(),
  })
  if ('failed' in answer) return later(answer.failed === 'private-address' ? 'set-up' : answer.failed)
  return outcomeOf(answer.status)
}

function outcomeOf(status: number): Outcome {
  if (status >= 200 && status < 300) return { kind: 'sent' }
  // A gateway that moved is set up anew by a person: texts and its secret go nowhere else by themselves.
  if (status < 400 || [401, 403, 404, 405, 415].includes(status)) return later('set-up')
  if ([408, 425, 429].includes(status) || status >= 500) return later('busy')
  // A conflict over the key: the first one arrived.
  return status === 409 ? { kind: 'sent' } : never('refused')
}

const fill = (pattern: string, values: Record<'id' | 'to' | 'text', string>) =>
  pattern.replace(/\{(id|to|text)\}/g, (_, name: 'id' | 'to' | 'text') => values[name])

/** `+` and 6 to 15 digits (E.164), whatever a person put between them. */
export function normalPhoneNumber(typed: string): string | undefined {
  const digits = typed.replace(/[\s().\-/]/g, '').replace(/^00/, '+')
  return /^\+?[1-9]\d{5,14}$/.test(digits) ? `+${digits.replace(/^\+/, '')}` : undefined
}

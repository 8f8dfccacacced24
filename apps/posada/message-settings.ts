import { readFileSync } from 'node:fs'
import type { MessageSettings } from '#capabilities/messages/server/senders.ts'
import { isLoopbackName } from '#platform/delivery/bounded-request.ts'
import { isMailAddress } from '#platform/delivery/mail-text.ts'
import type { MailServer } from '#platform/delivery/smtp.ts'
import type { TextGateway } from '#platform/delivery/text-gateway.ts'
import type { PushIdentity } from '#platform/delivery/web-push.ts'
import { WrongInput } from './command.ts'

type Env = Record<string, string | undefined>

/** Reads how messages are sent (`docs/messages.md`); undefined when no channel is set up. Secrets come from files and are not repeated. */
export function readMessageSettings(env: Env): MessageSettings | undefined {
  const sms = readGateway(env)
  const email = readMailServer(env)
  const push = readPushIdentity(env)
  if (!sms && !email && !push) return undefined
  const link = readUrl('MESSAGES_LINK', given(env.MESSAGES_LINK), ['https:'])
  if (link?.pathname !== '/' || link.search || link.hash)
    throw new WrongInput(
      'MESSAGES_LINK must be the front page people know, such as https://help.example/, and nothing behind it.',
    )
  return { sms, email, push, link: link.href, quiet: readQuiet(env) }
}

function readGateway(env: Env): TextGateway | undefined {
  const url = readUrl('SMS_URL', given(env.SMS_URL), ['https:', 'http:'])
  if (!url) return undefined
  const method = given(env.SMS_METHOD) ?? 'POST'
  if (method !== 'POST' && method !== 'PUT') throw new WrongInput('SMS_METHOD must be POST or PUT.')
  const format = given(env.SMS_FORMAT) ?? 'json'
  if (format !== 'json' && format !== 'form') throw new WrongInput('SMS_FORMAT must be json or form.')
  return { url, method, format, fields: readFields(given(env.SMS_FIELDS)), header: readHeader(env) }
}

function readFields(text: string | undefined): Record<string, string> {
  const wrong = new WrongInput(
    'SMS_FIELDS must be JSON such as {"to":"{to}","text":"{text}"}: names of fields, with {to}, {text} and, if wanted, {id}.',
  )
  let fields: unknown
  try {
    fields = JSON.parse(text ?? '{"to":"{to}","text":"{text}","id":"{id}"}')
  } catch {
    throw wrong
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) throw wrong
  const values: unknown[] = Object.values(fields)
  const has = (name: string) => values.some((value) => typeof value === 'string' && value.includes(name))
  if (values.length > 20 || values.some((value) => typeof value !== 'string') || !has('{to}') || !has('{text}'))
    throw wrong
  return fields as Record<string, string>
}

function readHeader(env: Env): TextGateway['header'] {
  const file = given(env.SMS_HEADER_FILE)
  if (file === undefined) return undefined
  const parts = /^([A-Za-z0-9-]{1,64}): *([\x20-\x7e]{1,2000})$/.exec(readSecret('SMS_HEADER_FILE', file))
  if (!parts) throw new WrongInput(`SMS_HEADER_FILE must hold one line such as "Authorization: Bearer …": ${file}.`)
  return { name: parts[1]!.toLowerCase(), value: parts[2]! }
}

function readMailServer(env: Env): MailServer | undefined {
  const url = readUrl('SMTP_URL', given(env.SMTP_URL), ['smtp:', 'smtps:'])
  if (!url) return undefined
  const from = given(env.MAIL_FROM)?.trim()
  if (from === undefined || !isMailAddress(from))
    throw new WrongInput('MAIL_FROM must be the address mails come from, such as news@help.example.')
  const file = given(env.SMTP_PASSWORD_FILE)
  if (Boolean(url.username) !== (file !== undefined))
    throw new WrongInput('A user in SMTP_URL and SMTP_PASSWORD_FILE go together: set both, or neither.')
  return {
    ...{ host: url.hostname.replace(/^\[|\]$/g, ''), from, isImplicitTls: url.protocol === 'smtps:' },
    port: url.port ? Number(url.port) : url.protocol === 'smtps:' ? 465 : 587,
    login: file
      ? { user: decodeURIComponent(url.username), password: readSecret('SMTP_PASSWORD_FILE', file) }
      : undefined,
  }
}

function readPushIdentity(env: Env): PushIdentity | undefined {
  const file = given(env.PUSH_KEY_FILE)
  const contact = given(env.PUSH_CONTACT)?.trim()
  if (file === undefined && contact === undefined) return undefined
  if (file === undefined || contact === undefined || !/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/.test(contact))
    throw new WrongInput('PUSH_KEY_FILE and PUSH_CONTACT (mailto:… or https://…) go together: set both, or neither.')
  let key: JsonWebKey
  try {
    key = JSON.parse(readSecret('PUSH_KEY_FILE', file)) as JsonWebKey
  } catch (error) {
    if (error instanceof WrongInput) throw error
    key = {}
  }
  const { kty, crv, x, y, d } = key
  const isPart = (part: string | undefined) => /^[A-Za-z0-9_-]{43}$/.test(part ?? '')
  if (kty !== 'EC' || crv !== 'P-256' || ![x, y, d].every(isPart))
    throw new WrongInput(`PUSH_KEY_FILE must hold a private P-256 key as JWK: ${file}.`)
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x!, 'base64url'), Buffer.from(y!, 'base64url')])
  return { privateKey: { kty, crv, x: x!, y: y!, d: d! }, publicKey: point.toString('base64url'), contact }
}

function readQuiet(env: Env): MessageSettings['quiet'] {
  const hours = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/.exec(given(env.MESSAGES_QUIET) ?? '21:00-08:00')
  if (!hours) throw new WrongInput('MESSAGES_QUIET must be two times such as 21:00-08:00.')
  const timeZone = given(env.MESSAGES_TIME_ZONE) ?? 'America/Mexico_City'
  try {
    new Intl.DateTimeFormat('en', { timeZone })
  } catch {
    throw new WrongInput('MESSAGES_TIME_ZONE must be the name of a time zone, such as America/Mexico_City.')
  }
  return { from: `${hours[1]}:${hours[2]}`, to: `${hours[3]}:${hours[4]}`, timeZone }
}

/** What is said on the way must stay between the two: without TLS only to this machine. */
function readUrl(name: string, text: string | undefined, schemes: string[]): URL | undefined {
  if (text === undefined) return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  // It may hold a secret by mistake: it is not repeated.
  if (!url || !schemes.includes(url.protocol) || url.password || (name !== 'SMTP_URL' && url.username))
    throw new WrongInput(`${name} must begin with ${schemes.join('// or ')}// and hold no password.`)
  if (url.protocol === 'http:' && !isLoopbackName(url.hostname))
    throw new WrongInput(`${name} must use https unless the service runs on this machine.`)
  return url
}

function readSecret(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    throw new WrongInput(`${name} names a file that cannot be read: ${file}.`)
  }
}

const given = (text: string | undefined): string | undefined =>
  text === undefined || text.trim() === '' ? undefined : text

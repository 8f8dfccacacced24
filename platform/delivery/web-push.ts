import type { Random, Timers } from '#platform/base/environment.ts'
import { fromBase64url, toBase64url } from '#platform/base/ids.ts'
import { sendBounded } from './bounded-request.ts'
import { later, never, type Outcome } from './outcome.ts'

/** What a browser gives to whoever may wake it: where, and the two keys that make the text readable there alone. */
export type Subscription = { endpoint: string; p256dh: string; auth: string }
/** The server's own key towards push services (RFC 8292), and whom they can ask about it. */
export type PushIdentity = { privateKey: JsonWebKey; publicKey: string; contact: string }

const RECORD_BYTES = 4096
const TOKEN_SECONDS = 12 * 3600
const KEPT_SECONDS = 2 * 86_400
const UTF8 = new TextEncoder()

/**
 * Sends one text to a browser. The address came from outside: https alone, never into a network of our own unless a test says so.
 * The topic is the id, so that a push service still holding the first one replaces it.
 */
export async function sendPush(
  identity: PushIdentity,
  { id, subscription, text, at }: { id: string; subscription: Subscription; text: string; at: number },
  { random, timers, allowsPrivate = false }: { random: Random; timers: Timers; allowsPrivate?: boolean },
): Promise<Outcome> {
  const url = URL.canParse(subscription.endpoint) ? new URL(subscription.endpoint) : undefined
  if (!url || !(url.protocol === 'https:' || allowsPrivate) || url.username || url.password) return never('bad-address')
  let body: Uint8Array
  try {
    body = await encryptPush(UTF8.encode(text), subscription, { salt: random.bytes(16), sender: await newSender() })
  } catch {
    return never('bad-address') // keys that are no point of the curve
  }
  const answer = await sendBounded({
    ...{ url, method: 'POST', body, timers, allowsPrivate },
    headers: {
      ...{ 'content-type': 'application/octet-stream', 'content-encoding': 'aes128gcm', ttl: String(KEPT_SECONDS) },
      ...{ urgency: 'normal', topic: id.replaceAll('-', '').slice(0, 32) },
      authorization: await vapid(identity, url.origin, at),
    },
  })
  if ('failed' in answer) return answer.failed === 'private-address' ? never('bad-address') : later(answer.failed)
  const { status } = answer
  if (status >= 200 && status < 300) return { kind: 'sent' }
  if (status === 404 || status === 410) return never('gone')
  if (status < 400 || status === 401 || status === 403) return later('set-up')
  return status === 408 || status === 429 || status >= 500 ? later('busy') : never('refused')
}

type Sender = { privateKey: CryptoKey; publicKey: Uint8Array<ArrayBuffer> }

/** RFC 8291: one record of `aes128gcm` (RFC 8188) that only this browser opens. */
export async function encryptPush(
  text: Uint8Array,
  { p256dh, auth }: Pick<Subscription, 'p256dh' | 'auth'>,
  { salt, sender }: { salt: Uint8Array; sender: Sender },
): Promise<Uint8Array<ArrayBuffer>> {
  if (text.length > RECORD_BYTES - 200) throw new Error('too long for one push')
  const receiver = new Uint8Array(fromBase64url(p256dh) ?? [])
  const secret = new Uint8Array(fromBase64url(auth) ?? [])
  if (secret.length !== 16) throw new Error('not a push secret')
  const point = await crypto.subtle.importKey('raw', receiver, ECDH, false, [])
  const shared = new Uint8Array(await crypto.subtle.deriveBits({ name: 'ECDH', public: point }, sender.privateKey, 256))
  const input = await hkdf(shared, secret, [UTF8.encode('WebPush: info\0'), receiver, sender.publicKey], 32)
  const key = await hkdf(input, salt, [UTF8.encode('Content-Encoding: aes128gcm\0')], 16)
  const nonce = await hkdf(input, salt, [UTF8.encode('Content-Encoding: nonce\0')], 12)
  const aes = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt'])
  // The 2 says that this record is the last.
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, aes, joined([text, new Uint8Array([2])]))
  const size = new Uint8Array([0, 0, RECORD_BYTES >> 8, RECORD_BYTES & 255, sender.publicKey.length])
  return joined([salt, size, sender.publicKey, new Uint8Array(sealed)])
}

async function newSender(): Promise<Sender> {
  const pair = await crypto.subtle.generateKey(ECDH, true, ['deriveBits'])
  return {
    privateKey: pair.privateKey,
    publicKey: new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)),
  }
}

/** RFC 8292: who sends, for this push service alone, for half a day. */
async function vapid({ privateKey, publicKey, contact }: PushIdentity, audience: string, at: number): Promise<string> {
  const part = (value: object) => toBase64url(UTF8.encode(JSON.stringify(value)))
  const exp = Math.floor(at / 1000) + TOKEN_SECONDS
  const claims = `${part({ typ: 'JWT', alg: 'ES256' })}.${part({ aud: audience, exp, sub: contact })}`
  const key = await crypto.subtle.importKey('jwk', privateKey, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, UTF8.encode(claims))
  return `vapid t=${claims}.${toBase64url(new Uint8Array(signature))}, k=${publicKey}`
}

async function hkdf(input: Uint8Array<ArrayBuffer>, salt: Uint8Array, info: Uint8Array[], length: number) {
  const key = await crypto.subtle.importKey('raw', input, 'HKDF', false, ['deriveBits'])
  const how = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(salt), info: joined(info) }
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, length * 8))
}

function joined(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

const ECDH = { name: 'ECDH', namedCurve: 'P-256' } as const

import { execFileSync } from 'node:child_process'
import { createPublicKey, createVerify, hkdfSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startGateway } from '#checks/harness/gateway-double.ts'
import { startMailServer } from '#checks/harness/mail-server.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { isPrivate, sendBounded } from './bounded-request.ts'
import { composeMail, isMailAddress, stuffDots } from './mail-text.ts'
import { type MailServer, sendMail } from './smtp.ts'
import { normalPhoneNumber, sendText, type TextGateway } from './text-gateway.ts'
import { encryptPush, type PushIdentity, sendPush } from './web-push.ts'

const { timers, random } = realEnvironment()
const ID = '6f1c0d5e-1111-4222-8333-0123456789ab'
const later = (error: string) => ({ kind: 'later', error })
const never = (error: string) => ({ kind: 'never', error })

let folder: string
let tls: { key: string; cert: string }
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'posada-mail-'))
  const curve = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    'key.pem',
    '-out',
    'cert.pem',
  ]
  const name = ['-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  execFileSync('openssl', ['req', '-x509', ...curve, ...name], { cwd: folder, stdio: 'ignore' })
  tls = { key: readFileSync(join(folder, 'key.pem'), 'utf8'), cert: readFileSync(join(folder, 'cert.pem'), 'utf8') }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const mail = {
  id: ID,
  to: 'wideline@mail.test',
  subject: 'Yon mesaj pou ou',
  text: 'Gen nouvèl.\n.\nhttps://help.test/',
  at: 0,
}
const serverAt = (port: number, more: Partial<MailServer> = {}): MailServer => ({
  ...{ host: 'localhost', port, isImplicitTls: false, login: undefined, from: 'news@help.test' },
  ...more,
})
async function withMail<T>(
  wishes: Parameters<typeof startMailServer>[0],
  work: (s: Awaited<ReturnType<typeof startMailServer>>) => Promise<T>,
) {
  const server = await startMailServer(wishes)
  try {
    return await work(server)
  } finally {
    await server.stop()
  }
}

test('a mail goes over a private way, signed in, and arrives as it was written', async () => {
  for (const way of ['PLAIN', 'LOGIN'] as const) {
    const login = { user: 'posada', password: 'pässword' }
    await withMail({ tls, login: { ...login, way } }, async ({ port, taken }) => {
      expect(await sendMail(serverAt(port, { login, ca: tls.cert }), mail, timers)).toEqual({ kind: 'sent' })
      const [{ data, ...envelope }] = taken as [(typeof taken)[0]]
      expect(envelope).toEqual({ from: '<news@help.test>', to: ['<wideline@mail.test>'], isPrivate: true })
      const [head, body] = data.split('\r\n\r\n') as [string, string]
      expect(Buffer.from(body, 'base64').toString('utf8')).toBe('Gen nouvèl.\r\n.\r\nhttps://help.test/')
      expect(head).toContain(`Message-ID: <${ID}@help.test>`)
      expect(head).toContain('Date: Thu, 01 Jan 1970 00:00:00 +0000')
    })
  }
})

test('without TLS nothing is said beyond this machine, a certificate of somebody else ends it, and no password goes in clear', async () => {
  await withMail({ tls }, async ({ port, taken }) => {
    // Not trusted: it could be anybody.
    expect((await sendMail(serverAt(port), mail, timers)).kind).toBe('later')
    expect(taken).toEqual([])
  })
  await withMail({}, async ({ port, taken }) => {
    // A name of this machine that is not one of the loopback names stands for a server elsewhere.
    expect(await sendMail(serverAt(port, { host: '0.0.0.0' }), mail, timers)).toEqual(later('set-up'))
    expect(taken).toEqual([])
    expect(await sendMail(serverAt(port), mail, timers)).toEqual({ kind: 'sent' })
  })
  await withMail({ tls, smuggles: '250 mail.test\r\n' }, async ({ port }) =>
    expect(await sendMail(serverAt(port, { ca: tls.cert }), mail, timers)).toEqual(later('garbage')),
  )
})

test('each way a mail server can fail is told apart: try again, never again, or perhaps it arrived', async () => {
  const outcome = (told: Record<string, string>, timeoutMs = 5_000) =>
    withMail({ answer: (verb) => told[verb] }, ({ port }) => sendMail(serverAt(port), mail, timers, timeoutMs))
  expect(await outcome({ RCPT: '550 no such mailbox: wideline@mail.test' })).toEqual(never('refused'))
  expect(await outcome({ RCPT: '450 greylisted' })).toEqual(later('busy'))
  expect(await outcome({ MAIL: '421 too many' })).toEqual(later('busy'))
  expect(await outcome({ MAIL: '553 not your address' })).toEqual(later('set-up'))
  expect(await outcome({ '.': '554 looks like spam' })).toEqual(never('refused'))
  expect(await outcome({ '.': 'hang up' })).toEqual(later('unsure'))
  expect(await outcome({ '.': 'nothing' }, 150)).toEqual(later('unsure'))
  expect(await outcome({ DATA: 'hang up' })).toEqual(later('unreachable'))
  expect(await outcome({ EHLO: 'nothing' }, 150)).toEqual(later('timeout'))
  expect(await outcome({ EHLO: 'HTTP/1.1 200 OK' })).toEqual(later('garbage'))
  const wrong = { user: 'posada', password: 'wrong' }
  await withMail({ login: { user: 'posada', password: 'right', way: 'PLAIN' } }, async ({ port }) =>
    expect(await sendMail(serverAt(port, { login: wrong }), mail, timers)).toEqual(later('set-up')),
  )
  const closed = await startMailServer()
  await closed.stop()
  expect(await sendMail(serverAt(closed.port), mail, timers)).toEqual(later('unreachable'))
})

test('nothing in an address or a subject adds a line to a mail, and a dot alone does not end it', async () => {
  const hostile = [
    'a@b.test\r\nBcc: c@d.test',
    'a@b.test> RCPT TO:<c@d.test',
    'a@b.test,c@d.test',
    '"a b"@c.test',
    'a@',
    '@b',
    'ä@b.test',
    '',
  ]
  expect(hostile.filter(isMailAddress)).toEqual([])
  expect(['a@b.test', "o'neil+x@mail-1.example.org", 'a@localhost'].every(isMailAddress)).toBe(true)
  for (const to of hostile) expect(await sendMail(serverAt(1), { ...mail, to }, timers)).toEqual(never('bad-address'))
  const composed = composeMail({ ...mail, from: 'news@help.test', subject: 'Hi\r\nBcc: c@d.test '.repeat(5) })
  const head = composed.split('\r\n\r\n')[0]!
  expect(head).not.toContain('Bcc')
  expect(head.split('\r\n').every((line) => line.length <= 78 && /^([\w-]+: | )/.test(line))).toBe(true)
  expect(stuffDots('.\r\n..a\r\nb.')).toBe('..\r\n...a\r\nb.')
})

const gatewayAt = (url: URL, more: Partial<TextGateway> = {}): TextGateway => ({
  ...{ url, method: 'POST', format: 'json', fields: { to: '{to}', msg: '{text}', ref: '{id}' } },
  header: { name: 'authorization', value: 'Bearer secret' },
  ...more,
})
const text = { id: ID, to: '+52 (962) 555-0100', text: 'Gen nouvèl "{to}" & plis' }

test('a gateway fails in every way and then works; each try carries the same key', async () => {
  const elsewhere = await startGateway()
  const gateway = await startGateway([500, 'silent', 'garbage', 'hang up', 'too much', 302, 429, 401, 400, 200], {
    location: elsewhere.url.href,
  })
  const tries: unknown[] = []
  for (let i = 0; i < 10; i++) tries.push(await sendText(gatewayAt(gateway.url), text, timers, 250))
  const unsure = later('unsure')
  expect(tries).toEqual([
    ...[later('busy'), unsure, later('garbage'), unsure, later('garbage')],
    ...[later('set-up'), later('busy'), later('set-up'), never('refused'), { kind: 'sent' }],
  ])
  expect(new Set(gateway.asked.map(({ headers }) => headers['idempotency-key']))).toEqual(new Set([ID]))
  expect(JSON.parse(gateway.asked[9]!.body.toString())).toEqual({ to: '+529625550100', msg: text.text, ref: ID })
  expect(gateway.asked[9]!.headers.authorization).toBe('Bearer secret')
  // It was sent on to another house: neither text nor secret went there.
  expect(elsewhere.asked).toEqual([])
  await Promise.all([gateway.stop(), elsewhere.stop()])
  expect(await sendText(gatewayAt(gateway.url), text, timers)).toEqual(later('unreachable'))
})

test('a gateway may want a form; a number that is none is never sent', async () => {
  const gateway = await startGateway()
  expect(await sendText(gatewayAt(gateway.url, { format: 'form', header: undefined }), text, timers)).toEqual({
    kind: 'sent',
  })
  expect(Object.fromEntries(new URLSearchParams(gateway.asked[0]!.body.toString()))).toEqual({
    ...{ to: '+529625550100', msg: text.text, ref: ID },
  })
  for (const to of ['', 'no', '12', '+52 962\r\nX: y', '++529625550100', '1'.repeat(16)])
    expect(await sendText(gatewayAt(gateway.url), { ...text, to }, timers)).toEqual(never('bad-address'))
  expect(gateway.asked).toHaveLength(1)
  expect(normalPhoneNumber('0052 962.555/0100')).toBe('+529625550100')
  await gateway.stop()
})

const unb64 = (value: string) => new Uint8Array(Buffer.from(value, 'base64url'))
/** The worked example of RFC 8291, appendix A. */
const example = {
  plain: 'When I grow up, I want to be a watermelon',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  receiver: 'q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94',
  sender: 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw',
  senderPublic: 'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8',
  salt: 'DGv6ra1nlYgDCS1FRnbzlw',
  sealed:
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
}
const jwkOf = (publicKey: string, d: string) => ({
  ...{ kty: 'EC', crv: 'P-256', d },
  x: Buffer.from(unb64(publicKey).slice(1, 33)).toString('base64url'),
  y: Buffer.from(unb64(publicKey).slice(33)).toString('base64url'),
})

test('a push is sealed exactly as RFC 8291 works it out', async () => {
  const curve = { name: 'ECDH', namedCurve: 'P-256' }
  const privateKey = await crypto.subtle.importKey('jwk', jwkOf(example.senderPublic, example.sender), curve, false, [
    'deriveBits',
  ])
  const sealed = await encryptPush(new TextEncoder().encode(example.plain), example, {
    ...{ salt: unb64(example.salt), sender: { privateKey, publicKey: unb64(example.senderPublic) } },
  })
  expect(Buffer.from(sealed).toString('base64url')).toBe(example.sealed)
})

/** What a browser does: an independent way back, with Node's own HKDF. */
async function openPush(body: Buffer): Promise<string> {
  const curve = { name: 'ECDH', namedCurve: 'P-256' }
  const [salt, senderPublic, sealed] = [body.subarray(0, 16), body.subarray(21, 86), body.subarray(86)]
  const own = await crypto.subtle.importKey('jwk', jwkOf(example.p256dh, example.receiver), curve, false, [
    'deriveBits',
  ])
  const other = await crypto.subtle.importKey('raw', new Uint8Array(senderPublic), curve, false, [])
  const shared = Buffer.from(await crypto.subtle.deriveBits({ name: 'ECDH', public: other }, own, 256))
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), unb64(example.p256dh), senderPublic])
  const input = Buffer.from(hkdfSync('sha256', shared, unb64(example.auth), info, 32))
  const derive = (what: string, size: number) =>
    new Uint8Array(hkdfSync('sha256', input, salt, `Content-Encoding: ${what}\0`, size))
  const key = await crypto.subtle.importKey('raw', derive('aes128gcm', 16), 'AES-GCM', false, ['decrypt'])
  const opened = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: derive('nonce', 12) }, key, new Uint8Array(sealed))
  return Buffer.from(opened).subarray(0, -1).toString('utf8')
}

test('a push arrives readable for its browser alone and says who sends; one that is gone is never tried again', async () => {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign'])
  const identity: PushIdentity = {
    privateKey: await crypto.subtle.exportKey('jwk', pair.privateKey),
    publicKey: Buffer.from(await crypto.subtle.exportKey('raw', pair.publicKey)).toString('base64url'),
    contact: 'mailto:news@help.test',
  }
  const service = await startGateway([201, 410, 429, 413, 403])
  const subscription = { endpoint: service.url.href, p256dh: example.p256dh, auth: example.auth }
  const push = (over: object = {}, means: object = { allowsPrivate: true }) =>
    sendPush(
      identity,
      { id: ID, subscription: { ...subscription, ...over }, text: 'هناك جديد', at: 0 },
      { random, timers, ...means },
    )
  const outcomes: unknown[] = []
  for (let i = 0; i < 5; i++) outcomes.push(await push())
  expect(outcomes).toEqual([{ kind: 'sent' }, never('gone'), later('busy'), never('refused'), later('set-up')])
  const { body, headers } = service.asked[0]!
  expect(await openPush(body)).toBe('هناك جديد')
  expect(headers).toMatchObject({ 'content-encoding': 'aes128gcm', ttl: '172800', topic: ID.replaceAll('-', '') })

  const [, signed, signature, key] = /^vapid t=([^,]+)\.([^.,]+), k=(.+)$/.exec(headers.authorization!)!
  const verify = createVerify('SHA256').update(signed!)
  const publicKey = createPublicKey({ key: jwkOf(key!, ''), format: 'jwk' })
  expect(verify.verify({ key: publicKey, dsaEncoding: 'ieee-p1363' }, signature!, 'base64url')).toBe(true)
  expect(JSON.parse(Buffer.from(signed!.split('.')[1]!, 'base64url').toString())).toEqual({
    ...{ aud: service.url.origin, exp: 43_200, sub: 'mailto:news@help.test' },
  })

  // Whoever chooses the address must not make this server call into its own network.
  for (const endpoint of [
    service.url.href,
    'https://127.0.0.1/x',
    'https://[::1]/x',
    'https://localhost/x',
    'https://u:p@push.test/',
    'file:///etc/passwd',
  ])
    expect([endpoint, await push({ endpoint }, {})]).toEqual([endpoint, never('bad-address')])
  for (const over of [{ p256dh: 'A'.repeat(87) }, { auth: 'AA' }, { p256dh: '' }])
    expect(await push(over)).toEqual(never('bad-address'))
  expect(service.asked).toHaveLength(5)
  await service.stop()
})

test('what is not plainly on the public Internet counts as private', () => {
  const inside = [
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.31.0.1',
    '192.168.1.1',
    '224.0.0.1',
    '255.255.255.255',
  ]
  const inside6 = [
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:0:1::',
    'ff02::1',
  ]
  expect([...inside, ...inside6, '0.0.0.0'].filter((address) => !isPrivate(address))).toEqual([])
  expect(['8.8.8.8', '172.32.0.1', '2606:4700::1111', '2a00:1450::1'].filter(isPrivate)).toEqual([])
})

test('a request that never ends is ended', async () => {
  const silent = createServer(() => {})
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const { port } = silent.address() as { port: number }
  const ask = { method: 'POST' as const, headers: {}, body: 'x', allowsPrivate: true, timers, timeoutMs: 100 }
  expect(await sendBounded({ ...ask, url: new URL(`https://127.0.0.1:${port}/`) })).toEqual({ failed: 'timeout' })
  silent.close()
})

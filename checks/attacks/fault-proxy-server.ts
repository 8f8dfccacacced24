import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { Chance } from '#platform/base/chance.ts'

/** What a network between a phone and the server does to one connection. */
export const faults = [
  'none',
  'refused',
  'cut-upload',
  'cut-answer',
  'reset-answer',
  'swallowed-answer',
  'flipped-upload',
  'flipped-answer',
  'captive-page',
  'captive-json',
  'another-answer',
  'slow',
  'two-kilobytes-a-second',
  'late',
] as const
export type Fault = (typeof faults)[number]

export type FaultProxy = {
  url: string
  /** How often each fault happened. */
  seen: Partial<Record<Fault, number>>
  /** From now on it lets everything through; connections from before are gone. */
  calm(): void
  close(): Promise<void>
}

/** A bad network on this machine: passes bytes to the server and back, and spoils connections as chance has it. */
export async function startFaultProxy(
  target: URL,
  chance: Chance,
  /** Answers to other phones, which it may give to this one. */
  answers: Buffer[],
  /** Every connection has this one. */
  only?: Fault,
): Promise<FaultProxy> {
  const seen: FaultProxy['seen'] = {}
  const open = new Set<Socket>()
  let isCalm = false
  const server = createServer((phone) => {
    open.add(phone)
    phone.on('close', () => open.delete(phone))
    phone.on('error', () => {}) // being cut off is what this is about
    const fault = isCalm ? 'none' : (only ?? (chance.happens(0.25) ? 'none' : chance.pick(faults)))
    seen[fault] = (seen[fault] ?? 0) + 1
    spoil(phone, fault, { target, chance, answers })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    seen,
    calm() {
      isCalm = true
      for (const socket of open) socket.destroy()
    },
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

type Means = { target: URL; chance: Chance; answers: Buffer[] }

const ANSWERS_KEPT = 20
const LATE_MS = 120

function spoil(phone: Socket, fault: Fault, { target, chance, answers }: Means): void {
  const old = answers[chance.between(0, ANSWERS_KEPT - 1)]
  if (fault === 'refused') phone.resetAndDestroy()
  else if (fault === 'captive-page') answerItself(phone, 'text/html', PORTAL)
  else if (fault === 'captive-json') answerItself(phone, 'application/json', chance.pick(FRIENDLY))
  else if (fault === 'another-answer' && old) phone.once('data', () => phone.end(old))
  else connectSpoilt(phone, fault, { target, chance, answers })
}

function connectSpoilt(phone: Socket, fault: Fault, { target, chance, answers }: Means): void {
  const upstream = connect({ host: '127.0.0.1', port: Number(target.port) })
  upstream.on('error', () => phone.destroy())
  phone.on('close', () => upstream.destroy())
  upstream.on('close', () => phone.destroySoon())
  const up = spoilStream(fault === 'flipped-upload', fault === 'cut-upload', chance)
  const down = spoilStream(fault === 'flipped-answer', fault === 'cut-answer' || fault === 'reset-answer', chance)
  const crawl = { up: throttle(upstream), down: throttle(phone) }
  const send = (from: Socket, to: Socket, change: Change, then: (piece: Buffer) => void) =>
    from.on('data', (piece: Buffer) => {
      const { bytes, isCut } = change(piece)
      then(bytes)
      if (!isCut) return
      if (fault === 'reset-answer') phone.resetAndDestroy()
      else for (const socket of [from, to]) socket.destroySoon()
    })
  send(phone, upstream, up, (bytes) => {
    if (fault === 'slow') void trickle(upstream, bytes)
    else if (fault === 'two-kilobytes-a-second') crawl.up(bytes)
    else upstream.write(bytes)
  })
  send(upstream, phone, down, (bytes) => {
    if (fault === 'none' && answers.length < ANSWERS_KEPT) answers.push(bytes)
    if (fault === 'swallowed-answer') phone.destroy()
    else if (fault === 'slow') void trickle(phone, bytes)
    else if (fault === 'two-kilobytes-a-second') crawl.down(bytes)
    else if (fault === 'late') setTimeout(() => phone.writable && phone.write(bytes), LATE_MS)
    else phone.write(bytes)
  })
}

type Change = (piece: Buffer) => { bytes: Buffer; isCut: boolean }

/** Turns one to three bits, or lets only the first part through. */
function spoilStream(isFlipped: boolean, isCut: boolean, chance: Chance): Change {
  const letThrough = isCut ? chance.between(1, 3_000) : Number.POSITIVE_INFINITY
  let passed = 0
  return (piece) => {
    const bytes = Buffer.from(piece.subarray(0, Math.max(0, letThrough - passed)))
    passed += bytes.length
    if (isFlipped)
      for (let i = chance.between(1, 3); i > 0; i--)
        bytes[chance.between(0, bytes.length - 1)]! ^= 1 << chance.between(0, 7)
    return { bytes, isCut: passed >= letThrough }
  }
}

/** In small pieces, as over a radio at the edge of a cell; quick enough for a test. */
async function trickle(to: Socket, bytes: Buffer): Promise<void> {
  const size = Math.ceil(bytes.length / 8)
  for (let at = 0; at < bytes.length && to.writable; at += size) {
    to.write(bytes.subarray(at, at + size))
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** Passes on 2,000 bytes in a second and no more, in the order they came. */
function throttle(to: Socket): (bytes: Buffer) => void {
  let last = Promise.resolve()
  return (bytes) => {
    last = last.then(async () => {
      for (let at = 0; at < bytes.length && to.writable; at += 200) {
        await new Promise((resolve) => setTimeout(resolve, 100))
        if (to.writable) to.write(bytes.subarray(at, at + 200))
      }
    })
  }
}

function answerItself(phone: Socket, type: string, body: string): void {
  const head = `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n`
  phone.once('data', () => phone.end(head + body))
}

const PORTAL =
  '<!doctype html><title>Welcome</title><h1>Free Wi-Fi</h1><form method="post"><button>Accept</button></form>'
const FRIENDLY = ['{"ok":true}', 'null', '[]', '{"status":"accepted","signature":""}', '"welcome"']

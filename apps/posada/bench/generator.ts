import { connect, type Socket } from 'node:net'
import { inventHousehold } from '#capabilities/registration/practice/invented-households.ts'
import { createChance } from '#platform/base/chance.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { fromBase64url, newId, toBase64url } from '#platform/base/ids.ts'
import { plainDateOf } from '#platform/base/plain-date.ts'
import { makeEntry } from '../load/household-entry.ts'
import { askForOperation } from '../load/invited.ts'
import { percentile } from '../load/percentile.ts'
import { answerEach, readConfig } from './messages.ts'

/** Sends registrations as fast as answers come, over connections kept open. A process of its own, as phones are. */
export type GeneratorConfig = { url: string; invitation: string; householdSize: number; connections: number }
export type GeneratorAsk =
  /** Makes requests ready to be sent. `sealed`: each with an envelope of its own, which can be opened. */
  | { make: number; sealed: boolean }
  /** Sends what is ready for so long, or until nothing is left. */
  | { sendTo: string; ms: number }
export type GeneratorAnswer = { sent: number; failed: number; ms: number; p50: number; p99: number; left: number }

const config = readConfig<GeneratorConfig>()
const { random, clock } = realEnvironment()
const signal = AbortSignal.timeout(3_600_000)
const operation = await askForOperation(new URL(config.url), config.invitation, signal)
const by = {
  invitation: config.invitation,
  operationId: operation.operationId,
  intakePublicKey: fromBase64url(operation.intakePublicKey)!,
}
const clockShift = Date.parse(operation.now) - clock()
const chance = createChance(4)
const ready: Buffer[] = []

/** Sealing costs a phone about a millisecond; where nothing is opened one envelope may stand for many of the same length. */
const SHARED_ENVELOPES = 100
const shared: Awaited<ReturnType<typeof makeOne>>[] = []

async function makeOne() {
  const madeAt = clock() + clockShift
  const household = inventHousehold(chance, config.householdSize, plainDateOf(madeAt))
  return (await makeEntry(household, by, madeAt, random)).entry
}

async function make(count: number, sealed: boolean): Promise<void> {
  while (!sealed && shared.length < SHARED_ENVELOPES) shared.push(await makeOne())
  for (let i = 0; i < count; i++) {
    const entry = sealed ? await makeOne() : withNewIds(shared[i % SHARED_ENVELOPES]!)
    const body = JSON.stringify(entry)
    const head = `POST /api/registrations HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`
    ready.push(Buffer.from(head + body))
  }
}

const withNewIds = (entry: Awaited<ReturnType<typeof makeOne>>) => ({
  ...entry,
  id: newId(random),
  cti: toBase64url(random.bytes(8)),
  accessCodeHash: toBase64url(random.bytes(32)),
  people: entry.people.map((person) => ({ ...person, id: newId(random) })),
})

async function send(url: URL, ms: number): Promise<GeneratorAnswer> {
  const sockets = await Promise.all(Array.from({ length: config.connections }, () => open(url)))
  const times: number[] = []
  let failed = 0
  const startedAt = performance.now()
  const one = async (socket: Socket) => {
    while (performance.now() - startedAt < ms) {
      const request = ready.pop()
      if (!request) return
      const sentAt = performance.now()
      const isGood = await exchange(socket, request)
      times.push(performance.now() - sentAt)
      if (!isGood) failed++
    }
  }
  await Promise.all(sockets.map(one))
  const took = performance.now() - startedAt
  for (const socket of sockets) socket.destroy()
  return {
    sent: times.length,
    failed,
    ms: took,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    left: ready.length,
  }
}

function open(url: URL): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true })
    socket.once('error', reject)
    socket.once('connect', () => resolve(socket))
  })
}

/** Writes one request and reads one answer; true for 200. Parsing is the least that finds its end. */
function exchange(socket: Socket, request: Buffer): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let text = ''
    let end = -1
    const onData = (piece: Buffer) => {
      text += piece.toString('latin1')
      if (end < 0) end = endOfAnswer(text)
      if (end < 0 || text.length < end) return
      settle()
      resolve(text.startsWith('HTTP/1.1 200'))
    }
    const onClose = () => {
      settle()
      reject(new Error('the server closed a connection'))
    }
    const settle = () => {
      socket.off('data', onData)
      socket.off('close', onClose)
    }
    socket.on('data', onData)
    socket.on('close', onClose)
    socket.write(request)
  })
}

function endOfAnswer(text: string): number {
  const body = text.indexOf('\r\n\r\n')
  if (body < 0) return -1
  const length = /content-length: (\d+)/i.exec(text.slice(0, body))?.[1]
  if (length !== undefined) return body + 4 + Number(length)
  const last = text.indexOf('\r\n0\r\n\r\n', body) // chunked
  return last < 0 ? -1 : last + 7
}

const nothing = { sent: 0, failed: 0, ms: 0, p50: 0, p99: 0 }

answerEach<GeneratorAsk, GeneratorAnswer>(
  {},
  async (message) => {
    if ('sendTo' in message) return send(new URL(message.sendTo), message.ms)
    await make(message.make, message.sealed)
    return { ...nothing, left: ready.length }
  },
  async () => {},
)

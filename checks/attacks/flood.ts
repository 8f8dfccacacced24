import { setTimeout as pause } from 'node:timers/promises'
import type { RegistrationEntry } from '#capabilities/registration/model.ts'
import type { KnownOperation } from '#capabilities/registration/pages/phone/phone.ts'
import { deliver } from '#capabilities/registration/pages/phone/sending.ts'
import { type Chance, createChance } from '#platform/base/chance.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId, toBase64url } from '#platform/base/ids.ts'
import { randomBytes, spoil } from './hostile.ts'

import { inParallel } from './measure.ts'
import { ENTRY_NOT_ONCE } from './mixed-writes.ts'
import { fetchFrom, meet, tellHousehold } from './phone-in-node.ts'
import { type RealServer, startRealServer } from './real-server.ts'

const { random } = realEnvironment()

/** What a flood is made of. The last is well-formed and waits with the rest: no rule tells it from a family. */
export const junkKinds = ['no invitation', 'malformed', 'sent again', 'not to be opened', 'surplus'] as const
type JunkKind = (typeof junkKinds)[number]

export type FloodResult = {
  /** Milliseconds from pressing until the receipt, of each real phone. */
  tookMs: number[]
  /** Real households that are not there exactly once, with a valid card. */
  wrong: string[]
  sent: Record<JunkKind, number>
  /** Refused and counted, answered without effect, or in quarantine. */
  apart: Record<Exclude<JunkKind, 'surplus'>, number>
  /** Surplus that waits for a person. */
  waiting: number
  /** Households in the desk's lists and totals. */
  households: number
  seconds: number
}

type Flood = { phones: number; junk: number; seconds: number; seed: number }

const AT_ONCE = 24
const SEALED_AHEAD = 40

/** Real phones and a flood, mixed, from one address, spread over so many seconds; then what became of each. */
export async function flood({ phones, junk, seconds, seed }: Flood): Promise<FloodResult> {
  const server = await startRealServer()
  const known = await meet(fetchFrom(server.url()), await server.invite('Poster'))
  const used = await server.invite('Used up', 1)
  const full = await meet(fetchFrom(server.url()), used)
  await deliverOne(server, full)
  // Now: giving out an account asks for a passphrase of the last minutes, and the flood lasts longer.
  await server.signInAs('registrar')
  const result: FloodResult = {
    ...{ tookMs: [], wrong: [], waiting: 0, households: 0, seconds: 0 },
    sent: { 'no invitation': 0, malformed: 0, 'sent again': 0, 'not to be opened': 0, surplus: 0 },
    apart: { 'no invitation': 0, malformed: 0, 'sent again': 0, 'not to be opened': 0 },
  }
  const accepted: RegistrationEntry[] = []
  const told = await sealAhead(known, phones)
  const startedAt = performance.now()
  const until = (share: number) => pause(Math.max(0, startedAt + share * seconds * 1000 - performance.now()))
  const good = (await tellHousehold(known)).entry

  async function realPhone(index: number): Promise<void> {
    const household = await told(index)
    const beganAt = performance.now()
    const waiting = { id: household.entry.id, body: household, attempts: 0, nextAt: 0 }
    const delivery = await deliver(fetchFrom(server.url()), waiting)
    result.tookMs.push(performance.now() - beganAt)
    if (delivery.kind === 'received' && delivery.receipt.card) accepted.push(household.entry)
    else result.wrong.push(`a real household was answered ${delivery.kind}`)
  }
  async function junkSender(index: number): Promise<void> {
    const chance = createChance(seed + index)
    const kind = accepted.length === 0 ? 'no invitation' : (JUNK[index % JUNK.length] as JunkKind)
    const body = kind === 'surplus' ? (await tellHousehold(full)).entry : makeJunk(kind, { good, accepted, chance })
    const reply = await server.post('/registrations', body)
    result.sent[kind]++
    if (reply.status >= 500) result.wrong.push(`junk was answered ${reply.status}`)
  }
  await Promise.all([
    inParallel(phones, AT_ONCE, async (index) => {
      await until((index + 0.5) / phones)
      await realPhone(index)
    }),
    inParallel(junk, AT_ONCE, async (index) => {
      await until(index / junk)
      await junkSender(index)
    }),
  ])
  result.seconds = (performance.now() - startedAt) / 1000
  await look(server, accepted, result)
  await server.stop()
  return result
}

/** One in twenty is surplus, the rest in equal parts. */
const JUNK = Array.from({ length: 20 }, (_, n) => (n === 19 ? 'surplus' : junkKinds[n % 4]))

type Means = { good: RegistrationEntry; accepted: RegistrationEntry[]; chance: Chance }

function makeJunk(kind: Exclude<JunkKind, 'surplus'>, { good, accepted, chance }: Means): unknown {
  if (kind === 'sent again') return chance.pick(accepted)
  if (kind === 'malformed') return { ...(spoil(good, chance) as object), id: 'none' }
  const fresh = {
    ...good,
    id: newId(random),
    cti: toBase64url(random.bytes(8)),
    accessCodeHash: toBase64url(random.bytes(32)),
    people: good.people.map((person) => ({ ...person, id: newId(random) })),
  }
  if (kind === 'no invitation') return { ...fresh, invitation: `${good.invitation.slice(0, -12)}AAAAAAAAAAAA` }
  const envelope = Buffer.from(good.envelope, 'base64url')
  // Version and kind of key stay, which the edge looks at.
  envelope.set(randomBytes(envelope.length - 2, chance), 2)
  return { ...fresh, envelope: toBase64url(envelope) }
}

/** Phones seal on their own processors: some are always ready, so that this one does not count as theirs. */
async function sealAhead(known: KnownOperation, phones: number) {
  const sealed: ReturnType<typeof tellHousehold>[] = []
  const ahead = (index: number) => {
    while (sealed.length < Math.min(phones, index + SEALED_AHEAD)) sealed.push(tellHousehold(known))
  }
  ahead(0)
  await Promise.all(sealed)
  return (index: number) => {
    ahead(index + 1)
    return sealed[index]!
  }
}

async function deliverOne(server: RealServer, known: KnownOperation): Promise<void> {
  const household = await tellHousehold(known)
  await deliver(fetchFrom(server.url()), { id: household.entry.id, body: household, attempts: 0, nextAt: 0 })
}

async function look(server: RealServer, accepted: RegistrationEntry[], result: FloodResult): Promise<void> {
  const registrar = await server.signInAs('registrar')
  for (let sealed = 1; sealed > 0; await pause(100)) sealed = (await server.get('/desk/counts', registrar)).body.sealed
  const { quarantined, refused } = (await server.get('/desk/quarantine', registrar)).body
  const { households, waiting } = (await server.get('/desk/counts', registrar)).body
  Object.assign(result, { households, waiting })
  result.apart = {
    'no invitation': refused.noInvitation,
    malformed: refused.malformed,
    'sent again': refused.sentAgain,
    'not to be opened': quarantined,
  }
  const ids = accepted.map(({ id }) => id)
  const lost = await server.asOwner((client) => client.query<{ id: string }>(ENTRY_NOT_ONCE, [ids]))
  result.wrong.push(...lost.rows.map(({ id }) => `accepted and not there once: ${id}`))
}

/** The share of junk that is where it belongs. */
export function shareApart({ sent, apart }: FloodResult): number {
  const kinds = junkKinds.filter((kind) => kind !== 'surplus')
  const all = kinds.reduce((sum, kind) => sum + sent[kind], 0)
  return kinds.reduce((sum, kind) => sum + Math.min(apart[kind], sent[kind]), 0) / all
}

import { setTimeout as pause } from 'node:timers/promises'
import { signal } from '@preact/signals'
import { newDraft, withCounts, withPerson } from '#capabilities/registration/pages/phone/draft.ts'
import { contentHashOf } from '#capabilities/registration/pages/phone/entry.ts'
import { finishDraft, openRegistrationOutbox } from '#capabilities/registration/pages/phone/finishing.ts'
import { type KnownOperation, makePhone, type Phone } from '#capabilities/registration/pages/phone/phone.ts'
import type { Waiting } from '#capabilities/registration/pages/phone/sending.ts'
import type { TestWorld } from '#checks/harness/server.ts'
import { createChance } from '#platform/base/chance.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { memoryStore } from '#platform/offline/store.ts'
import { type FaultProxy, faults, startFaultProxy } from './fault-proxy-server.ts'
import { inParallel } from './measure.ts'
import { fetchFrom, meet } from './phone-in-node.ts'
import { seedsOf } from './seeds.ts'

export type SessionsResult = {
  sent: number
  /** The network changed digest and content alike, so that something else arrived first: both are kept for a person. */
  keptTwice: number
  seen: FaultProxy['seen']
  wrong: string[]
}

const PHONES_AT_ONCE = 16
const TRIES_IN_BAD_NETWORK = 12
const ANSWER_MS_MAX = 1_500

/** Runs phones, their real outbox included, behind a network that does its worst; then asks the server what arrived. */
export async function runSessions(
  t: TestWorld,
  url: string,
  { sessions, seed }: { sessions: number; seed: number },
): Promise<SessionsResult> {
  const known = await meet(fetchFrom(url), t.practice.journey.invitation)
  const result: SessionsResult = { sent: 0, keptTwice: 0, seen: {}, wrong: [] }
  const answers: Buffer[] = []
  const seeds = seedsOf('fault proxy', seed, sessions)
  await inParallel(seeds.length, PHONES_AT_ONCE, async (index) => {
    const chance = createChance(seeds[index]!)
    const proxy = await startFaultProxy(new URL(url), chance, answers)
    const phone = phoneBehind(proxy.url, known)
    const households = chance.between(1, 2)
    await tellAndSend(phone, households, proxy)
    await proxy.close()
    result.sent += households
    for (const fault of faults) result.seen[fault] = (result.seen[fault] ?? 0) + (proxy.seen[fault] ?? 0)
    const wrong = await whatIsWrong(t, phone, result)
    result.wrong.push(...wrong.map((what) => `${what} (seed ${seeds[index]})`))
  })
  return result
}

/** A phone as the app's main file makes it; its time moves only when the test says so. */
function phoneBehind(url: string, known: KnownOperation, patienceMs = ANSWER_MS_MAX): Phone {
  const { random, clock } = realEnvironment()
  const phone = makePhone({
    env: { random, clock, timers: { after: () => () => {} } },
    network: {
      hasSignal: signal(true),
      fetch: (path, init) => fetchFrom(url)(path, { ...init, signal: AbortSignal.timeout(patienceMs) }),
      obeyPracticeSwitch() {},
      onReturn() {},
    },
    store: memoryStore(),
    invitation: known.invitation,
    changeLanguage: async () => {},
    laterWords: async () => ({}),
  })
  phone.operation.value = known
  return phone
}

async function tell(phone: Phone, households: number) {
  const outbox = await openRegistrationOutbox(phone)
  const { random } = phone.env
  for (let n = 0; n < households; n++) {
    const begun = withCounts(newDraft(random), { adult: 1, child: 1, 'small-child': 0 }, random)
    const draft = withPerson({ ...begun, alike: true }, begun.people[0]!.id, { name: 'Wideline Tès' })
    await finishDraft(phone, draft, outbox, 'ht')
  }
  return outbox
}

async function tellAndSend(phone: Phone, households: number, proxy: FaultProxy): Promise<void> {
  const outbox = await tell(phone, households)
  for (let tries = 0; tries < TRIES_IN_BAD_NETWORK && outbox.waiting.value > 0; tries++) {
    await outbox.sendNow()
    await pause(1)
  }
  proxy.calm()
  // The first may still try a connection from before.
  for (let tries = 0; tries < 2; tries++) await outbox.sendNow()
}

/** One phone whose connections all carry 2,000 bytes a second: how long it took, and what is wrong afterwards. */
export async function sendSlowly(t: TestWorld, url: string): Promise<{ ms: number; wrong: string[] }> {
  const known = await meet(fetchFrom(url), t.practice.journey.invitation)
  const proxy = await startFaultProxy(new URL(url), createChance(1), [], 'two-kilobytes-a-second')
  const phone = phoneBehind(proxy.url, known, 30_000)
  const startedAt = performance.now()
  const outbox = await tell(phone, 1)
  await outbox.sendNow()
  const ms = performance.now() - startedAt
  await proxy.close()
  const wrong = await whatIsWrong(t, phone, { sent: 1, keptTwice: 0, seen: {}, wrong: [] })
  return { ms, wrong }
}

/** Every household once at the server, and the phone believes what is true. */
async function whatIsWrong(t: TestWorld, phone: Phone, result: SessionsResult): Promise<string[]> {
  const wrong: string[] = []
  const waiting = await phone.store.names('outbox/')
  if (waiting.length > 0) wrong.push(`${waiting.length} households still wait in a good network`)
  for (const finished of phone.finished.value) {
    const { entryId, state, text } = finished
    const held = await phone.store.get(`finished/${entryId}`)
    if (JSON.stringify(held) !== JSON.stringify(finished)) wrong.push(`${entryId} is held otherwise than it is shown`)
    const { rows } = await t.fresh.asOwner((client) =>
      client.query<{ token: string | null }>(
        `select c.token from intake_entry e join registration_group g on g.operation_id = e.operation_id and g.id = e.group_id
         left join card c on c.operation_id = g.operation_id and c.group_id = g.id where e.id = $1`,
        [entryId],
      ),
    )
    if (rows.length !== 1) wrong.push(`${entryId} is there ${rows.length} times, the phone says ${state}`)
    else if (state === 'refused' && (await isKeptBeside(t, phone, entryId))) result.keptTwice++
    else if (state !== 'card') wrong.push(`${entryId} arrived, and its phone says ${state}`)
    else if (rows[0]!.token !== text) wrong.push(`${entryId} has another card on its phone`)
  }
  return wrong
}

/** What the phone says it sent lies beside what arrived first under its id. */
async function isKeptBeside(t: TestWorld, phone: Phone, entryId: string): Promise<boolean> {
  const refused = await phone.store.get<Waiting>(`refused/${entryId}`)
  if (!refused) return false
  const contentHash = Buffer.from(await contentHashOf(refused.entry), 'base64url')
  const { rows } = await t.fresh.asOwner((client) =>
    client.query('select from intake_conflict where entry_id = $1 and content_hash = $2', [entryId, contentHash]),
  )
  return rows.length === 1
}

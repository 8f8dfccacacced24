import { createHash } from 'node:crypto'
import { inParallel } from '#checks/attacks/measure.ts'
import type { FreshDatabase } from '#checks/harness/database.ts'
import { type Chance, createChance } from '#platform/base/chance.ts'
import type { Random } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { acts, type Life, noteAcknowledged, recording, weights } from './acts.ts'
import { findBroken, type Happened, type Remains } from './checker.ts'
import { startPhone } from './phones.ts'
import { readRemains } from './remains.ts'
import { type SimulatedServer, startServer } from './server.ts'
import { createVirtualTime } from './virtual-time.ts'

const STARTS_AT = Date.parse('2026-03-02T08:00:00Z')
const HOUR_MS = 3_600_000
const STEPS = { from: 14, to: 26 }

type Run = {
  seed: number
  broken: string[]
  trace: string
  steps: string[]
  history: Happened[]
  remains: Remains
}

/** One whole life of an operation under a seed: told, sent, lost, repeated, locked, killed, erased; then looked at. */
export async function simulate(fresh: FreshDatabase, seed: number): Promise<Run> {
  const chance = createChance(seed)
  const time = createVirtualTime(STARTS_AT)
  // The server draws from its own stream, so that a request more or less there moves nothing here.
  const server = await startServer({
    ...{ fresh, clock: time.clock, ticks: time.ticks, timers: time.timers, random: seededRandom(`server ${seed}`) },
    nextFailing: () => (failing.happens(0.06) ? failing.pick(['before', 'middle', 'after'] as const) : 'never'),
  })
  const failing = createChance(seed ^ 0x5eed)
  const history: Happened[] = []
  const steps: string[] = []
  const deliver = recording(server, history)
  const phones = Array.from({ length: chance.between(1, 3) }, (_, n) =>
    startPhone({
      chance: createChance(seed * 31 + n),
      random: seededRandom(`phone ${n} ${seed}`),
      clock: time.clock,
      deliver,
    }),
  )
  try {
    const invitation = await invite(server, chance)
    await server.unlock()
    history.push({ what: 'unlocked' })
    const life = { server, phones, chance, history, time, invitation, acknowledged: new Set<string>() }
    server.setCalm(false)
    for (let step = chance.between(STEPS.from, STEPS.to); step > 0; step--) {
      time.advance(chance.between(1_000, 2 * HOUR_MS))
      const name = chance.weighted(weights)
      const outcome = await acts[name](life)
      await noteAcknowledged(life)
      steps.push(`${time.clock()} ${name} ${outcome}`)
    }
    server.setCalm(true)
    await comeToRest(life)
    const remains = await readRemains(fresh, server.operationId, phones)
    const broken = findBroken(history, remains)
    return { seed, broken, steps, history, remains, trace: hashOf(steps, remains) }
  } finally {
    await server.end()
  }
}

/** Two lives at a time, as this machine has cores. Gives for each broken one how to see it again. */
export async function simulateAll(fresh: FreshDatabase, seeds: readonly number[]): Promise<string[]> {
  const broken: string[] = []
  await inParallel(seeds.length, 2, async (n) => {
    const run = await simulate(fresh, seeds[n]!)
    if (seeds.length === 1) console.log(run.steps.join('\n'))
    if (run.broken.length === 0) return
    const found = `POSADA_SEED=${run.seed} npm exec vitest run checks/simulation: ${run.broken.join('; ')}`
    console.log(found) // at once: a run of hours may be ended before its last line
    broken.push(found)
  })
  return broken
}

/** The network is good again, custodians have come, every job has run: what was promised must be there now. */
async function comeToRest(life: Life): Promise<void> {
  const { server, phones, history, invitation } = life
  if (!server.isUnlocked()) {
    await server.unlock()
    history.push({ what: 'unlocked' })
  }
  for (const phone of phones) {
    phone.network.setBadness(0)
    await phone.network.deliverLate()
    await phone.meet(invitation)
    for (let tries = 0; tries < 3; tries++) await phone.send()
  }
  await noteAcknowledged(life)
  const { opened } = await server.openSealed()
  history.push({ what: 'opened', entries: opened })
  await server.seal()
  await acts.head(life)
}

async function invite(server: SimulatedServer, chance: Chance): Promise<string> {
  const cookie = await server.signIn('organiser')
  // Sometimes too few for all: surplus waits for a person.
  const body = {
    id: newId(seededRandom(String(chance.next()))),
    label: 'Poster',
    siteId: null,
    quota: chance.pick([2, 1_000]),
    days: 90,
  }
  const { json, status } = await server.post('/desk/invitations', body, cookie)
  if (status !== 200) throw new Error(`no invitation: ${status} ${JSON.stringify(json)}`)
  return String(json.link).split('#')[1]!
}

/** The steps and what remains, without what real chance decides: ciphertexts, and so cards and roots. */
function hashOf(steps: string[], { entries, households, conflicts, auditEntries, phones }: Remains): string {
  const settled = [
    steps,
    entries.map(({ id, state }) => `${id} ${state}`).sort(),
    households.map(({ id, stage, size, keys, validCards }) => `${id} ${stage} ${size} ${keys} ${validCards}`).length,
    conflicts.length,
    auditEntries,
    phones.map(({ waiting, finished }) => [
      waiting,
      ...finished.map(({ entryId, state }) => `${entryId} ${state}`).sort(),
    ]),
  ]
  return createHash('sha256').update(JSON.stringify(settled)).digest('hex')
}

/** Bytes that follow from a name alone. */
function seededRandom(name: string): Random {
  let block = 0
  let left = Buffer.alloc(0)
  return {
    bytes(length) {
      while (left.length < length)
        left = Buffer.concat([left, createHash('sha256').update(`${name} ${block++}`).digest()])
      const taken = Uint8Array.from(left.subarray(0, length))
      left = left.subarray(length)
      return taken
    },
  }
}

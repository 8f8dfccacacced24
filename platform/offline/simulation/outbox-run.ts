import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { type Delivery, type Outbox, openOutbox } from '#platform/offline/outbox.ts'
import { memoryStore } from '#platform/offline/store.ts'
import { openDisk } from './disk.ts'
import { createNetwork } from './network.ts'
import { type OutboxHistory, whatIsWrong } from './outbox-history.ts'
import { createSimulation } from './simulation.ts'

const PHONES = 3
const HOUR_MS = 3_600_000
const TEN_YEARS_MS = 10 * 365 * 24 * HOUR_MS

type Sent = { id: string; body: string }
type Answer = { id: string; signed: boolean }

/** Phones with the real outbox, clocks that are years off and jump, crashes, and a network that does its worst. */
export async function runOutboxes(seed: number): Promise<{ history: OutboxHistory; hash: string }> {
  const simulation = createSimulation(seed, async () => void (await setImmediate()))
  const { chance, clock, timers, note } = simulation
  const history: OutboxHistory = { promised: [], believed: [], stored: [], waiting: [] }
  const network = createNetwork<Sent, Answer>(simulation, {
    name: ({ id }) => id,
    receive({ id, body }) {
      if (!history.stored.some((one) => one.id === id)) history.stored.push({ id, body })
      note(`${id} stored`)
      return { id, signed: true }
    },
    pretend: () => ({ id: '', signed: false }),
  })

  const phones = Array.from({ length: PHONES }, () => {
    const kept = memoryStore()
    let skew = 0
    let disk = openDisk(kept)
    let outbox: Outbox<string> | undefined
    const setClock = () => {
      skew = chance.between(-TEN_YEARS_MS, TEN_YEARS_MS)
    }
    const start = async () => {
      disk = openDisk(kept)
      const { store } = disk
      outbox = await openOutbox<string, string>({
        name: 'out',
        store,
        clock: () => clock() + skew,
        random: { bytes: (length) => Uint8Array.from({ length }, () => chance.between(0, 255)) },
        timers,
        async deliver(entries) {
          const { id, body } = entries[0]!
          const answer = await network.send({ id, body })
          const delivery: Delivery<string> =
            answer.signed && answer.id === id ? { kind: 'received', receipt: id } : { kind: 'later' }
          return new Map([[id, delivery]])
        },
        async onReceived({ id }) {
          await store.put(`believed/${id}`, true)
          note(`${id} believed`)
        },
        onRefused: async () => {},
      })
    }
    return {
      start,
      setClock,
      async crash() {
        disk.crash()
        outbox?.stop()
        await start()
      },
      async add(id: string, body: string) {
        await outbox!.add(id, body)
        history.promised.push({ id, body })
        void outbox!.sendNow()
      },
      named: async (prefix: string) => (await kept.names(prefix)).map((name) => name.slice(prefix.length)),
    }
  })

  for (const phone of phones) {
    phone.setClock()
    await phone.start()
  }
  for (let step = 0; step < 25; step++) {
    const number = chance.between(0, PHONES - 1)
    const phone = phones[number]!
    const act = chance.weighted([
      ['tell', 4],
      ['crash', 2],
      ['set-clock', 2],
      ['wait', 3],
    ])
    note(`phone ${number} ${act}`)
    if (act === 'tell') await phone.add(`entry-${step}`, `content of ${step}`)
    else if (act === 'crash') await phone.crash()
    else if (act === 'set-clock') phone.setClock()
    await simulation.runUntil(clock() + chance.between(0, 20_000))
  }
  network.calm()
  // Nobody presses anything: the outbox sends by itself, whatever its phone's clock says now.
  for (const phone of phones) phone.setClock()
  await simulation.runUntil(clock() + 200 * HOUR_MS)
  for (const phone of phones) {
    history.waiting.push(...(await phone.named('out/')))
    history.believed.push(...(await phone.named('believed/')))
  }
  return { history, hash: createHash('sha256').update(simulation.trace().join('\n')).digest('hex') }
}

/** What is wrong after each of these seeds, each with its seed. */
export async function judgeSeeds(seeds: Iterable<number>): Promise<string[]> {
  const wrong: string[] = []
  for (const seed of seeds)
    for (const what of whatIsWrong((await runOutboxes(seed)).history)) wrong.push(`seed ${seed}: ${what}`)
  return wrong
}

/** Trace hashes of the first seeds, in order. */
export async function hashesOf(count: number): Promise<string[]> {
  const hashes: string[] = []
  for (let seed = 1; seed <= count; seed++) hashes.push((await runOutboxes(seed)).hash)
  return hashes
}

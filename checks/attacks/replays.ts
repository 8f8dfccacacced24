import type { RegistrationEntry } from '#capabilities/registration/model.ts'
import { type MadeHousehold, makeHousehold } from '#checks/harness/household.ts'
import type { TestWorld } from '#checks/harness/server.ts'
import { type Chance, createChance } from '#platform/base/chance.ts'
import { inParallel } from './measure.ts'
import { seedsOf } from './seeds.ts'

/** What happens to a household between its first arrival and the return of old batches. */
const fates = ['stays', 'is erased', 'came in two versions', 'came in two versions and is erased'] as const
type Fate = (typeof fates)[number]

type Sent = MadeHousehold & { fate: Fate; receipt: string; other: RegistrationEntry }

const AT_ONCE = 3
const BATCH = 25

/**
 * Sends every household 1 to 10 times at once, lets things happen, sends all of it again in any order: how often a household
 * was sent in all, and what is wrong then.
 */
export async function replayHouseholds(
  t: TestWorld,
  { households, seed }: { households: number; seed: number },
): Promise<{ sent: number; wrong: string[] }> {
  const wrong: string[] = []
  let times = 0
  const sent: Sent[] = []
  const seeds = seedsOf('replays', seed, households)
  await inParallel(seeds.length, AT_ONCE, async (index) => {
    const chance = createChance(seeds[index]!)
    const household = await make(t)
    const other = await secondVersion(t, household)
    const receipts = await Promise.all(
      Array.from({ length: chance.between(1, 10) }, () => send(t, household.entry, chance)),
    )
    times += receipts.length
    const different = new Set(receipts).size
    if (different !== 1) wrong.push(`seed ${seeds[index]}: ${different} different receipts of one household`)
    const fate = fates[index % fates.length]!
    await befall(t, household, other, fate)
    sent.push({ ...household, other, fate, receipt: receipts[0]! })
  })
  times += await replayAll(t, sent, createChance(seed), wrong)
  for (const household of sent) wrong.push(...(await whatIsWrong(t, household)))
  return { sent: times, wrong }
}

async function make(t: TestWorld, wishes: { change?: Parameters<typeof makeHousehold>[0]['change'] } = {}) {
  const { operationId, invitation } = t.practice.journey
  const { intakePublicKey } = (await t.world.keyring.find(operationId))!
  return makeHousehold({ operationId, intakePublicKey, invitation, ...wishes })
}

/** Other content under the same id, as a broken phone may send it: it opens, too. */
async function secondVersion(t: TestWorld, { entry, content }: MadeHousehold): Promise<RegistrationEntry> {
  const again = await make(t, { change: () => ({ ...content, phoneNumber: null }) })
  return { ...entry, language: 'es', envelope: again.entry.envelope }
}

/** Alone or in a batch: the receipt as text, or what came instead. */
async function send(t: TestWorld, entry: RegistrationEntry, chance: Chance): Promise<string> {
  if (chance.happens(0.5)) return JSON.stringify(await (await t.post('/api/registrations', entry)).json())
  const { outcomes } = await (await t.post('/api/registrations/batch', { entries: [entry] })).json()
  return JSON.stringify(outcomes[0].receipt ?? outcomes[0].problem)
}

async function befall(t: TestWorld, { accessCode }: MadeHousehold, other: RegistrationEntry, fate: Fate) {
  if (fate.startsWith('came in two versions')) await t.post('/api/registrations', other)
  if (fate.endsWith('is erased')) await t.post('/api/registrations/delete', { accessCode })
}

/** Everything once more, also what came second, in batches of any order: how many households that were. */
async function replayAll(t: TestWorld, sent: Sent[], chance: Chance, wrong: string[]): Promise<number> {
  const again = sent.flatMap(({ entry, other, fate, receipt }) => [
    { entry, expected: receipt as string | undefined },
    ...(fate === 'stays' ? [] : [{ entry: other, expected: undefined }]),
  ])
  const mixed = again
    .map((each) => ({ each, place: chance.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ each }) => each)
  for (let from = 0; from < mixed.length; from += BATCH) {
    const batch = mixed.slice(from, from + BATCH)
    const reply = await t.post('/api/registrations/batch', { entries: batch.map(({ entry }) => entry) })
    const { outcomes } = await reply.json()
    for (const [index, { entry, expected }] of batch.entries()) {
      const { status, receipt } = outcomes[index]
      if (expected === undefined ? status !== 'conflict' : JSON.stringify(receipt) !== expected)
        wrong.push(`${entry.id}: an old batch was answered ${status}`)
    }
  }
  return mixed.length
}

async function whatIsWrong(t: TestWorld, { entry, accessCode, fate }: Sent): Promise<string[]> {
  const { rows } = await t.fresh.asOwner((client) => client.query<Counts>(COUNTS, [entry.id]))
  const counts = rows[0]!
  const isErased = fate.endsWith('is erased')
  const { status } = await t.post('/api/registrations/status', { accessCode })
  const expected: Counts = {
    entries: 1,
    households: 1,
    cards: 1,
    people: entry.people.length,
    envelopes: isErased ? 0 : 1,
    conflicts: fate === 'came in two versions' ? 1 : 0,
    keys: 0,
  }
  const differs = Object.entries(expected).filter(([name, count]) => counts[name as keyof Counts] !== count)
  const wrong = differs.map(([name]) => `a household that ${fate} has ${counts[name as keyof Counts]} ${name}`)
  if (status !== (isErased ? 404 : 200)) wrong.push(`a household that ${fate} answers ${status} to its code`)
  return wrong
}

type Counts = Record<'entries' | 'households' | 'cards' | 'people' | 'envelopes' | 'conflicts' | 'keys', number>
const COUNTS = `select count(distinct e.id)::int as entries, count(distinct g.id)::int as households,
  count(distinct c.cti)::int as cards, count(distinct i.id)::int as people,
  (count(distinct e.id) filter (where e.envelope is not null))::int as envelopes,
  count(distinct k.individual_id)::int as keys,
  (select count(*)::int from intake_conflict x where x.entry_id = $1) as conflicts
  from intake_entry e join registration_group g on g.operation_id = e.operation_id and g.id = e.group_id
  left join card c on c.group_id = g.id left join individual i on i.group_id = g.id
  left join person_key k on k.individual_id = i.id where e.id = $1`

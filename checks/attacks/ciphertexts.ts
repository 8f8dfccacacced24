import type { Client } from 'pg'
import { makeHousehold } from '#checks/harness/household.ts'
import type { TestWorld } from '#checks/harness/server.ts'
import { type Chance, createChance } from '#platform/base/chance.ts'
import { flipBit, randomBytes } from './hostile.ts'
import { seedsOf } from './seeds.ts'

/** One person as the tables hold them, and what the desk calls them. */
type Victim = {
  operation: 'journey' | 'authority'
  operationId: string
  /** A registrar of that operation. */
  registrar: Registrar
  groupId: string
  id: string
  name: string
  key: Buffer
  identity: Buffer
  contact: Buffer
  /** What `identity` was before a correction. */
  before: Buffer
}
/** Whoever opens many people shows again and again who they are, which gives a new cookie. */
type Registrar = { cookie: string }
type Stored = { key?: Uint8Array; identity?: Uint8Array; contact?: Uint8Array }

/** Each gives what somebody who can write to the tables puts in the place of what was there. */
const attacks: Record<string, (victim: Victim, other: Victim, stranger: Victim, chance: Chance) => Stored> = {
  'one bit of a blob turned': ({ identity }, _other, _stranger, chance) => ({ identity: flipBit(identity, chance) }),
  'one bit of a key turned': ({ key }, _other, _stranger, chance) => ({ key: flipBit(key, chance) }),
  'a blob cut short': ({ identity }, _other, _stranger, chance) => ({
    identity: identity.subarray(0, chance.between(0, identity.length - 1)),
  }),
  'a key cut short': ({ key }, _other, _stranger, chance) => ({ key: key.subarray(0, chance.between(0, 60)) }),
  'a longer blob': ({ identity }, _other, _stranger, chance) => ({
    identity: Buffer.concat([identity, randomBytes(chance.between(1, 64), chance)]),
  }),
  'random bytes': ({ identity }, _other, _stranger, chance) => ({ identity: randomBytes(identity.length, chance) }),
  'the blob of another person': (_victim, { identity }) => ({ identity }),
  'the key of another person': (_victim, { key }) => ({ key }),
  'key and blob of another person': (_victim, { key, identity }) => ({ key, identity }),
  'key and blob of another operation': (_victim, _other, { key, identity }) => ({ key, identity }),
  'another class of the same person': ({ contact }) => ({ identity: contact }),
  'the version before the correction': ({ before }) => ({ identity: before }),
}
export const attackNames = Object.keys(attacks)

/** Puts altered or moved ciphertexts into the tables, one at a time: what opened that should not have, or did not open that should. */
export async function alterCiphertexts(
  t: TestWorld,
  { cases, seed }: { cases: number; seed: number },
): Promise<string[]> {
  const victims = [...(await makeVictims(t, 'journey')), ...(await makeVictims(t, 'authority'))]
  const wrong: string[] = []
  await t.fresh.asOwner(async (client) => {
    for (const [index, own] of seedsOf('ciphertexts', seed, cases).entries()) {
      const chance = createChance(own)
      const name = attackNames[index % attackNames.length]!
      const victim = chance.pick(victims)
      const others = victims.filter(({ id }) => id !== victim.id)
      const other = chance.pick(others.filter(({ operation }) => operation === victim.operation))
      const stranger = chance.pick(others.filter(({ operation }) => operation !== victim.operation))
      await store(client, victim, attacks[name]!(victim, other, stranger, chance))
      const told = await openAtDesk(t, victim)
      // Any other refusal would come from before the vault, and say nothing of it.
      if (told.status !== 409 || !told.text.includes('record-damaged'))
        wrong.push(`${name} was answered ${told.status} ${told.text.slice(0, 80)} (seed ${own})`)
      if (victims.some((each) => told.text.includes(each.name))) wrong.push(`${name} told a name (seed ${own})`)
      if (index % OTHERS_EVERY === 0 && !(await openAtDesk(t, other)).text.includes(other.name))
        wrong.push(`after ${name} another person did not open`)
      await store(client, victim, victim)
    }
  })
  for (const victim of victims) {
    const { text } = await openAtDesk(t, victim)
    if (!text.includes(victim.name)) wrong.push('a person does not open after all was put back')
  }
  return wrong
}

const HOUSEHOLDS = 4
/** That the others still open is asked less often; all are asked at the end. */
const OTHERS_EVERY = 7

async function makeVictims(t: TestWorld, operation: 'journey' | 'authority'): Promise<Victim[]> {
  const { operationId, invitation } = t.practice[operation]
  const { intakePublicKey } = (await t.world.keyring.find(operationId))!
  const names = new Map<string, string>()
  for (let n = 0; n < HOUSEHOLDS; n++) {
    const first = `Victim ${operation} ${'ABCDEF'[n]}`
    const { entry } = await makeHousehold({ operationId, intakePublicKey, invitation, names: [first] })
    await t.post('/api/registrations', entry)
    names.set(entry.people[0]!.id, first)
  }
  await t.openSealed(operationId)
  const registrar = { cookie: await t.signIn(operation, 'registrar') }
  for (const [id, name] of names) {
    const corrected = { version: 1, name: `${name} Corrected`, birth: { kind: 'unknown' }, relation: 'focal-point' }
    const facts = { sex: 'female', nationality: 'HTI', language: 'ht', needs: [] }
    const reply = await t.post(`/api/desk/individuals/${id}/correct`, { ...corrected, ...facts }, registrar.cookie)
    if (reply.status !== 200) throw new Error(`a correction was answered ${reply.status}`)
  }
  const { rows } = await t.fresh.asOwner((client) =>
    client.query<Omit<Victim, 'operation' | 'name' | 'registrar'>>(
      `select i.operation_id as "operationId", i.group_id as "groupId", i.id, k.wrapped_key as key, now.blob as identity,
         c.blob as contact, old.blob as before
       from individual i join person_key k on k.individual_id = i.id
       join person_blob now on now.individual_id = i.id and now.class = 'identity' and now.superseded_at is null
       join person_blob old on old.individual_id = i.id and old.class = 'identity' and old.superseded_at is not null
       join person_blob c on c.individual_id = i.id and c.class = 'contact'
       where i.id = any ($1) order by i.id`,
      [[...names.keys()]],
    ),
  )
  if (rows.length !== HOUSEHOLDS) throw new Error(`${rows.length} people are there to be attacked`)
  return rows.map((row) => ({ ...row, operation, registrar, name: names.get(row.id)! }))
}

async function store(client: Client, { id }: Victim, { key, identity }: Stored): Promise<void> {
  if (key) await client.query('update person_key set wrapped_key = $2 where individual_id = $1', [id, key])
  if (identity)
    await client.query(
      `update person_blob set blob = $2 where individual_id = $1 and class = 'identity' and superseded_at is null`,
      [id, identity],
    )
}

async function openAtDesk(t: TestWorld, { registrar, groupId }: Victim): Promise<{ status: number; text: string }> {
  const open = () => t.post(`/api/desk/households/${groupId}/open`, { purpose: 'registration' }, registrar.cookie)
  let reply = await open()
  if (reply.status === 403) {
    const shown = await t.post('/api/access/step-up', {}, registrar.cookie)
    registrar.cookie = shown.headers.get('set-cookie')?.split(';')[0] ?? registrar.cookie
    reply = await open()
  }
  return { status: reply.status, text: await reply.text() }
}

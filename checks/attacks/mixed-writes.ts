import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { deliver } from '#capabilities/registration/pages/phone/sending.ts'
import { householdAtDesk, personAtDesk } from '#checks/harness/desk.ts'
import { findRunningDatabase } from '#platform/database/embedded.ts'
import { fetchFrom, meet, type ToldHousehold, tellHousehold } from './phone-in-node.ts'
import type { RealServer } from './real-server.ts'

const PHONES = 6

/** A server is ready when it answers from its database, not only from its memory. */
export async function untilHealthy(server: RealServer): Promise<void> {
  for (;;) {
    const reply = await server.post('/registrations/status', { accessCode: 'A'.repeat(26) }).catch(() => undefined)
    if (reply?.status === 404) return
    await pause(50)
  }
}

export type Written = { phone: ToldHousehold[]; desk: string[]; erased: string[] }

/** Phones that send until they hold a receipt, one desk, and people who delete what they sent. */
export async function startWriters(server: RealServer) {
  const written: Written = { phone: [], desk: [], erased: [] }
  const fetch = (path: string, init: RequestInit) => fetchFrom(server.url())(path, init)
  const known = await meet(fetch, await server.invite('Poster'))
  const registrar = await server.signInAs('registrar')
  let isOver = false

  async function phone(): Promise<void> {
    while (!isOver) {
      const told = await tellHousehold(known)
      const waiting = { id: told.entry.id, body: told, attempts: 0, nextAt: 0 }
      for (;;) {
        const delivery = await deliver(fetch, waiting)
        if (delivery.kind === 'received') break
        if (delivery.kind === 'refused') throw new Error(`a good household was refused: ${delivery.reason}`)
        await pause(40)
      }
      written.phone.push(told)
      await pause(10)
    }
  }

  async function desk(): Promise<void> {
    while (!isOver) {
      const household = householdAtDesk([personAtDesk(), personAtDesk({ relation: 'child' })])
      for (;;) {
        const reply = await server.post('/desk/households', household, registrar).catch(() => undefined)
        if (reply?.status === 200) break
        await pause(40)
      }
      written.desk.push(household.id)
      await pause(20)
    }
  }

  async function erasing(): Promise<void> {
    while (!isOver) {
      await pause(150)
      const told = written.phone.shift()
      if (!told) continue
      for (;;) {
        const reply = await server.post('/registrations/delete', { accessCode: told.accessCode }).catch(() => undefined)
        // The answer to the first try may have been lost: then the code opens nothing any more.
        if (reply?.status === 200 || reply?.status === 404) break
        await pause(40)
      }
      written.erased.push(told.entry.id)
    }
  }

  const working = Promise.all([...Array.from({ length: PHONES }, phone), desk(), erasing()])
  working.catch(() => {}) // told by `finish`
  return {
    async finish(): Promise<Written> {
      await pause(300)
      isOver = true
      await working
      return written
    },
  }
}

export async function findWrong(server: RealServer, { phone, desk, erased }: Written): Promise<string[]> {
  const client = new Client({ connectionString: findRunningDatabase(server.dataDir)!.ownerUrl() })
  await client.connect()
  const listIds = async (sql: string, values: unknown[] = []): Promise<string[]> =>
    (await client.query<{ id: string }>(sql, values)).rows.map(({ id }) => id)
  try {
    const phoneIds = phone.map(({ entry }) => entry.id)
    const checks: [string, string[]][] = [
      ['acknowledged to a phone and not there once', await listIds(ENTRY_NOT_ONCE, [phoneIds])],
      ['acknowledged at the desk and not there', await listIds(HOUSEHOLD_NOT_THERE, [desk])],
      ['erased and back', await listIds(ERASED_AND_BACK, [erased])],
      ['a household in halves', await listIds(HALF_HOUSEHOLD)],
      ['an opened entry without its people', await listIds(HALF_OPENED)],
      ['more than one household of one entry', await listIds(DOUBLED)],
    ]
    return checks.flatMap(([what, ids]) => ids.map((id) => `${what}: ${id}`))
  } finally {
    await client.end()
  }
}

/** Entries that are not there exactly once, with one household and one valid card. */
export const ENTRY_NOT_ONCE = `select w.id from unnest($1::uuid[]) as w(id) where 1 <> (
  select count(*) from intake_entry e join registration_group g on g.operation_id = e.operation_id and g.id = e.group_id
  join card c on c.operation_id = g.operation_id and c.group_id = g.id and c.withdrawn_at is null where e.id = w.id)`
const HOUSEHOLD_NOT_THERE = `select w.id from unnest($1::uuid[]) as w(id)
  where not exists (select from registration_group g where g.id = w.id)`
const ERASED_AND_BACK = `select e.id from intake_entry e join registration_group g on g.id = e.group_id
  where e.id = any ($1::uuid[]) and (e.state <> 'erased' or e.envelope is not null or g.stage <> 'erased'
    or exists (select from individual i join person_key k on k.individual_id = i.id where i.group_id = g.id))`
const HALF_HOUSEHOLD = `select g.id from registration_group g where
  g.household_size <> (select count(*) from individual i where i.group_id = g.id)
  or not exists (select from event e where e.group_id = g.id and e.kind = 'household-registered')
  or (g.stage = 'registered' and not exists (select from card c where c.group_id = g.id))
  or (g.source = 'desk' and exists (select from individual i where i.group_id = g.id
    and (not exists (select from person_key k where k.individual_id = i.id)
      or not exists (select from person_blob b where b.individual_id = i.id and b.class = 'identity'))))`
const HALF_OPENED = `select e.id from intake_entry e where e.state = 'opened' and exists (
  select from individual i where i.group_id = e.group_id and not exists (select from person_key k where k.individual_id = i.id))`
const DOUBLED = `select access_code_hash::text as id from registration_group group by access_code_hash having count(*) > 1`

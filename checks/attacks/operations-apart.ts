import { listRoutes } from '#apps/server/app.ts'
import { hourlyDuties } from '#apps/server/routes.ts'
import { type Actor, Role } from '#capabilities/access/model.ts'
import { makeHousehold } from '#checks/harness/household.ts'
import type { TestWorld } from '#checks/harness/server.ts'
import { createChance } from '#platform/base/chance.ts'
import { isUuid } from '#platform/base/ids.ts'
import type { Endpoint } from '#platform/http/endpoint.ts'
import { type Strings, sampleOf } from './schema-sample.ts'

export type OperationName = 'journey' | 'authority'

export type Crossing = {
  /** Requests that were sent, and addresses they went to. */
  sent: number
  addresses: number
  /** Texts of the other operation that came back without having been sent, and rows of it that changed. */
  wrong: string[]
}

/** These end the session that asks, or lock its operation: the rest could not be tried any more. */
const ENDING = /sign-out|panic-lock/
const TRIES_EACH = 3

/** Staff of one operation, in every role, asks every address for what belongs to the other, by its real ids, codes and names. */
export async function crossOver(t: TestWorld, from: OperationName, to: OperationName, seed: number): Promise<Crossing> {
  await registerMarked(t, to)
  const ours = new Set(await collectTexts(t, from))
  const theirs = (await collectTexts(t, to)).filter((text) => !ours.has(text))
  const before = await fingerprint(t, t.practice[to].operationId)
  const targets = listTargets(t)
  const crossing: Crossing = { sent: 0, addresses: targets.length, wrong: [] }
  const chance = createChance(seed)
  /** Ids this run itself gave to something new: they are of both operations from then on. */
  const given = new Set<string>()
  for (const role of Role.options) {
    const cookie = await t.signIn(from, role)
    for (const { method, path, endpoint } of targets.filter(({ mayBy }) => mayBy(role)))
      for (let tries = 0; tries < TRIES_EACH; tries++) {
        const ids = theirs.filter(isUuid)
        const query = endpoint?.query ? `?${new URLSearchParams(asText(sampleOf(endpoint.query, chance, theirs)))}` : ''
        const address = `${path.replace(/:\w+/g, () => chance.pick(ids))}${query}`
        const body = endpoint?.body ? JSON.stringify(sampleOf(endpoint.body, chance, theirs)) : '{}'
        const reply = await t.request(address, {
          method,
          cookie,
          headers: { 'content-type': 'application/json' },
          ...(method === 'POST' && { body }),
        })
        const text = await reply.text()
        crossing.sent++
        if (method === 'POST' && reply.status === 200)
          for (const their of theirs) if (body.includes(their) || address.includes(their)) given.add(their)
        for (const their of theirs)
          if (
            text.includes(their) &&
            !given.has(their) &&
            !body.includes(their) &&
            !address.includes(encodeURIComponent(their))
          )
            crossing.wrong.push(`${role} of the ${from} got ${their.slice(0, 12)}… from ${method} ${path}`)
      }
  }
  await t.openSealed(t.practice[from].operationId)
  for (const duty of hourlyDuties(t.world)) await duty(t.practice[from].operationId)
  const after = await fingerprint(t, t.practice[to].operationId)
  for (const [table, hash] of after)
    if (before.get(table) !== hash) crossing.wrong.push(`${table} of the ${to} changed by acts of the ${from}`)
  return crossing
}

function listTargets(t: TestWorld) {
  const { routes, documents } = listRoutes(t.world, { secure: false, isLoopback: () => true, onReceived: () => {} })
  const nobody = { accountId: '', operationId: '', siteIds: 'all' as const, sessionId: '', steppedUpAt: null }
  const askedBy = (may: ((actor: Actor) => boolean) | undefined) => (role: Role) =>
    may?.({ ...nobody, roles: [role] }) ?? false
  return [
    ...routes.map(({ endpoint, may }) => ({
      method: endpoint.method as string,
      path: `/api${endpoint.path}`,
      endpoint: endpoint as Endpoint | undefined,
      mayBy: askedBy(may),
    })),
    ...documents.map(({ method, path, may }) => ({
      method: method as string,
      path,
      endpoint: undefined,
      mayBy: askedBy(may),
    })),
  ].filter(({ path }) => !ENDING.test(path))
}

const asText = (query: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(query as object).map(([name, value]) => [name, String(value)]))

/** A household whose names say which operation they belong to. */
export async function registerMarked(t: TestWorld, operation: OperationName): Promise<void> {
  const { operationId, invitation } = t.practice[operation]
  const { intakePublicKey } = (await t.world.keyring.find(operationId))!
  const { entry } = await makeHousehold({ operationId, intakePublicKey, invitation, names: markedNames(operation) })
  await t.post('/api/registrations', entry)
  await t.openSealed(operationId)
}

const markedNames = (operation: OperationName) => [`Marker ${operation} Alpha`, `Marker ${operation} Beta`]

/** What names or numbers anybody or anything of an operation: ids, case numbers, codes, cards, invitations, names. */
export async function collectTexts(t: TestWorld, operation: OperationName): Promise<Strings> {
  const { operationId } = t.practice[operation]
  const { rows } = await t.fresh.asOwner((client) =>
    client.query<{ text: string }>(
      `select text from (
         select id::text as text, 0 as part from registration_group where operation_id = $1
         union all select id::text, 1 from individual where operation_id = $1
         union all select id::text, 2 from invitation where operation_id = $1
         union all select token, 2 from invitation where operation_id = $1
         union all select id::text, 3 from stop where operation_id = $1
         union all select id::text, 3 from site where operation_id = $1
         union all select id::text, 4 from account where operation_id = $1
         union all select case_number, 5 from registration_group where operation_id = $1
         union all select short_code, 6 from card where operation_id = $1
         union all select token, 7 from card where operation_id = $1) as every order by part, text`,
      [operationId],
    ),
  )
  return [...rows.map(({ text }) => text), ...markedNames(operation)]
}

/** One hash of all rows an operation has in each table. */
export async function fingerprint(t: TestWorld, operationId: string): Promise<Map<string, string>> {
  return t.fresh.asOwner(async (client) => {
    const tables = await client.query<{ name: string }>(
      `select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'operation_id'
       order by 1`,
    )
    const hashes = new Map<string, string>()
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ hash: string }>(
        `select coalesce(md5(string_agg(r::text, ',' order by r::text)), '') as hash from ${name} r where operation_id = $1`,
        [operationId],
      )
      hashes.set(name, rows[0]!.hash)
    }
    return hashes
  })
}

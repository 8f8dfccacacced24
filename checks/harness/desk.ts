import type { Hono } from 'hono'
import { createApp } from '#apps/server/app.ts'
import { openWorld, type World } from '#apps/server/world.ts'
import type { Role } from '#capabilities/access/model.ts'
import { createOperation, listWrappedSecrets } from '#capabilities/access/server/operations.ts'
import { insertAccount, insertRole } from '#capabilities/access/server/queries-accounts.ts'
import type { PersonAtDesk } from '#capabilities/registration/desk/contract-changes.ts'
import { nothingAsked } from '#capabilities/registration/model.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { type FreshDatabase, freshDatabase } from './database.ts'

const environment = realEnvironment()
const { random } = environment

export const DESK_NOW = Date.parse('2021-10-24T08:00:00Z')

export type TestDesk = {
  fresh: FreshDatabase
  world: World
  app: Hono
  /** Two operations: nobody of one sees anything of the other. */
  operations: [string, string]
  /** Sends a request as someone of a role in one of the operations; at all sites or `at` one; without a role, as nobody. */
  call(
    method: 'GET' | 'POST',
    path: string,
    options?: { as?: Role; in?: string; at?: string; body?: object },
  ): Promise<Answer>
  /** The session of someone of a role in the first operation, for what is no JSON. */
  cookie(as: Role): Promise<string>
  unlock(operationId: string): Promise<void>
  /** Moves the clock of the server. */
  advance(ms: number): void
  drop(): Promise<void>
}
// biome-ignore lint/suspicious/noExplicitAny: what came back is looked at by the test, whatever it is.
export type Answer = { status: number; json: any }

/** A whole server over an empty database, with two unlocked practice operations and no network. */
export async function startDesk(): Promise<TestDesk> {
  const fresh = await freshDatabase()
  const { ownerUrl, secretsDir } = fresh
  let now = DESK_NOW
  const world = await openWorld({
    ...environment,
    clock: () => now,
    isPractice: true,
    ownerUrl,
    secretsDir,
    poolSize: 4,
    log: () => {},
  })
  const app = createApp(world, {
    secure: false,

    isLoopback: () => true,
    onReceived: () => {},
  })
  const keys = new Map<string, Uint8Array>()
  const make = async (name: string) => {
    const { operationId, operationKey } = await createOperation(
      world.db,
      {
        kind: 'authority',
        name,
        issuerName: 'Practice authority',
        practice: true,
        issuingSeed: random.bytes(32),
      },
      world,
    )
    keys.set(operationId, operationKey)
    return operationId
  }
  const operations: [string, string] = [await make('First'), await make('Second')]
  const unlock = async (operationId: string) =>
    world.vault.unlock(
      operationId,
      Uint8Array.from(keys.get(operationId)!),
      await listWrappedSecrets(world.db, operationId),
    )
  for (const operationId of operations) await unlock(operationId)

  const cookies = new Map<string, string>()
  async function cookieOf(operationId: string, role: Role, siteId: string | null): Promise<string> {
    const known = cookies.get(`${operationId} ${role}`)
    if (known) return known
    const id = newId(random)
    const at = new Date(DESK_NOW)
    const account = { operationId, id, login: role, displayName: `Test ${role}`, passphraseHash: null, createdAt: at }
    await world.db.scoped(operationId, insertAccount, account)
    await world.db.scoped(operationId, insertRole, { operationId, accountId: id, role, siteId, givenAt: at })
    const response = await send('POST', '/access/practice-sign-in', '', { operationId, role })
    const cookie = response.headers.get('set-cookie')?.split(';')[0]
    if (!cookie) throw new Error(`nobody could sign in as ${role}: ${response.status} ${await response.text()}`)
    cookies.set(`${operationId} ${role}`, cookie)
    return cookie
  }
  const send = async (method: string, path: string, cookie: string, body?: object) =>
    app.request(`/api${path}`, {
      method,
      headers: { cookie, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })

  return {
    fresh,
    world,
    app,
    operations,
    cookie: (as) => cookieOf(operations[0], as, null),
    unlock,
    advance(ms) {
      now += ms
    },
    async call(method, path, options = {}) {
      const cookie = options.as ? await cookieOf(options.in ?? operations[0], options.as, options.at ?? null) : ''
      const response = await send(method, path, cookie, method === 'POST' ? (options.body ?? {}) : undefined)
      return { status: response.status, json: await response.json() }
    },
    async drop() {
      await world.close()
      await fresh.drop()
    },
  }
}

/** An invented adult, or whoever the changes make of them. */
export const personAtDesk = (changes: Partial<PersonAtDesk> = {}): PersonAtDesk => ({
  id: newId(random),
  isFocalPoint: false,
  sex: 'female',
  nationality: 'HTI',
  language: 'ht',
  name: 'Wideline Joseph',
  birth: { kind: 'year', year: 1990 },
  relation: 'focal-point',
  needs: [],
  consent: nothingAsked,
  ...changes,
})

/** A household as the desk's form sends it; the first person speaks for it. */
export const householdAtDesk = (people: PersonAtDesk[] = [personAtDesk()], changes: object = {}) => ({
  id: newId(random),
  language: 'ht',
  siteId: null,
  people: people.map((person, index) => ({ ...person, isFocalPoint: index === 0 })),
  phoneNumber: null,
  ...changes,
})

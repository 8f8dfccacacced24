import { createApp } from '#apps/server/app.ts'
import { composeWorld, type World } from '#apps/server/world.ts'
import type { Role } from '#capabilities/access/model.ts'
import { createOperation, listWrappedSecrets } from '#capabilities/access/server/operations.ts'
import { insertAccount, insertRole } from '#capabilities/access/server/queries-accounts.ts'
import { deleteRoles } from '#capabilities/access/sign-in/server/queries-passkeys.ts'
import { openSealedEntries } from '#capabilities/registration/server/opening.ts'
import type { FreshDatabase } from '#checks/harness/database.ts'
import { type Clock, type Random, realEnvironment, type Timers } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { createSealer } from '#platform/ledger/sealing.ts'
import { type Failing, failingDatabase } from './failing-database.ts'

type Given = {
  fresh: FreshDatabase
  clock: Clock
  ticks: () => number
  timers: Timers
  random: Random
  nextFailing: () => Failing
}

export type SimulatedServer = Awaited<ReturnType<typeof startServer>>

/** The real server over the real database, in an operation of its own, that can die and begin again. */
export async function startServer({ fresh, clock, ticks, timers, random, nextFailing }: Given) {
  const { database, secretsDir } = fresh
  let isCalm = true
  let own: string | undefined
  // A code is looked for in every operation: lives in the same database must not draw each other's chance, or fail for each other.
  const everyOperation = async () => (own ? [own] : [])
  const db = { ...failingDatabase(database, () => (isCalm ? 'never' : nextFailing())), everyOperation }
  const compose = () =>
    composeWorld(db, { clock, timers, random, isPractice: true, secretsDir, practiceKeys: new Map(), log: () => {} })
  let world: World = compose()
  const appOf = (of: World) => createApp(of, { secure: false, isLoopback: () => true, onReceived: () => {} })
  let app = appOf(world)
  let sealer = createSealer({ ...world, ticks, keysOf: world.keyring.find })

  const made = { kind: 'authority', name: 'Simulated', issuerName: 'Simulated', practice: true } as const
  // Its number alone does not follow from the seed: the same seed may run again in the same database.
  const id = newId(realEnvironment().random)
  const { operationId, operationKey } = await createOperation(database, { ...made, id }, world)
  own = operationId
  const accounts = new Map<Role, string>()
  for (const role of ['organiser', 'registrar', 'data-protection-officer'] as const) {
    const id = newId(random)
    const at = new Date(clock())
    await database.scoped(operationId, insertAccount, {
      ...{ operationId, id, login: role, displayName: role, passphraseHash: null, createdAt: at },
    })
    await database.scoped(operationId, insertRole, { operationId, accountId: id, role, siteId: null, givenAt: at })
    accounts.set(role, id)
  }

  const deliver = async (path: string, init: RequestInit): Promise<Response> => app.request(path, init)
  const post = async (path: string, body: unknown, cookie?: string) => {
    const headers = { 'content-type': 'application/json', ...(cookie && { cookie }) }
    const response = await deliver(`/api${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    // biome-ignore lint/suspicious/noExplicitAny: what came back is looked at by the simulation, whatever it is.
    const json: any = await response.json()
    return { status: response.status, json, cookie: response.headers.get('set-cookie')?.split(';')[0] }
  }

  return {
    operationId,
    deliver,
    post,
    /** Whether the database may fail; while a world is set up and looked at it may not. */
    setCalm(calm: boolean): void {
      isCalm = calm
    },
    isUnlocked: () => world.vault.isUnlocked(operationId),
    async signIn(role: Role): Promise<string | undefined> {
      return (await post('/access/practice-sign-in', { operationId, role })).cookie
    },
    async unlock(): Promise<void> {
      const secrets = await listWrappedSecrets(database, operationId)
      world.vault.unlock(operationId, Uint8Array.from(operationKey), secrets)
    },
    lock: () => world.vault.lock(operationId),
    /** The process dies: what it held in memory is gone, and nobody has unlocked the next one. */
    async crash(): Promise<void> {
      await world.vault.lockAll()
      world = compose()
      app = appOf(world)
      sealer = createSealer({ ...world, ticks, keysOf: world.keyring.find })
    },
    openSealed: () => openSealedEntries(world, operationId),
    seal: () => sealer.seal(operationId),
    takeRole: (role: Role) =>
      database.scoped(operationId, deleteRoles, { operationId, accountId: accounts.get(role)! }),
    async end(): Promise<void> {
      await world.vault.lockAll()
      operationKey.fill(0)
    },
  }
}

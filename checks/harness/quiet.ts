import { Client } from 'pg'
import { composeWorld, type World } from '#apps/server/world.ts'
import { createOperation, listWrappedSecrets } from '#capabilities/access/server/operations.ts'
import { type IndividualFacts, nothingAsked } from '#capabilities/registration/model.ts'
import { prepareHousehold } from '#capabilities/registration/server/households.ts'
import { insertHousehold } from '#capabilities/registration/server/queries-household.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { wipe } from '#platform/vault/keys.ts'
import { freshDatabase } from './database.ts'

export const QUIET_NOW = Date.parse('2021-10-24T14:00:00Z')
export const DAY_MS = 86_400_000

export type QuietWorld = Awaited<ReturnType<typeof quietWorld>>
export type QuietHousehold = {
  groupId: string
  ids: string[]
  accessCode: string
  statusIndex: number
  shortCode: string
}

/**
 * The services of a server over a database of its own, with one operation and nobody in it: no routes, no practice people,
 * so quick to begin that mutation testing can do it hundreds of times. Its clock stands still unless it is moved.
 */
export async function quietWorld() {
  const fresh = await freshDatabase()
  // One connection for all questions: making one costs more than most of them.
  const owner = new Client({ connectionString: fresh.ownerUrl })
  await owner.connect()
  const environment = realEnvironment()
  const { random } = environment
  let now = QUIET_NOW
  const world: World = composeWorld(fresh.database, {
    ...environment,
    clock: () => now,
    isPractice: true,
    secretsDir: fresh.secretsDir,
    practiceKeys: new Map(),
    log: () => {},
  })
  const operation = { kind: 'authority', name: 'Test office', issuerName: 'Test issuer', practice: true } as const
  const { operationId, operationKey } = await createOperation(world.db, operation, world)
  const keys = (await world.keyring.find(operationId))!
  const unlock = async () =>
    world.vault.unlock(operationId, Uint8Array.from(operationKey), await listWrappedSecrets(world.db, operationId))
  await unlock()

  return {
    fresh,
    world,
    operationId,
    keys,
    unlock,
    /** What the rights of people and the job of periods are given. */
    services: { ...world, keysOf: world.keyring.find, statusIndices: world.intake.statusIndices },
    setClock(at: number) {
      now = at
    },
    /** Days ago, by this clock. */
    ago: (days: number) => new Date(now - days * DAY_MS),
    ask: async <R extends object>(text: string, ...values: unknown[]): Promise<R[]> =>
      (await owner.query(text, values)).rows as R[],
    /** An opened household of invented people, registered a minute ago; the first speaks for it, the others are children. */
    async household(
      names = ['Wideline Tès', 'Junior Tès'],
      change: (facts: IndividualFacts, at: number) => IndividualFacts = (same) => same,
    ): Promise<QuietHousehold> {
      const people = names.map((name, at) => {
        const id = newId(random)
        const facts: IndividualFacts = {
          ...{ id, isFocalPoint: at === 0, sex: at === 0 ? 'female' : 'male', ageBand: at === 0 ? '18-59' : '5-11' },
          ...{ nationality: 'HTI', language: 'ht' },
          consent: at === 0 ? { ...nothingAsked, registration: true, aid: true } : nothingAsked,
        }
        return {
          facts: change(facts, at),
          details: {
            id,
            name,
            birth: { kind: 'unknown' as const },
            relation: at === 0 ? ('focal-point' as const) : ('child' as const),
            needs: [],
          },
        }
      })
      const unlocked = world.vault.require(operationId)
      const { household, accessCode } = await prepareHousehold(
        {
          ...{ people, phoneNumber: '+52 962 555 0100', language: 'ht', siteId: null, invitationId: null },
          ...{ source: 'desk', registeredAt: now - 60_000 },
        },
        {
          ...{ keys, random, operationKey: unlocked.operationKey, keyVersion: unlocked.keyVersion },
          ...{ tagKey: unlocked.secret('tag'), places: await world.intake.statusIndices(operationId) },
        },
      )
      await world.db.scoped(operationId, insertHousehold, household)
      const { groupId, card } = household
      const ids = people.map(({ facts }) => facts.id)
      return { groupId, ids, accessCode, statusIndex: card.statusIndex, shortCode: card.shortCode }
    },
    async close() {
      wipe(operationKey)
      await owner.end()
      await world.vault.lockAll()
      await fresh.drop()
    },
  }
}

import { createHash } from 'node:crypto'
import { Role } from '#capabilities/access/model.ts'
import {
  createOperation,
  createOperationKeyring,
  listWrappedSecrets,
  type OperationKeys,
} from '#capabilities/access/server/operations.ts'
import { insertAccount, insertRole } from '#capabilities/access/server/queries-accounts.ts'
import { inventStops } from '#capabilities/journeys/practice.ts'
import { insertCondition, insertStop } from '#capabilities/journeys/server/queries.ts'
import { receiveCheckIns } from '#capabilities/journeys/server/receiving.ts'
import { type PracticeKeyName, practiceIssuers, practiceSeedText } from '#capabilities/proof/practice.ts'
import {
  type InventedHousehold,
  inventHouseholds,
  inventHouseholdsByCount,
} from '#capabilities/registration/practice/invented-households.ts'
import { type Chance, createChance } from '#platform/base/chance.ts'
import type { Clock, Random } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { plainDateOf } from '#platform/base/plain-date.ts'
import type { Database } from '#platform/database/connect.ts'
import { writePracticeKeys } from '#platform/vault/key-files.ts'
import type { Vault } from '#platform/vault/vault.ts'
import { hearClaims } from './claims.ts'
import { keepDiaries } from './diaries.ts'
import { PRACTICE_STARTS_AT } from './folder.ts'
import { insertSite } from './queries.ts'
import { inviteAtPoster, registerEach, withdrawSome } from './registered.ts'
import { registerLate } from './waiting.ts'

export type PracticeOptions = {
  db: Database
  vault: Vault
  /** Wraps the keys that work while an operation is locked (platform/vault/key-files.ts). */
  serverKey: Uint8Array
  /** Where `practice.key` is written, so that practice unlocks by itself. */
  secretsDir: string
  random: Random
  onProgress(text: string): void
  /** Fewer in tests. */
  people?: number
}

/** The two operations of the practice world. They share nothing but the machine. */
export type PracticeWorld = {
  journey: { operationId: string; invitation: string }
  authority: { operationId: string; invitation: string }
  people: number
  households: number
}

/**
 * The situation of Tapachula, October 2021, with invented people: a journey with two stops reached and a shelter of an
 * authority, apart. Everything in it is real but the people: keys, sealed files, signed cards, invitations, check-ins.
 */
export async function makePracticeWorld(options: PracticeOptions): Promise<PracticeWorld> {
  const chance = createChance(SEED)
  const { onProgress, people = JOURNEY_PEOPLE } = options
  const today = plainDateOf(PRACTICE_STARTS_AT)
  const clock = () => PRACTICE_STARTS_AT

  onProgress('making keys')
  const journey = await openPractice(options, { ...JOURNEY, clock })
  const authority = await openPractice(options, { ...AUTHORITY, clock })
  writePracticeKeys(
    options.secretsDir,
    new Map([journey, authority].map(({ keys, operationKey }) => [keys.operationId, operationKey])),
  )

  const walking = inventHouseholds(chance, people, today)
  const sheltered = inventHouseholdsByCount(chance, Math.ceil((people * SHELTER_HOUSEHOLDS) / JOURNEY_PEOPLE), today)
  const shelter = newId(options.random)
  await options.db.scoped(authority.keys.operationId, insertSite, {
    operationId: authority.keys.operationId,
    id: shelter,
    name: 'Shelter near the park',
    kind: 'shelter' as const,
  })

  const atRoad = await fill(options, journey, walking, { chance, siteId: null, label: 'Poster of the walk' })
  const atShelter = await fill(options, authority, sheltered, {
    chance,
    siteId: shelter,
    label: 'Poster at the shelter door',
  })
  await hearClaims(options, authority, {
    chance: createChance(SEED),
    count: Math.floor(sheltered.length / HOUSEHOLDS_A_CLAIM),
  })
  await keepDiaries(options, authority, shelter)
  onProgress('checking in at the stops')
  await checkIn(options, journey, atRoad.cards, chance)
  for (const { operationKey } of [journey, authority]) operationKey.fill(0)
  return {
    journey: { operationId: journey.keys.operationId, invitation: atRoad.invitation },
    authority: { operationId: authority.keys.operationId, invitation: atShelter.invitation },
    people: [...walking, ...sheltered].reduce((sum, household) => sum + household.people.length, 0),
    households: walking.length + sheltered.length,
  }
}

const SEED = 20211024
const JOURNEY_PEOPLE = 3_000
const SHELTER_HOUSEHOLDS = 240
/** Of so many households at the shelter one has a claim already. */
const HOUSEHOLDS_A_CLAIM = 8
// A journey's issuer name is not the journey's own (design.md section 2).
const JOURNEY = { kind: 'journey', name: 'Walk of October 2021', issuer: 0, key: 'practice-journey' } as const
const AUTHORITY = {
  kind: 'authority',
  name: 'Tapachula shelter network',
  issuer: 1,
  key: 'practice-authority',
} as const

/** A practice operation with its keys at hand, as the making of the world needs them. */
export type OpenPractice = {
  keys: OperationKeys
  operationKey: Uint8Array
  tagKey: Uint8Array
  accounts: Map<Role, string>
}

type OperationPlan = { kind: 'journey' | 'authority'; name: string; issuer: number; key: PracticeKeyName; clock: Clock }

async function openPractice(
  { db, vault, serverKey, random }: PracticeOptions,
  plan: OperationPlan,
): Promise<OpenPractice> {
  const issuingSeed = createHash('sha256').update(practiceSeedText(plan.key)).digest()
  const issuerName = practiceIssuers[plan.issuer]!.name
  const operation = { kind: plan.kind, name: plan.name, issuerName, practice: true, issuingSeed }
  const { operationId, operationKey } = await createOperation(db, operation, { serverKey, random, clock: plan.clock })
  // The vault takes over the key it is given, and this one is still needed.
  vault.unlock(operationId, Uint8Array.from(operationKey), await listWrappedSecrets(db, operationId))
  const keys = (await createOperationKeyring({ db, serverKey }).find(operationId))!
  const accounts = new Map(Role.options.map((role) => [role, newId(random)]))
  const at = new Date(plan.clock())
  await db.scopedAll(operationId, [
    // No passphrase: in practice one enters by choosing a role, and by that alone.
    ...[...accounts].map(([role, id]) =>
      insertAccount({
        operationId,
        id,
        login: role,
        displayName: `${sayRole(role)} (practice)`,
        passphraseHash: null,
        createdAt: at,
      }),
    ),
    ...[...accounts].map(([role, accountId]) =>
      insertRole({ operationId, accountId, role, siteId: null, givenAt: at }),
    ),
  ])
  return { keys, operationKey, tagKey: vault.require(operationId).secret('tag'), accounts }
}

const sayRole = (role: Role) => role[0]!.toUpperCase() + role.slice(1).replaceAll('-', ' ')

async function fill(
  options: PracticeOptions,
  operation: OpenPractice,
  households: InventedHousehold[],
  { chance, siteId, label }: { chance: Chance; siteId: string | null; label: string },
) {
  const { db, random, onProgress } = options
  const poster = await inviteAtPoster(options, operation, {
    label,
    siteId,
    expiresAt: PRACTICE_STARTS_AT + INVITATION_LIFE_MS,
  })
  const cards = await registerEach(
    { db, random, chance },
    operation,
    households.slice(LATE_HOUSEHOLDS),
    { siteId, invitationId: poster.id },
    (done) => onProgress(`registering ${done} of ${households.length} households: ${operation.keys.name}`),
  )
  await withdrawSome(options, operation, cards)
  await registerLate(options, operation, households.slice(0, LATE_HOUSEHOLDS), { chance, siteId })
  return { invitation: poster.token, cards }
}

const LATE_HOUSEHOLDS = 9
const INVITATION_LIFE_MS = 60 * 86_400_000

async function checkIn(
  { db, random }: PracticeOptions,
  { keys, accounts }: OpenPractice,
  cards: Parameters<typeof inventStops>[0],
  chance: Chance,
) {
  const { operationId } = keys
  for (const { stop, phones, conditions } of inventStops(cards, chance, random)) {
    const reachedAt = new Date(stop.reachedAt)
    const enteredBy = accounts.get('coordinator')!
    await db.scoped(operationId, insertStop, {
      operationId,
      id: stop.id,
      name: stop.name,
      reachedAt,
      enteredAt: reachedAt,
      enteredBy,
    })
    for (const { deviceId, entries } of phones.filter(({ entries }) => entries.length > 0)) {
      const now = Math.max(...entries.map(({ madeAt }) => Date.parse(madeAt)))
      await db.transaction(operationId, (tx) => receiveCheckIns(tx, { deviceId, entries, now }))
    }
    await db.scopedAll(
      operationId,
      conditions.map(({ id, stopId, kind, at }) =>
        insertCondition({ operationId, id, stopId, kind, seenAt: new Date(at), receivedAt: new Date(at) }),
      ),
    )
  }
}

import type * as z from 'zod/mini'
import type { Clock, Random } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import type { Database } from '#platform/database/connect.ts'
import type { ReplyIn } from '#platform/http/endpoint.ts'
import type { Vault } from '#platform/vault/vault.ts'
import { hashAccessCode, parseAccessCode } from '../access-code.ts'
import { nothingFound, type RegistrationStatus, type readHeld, tooManyAttempts } from '../contract.ts'
import type { NameIndex } from './name-index.ts'
import type { FindOperationKeys, OperationKeys } from './operation-keys.ts'
import { openPerson } from './person-file.ts'
import {
  eraseRegistration,
  findByAccessCode,
  listOwnPeople,
  listReadings,
  lockForErasure,
  markLeft,
  type OwnPerson,
  type OwnRegistration,
  recordLooking,
  recordOwnAct,
} from './queries-own.ts'

type Services = {
  db: Database
  vault: Vault
  clock: Clock
  random: Random
  names: NameIndex
  keysOf: FindOperationKeys
}

export type FoundRegistration = { keys: OperationKeys; own: OwnRegistration }

export type OwnRegistrations = {
  /** The registration a code opens, or the problem that known and unknown codes share. */
  find(accessCode: string): Promise<FoundRegistration>
  /** Where it stands; that somebody looked is kept. */
  statusOf(found: FoundRegistration): Promise<z.input<typeof RegistrationStatus>>
  status(accessCode: string): Promise<z.input<typeof RegistrationStatus>>
  held(accessCode: string): Promise<ReplyIn<typeof readHeld>>
  leave(accessCode: string, individualId: string): Promise<void>
  erase(accessCode: string): Promise<void>
}

/** What a person may do with the access code: see, leave, delete. Throws the problems of its contract. */
export function createOwnRegistrations({ db, vault, clock, random, names, keysOf }: Services): OwnRegistrations {
  const attempts = createAttempts(clock)

  /** Looks in every operation, also after a hit: how long it takes says nothing. */
  async function find(typed: string): Promise<FoundRegistration> {
    const code = parseAccessCode(typed)
    if (!code) throw nothingFound()
    // Codes of 128 bits cannot be guessed: whoever guesses short ones must not shut out those who hold a long one.
    const isShort = code.length < 26
    // Counted before it is looked up, so that guesses sent together do not slip through together.
    if (isShort) attempts.count()
    const accessCodeHash = await hashAccessCode(code)
    let found: { operationId: string; own: OwnRegistration } | undefined
    for (const operationId of await db.everyOperation()) {
      const [own] = await db.scoped(operationId, findByAccessCode, { operationId, accessCodeHash })
      if (own) found = { operationId, own }
    }
    const keys = found && (await keysOf(found.operationId))
    if (!found || !keys) throw nothingFound()
    if (isShort) attempts.takeBack()
    return { keys, own: found.own }
  }

  const trace = () => ({
    at: new Date(clock()),
    eventId: newId(random),
    auditId: newId(random),
    salt: random.bytes(16),
  })

  async function statusOf({ keys, own }: FoundRegistration): Promise<z.input<typeof RegistrationStatus>> {
    const { operationId } = keys
    const { at, auditId, salt } = trace()
    const looking = {
      operationId,
      groupId: own.id,
      at,
      unlessSince: new Date(at.getTime() - LOOKED_MS),
      auditId,
      salt,
    }
    // Where nothing can be written, such as on a full disk, people are answered all the same.
    await db.scoped(operationId, recordLooking, looking).catch(() => {})
    const { stage, registeredOn, householdSize, shortCode, token } = own
    return {
      // Whose entry did not open is not told what that makes us think: a person looks first.
      stage: stage === 'quarantined' || stage === 'set-aside' ? 'waiting' : stage,
      operationName: keys.name,
      practice: keys.practice,
      registeredOn,
      householdSize,
      shortCode,
      card: token,
    }
  }

  return {
    find,
    statusOf,
    status: async (accessCode) => statusOf(await find(accessCode)),
    async held(accessCode) {
      const { keys, own } = await find(accessCode)
      const { operationId } = keys
      const { operationKey } = vault.require(operationId)
      const people = await db.scoped(operationId, listOwnPeople, { operationId, groupId: own.id })
      const readings = await db.scoped(operationId, listReadings, { operationId, groupId: own.id })
      const { at, auditId, salt } = trace()
      await db.scoped(operationId, recordOwnAct, { operationId, groupId: own.id, act: 'read-own', at, auditId, salt })
      const opened = people.map((person) => toHeld(operationId, person, operationKey))
      return {
        registeredOn: own.registeredOn,
        language: own.language,
        opened: !own.isSealed,
        people: opened.map(({ phoneNumber: _, ...person }) => person),
        phoneNumber: opened.find(({ phoneNumber }) => phoneNumber !== null)?.phoneNumber ?? null,
        readings: readings.map((reading) => ({ ...reading, at: reading.at.toISOString() })),
      }
    },
    async leave(accessCode, individualId) {
      const { keys, own } = await find(accessCode)
      const [person] = await db.scoped(keys.operationId, markLeft, {
        operationId: keys.operationId,
        groupId: own.id,
        individualId,
        ...trace(),
      })
      if (!person) throw nothingFound()
    },
    async erase(accessCode) {
      const { keys, own } = await find(accessCode)
      const { operationId } = keys
      const means = { ...trace(), role: 'self', purpose: 'own wish', accountId: null, newHash: random.bytes(32) }
      const [, erased] = await db.scopedAll(operationId, [
        lockForErasure({ operationId, groupId: own.id }),
        eraseRegistration({ operationId, groupId: own.id, ...means }),
      ])
      await names.remove(
        operationId,
        erased!.map((row) => row.individualId as string),
      )
    },
  }
}

function toHeld(operationId: string, person: OwnPerson, operationKey: Uint8Array) {
  const { id, isFocalPoint, sex, ageBand, nationality, registration, aid, tracing, legalHelp, statistics } = person
  const blobs = (person.blobs ?? []).map((blob, i) => ({
    class: person.classes![i]!,
    version: person.versions![i]!,
    blob,
  }))
  const opened = person.wrappedKey ? openPerson(operationId, id, person.wrappedKey, blobs, operationKey) : undefined
  return {
    id,
    isFocalPoint,
    // Whoever left did so unseen: their own household's page goes on as before.
    state: person.state === 'died' ? ('died' as const) : ('present' as const),
    sex,
    ageBand,
    nationality,
    consent: { registration, aid, tracing, legalHelp, statistics },
    details: opened?.identity ? { id, ...opened.identity, needs: opened.needs?.needs ?? [] } : null,
    phoneNumber: opened?.contact?.phoneNumber ?? null,
  }
}

/** Whoever asks where their registration stands shows that they still need it: once a month is enough to know. */
const LOOKED_MS = 30 * 86_400_000

const MISSES_MAX = 60
const MISSES_WINDOW_MS = 60_000

/**
 * Wrong codes count for the whole server, not per address: a camp shares one. At 60 a minute, guessing one of a million
 * printed 60-bit codes takes some 18,000 years on average.
 */
function createAttempts(clock: Clock) {
  let startedAt = clock()
  let misses = 0
  const roll = () => {
    if (clock() - startedAt >= MISSES_WINDOW_MS) {
      startedAt = clock()
      misses = 0
    }
  }
  return {
    count() {
      roll()
      if (misses >= MISSES_MAX)
        throw tooManyAttempts({ retryAfterSeconds: Math.ceil((startedAt + MISSES_WINDOW_MS - clock()) / 1000) })
      misses++
    },
    /** It was a good one. */
    takeBack() {
      misses = Math.max(0, misses - 1)
    },
  }
}

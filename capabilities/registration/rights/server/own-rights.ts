import { createHash } from 'node:crypto'
import type { Clock, Random } from '#platform/base/environment.ts'
import { newId, toBase64url } from '#platform/base/ids.ts'
import { plainDateOf } from '#platform/base/plain-date.ts'
import { badInput } from '#platform/base/problem.ts'
import type { Database } from '#platform/database/connect.ts'
import type { BodyOf, ReplyIn } from '#platform/http/endpoint.ts'
import { looksLikeEnvelope } from '#platform/vault/envelope.ts'
import { nothingFound } from '../../contract.ts'
import type { NameIndex } from '../../server/name-index.ts'
import type { OwnRegistrations } from '../../server/own-registration.ts'
import { listOwnPeople } from '../../server/queries-own.ts'
import type { StatusIndices } from '../../server/status-indices.ts'
import {
  type askCorrection,
  correctionConflict,
  type decideConsent,
  type deletePerson,
  type readRights,
  tooManyCorrections,
} from '../contract.ts'
import { OPEN_CORRECTIONS_MAX } from '../model.ts'
import { eraseOne } from './erasing.ts'
import * as queries from './queries-rights.ts'

export type OwnServices = {
  db: Database
  clock: Clock
  random: Random
  names: NameIndex
  own: OwnRegistrations
  statusIndices(operationId: string): Promise<StatusIndices>
}

const traceOf = ({ clock, random }: OwnServices) => ({
  at: new Date(clock()),
  eventId: newId(random),
  auditId: newId(random),
  salt: random.bytes(16),
})

/** What there is to decide about: facts alone, so that it works while the operation is locked. */
export async function rights({ db, own }: OwnServices, accessCode: string): Promise<ReplyIn<typeof readRights>> {
  const { keys, own: found } = await own.find(accessCode)
  const { operationId } = keys
  const at = { operationId, groupId: found.id }
  const people = await db.scoped(operationId, listOwnPeople, at)
  const corrections = await db.scoped(operationId, queries.listOwnCorrections, at)
  return {
    operationId,
    intakePublicKey: toBase64url(keys.intakePublicKey),
    people: people
      .filter(({ state }) => state !== 'died')
      .map(({ id, isFocalPoint, ageBand, ...person }) => ({ id, isFocalPoint, ageBand, consent: consentOf(person) })),
    corrections: corrections.map(({ receivedAt, ...correction }) => ({
      ...correction,
      receivedOn: plainDateOf(receivedAt.getTime()),
    })),
  }
}

export async function consent(
  services: OwnServices,
  { accessCode, ...wanted }: BodyOf<typeof decideConsent>,
): Promise<ReplyIn<typeof decideConsent>> {
  const { db, own } = services
  const { keys, own: found } = await own.find(accessCode)
  const { operationId } = keys
  const at = { operationId, groupId: found.id }
  const [, decided] = await db.scopedAll(operationId, [
    queries.lockPerson(at),
    queries.decideConsent({ ...at, ...wanted, ...traceOf(services) }),
  ])
  if (decided!.length === 0) throw nothingFound()
  const people = await db.scoped(operationId, listOwnPeople, at)
  const person = people.find(({ id }) => id === wanted.individualId)
  if (!person) throw nothingFound()
  return { consent: consentOf(person) }
}

export async function correction(
  services: OwnServices,
  { accessCode, id, individualId, envelope: text }: BodyOf<typeof askCorrection>,
): Promise<ReplyIn<typeof askCorrection>> {
  const { db, own } = services
  const envelope = Buffer.from(text, 'base64url')
  if (!looksLikeEnvelope(envelope)) throw notAnEnvelope()
  const { keys, own: found } = await own.find(accessCode)
  const { operationId } = keys
  const contentHash = createHash('sha256').update(individualId).update(envelope).digest()
  return db.transaction(operationId, async (tx) => {
    await tx.run(queries.lockPerson, { operationId, groupId: found.id })
    const [before] = await tx.run(queries.findCorrection, { operationId, id })
    if (before) {
      if (before.groupId !== found.id || !before.contentHash.equals(contentHash)) throw correctionConflict()
      return { state: before.state }
    }
    const people = await tx.run(listOwnPeople, { operationId, groupId: found.id })
    if (!people.some((person) => person.id === individualId)) throw nothingFound()
    const given = { operationId, id, groupId: found.id, individualId, contentHash, envelope }
    const [kept] = await tx.run(queries.insertCorrection, {
      ...given,
      ...traceOf(services),
      openMax: OPEN_CORRECTIONS_MAX,
    })
    if (!kept) throw tooManyCorrections({ openMax: OPEN_CORRECTIONS_MAX })
    return { state: 'open' as const }
  })
}

export async function erasePersonHere(
  services: OwnServices,
  { accessCode, individualId }: BodyOf<typeof deletePerson>,
): Promise<ReplyIn<typeof deletePerson>> {
  const { db, own, names, clock, random } = services
  const { keys, own: found } = await own.find(accessCode)
  const { operationId } = keys
  const places = await services.statusIndices(operationId)
  const erased = await db.transaction(operationId, (tx) =>
    eraseOne(
      { tx, clock, random, role: 'self', purpose: 'own wish' },
      { groupId: found.id, individualId },
      { keys, places },
    ),
  )
  if (erased.length === 0) throw nothingFound()
  await names.remove(operationId, erased)
  const at = { operationId, groupId: found.id }
  const people = await db.scoped(operationId, listOwnPeople, at)
  const [group] = await db.scoped(operationId, queries.findOwnGroup, at)
  const card = (await db.scoped(operationId, queries.listOwnCards, at)).find(({ withdrawnAt }) => withdrawnAt === null)
  const size = group?.householdSize ?? 0
  return {
    householdStays: people.length > 0,
    card: card ? { shortCode: card.shortCode, text: card.token, size, expiresOn: card.expiresOn } : null,
  }
}

/** The consent of one person, whatever else the row holds. */
export const consentOf = (row: Omit<queries.ConsentRow, 'individualId' | 'decidedAt'>) => ({
  registration: row.registration,
  aid: row.aid,
  tracing: row.tracing,
  legalHelp: row.legalHelp,
  statistics: row.statistics,
})

const notAnEnvelope = () =>
  badInput({
    errors: [
      {
        field: 'envelope',
        code: 'not-an-envelope',
        message: "envelope must be version 1: sealed to the operation's intake key.",
      },
    ],
  })

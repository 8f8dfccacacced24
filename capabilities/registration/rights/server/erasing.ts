import type { Clock, Random } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { plainDateOf } from '#platform/base/plain-date.ts'
import type { Tx } from '#platform/database/connect.ts'
import { withdrawCards } from '../../desk/server/queries-changes.ts'
import { newCard } from '../../server/households.ts'
import type { OperationKeys } from '../../server/operation-keys.ts'
import { insertCard } from '../../server/queries-intake.ts'
import { eraseRegistration, lockForErasure } from '../../server/queries-own.ts'
import type { StatusIndices } from '../../server/status-indices.ts'
import { endAppointments, erasePerson, listStates, type Means, settleHousehold } from './queries-erasing.ts'

export type Erasing = {
  tx: Tx
  clock: Clock
  random: Random
  /** Who wanted it: the people themselves, or a period that is over. */
  role: Means['role']
  purpose: string
}

/** A new card for those who stay needs the operation's issuing key, which works while it is locked. */
export type CardMeans = { keys: OperationKeys; places: StatusIndices }

const meansOf = ({ clock, random, role, purpose }: Erasing): Means => ({
  at: new Date(clock()),
  eventId: newId(random),
  auditId: newId(random),
  salt: random.bytes(16),
  role,
  purpose,
})

/** Everyone of a household, in the transaction at hand. Answers with whom the index of names must forget. */
export async function eraseHousehold(erasing: Erasing, groupId: string): Promise<string[]> {
  const { tx, random } = erasing
  const { operationId } = tx
  const means = { ...meansOf(erasing), accountId: null, newHash: random.bytes(32) }
  // One open appointment for each purpose there is.
  const actIds = Array.from({ length: 3 }, () => newId(random))
  const [, , erased] = await tx.runAll([
    lockForErasure({ operationId, groupId }),
    endAppointments({ operationId, groupId, at: means.at, actIds }),
    eraseRegistration({ operationId, groupId, ...means }),
  ])
  return erased!.map((row) => row.individualId as string)
}

/**
 * One person of a household. The others keep their keys, their code and their page; the card is issued anew, because its
 * number of people is no longer right. The last one takes the household with them. Nobody when the person is not there.
 */
export async function eraseOne(
  erasing: Erasing,
  { groupId, individualId }: { groupId: string; individualId: string },
  card: CardMeans,
): Promise<string[]> {
  const { tx } = erasing
  const { operationId } = tx
  await tx.run(lockForErasure, { operationId, groupId })
  const everyone = await tx.run(listStates, { operationId, groupId })
  const person = everyone.find(({ id, state }) => id === individualId && state !== 'erased')
  if (!person) return []
  if (!everyone.some(({ id, state }) => id !== individualId && state !== 'erased'))
    return eraseHousehold(erasing, groupId)
  const means = meansOf(erasing)
  await tx.run(erasePerson, { operationId, groupId, individualId, ...means })
  // Whoever left did so unseen: they stay counted on the card until a desk makes it anew, and so they do here.
  if (person.state !== 'present') return [individualId]
  const [household] = await tx.run(settleHousehold, { operationId, groupId })
  if (person.hasCard)
    await replaceCard(erasing, { groupId, householdSize: household!.householdSize, at: means.at }, card)
  return [individualId]
}

const CARD_TRIES = 5

async function replaceCard(
  { tx, random }: Erasing,
  { groupId, householdSize, at }: { groupId: string; householdSize: number; at: Date },
  { keys, places }: CardMeans,
): Promise<void> {
  const { operationId } = tx
  await tx.run(withdrawCards, { operationId, groupId, at, reason: 'household-changed' })
  for (let i = 0; i < CARD_TRIES; i++) {
    const card = newCard({ keys, places, random }, householdSize, plainDateOf(at.getTime()))
    const [issued] = await tx.run(insertCard, { operationId, groupId, issuedAt: at, ...card })
    if (issued) return
    places.release(card.statusIndex)
  }
  // Without one the registration stands all the same, and a desk prints a card at any time.
}

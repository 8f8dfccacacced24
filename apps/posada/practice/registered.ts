import { withdrawCards } from '#capabilities/registration/desk/server/queries-changes.ts'
import { encodeInvitation } from '#capabilities/registration/invitation.ts'
import { type InventedHousehold, inventMoment } from '#capabilities/registration/practice/invented-households.ts'
import { prepareHousehold } from '#capabilities/registration/server/households.ts'
import { insertHousehold, type NewHousehold } from '#capabilities/registration/server/queries-household.ts'
import { insertInvitation } from '#capabilities/registration/server/queries-invitation.ts'
import { createStatusIndices } from '#capabilities/registration/server/status-indices.ts'
import type { Chance } from '#platform/base/chance.ts'
import type { Random } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import type { Database } from '#platform/database/connect.ts'
import { actStatement } from '#platform/ledger/audit.ts'
import { publicKeyFingerprint } from '#platform/vault/seal.ts'
import { PRACTICE_STARTS_AT } from './folder.ts'
import type { OpenPractice } from './world.ts'

/** What a household's card shows, and whose it is. */
export type PracticeCard = { groupId: string; shortCode: string; householdSize: number }

type Services = { db: Database; random: Random }

/** A few cards were reported lost on the way: the desk and the verifiers have withdrawn ones to show. */
export async function withdrawSome(
  { db, random }: Services,
  { keys, accounts }: OpenPractice,
  cards: readonly PracticeCard[],
): Promise<void> {
  const { operationId } = keys
  const at = new Date(PRACTICE_STARTS_AT - 3_600_000)
  const registrar = { accountId: accounts.get('registrar')!, roles: ['registrar'] }
  const lost = cards.slice(-CARDS_LOST)
  await db.scopedAll(
    operationId,
    lost.flatMap(({ groupId }) => [
      withdrawCards({ operationId, groupId, at, reason: 'lost' }),
      actStatement({ clock: () => at.getTime(), random }, operationId, {
        actor: registrar,
        act: 'card-withdrawn',
        subjectKind: 'registration-group',
        subjectId: groupId,
        purpose: 'registration',
      }),
    ]),
  )
}

/** A signed invitation of a practice operation, as its organiser would make it. */
export async function inviteAtPoster(
  { db, random }: Services,
  { keys }: Pick<OpenPractice, 'keys'>,
  { label, siteId, expiresAt }: { label: string; siteId: string | null; expiresAt: number },
): Promise<{ id: string; token: string }> {
  const { operationId } = keys
  const id = newId(random)
  const intakeFingerprint = await publicKeyFingerprint(keys.intakePublicKey)
  const token = encodeInvitation({ operationId, invitationId: id, expiresAt, intakeFingerprint }, keys.invitation)
  const createdAt = new Date(Date.parse(`${REGISTERED_FROM}T12:00:00Z`))
  await db.scoped(operationId, insertInvitation, {
    ...{ operationId, id, siteId, label, token, createdAt },
    quota: QUOTA,
    expiresAt: new Date(expiresAt),
    replacesId: null,
  })
  return { id, token }
}

/** Registers invented households over the days before practice starts, several to a message. Gives what their cards show. */
export async function registerEach(
  { db, random, chance }: Services & { chance: Chance },
  { keys, operationKey, tagKey, accounts }: OpenPractice,
  households: readonly InventedHousehold[],
  { siteId, invitationId }: { siteId: string | null; invitationId: string },
  onDone: (done: number) => void,
): Promise<PracticeCard[]> {
  const places = createStatusIndices([])
  const moments = households.map(() => inventMoment(chance, REGISTERED_FROM, REGISTERED_TO)).sort((a, b) => a - b)
  const cards: PracticeCard[] = []
  const registrar = { accountId: accounts.get('registrar')!, roles: ['registrar'] }
  const sending = new Set<Promise<unknown>>()
  for (let from = 0; from < households.length; from += HOUSEHOLDS_A_MESSAGE) {
    const prepared = await Promise.all(
      households.slice(from, from + HOUSEHOLDS_A_MESSAGE).map(({ people, phoneNumber, language }, index) => {
        const isByPhone = chance.happens(0.85)
        const input = {
          people: people.map((person) => withId(person, newId(random))),
          ...{ phoneNumber, language, siteId },
          invitationId: isByPhone ? invitationId : null,
          source: isByPhone ? ('phone' as const) : ('desk' as const),
          registeredAt: moments[from + index]!,
        }
        return prepareHousehold(input, { keys, operationKey, keyVersion: 1, tagKey, places, random })
      }),
    )
    for (const { household } of prepared) cards.push(cardOf(household))
    const statements = prepared.flatMap(({ household }) => [
      insertHousehold(household),
      actStatement({ clock: () => household.registeredAt.getTime(), random }, keys.operationId, {
        actor: household.source === 'phone' ? 'self' : registrar,
        act: 'register',
        subjectKind: 'registration-group',
        subjectId: household.groupId,
        purpose: 'registration',
      }),
    ])
    const sent = db.scopedAll(keys.operationId, statements).then(() => onDone(cards.length))
    sending.add(sent)
    void sent.finally(() => sending.delete(sent)).catch(() => {}) // told by the wait below
    if (sending.size >= MESSAGES_AT_ONCE) await Promise.race(sending)
  }
  await Promise.all(sending)
  return cards
}

// The days in which registration by QR code was offered, in practice.
const REGISTERED_FROM = '2021-10-20'
const REGISTERED_TO = '2021-10-23'
const CARDS_LOST = 3
const QUOTA = 100_000
const HOUSEHOLDS_A_MESSAGE = 20
const MESSAGES_AT_ONCE = 3

const cardOf = ({ groupId, card, people }: NewHousehold): PracticeCard => ({
  groupId,
  shortCode: card.shortCode,
  householdSize: people.length,
})

function withId(person: InventedHousehold['people'][number], id: string) {
  const { isFocalPoint, sex, ageBand, nationality, language, consent, name, birth, relation, needs } = person
  return {
    facts: { id, isFocalPoint, sex, ageBand, nationality, language, consent },
    details: { id, name, birth, relation, needs },
  }
}

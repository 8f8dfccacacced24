import { encodeCardSync } from '#capabilities/proof/model.ts'
import { shortCodeOf } from '#capabilities/proof/short-code.ts'
import type { Random } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { addYears, plainDateOf } from '#platform/base/plain-date.ts'
import { hashAccessCode, newAccessCode } from '../access-code.ts'
import { caseNumberOf } from '../case-number.ts'
import { CARD_VALID_YEARS, type IndividualDetails, type IndividualFacts } from '../model.ts'
import type { OperationKeys } from './operation-keys.ts'
import { sealPerson } from './person-file.ts'
import type { NewHousehold } from './queries-household.ts'
import type { StatusIndices } from './status-indices.ts'

/** A person as a desk or a file gives them: facts and details of the same id. */
export type PersonInput = { facts: IndividualFacts; details: IndividualDetails }

export type HouseholdInput = {
  people: PersonInput[]
  phoneNumber: string | null
  language: string
  siteId: string | null
  invitationId: string | null
  source: NewHousehold['source']
  /** Milliseconds, by the operation's clock. */
  registeredAt: number
}

export type HouseholdKeys = {
  keys: OperationKeys
  operationKey: Uint8Array
  keyVersion: number
  tagKey: Uint8Array
  places: StatusIndices
  random: Random
}

/** A household of opened details made ready for `insertHousehold`, and the access code to print once and forget. */
export async function prepareHousehold(
  input: HouseholdInput,
  { keys, operationKey, keyVersion, tagKey, places, random }: HouseholdKeys,
): Promise<{ household: NewHousehold; accessCode: string }> {
  const { operationId } = keys
  const groupId = newId(random)
  const registeredOn = plainDateOf(input.registeredAt)
  const accessCode = newAccessCode(random, 60)
  const household: NewHousehold = {
    operationId,
    groupId,
    caseNumber: caseNumberOf(groupId, registeredOn),
    language: input.language,
    siteId: input.siteId,
    invitationId: input.invitationId,
    source: input.source,
    accessCodeHash: await hashAccessCode(accessCode),
    registeredAt: new Date(input.registeredAt),
    registeredOn,
    people: input.people.map(({ facts }) => facts),
    sealed: input.people.map(({ facts, details }) =>
      sealPerson(operationId, details, facts.isFocalPoint ? input.phoneNumber : null, {
        operationKey,
        keyVersion,
        tagKey,
        random,
      }),
    ),
    card: newCard({ keys, places, random }, input.people.length, registeredOn),
    eventId: newId(random),
  }
  return { household, accessCode }
}

/** A new card for a household of this size, valid for a year from the day given; not stored yet. */
export function newCard(
  { keys, places, random }: Pick<HouseholdKeys, 'keys' | 'places' | 'random'>,
  householdSize: number,
  issuedOn: string,
): NewHousehold['card'] {
  const cti = random.bytes(8)
  const statusIndex = places.take(random)
  const expiresOn = addYears(issuedOn, CARD_VALID_YEARS)
  const token = encodeCardSync(
    { type: 'card', householdSize, statusIndex, cti, registeredOn: issuedOn, expiresOn },
    keys.issuing,
  )
  return { cti, shortCode: shortCodeOf(cti), statusIndex, token, expiresOn }
}

import { hashAccessCode, newAccessCode } from '#capabilities/registration/access-code.ts'
import { type EnvelopeContent, envelopeBinding, type RegistrationEntry } from '#capabilities/registration/model.ts'
import type { InventedHousehold } from '#capabilities/registration/practice/invented-households.ts'
import type { Random } from '#platform/base/environment.ts'
import { newId, toBase64url } from '#platform/base/ids.ts'
import { sealEnvelope } from '#platform/vault/seal.ts'

/** What a phone knows of the operation that invites it. */
export type InvitedBy = { invitation: string; operationId: string; intakePublicKey: Uint8Array }

export type PhoneEntry = { entry: RegistrationEntry; accessCode: string }

/** What a phone sends for a household: facts in clear, the rest sealed with the code the phones use. */
export async function makeEntry(
  household: InventedHousehold,
  by: InvitedBy,
  madeAt: number,
  random: Random,
): Promise<PhoneEntry> {
  const id = newId(random)
  const accessCode = newAccessCode(random)
  const people = household.people.map((person) => ({ ...person, id: newId(random) }))
  const content: EnvelopeContent = {
    version: 1,
    entryId: id,
    people: people.map(({ id: personId, name, birth, relation, needs }) => ({
      id: personId,
      name,
      birth,
      relation,
      needs,
    })),
    phoneNumber: household.phoneNumber,
  }
  const { info, aad } = envelopeBinding(by.operationId, id)
  const envelope = await sealEnvelope(by.intakePublicKey, new TextEncoder().encode(JSON.stringify(content)), info, aad)
  return {
    accessCode,
    entry: {
      id,
      invitation: by.invitation,
      madeAt: new Date(madeAt).toISOString(),
      cti: toBase64url(random.bytes(8)),
      accessCodeHash: toBase64url(await hashAccessCode(accessCode)),
      language: household.language,
      people: people.map(({ id: personId, isFocalPoint, sex, ageBand, nationality, language, consent }) => ({
        id: personId,
        isFocalPoint,
        sex,
        ageBand,
        nationality,
        language,
        consent,
      })),
      envelope: toBase64url(envelope),
    },
  }
}

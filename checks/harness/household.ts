import { formatAccessCode, hashAccessCode, newAccessCode } from '#capabilities/registration/access-code.ts'
import {
  type EnvelopeContent,
  envelopeBinding,
  type IndividualDetails,
  type IndividualFacts,
  nothingAsked,
  type RegistrationEntry,
} from '#capabilities/registration/model.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId, toBase64url } from '#platform/base/ids.ts'
import { sealEnvelope } from '#platform/vault/seal.ts'

const { random } = realEnvironment()

export type MadeHousehold = { entry: RegistrationEntry; content: EnvelopeContent; accessCode: string }

type Wishes = {
  operationId: string
  intakePublicKey: Uint8Array
  invitation: string
  names?: (string | null)[]
  madeAt?: string
  /** Changes to the sealed content before it is sealed. */
  change?: (content: EnvelopeContent) => unknown
  changeFacts?: (facts: IndividualFacts[]) => IndividualFacts[]
}

/** A household as a phone makes it, sealed to the operation. Names are invented. */
export async function makeHousehold({
  operationId,
  intakePublicKey,
  invitation,
  names = ['Wideline Tès', 'Junior Tès'],
  madeAt,
  change,
  changeFacts,
}: Wishes): Promise<MadeHousehold> {
  const entryId = newId(random)
  const accessCode = newAccessCode(random)
  const facts = names.map(
    (_, index): IndividualFacts => ({
      id: newId(random),
      isFocalPoint: index === 0,
      sex: index === 0 ? 'female' : 'male',
      ageBand: index === 0 ? '18-59' : '5-11',
      nationality: 'HTI',
      language: 'ht',
      consent:
        index === 0
          ? { registration: true, aid: true, tracing: true, legalHelp: false, statistics: false }
          : nothingAsked,
    }),
  )
  const people = names.map(
    (name, index): IndividualDetails => ({
      id: facts[index]!.id,
      name,
      birth: index === 0 ? { kind: 'year', year: 1990 } : { kind: 'age', years: 7, statedOn: '2021-10-24' },
      relation: index === 0 ? 'focal-point' : 'child',
      needs: [],
    }),
  )
  const content: EnvelopeContent = { version: 1, entryId, people, phoneNumber: '+52 962 555 0100' }
  const { info, aad } = envelopeBinding(operationId, entryId)
  const sealed = await sealEnvelope(
    intakePublicKey,
    new TextEncoder().encode(JSON.stringify(change ? change(content) : content)),
    info,
    aad,
  )
  const entry: RegistrationEntry = {
    id: entryId,
    invitation,
    madeAt: madeAt ?? '2021-10-24T14:05:00.000Z',
    cti: toBase64url(random.bytes(8)),
    accessCodeHash: toBase64url(await hashAccessCode(accessCode)),
    language: 'ht',
    people: changeFacts ? changeFacts(facts) : facts,
    envelope: toBase64url(sealed),
  }
  return { entry, content, accessCode: formatAccessCode(accessCode) }
}

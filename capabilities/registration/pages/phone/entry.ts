import type { Random } from '#platform/base/environment.ts'
import { fromBase64url, toBase64url } from '#platform/base/ids.ts'
import type { Locale } from '#platform/messages/messages.ts'
import { sealEnvelope } from '#platform/vault/seal.ts'
import { hashAccessCode } from '../../access-code.ts'
import {
  EnvelopeContent,
  envelopeBinding,
  hashInput,
  type IndividualDetails,
  type IndividualFacts,
  RegistrationEntry,
} from '../../model.ts'
import { bandOf } from './age.ts'
import type { Draft, DraftPerson } from './draft.ts'

/** What an entry is sealed for and bound to. */
export interface SealedFor {
  invitation: string
  operationId: string
  intakePublicKey: string
  language: Locale
  /** The operation's clock, in milliseconds. */
  now: number
  today: string
}

/** A household as it is sent: checked, and everything that identifies people sealed to the operation's intake key. */
export async function sealDraft(draft: Draft, given: SealedFor): Promise<RegistrationEntry> {
  const content = EnvelopeContent.parse({
    version: 1,
    entryId: draft.entryId,
    people: draft.people.map((person, index) => detailsOf(person, index === 0)),
    phoneNumber: draft.phoneNumber ?? null,
  })
  const { info, aad } = envelopeBinding(given.operationId, draft.entryId)
  const publicKey = fromBase64url(given.intakePublicKey)
  if (!publicKey) throw new Error('the intake key is not base64url')
  const plain = new TextEncoder().encode(JSON.stringify(content))
  const envelope = await sealEnvelope(publicKey, plain, info, aad)
  return RegistrationEntry.parse({
    id: draft.entryId,
    invitation: given.invitation,
    madeAt: new Date(given.now).toISOString(),
    cti: draft.cti,
    accessCodeHash: toBase64url(await hashAccessCode(draft.accessCode)),
    language: draft.people[0]?.language ?? given.language,
    people: draft.people.map((person, index) => factsOf(draft, person, index === 0, given)),
    envelope: toBase64url(envelope),
  })
}

/** SHA-256 of an entry, as the receipt must repeat it. */
export async function contentHashOf(entry: RegistrationEntry): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(hashInput(entry)))
  return toBase64url(new Uint8Array(hash))
}

/** Who refuses to be registered is counted, and nothing that names or describes them leaves the phone. */
const isOnlyCounted = (person: DraftPerson) => person.consent.registration === false

function detailsOf(person: DraftPerson, isFocalPoint: boolean): IndividualDetails {
  const relation = isFocalPoint ? 'focal-point' : (person.relation ?? 'unknown')
  if (isOnlyCounted(person)) return { id: person.id, name: null, birth: { kind: 'undisclosed' }, relation, needs: [] }
  return {
    id: person.id,
    name: person.name ?? null,
    birth: person.birth ?? { kind: 'unknown' },
    relation,
    needs: person.needs ?? [],
  }
}

function factsOf(draft: Draft, person: DraftPerson, isFocalPoint: boolean, given: SealedFor): IndividualFacts {
  const first = draft.people[0]!
  const speech = (draft.alike ? first.language : person.language) ?? first.language ?? given.language
  const nationality = (draft.alike ? first.nationality : person.nationality) ?? 'undisclosed'
  return {
    id: person.id,
    isFocalPoint,
    sex: isOnlyCounted(person) ? 'undisclosed' : (person.sex ?? 'unknown'),
    ageBand: bandOf(person, given.today),
    nationality: isOnlyCounted(person) ? 'undisclosed' : nationality,
    language: speech,
    consent: person.consent,
  }
}

/** The seed of this phone's own key, which signs its tickets. */
export const newTicketSeed = (random: Random): string => toBase64url(random.bytes(32))

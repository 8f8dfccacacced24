import * as z from 'zod/mini'
import { classed, personal } from '#platform/base/field-class.ts'
import { base64urlLength, isUuid } from '#platform/base/ids.ts'
import { ageOn, isPlainDate, type PlainDate } from '#platform/base/plain-date.ts'
import { plainText } from '#platform/base/text.ts'
import { isCountryCode } from './countries.ts'

export const HOUSEHOLD_SIZE_MAX = 30
export const ADULT_AGE_YEARS = 18
export const CARD_VALID_YEARS = 1
const AGE_YEARS_MAX = 130

export const Uuid = z.string().check(z.refine(isUuid, { error: 'not-a-uuid' }))
/** Base64url without padding, of exactly or at most so many bytes. */
export const Base64url = (bytes: { exactly: number } | { atMost: number }) => {
  const bytesMax = 'exactly' in bytes ? bytes.exactly : bytes.atMost
  return z.string().check(
    z.maxLength(Math.ceil((bytesMax * 4) / 3)),
    z.refine((text) => base64urlLength(text) !== undefined, { error: 'not-base64url' }),
    z.refine((text) => !('exactly' in bytes) || (base64urlLength(text) ?? bytesMax) === bytesMax, {
      error: 'wrong-length',
    }),
  )
}
export const Day = z.string().check(z.refine(isPlainDate, { error: 'not-a-day' }))
/** The database knows no year 0, which ISO 8601 has. */
export const Instant = z.iso
  .datetime({ offset: false })
  .check(z.refine((text) => !text.startsWith('0000'), { error: 'not-a-day' }))

export const locales = ['en', 'es', 'fr', 'ht', 'pt', 'ar'] as const
export const Language = z.enum(locales)

export const Sex = z.enum(['female', 'male', 'other', 'unknown', 'undisclosed'])
/** The last two: known to be a child or an adult, not how old. */
export const AgeBand = z.enum(['0-4', '5-11', '12-17', '18-59', '60+', 'unknown', '0-17', '18+'])
export type AgeBand = z.infer<typeof AgeBand>

/** ISO 3166-1 alpha-3, or one of two words. "undisclosed" also stands for "I don't know". */
export const Nationality = z.string().check(
  z.refine((code) => isCountryCode(code) || code === 'stateless' || code === 'undisclosed', {
    error: 'unknown-country',
  }),
)

/** As exact as the person can or wants to say. */
export const Birth = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('date'), on: Day }),
  z.object({ kind: z.literal('year'), year: z.int().check(z.minimum(1880), z.maximum(2200)) }),
  z.object({ kind: z.literal('age'), years: z.int().check(z.minimum(0), z.maximum(AGE_YEARS_MAX)), statedOn: Day }),
  z.object({ kind: z.literal('unknown') }),
  z.object({ kind: z.literal('undisclosed') }),
])
export type Birth = z.infer<typeof Birth>

/** To the focal point. Drawn from UNHCR's relationship list, shortened to what people say of themselves. */
export const Relation = z.enum([
  'focal-point',
  'partner',
  'child',
  'parent',
  'sibling',
  'grandchild',
  'grandparent',
  'other-relative',
  'not-related',
  'unknown',
])

/**
 * What a person may need first, after UNHCR's specific needs codes (Guidance on the Use of Standardized Specific
 * Needs Codes, 2009): a coded choice, never free text.
 */
export const SpecificNeedsCode = z.enum([
  'pregnant',
  'nursing',
  'disability',
  'serious-medical',
  'older-person',
  'single-parent',
  'child-at-risk',
  'violence-survivor',
  'legal-protection',
  'undisclosed',
])

export const purposes = ['registration', 'aid', 'tracing', 'legalHelp', 'statistics'] as const
export type Purpose = (typeof purposes)[number]
/** Each purpose apart; refusing changes nothing about help. `null`: not asked yet (another adult decides alone). */
export const Consent = z.object({
  registration: z.nullable(z.boolean()),
  aid: z.nullable(z.boolean()),
  tracing: z.nullable(z.boolean()),
  legalHelp: z.nullable(z.boolean()),
  statistics: z.nullable(z.boolean()),
})
export type Consent = z.infer<typeof Consent>
export const nothingAsked: Consent = { registration: null, aid: null, tracing: null, legalHelp: null, statistics: null }

/** What boards, scheduling and figures need of a person, in clear: nothing that names them. */
export const IndividualFacts = z.strictObject({
  id: Uuid,
  isFocalPoint: z.boolean(),
  sex: Sex,
  ageBand: AgeBand,
  nationality: Nationality,
  language: Language,
  consent: Consent,
})
export type IndividualFacts = z.infer<typeof IndividualFacts>

export const Name = plainText(200)
/** Digits as written by people; kept as `+` and digits. */
export const PhoneNumber = z.string().check(
  z.maxLength(30),
  z.refine((text) => /^\+?[\d\s().-]*$/.test(text) && /^\d{6,15}$/.test(text.replace(/\D/g, '')), {
    error: 'not-a-phone-number',
  }),
)

/** What identifies one person: sealed on the phone, never in clear at rest. A name may be one word, or unknown (null). */
export const IndividualDetails = z.strictObject({
  id: classed('fact', Uuid),
  name: personal('identity', z.nullable(Name)),
  birth: personal('identity', Birth),
  relation: personal('identity', Relation),
  needs: personal('needs', z.array(SpecificNeedsCode).check(z.maxLength(10))),
})
export type IndividualDetails = z.infer<typeof IndividualDetails>

/** The plaintext of an envelope: one per household. */
export const EnvelopeContent = z.strictObject({
  version: z.literal(1),
  entryId: Uuid,
  people: z.array(IndividualDetails).check(z.minLength(1), z.maxLength(HOUSEHOLD_SIZE_MAX)),
  phoneNumber: personal('contact', z.nullable(PhoneNumber)),
})
export type EnvelopeContent = z.infer<typeof EnvelopeContent>

/** What an envelope is bound to: the kind of content, and which entry of which operation. */
export const envelopeBinding = (operationId: string, entryId: string) => ({
  info: TEXT.encode('posada-registration-envelope-1'),
  aad: TEXT.encode(`${operationId}/${entryId}`),
})
const TEXT = new TextEncoder()

/** A household as the phone sends it: facts in clear, the rest in the envelope. */
export const RegistrationEntry = z.strictObject({
  /** Made on the phone, once: sending again has no second effect. */
  id: Uuid,
  /** The signed text the invitation's QR carries. */
  invitation: z.string().check(z.minLength(1), z.maxLength(600)),
  madeAt: Instant,
  /** Eight random bytes made on the phone; ticket and card share them. */
  cti: Base64url({ exactly: 8 }),
  /** SHA-256 of the access code (see access-code.ts). */
  accessCodeHash: Base64url({ exactly: 32 }),
  language: Language,
  people: z.array(IndividualFacts).check(
    z.minLength(1),
    z.maxLength(HOUSEHOLD_SIZE_MAX),
    z.refine((people) => people.filter(({ isFocalPoint }) => isFocalPoint).length === 1, { error: 'one-focal-point' }),
    z.refine((people) => new Set(people.map(({ id }) => id)).size === people.length, { error: 'same-id-twice' }),
  ),
  envelope: Base64url({ atMost: 64 * 1024 }),
})
export type RegistrationEntry = z.infer<typeof RegistrationEntry>

/**
 * The text whose SHA-256 is an entry's content hash: every field in a fixed order, so that phone and server agree
 * whatever order JSON took on the way.
 */
export function hashInput(entry: RegistrationEntry): string {
  const people = entry.people.map(({ id, isFocalPoint, sex, ageBand, nationality, language, consent }) => [
    id,
    isFocalPoint,
    sex,
    ageBand,
    nationality,
    language,
    purposes.map((purpose) => consent[purpose]),
  ])
  return JSON.stringify([
    'posada-entry-1',
    entry.id,
    entry.invitation,
    entry.madeAt,
    entry.cti,
    entry.accessCodeHash,
    entry.language,
    people,
    entry.envelope,
  ])
}

/** `accepted`: the card is issued. `waiting`: safe with us, a person looks at it first; help does not wait for that. */
export const ReceiptStatus = z.enum(['accepted', 'waiting'])

export const Receipt = z.object({
  operationId: Uuid,
  entryId: Uuid,
  /** SHA-256 of `hashInput`, as base64url. */
  contentHash: z.string(),
  receivedAt: Instant,
  status: ReceiptStatus,
  /** The official card's text, or null while waiting. */
  card: z.nullable(z.string()),
  /** Ed25519 over `receiptText`, by the operation's receipt key. */
  signature: z.string(),
})
export type Receipt = z.infer<typeof Receipt>

/** What the server signs and the phone checks before it lets go of its copy. */
export const receiptText = (receipt: Omit<Receipt, 'signature'>): string =>
  [
    'posada-receipt-1',
    receipt.operationId,
    receipt.entryId,
    receipt.contentHash,
    receipt.receivedAt,
    receipt.status,
    receipt.card ?? '',
  ].join('\n')

/** The band an age falls in on a day; what is unknown stays unknown. */
export function ageBandOf(birth: Birth, on: PlainDate): AgeBand {
  const years = ageInYears(birth, on)
  if (years === undefined) return 'unknown'
  if (years < 5) return '0-4'
  if (years < 12) return '5-11'
  if (years < ADULT_AGE_YEARS) return '12-17'
  return years < 60 ? '18-59' : '60+'
}

/** Completed years on a day. From a year alone: as if born on 1 July, so that the error is at most half a year. */
export function ageInYears(birth: Birth, on: PlainDate): number | undefined {
  if (birth.kind === 'date') return ageOn(birth.on, on)
  if (birth.kind === 'year') return ageOn(`${birth.year}-07-01`, on)
  if (birth.kind === 'age') return birth.years + ageOn(birth.statedOn, on)
  return undefined
}

/** What is wrong with a birth date on the day it is given, as a code; undefined when nothing is. */
export function refuseBirth(birth: Birth, today: PlainDate): 'in-the-future' | 'too-long-ago' | undefined {
  const future =
    birth.kind === 'date' ? birth.on > today : birth.kind === 'year' && birth.year > Number(today.slice(0, 4))
  if (future) return 'in-the-future'
  const years = ageInYears(birth, today)
  return years !== undefined && years > AGE_YEARS_MAX ? 'too-long-ago' : undefined
}

export const isChildBand = (band: AgeBand): boolean =>
  band === '0-4' || band === '5-11' || band === '12-17' || band === '0-17'

/** Marks every field of a schema as a fact kept in clear; `personal` leaves inside keep their own mark. */
export const fact = <S extends z.ZodMiniType>(schema: S): S => classed('fact', schema)

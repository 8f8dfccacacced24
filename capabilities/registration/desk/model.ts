import * as z from 'zod/mini'
import type { PlainDate } from '#platform/base/plain-date.ts'
import { soughtText } from '#platform/base/text.ts'
import {
  type AgeBand,
  ageBandOf,
  type Birth,
  Day,
  HOUSEHOLD_SIZE_MAX,
  isChildBand,
  Language,
  Nationality,
  Uuid,
} from '../model.ts'

/** quarantined: what came does not open, and nobody has looked at it yet; set-aside: a person has, and can take it back. */
export const Stage = z.enum(['waiting', 'registered', 'left', 'erased', 'quarantined', 'set-aside'])
export type Stage = z.infer<typeof Stage>

/** Why someone opens a file or searches for a person. A coded choice, so that no name can stand in the audit log. */
export const openingPurposes = [
  'registration',
  'correction',
  'card-or-phone-lost',
  'aid',
  'tracing',
  'legal-help',
  'person-asked',
] as const
export const OpeningPurpose = z.enum(openingPurposes)
export type OpeningPurpose = z.infer<typeof OpeningPurpose>

/** What a file with names may be for: the purposes people were asked about. */
export const exportPurposes = ['registration', 'aid', 'tracing', 'legal-help', 'statistics'] as const
export const ExportPurpose = z.enum(exportPurposes)
export type ExportPurpose = z.infer<typeof ExportPurpose>

/**
 * On which ground names may leave the house: GDPR, articles 6 (1) and 9 (2), and the legitimate bases of UNHCR's General
 * Policy on Personal Data Protection and Privacy. Which one holds is decided by people; it is asked, agreed and told.
 */
export const legalBases = [
  'consent', // GDPR 6 (1) a, 9 (2) a; UNHCR: consent
  'vital-interest', // GDPR 6 (1) d, 9 (2) c; UNHCR: vital interests of the person
  'best-interests', // UNHCR: best interests of the person, of a child first
  'public-interest', // GDPR 6 (1) e, 9 (2) g; UNHCR: its mandate
  'legal-obligation', // GDPR 6 (1) c
  'legal-claim', // GDPR 9 (2) f
] as const
export const LegalBasis = z.enum(legalBases)
export type LegalBasis = z.infer<typeof LegalBasis>

/** Which answer of a person says whether a file for this purpose may hold them. */
export const consentFor = {
  registration: 'registration',
  aid: 'aid',
  tracing: 'tracing',
  'legal-help': 'legalHelp',
  statistics: 'statistics',
} as const satisfies Record<ExportPurpose, string>

/** As the record of acts says why names were given away: `aid consent 25: office`. People read it in words. */
export const exportRecord = ({
  purpose,
  basis,
  fields,
  recipient,
}: {
  purpose: ExportPurpose
  basis: LegalBasis
  fields: number
  recipient: string
}): string => `${purpose} ${basis} ${fields}: ${recipient}`

/** The same read back; purposes of other acts are one word, and say nothing of a basis. */
export function readPurpose(text: string): {
  purpose: string
  basis: string | undefined
  fields: number | undefined
  recipient: string | undefined
} {
  const [codes = '', ...recipient] = text.split(': ')
  const [purpose = '', basis, fields] = codes.split(' ')
  return {
    ...{ purpose, basis },
    fields: fields === undefined ? undefined : Number(fields),
    recipient: recipient.length > 0 ? recipient.join(': ') : undefined,
  }
}

/** Why a card is withdrawn. */
export const withdrawalReasons = [
  'lost',
  'stolen',
  'damaged',
  'issued-by-mistake',
  'household-changed',
  'left',
] as const
export const WithdrawalReason = z.enum(withdrawalReasons)
export type WithdrawalReason = z.infer<typeof WithdrawalReason>

/** Why someone is added to a household that is already registered. */
export const ArrivalReason = z.enum(['birth', 'arrived'])

/** What a registrar may look at first: those that need a person to decide. */
export const attentions = ['waiting', 'child-alone', 'conflict', 'unreadable'] as const
export const Attention = z.enum(attentions)
export type Attention = z.infer<typeof Attention>

export const PAGE_SIZE = 50

/** Filters of the list, as they stand in the address; all optional, all together. */
export const ListFilters = z.strictObject({
  stage: z.optional(Stage),
  attention: z.optional(Attention),
  language: z.optional(Language),
  nationality: z.optional(Nationality),
  siteId: z.optional(Uuid),
  from: z.optional(Day),
  to: z.optional(Day),
  /** A case number or a short code, whole. */
  text: z.optional(soughtText(40)),
  /** Where the page before ended. */
  after: z.optional(soughtText(120)),
})
export type ListFilters = z.infer<typeof ListFilters>

/** What the rules need to know of one person. */
export type Present = { id: string; ageBand: AgeBand }

/** Everyone present is known to be a child: a trained person sees them first. An unknown age says nothing. */
export function isChildAlone(present: readonly { ageBand: AgeBand }[]): boolean {
  return present.length > 0 && present.every(({ ageBand }) => isChildBand(ageBand))
}

export type Refusal =
  | 'household-too-large'
  | 'household-empty'
  | 'not-in-household'
  | 'focal-point-missing'
  | 'trained-person-needed'

/**
 * Two households become one. A child who was alone never comes into an adult's household unless a trained person has
 * looked at it (UNHCR and ICRC guidance on unaccompanied and separated children).
 */
export function refuseJoin(
  staying: readonly Present[],
  coming: readonly Present[],
  choice: { focalPointId: string; confirmedByTrainedPerson: boolean },
): Refusal | undefined {
  const together = [...staying, ...coming]
  if (together.length > HOUSEHOLD_SIZE_MAX) return 'household-too-large'
  if (staying.length === 0 || coming.length === 0) return 'household-empty'
  if (!together.some(({ id }) => id === choice.focalPointId)) return 'focal-point-missing'
  const childAloneMeetsAdult =
    (isChildAlone(staying) && !isChildAlone(coming)) || (isChildAlone(coming) && !isChildAlone(staying))
  return childAloneMeetsAdult && !choice.confirmedByTrainedPerson ? 'trained-person-needed' : undefined
}

/** Some people form a household of their own. Neither part may be empty; children left without an adult need a trained person. */
export function refuseSplit(
  present: readonly Present[],
  leavingIds: readonly string[],
  choice: { focalPointId: string; remainingFocalPointId: string; confirmedByTrainedPerson: boolean },
): Refusal | undefined {
  const leaving = present.filter(({ id }) => leavingIds.includes(id))
  const remaining = present.filter(({ id }) => !leavingIds.includes(id))
  if (leaving.length !== new Set(leavingIds).size) return 'not-in-household'
  if (leaving.length === 0 || remaining.length === 0) return 'household-empty'
  if (!leaving.some(({ id }) => id === choice.focalPointId)) return 'focal-point-missing'
  if (!remaining.some(({ id }) => id === choice.remainingFocalPointId)) return 'focal-point-missing'
  const newlyAlone = !isChildAlone(present) && (isChildAlone(leaving) || isChildAlone(remaining))
  return newlyAlone && !choice.confirmedByTrainedPerson ? 'trained-person-needed' : undefined
}

/** Someone comes into a household that is already there. */
export function refuseArrival(
  present: readonly Present[],
  coming: { ageBand: AgeBand },
  choice: { reason: z.infer<typeof ArrivalReason>; confirmedByTrainedPerson: boolean },
): Refusal | undefined {
  if (present.length === 0) return 'household-empty'
  if (present.length >= HOUSEHOLD_SIZE_MAX) return 'household-too-large'
  // A birth into a household of children changes nothing about who cares for them; any other arrival may.
  const mixes = isChildAlone(present) && !isChildBand(coming.ageBand)
  return choice.reason === 'arrived' && mixes && !choice.confirmedByTrainedPerson ? 'trained-person-needed' : undefined
}

/** The band of a person written down at a desk: by their birth, or by what the registrar sees where it says nothing. */
export function bandAtDesk(birth: Birth, group: 'child' | 'adult' | undefined, on: PlainDate): AgeBand {
  const band = ageBandOf(birth, on)
  if (band !== 'unknown' || !group) return band
  return group === 'child' ? '0-17' : '18+'
}

/** Typed case numbers are found whatever their case and spacing. */
export const normaliseCaseNumber = (text: string): string =>
  text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\u0000]+/g, '')

import * as z from 'zod/mini'
import { isPlainDate } from '#platform/base/plain-date.ts'

/** What steps, documents, grounds and settings are called in a file. */
export const Id = z
  .string()
  .check(z.regex(/^[a-z][a-z0-9_]{0,39}$/, { error: 'small letters, digits and _, at most 40' }))

const Sentence = z.string().check(z.minLength(1), z.maxLength(300))

/** English always; other languages where the file has them. */
export const Words = z.strictObject({
  en: Sentence,
  ...{ es: z.optional(Sentence), fr: z.optional(Sentence), ht: z.optional(Sentence) },
  ...{ pt: z.optional(Sentence), ar: z.optional(Sentence) },
})
export type Words = z.infer<typeof Words>

/**
 * Where a rule stands. A: the wording was read; B: a good secondary source; C: to be confirmed by counsel, and
 * therefore hung on a setting, so that an operation can answer it.
 */
export const Basis = z.strictObject({
  law: Id,
  article: z.optional(z.union([z.string().check(z.minLength(1), z.maxLength(60)), z.strictObject({ setting: Id })])),
  certainty: z.enum(['A', 'B', 'C']),
  note: z.optional(Sentence),
})
export type Basis = z.infer<typeof Basis>

const UNITS = ['hour', 'cd', 'wd', 'week', 'month', 'year'] as const
export const Unit = z.enum(UNITS)
export type Unit = z.infer<typeof Unit>

/** Never zero or less: a limit that is over before it begins is a mistake of the file. */
const Amount = z.int().check(z.gte(1), z.lte(2000))
export const Duration = z.strictObject({ amount: Amount, unit: Unit })
export type Duration = z.infer<typeof Duration>

/** What the law leaves open or nobody has confirmed: the operation answers, and pages show that it is a setting. */
export const Setting = z.strictObject({
  id: Id,
  about: Sentence,
  value: z.union([z.boolean(), Duration, z.string().check(z.maxLength(60))]),
  basis: Basis,
})
export type Setting = z.infer<typeof Setting>
export type SettingValue = Setting['value']

export const Day = z.string().check(z.refine(isPlainDate, { error: 'a day that exists, such as 2021-11-02' }))

/** The rule holds for claims that began on one of these days; a claim keeps the rule it began under. */
export const validDays = { validFrom: z.optional(Day), validTo: z.optional(Day) }

/** The end of one time limit of a step. */
export const Limit = z.strictObject({
  id: Id,
  name: Words,
  binds: z.enum(['authority', 'person']),
  /** `latest`: to be done by then. `earliest`: not to be done before. */
  sense: z.optional(z.enum(['latest', 'earliest'])),
  lasts: z.union([Duration, z.strictObject({ setting: Id })]),
  /** Whichever of these steps was done last starts the limit; while none was, the first of these dates that is known. */
  from: z.array(Id).check(z.minLength(1), z.maxLength(5)),
  /** The first day that counts: the one after the event, or the first working day after it. */
  count: z.enum(['next_day', 'next_wd']),
  /** A limit that would end on a day nobody works ends on the next working day. */
  roll: z.enum(['none', 'next_wd']),
  agency: z.optional(Id),
  /** For what the limit stands still: `suspension` of the calendar, or pauses this procedure knows. */
  pausable: z.array(Id).check(z.maxLength(10)),
  extension: z.optional(
    z.strictObject({
      times: z.int().check(z.gte(1), z.lte(5)),
      max: Amount,
      /** Only where it is counted in another unit than the limit. */
      unit: z.optional(Unit),
      grounds: z
        .array(z.strictObject({ id: Id, name: Words, basis: Basis, if: z.optional(Id) }))
        .check(z.minLength(1), z.maxLength(20)),
      mustTell: z.boolean(),
    }),
  ),
  /** Facts that must be recorded, or must not. */
  when: z.optional(z.array(Id)),
  unless: z.optional(z.array(Id)),
  if: z.optional(Id),
  /** The end of a limit closes nothing: a late authority is flagged, a late person is asked. */
  onExpiry: z.enum(['flag', 'ask_person']),
  basis: Basis,
  ...validDays,
})
export type Limit = z.infer<typeof Limit>

import * as z from 'zod/mini'
import { personal } from '#platform/base/field-class.ts'
import { Birth, Name, Nationality, Relation, Sex, SpecificNeedsCode, Uuid } from '../model.ts'

/** What may be put right, one thing at a time. A phone number is changed at a desk, where it is read back. */
export const CorrectionChange = z.discriminatedUnion('field', [
  z.strictObject({ field: z.literal('name'), value: personal('identity', Name) }),
  z.strictObject({ field: z.literal('birth'), value: personal('identity', Birth) }),
  z.strictObject({ field: z.literal('relation'), value: personal('identity', Relation) }),
  z.strictObject({ field: z.literal('sex'), value: Sex }),
  z.strictObject({ field: z.literal('nationality'), value: Nationality }),
  z.strictObject({
    field: z.literal('needs'),
    value: personal('needs', z.array(SpecificNeedsCode).check(z.maxLength(10))),
  }),
])
export type CorrectionChange = z.infer<typeof CorrectionChange>
export type CorrectionField = CorrectionChange['field']

/** What a phone seals to the intake key. Who it is about stands inside too, so that none is moved to somebody else. */
export const CorrectionContent = z.strictObject({
  version: z.literal(1),
  correctionId: Uuid,
  individualId: Uuid,
  change: CorrectionChange,
})
export type CorrectionContent = z.infer<typeof CorrectionContent>

export const correctionBinding = (operationId: string, correctionId: string) => ({
  info: TEXT.encode('posada-correction-envelope-1'),
  aad: TEXT.encode(`${operationId}/${correctionId}`),
})
const TEXT = new TextEncoder()

/** Enough for a household that has something to put right; more wait until these are answered. */
export const OPEN_CORRECTIONS_MAX = 5

/** Why a registrar did not change what a person asked to change; the person reads it. */
export const answerReasons = ['ask-at-desk', 'already-so', 'not-possible-here', 'cannot-be-read'] as const
export const AnswerReason = z.enum(answerReasons)

/** Purposes that are given and taken back one at a time. Without `registration` nothing is held: that is a deletion. */
export const OwnPurpose = z.enum(['aid', 'tracing', 'legalHelp', 'statistics'])

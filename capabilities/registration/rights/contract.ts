import * as z from 'zod/mini'
import { personal } from '#platform/base/field-class.ts'
import { problem } from '#platform/base/problem.ts'
import { endpoint } from '#platform/http/endpoint.ts'
import { AccessCode, ByAccessCode, nothingFound, tooManyAttempts } from '../contract.ts'
import { AgeBand, Base64url, Consent, Day, fact, Language, Uuid } from '../model.ts'
import { OPEN_CORRECTIONS_MAX, OwnPurpose } from './model.ts'

/** Some corrections of this household wait for an answer. */
export const tooManyCorrections = problem<{ openMax: number }>(
  'too-many-corrections',
  409,
  `${OPEN_CORRECTIONS_MAX} corrections of this household wait for an answer. Ask again when one is answered.`,
)
/** The id came before with other content: the first one stands. */
export const correctionConflict = problem(
  'correction-conflict',
  409,
  'A correction with this id came before with other content. Look at your page again.',
)

/** What a person can decide about what is held: works while the operation is locked, and names nobody. */
export const readRights = endpoint({
  method: 'POST',
  path: '/registrations/rights',
  summary: 'What each person agreed to, and which corrections wait or were answered, by the access code.',
  audience: 'anyone',
  body: ByAccessCode,
  reply: fact(
    z.object({
      operationId: Uuid,
      /** What a correction is sealed to. */
      intakePublicKey: z.string(),
      people: z.array(z.object({ id: Uuid, isFocalPoint: z.boolean(), ageBand: AgeBand, consent: Consent })),
      corrections: z.array(
        z.object({
          id: Uuid,
          individualId: Uuid,
          state: z.enum(['open', 'accepted', 'refused']),
          reason: z.nullable(z.string()),
          receivedOn: Day,
        }),
      ),
    }),
  ),
  problems: [nothingFound, tooManyAttempts],
})

/** One purpose, one person, at once, also while locked. What was decided before is kept. */
export const decideConsent = endpoint({
  method: 'POST',
  path: '/registrations/consent',
  summary: 'One person gives or takes back consent for one purpose. Help stays the same.',
  audience: 'anyone',
  body: z.strictObject({ accessCode: AccessCode, individualId: Uuid, purpose: OwnPurpose, agreed: z.boolean() }),
  reply: fact(z.object({ consent: Consent })),
  problems: [nothingFound, tooManyAttempts],
})

/** Sealed on the phone; waits sealed while locked. Sending again has no second effect. */
export const askCorrection = endpoint({
  method: 'POST',
  path: '/registrations/corrections',
  summary: 'Ask a registrar to put one thing right. Sealed on the phone; the same id again has no second effect.',
  audience: 'anyone',
  body: z.strictObject({
    accessCode: AccessCode,
    id: Uuid,
    individualId: Uuid,
    envelope: Base64url({ atMost: 8 * 1024 }),
  }),
  reply: fact(z.object({ state: z.enum(['open', 'accepted', 'refused']) })),
  problems: [nothingFound, tooManyAttempts, tooManyCorrections, correctionConflict],
})

/** Destroys the key of one person; the others keep everything, and get a card of the new size. */
export const deletePerson = endpoint({
  method: 'POST',
  path: '/registrations/delete-person',
  summary: 'Delete what is held about one person of this household. It cannot be undone.',
  audience: 'anyone',
  body: z.strictObject({ accessCode: AccessCode, individualId: Uuid }),
  reply: fact(
    z.object({
      /** False when this was the last one: then nothing is left to open. */
      householdStays: z.boolean(),
      card: z.nullable(z.object({ shortCode: z.string(), text: z.string(), size: z.int(), expiresOn: Day })),
    }),
  ),
  problems: [nothingFound, tooManyAttempts],
})

/** A ZIP with everything that is held, as a paper to read and as data. */
export const Archive = z.object({
  fileName: fact(z.string()),
  zip: personal('identity', z.string()),
})

export const takeArchive = endpoint({
  method: 'POST',
  path: '/registrations/archive',
  summary:
    'Everything that is held, to take away: a ZIP (base64) with a PDF in this language and JSON. 423 while locked.',
  audience: 'anyone',
  body: z.strictObject({ accessCode: AccessCode, language: Language }),
  reply: Archive,
  problems: [nothingFound, tooManyAttempts],
})

import * as z from 'zod/mini'
import { classed, personal } from '#platform/base/field-class.ts'
import { problem } from '#platform/base/problem.ts'
import { endpoint } from '#platform/http/endpoint.ts'
import {
  AgeBand,
  Consent,
  Day,
  fact,
  IndividualDetails,
  Instant,
  Language,
  Nationality,
  PhoneNumber,
  Receipt,
  RegistrationEntry,
  Sex,
  Uuid,
} from './model.ts'

/** Not final: within 30 days it can be opened again, so a phone keeps what it has. */
export const operationClosed = problem(
  'operation-closed',
  410,
  'Registration has ended here. Nobody is taken in any more. What you told stays on your phone.',
)

/** This text was not signed by an operation here, or it was changed. Scan the poster again. */
export const invitationUnknown = problem(
  'invitation-unknown',
  422,
  'This invitation is not one of ours. Scan the code again, or ask those who gave it to you.',
)
/** The same id came before with other content. Both are kept; a person decides. */
export const entryConflict = problem<{ entryId: string }>(
  'entry-conflict',
  409,
  'An entry with this id came before with other content. Both are kept for a person to decide.',
)
/** Too many codes were tried. Known and unknown codes answer alike. */
export const tooManyAttempts = problem<{ retryAfterSeconds: number }>(
  'too-many-attempts',
  429,
  'Many codes were tried just now. Wait a moment and try again.',
)
/** Answers alike for a code never made, mistyped, erased, or not yet received. */
export const nothingFound = problem(
  'nothing-found',
  404,
  'Nothing was found for this code. Check it, or wait until your phone has sent your answers.',
)

export const OperationCard = fact(
  z.object({
    operationId: Uuid,
    name: z.string(),
    kind: z.enum(['authority', 'journey']),
    practice: z.boolean(),
    /** P-256, uncompressed, 65 bytes, base64url. The phone compares its fingerprint with the invitation. */
    intakePublicKey: z.string(),
    /** Ed25519, 32 bytes, base64url: receipts are believed only under this key. */
    receiptPublicKey: z.string(),
    invitationId: Uuid,
    /** open: drafts may start. expired, revoked: a draft that exists may still be sent; a person looks at it. */
    state: z.enum(['open', 'expired', 'revoked']),
    expiresAt: Instant,
    /** Today, as this operation's clock shows it (practice has a clock of its own). */
    now: Instant,
  }),
)

/** What a phone needs before the first question can be sealed. */
export const openInvitation = endpoint({
  method: 'POST',
  path: '/invitations/open',
  summary: 'Open an invitation: who runs it, which keys to seal to and to believe.',
  audience: 'anyone',
  body: z.strictObject({ invitation: z.string().check(z.minLength(1), z.maxLength(600)) }),
  reply: OperationCard,
  problems: [invitationUnknown, operationClosed],
})

/** One household. Repeating it is harmless: same id and content, same receipt. */
export const register = endpoint({
  method: 'POST',
  path: '/registrations',
  summary: 'Register a household. Same id and content: same receipt. Same id, other content: 409, both kept.',
  audience: 'anyone',
  body: RegistrationEntry,
  reply: fact(Receipt),
  problems: [invitationUnknown, operationClosed, entryConflict],
})

export const BATCH_ENTRIES_MAX = 200

/** Several households of one phone or gateway, in any order; each has its own outcome. */
export const registerBatch = endpoint({
  method: 'POST',
  path: '/registrations/batch',
  summary: 'Register up to 200 households at once; each has its own outcome, as if sent alone.',
  audience: 'anyone',
  bodyLimitBytes: 8 * 1024 * 1024,
  body: z.strictObject({ entries: z.array(z.unknown()).check(z.minLength(1), z.maxLength(BATCH_ENTRIES_MAX)) }),
  reply: fact(
    z.object({
      outcomes: z.array(
        z.object({
          status: z.enum(['received', 'conflict', 'refused']),
          receipt: z.nullable(Receipt),
          /** As in `application/problem+json`, when not received. */
          problem: z.nullable(
            z.object({
              type: z.string(),
              title: z.string(),
              errors: z.optional(z.array(z.object({ field: z.string(), code: z.string(), message: z.string() }))),
            }),
          ),
        }),
      ),
    }),
  ),
})

/** The access code itself, over POST only; never what a card shows. */
export const AccessCode = classed('secret', z.string().check(z.minLength(12), z.maxLength(60)))
export const ByAccessCode = z.strictObject({ accessCode: AccessCode })

export const RegistrationStatus = fact(
  z.object({
    stage: z.enum(['waiting', 'registered', 'left', 'erased']),
    operationName: z.string(),
    practice: z.boolean(),
    registeredOn: Day,
    householdSize: z.int(),
    shortCode: z.nullable(z.string()),
    /** The card's text; null while a person still looks at the entry, or once it was withdrawn. */
    card: z.nullable(z.string()),
  }),
)

/** Where a registration stands. Names nobody. */
export const readStatus = endpoint({
  method: 'POST',
  path: '/registrations/status',
  summary: 'Where a registration stands, by its access code.',
  audience: 'anyone',
  body: ByAccessCode,
  reply: RegistrationStatus,
  problems: [nothingFound, tooManyAttempts],
})

/** "What is held about me": everything, with who opened it. 423 while the operation is locked. */
export const readHeld = endpoint({
  method: 'POST',
  path: '/registrations/held',
  summary: 'Everything that is held about this household, and who opened it, by its access code.',
  audience: 'anyone',
  body: ByAccessCode,
  reply: z.object({
    registeredOn: fact(Day),
    language: fact(Language),
    opened: fact(z.boolean()),
    people: z.array(
      z.object({
        id: fact(Uuid),
        isFocalPoint: fact(z.boolean()),
        state: fact(z.enum(['present', 'left', 'died', 'erased'])),
        sex: fact(Sex),
        ageBand: fact(AgeBand),
        nationality: fact(Nationality),
        consent: fact(Consent),
        /** Null until the sealed part was opened. */
        details: z.nullable(IndividualDetails),
      }),
    ),
    phoneNumber: personal('contact', z.nullable(PhoneNumber)),
    readings: fact(z.array(z.object({ at: Instant, role: z.string(), act: z.string(), purpose: z.string() }))),
  }),
  problems: [nothingFound, tooManyAttempts],
})

/** An adult leaves without the others seeing it in their page; the card that remains is made anew at the desk. */
export const leaveHousehold = endpoint({
  method: 'POST',
  path: '/registrations/leave',
  summary: 'One person leaves this household, by its access code.',
  audience: 'anyone',
  body: z.strictObject({ accessCode: AccessCode, individualId: Uuid }),
  reply: fact(z.object({ left: z.literal(true) })),
  problems: [nothingFound, tooManyAttempts],
})

/** Destroys the keys of everyone in it. Facts remain in coarse form; help does not depend on it. */
export const deleteRegistration = endpoint({
  method: 'POST',
  path: '/registrations/delete',
  summary: 'Delete this registration, by its access code. It cannot be undone.',
  audience: 'anyone',
  body: ByAccessCode,
  reply: fact(z.object({ deleted: z.literal(true) })),
  problems: [nothingFound, tooManyAttempts],
})

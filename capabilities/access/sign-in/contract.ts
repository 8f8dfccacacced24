import * as z from 'zod/mini'
import { classed } from '#platform/base/field-class.ts'
import { problem } from '#platform/base/problem.ts'
import { plainText } from '#platform/base/text.ts'
import { endpoint } from '#platform/http/endpoint.ts'
import { closedToStaff, passphraseTooCommon, signInRefused, waitBeforeNextTry } from '../contract.ts'
import { NewPassphrase, OperationId, Passphrase, Role } from '../model.ts'
import { secondPersonNeeded } from '../oversight/contract.ts'
import { stepUpNeeded } from '../step-up.ts'

/** Not 401: whoever mistypes here stays signed in. */
export const proofNotRight = problem(
  'proof-not-right',
  422,
  'This passkey or passphrase is not the right one. Nothing was done. Try again.',
)
export const noPasskeysHere = problem(
  'no-passkeys-here',
  409,
  'Passkeys work only at an address with a name, over https or on this machine. Use the passphrase.',
)
/** The same for a code that never was, was used, or ran out. */
export const enrolmentUnknown = problem(
  'enrolment-unknown',
  404,
  'This code does not open anything any more. Ask the colleague who gave it to you for a new one.',
)
export const lastWayIn = problem('last-way-in', 409, 'This is the only way in. Make another one first.')
export const ownRoles = problem('own-roles', 409, 'Your own roles are changed by a colleague.')

const fact = <S extends z.ZodMiniType>(schema: S) => classed('fact', schema)
const secret = <S extends z.ZodMiniType>(schema: S) => classed('secret', schema)

/** What the browser's own interface takes and gives (WebAuthn, JSON form); read by the library, bounded here. */
const Options = fact(z.record(z.string(), z.unknown()))
const Credential = secret(
  z.looseObject({
    id: z.string().check(z.maxLength(1_400)),
    rawId: z.string().check(z.maxLength(1_400)),
    type: z.literal('public-key'),
    response: z.record(z.string().check(z.maxLength(60)), z.unknown()),
  }),
)
const Label = plainText(40)
const SignedIn = fact(z.object({ accountId: z.string(), roles: z.array(Role) }))

/** A practice operation asks for no proof: its accounts have none. */
export const stepUp = endpoint({
  method: 'POST',
  path: '/access/step-up',
  summary: 'Show once more who you are, before acts on many people. Lasts ten minutes; sets a new session cookie.',
  body: z.strictObject({ passphrase: z.optional(secret(Passphrase)), passkey: z.optional(Credential) }),
  reply: fact(z.object({ until: z.string() })),
  problems: [proofNotRight, waitBeforeNextTry],
})

export const stepUpOptions = endpoint({
  method: 'POST',
  path: '/access/step-up/options',
  summary: 'What the browser needs to ask for one of your own passkeys; null where you have none that works here.',
  reply: z.object({ options: z.nullable(Options) }),
})

export const passkeySignInOptions = endpoint({
  method: 'POST',
  path: '/access/passkeys/sign-in-options',
  summary: 'What the browser needs to ask for a passkey. Says nothing about who has one.',
  audience: 'anyone',
  body: z.strictObject({ operationId: OperationId }),
  reply: z.object({ options: Options }),
  problems: [noPasskeysHere],
})

export const passkeySignIn = endpoint({
  method: 'POST',
  path: '/access/passkeys/sign-in',
  summary: 'Sign in with a passkey. Sets the session cookie.',
  audience: 'anyone',
  body: z.strictObject({ operationId: OperationId, passkey: Credential }),
  reply: SignedIn,
  problems: [signInRefused, closedToStaff, noPasskeysHere],
})

export const readOwnSignIn = endpoint({
  method: 'GET',
  path: '/access/own',
  summary: 'My own ways in, and where I am signed in.',
  reply: fact(
    z.object({
      hasPassphrase: z.boolean(),
      passkeys: z.array(
        z.object({ id: z.string(), label: z.string(), createdAt: z.string(), lastUsedAt: z.nullable(z.string()) }),
      ),
      sessions: z.array(
        z.object({ id: z.string(), createdAt: z.string(), seenAt: z.string(), isThisOne: z.boolean() }),
      ),
    }),
  ),
})

export const newPasskeyOptions = endpoint({
  method: 'POST',
  path: '/access/passkeys/options',
  summary: 'What the browser needs to make another passkey for me.',
  reply: z.object({ options: Options }),
  problems: [stepUpNeeded, noPasskeysHere],
})

export const addPasskey = endpoint({
  method: 'POST',
  path: '/access/passkeys',
  summary: 'Keep a passkey that was just made for me.',
  body: z.strictObject({ label: Label, passkey: Credential }),
  reply: fact(z.object({ id: z.string() })),
  problems: [stepUpNeeded, proofNotRight, noPasskeysHere],
})

export const removePasskey = endpoint({
  method: 'POST',
  path: '/access/passkeys/:id/remove',
  summary: 'Remove one of my passkeys; never the last way in.',
  params: z.strictObject({ id: OperationId }),
  reply: fact(z.object({ removed: z.literal(true) })),
  problems: [stepUpNeeded, lastWayIn],
})

export const changePassphrase = endpoint({
  method: 'POST',
  path: '/access/own/passphrase',
  summary:
    'Another passphrase for me, or my first one, having shown within a minute who I am: with the one before or with a passkey. Ends my other sessions.',
  body: z.strictObject({ passphrase: secret(NewPassphrase) }),
  reply: fact(z.object({ ended: z.int() })),
  problems: [stepUpNeeded, passphraseTooCommon],
})

export const endSession = endpoint({
  method: 'POST',
  path: '/access/sessions/:id/end',
  summary: 'End one of my sessions, or with `others` all but this one.',
  params: z.strictObject({ id: z.string().check(z.regex(/^([0-9a-f]{64}|others)$/)) }),
  reply: fact(z.object({ ended: z.int() })),
})

export const giveEnrolment = endpoint({
  method: 'POST',
  path: '/access/accounts/:id/enrolment',
  summary:
    'A code with which a colleague makes their own way in: for 72 hours, once. Where they had one already, a second person has agreed, and the old ones end when the new one is made.',
  params: z.strictObject({ id: OperationId }),
  body: z.strictObject({ agreementId: z.nullable(OperationId) }),
  reply: z.object({ code: secret(z.string()), expiresAt: fact(z.string()) }),
  problems: [stepUpNeeded, secondPersonNeeded, ownRoles],
})

const ByCode = { operationId: OperationId, code: secret(z.string().check(z.minLength(26), z.maxLength(40))) }

export const openEnrolment = endpoint({
  method: 'POST',
  path: '/access/enrolment/open',
  summary: 'Whose code this is, and what the browser needs to make a passkey; null options where none works here.',
  audience: 'anyone',
  body: z.strictObject(ByCode),
  reply: z.object({
    displayName: fact(z.string()),
    login: fact(z.string()),
    operationName: fact(z.string()),
    options: z.nullable(Options),
  }),
  problems: [enrolmentUnknown],
})

export const useEnrolment = endpoint({
  method: 'POST',
  path: '/access/enrolment/use',
  summary: 'Make a way in with a code: a passkey, or a passphrase where passkeys do not work. Signs in.',
  audience: 'anyone',
  body: z.strictObject({
    ...ByCode,
    passkey: z.optional(Credential),
    label: z.optional(Label),
    passphrase: z.optional(secret(NewPassphrase)),
  }),
  reply: SignedIn,
  problems: [enrolmentUnknown, proofNotRight, passphraseTooCommon, noPasskeysHere, closedToStaff],
})

export const changeRoles = endpoint({
  method: 'POST',
  path: '/access/accounts/:id/roles',
  summary: 'Give a colleague other roles, for one site or all. They count from the next request on.',
  params: z.strictObject({ id: OperationId }),
  body: z.strictObject({
    roles: z.array(Role).check(z.minLength(1), z.maxLength(11)),
    siteId: z.nullable(OperationId),
  }),
  reply: fact(z.object({ roles: z.array(Role) })),
  problems: [stepUpNeeded, ownRoles],
})

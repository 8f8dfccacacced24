import * as z from 'zod/mini'
import { classed } from '#platform/base/field-class.ts'
import { problem } from '#platform/base/problem.ts'
import { endpoint } from '#platform/http/endpoint.ts'
import { DisplayName, Login, NewPassphrase, OperationId, Passphrase, Role } from './model.ts'
import { stepUpNeeded } from './step-up.ts'

/** The same for a name that does not exist, a closed account and a wrong passphrase. */
export const signInRefused = problem(
  'sign-in-refused',
  401,
  'The name or the passphrase is not right. Check both and try again.',
)
/** After several wrong tries each one waits longer. The account is never shut. */
export const waitBeforeNextTry = problem<{ retryAfterSeconds: number }>(
  'wait-before-next-try',
  429,
  'There were several wrong tries. Wait a moment and try again.',
)
/** Told only to whoever has shown who they are. */
export const closedToStaff = problem(
  'closed-to-staff',
  403,
  'This operation is closed. Only administrators and data protection officers still sign in.',
)
export const practiceOnly = problem('practice-only', 403, 'This works only in practice.')
export const loginTaken = problem('login-taken', 409, 'Another account has this name. Choose another one.')
/** Long enough, and still what others would try first. */
export const passphraseTooCommon = problem(
  'passphrase-too-common',
  422,
  'Others would guess this passphrase. Take four words that have nothing to do with each other.',
)
export const ownAccount = problem('own-account', 409, 'Your own account is closed by a colleague.')

const fact = <S extends z.ZodMiniType>(schema: S) => classed('fact', schema)
const secret = <S extends z.ZodMiniType>(schema: S) => classed('secret', schema)

export const OperationSummary = z.object({
  id: OperationId,
  kind: z.enum(['authority', 'journey']),
  name: z.string(),
  practice: z.boolean(),
  unlocked: z.boolean(),
})

/**
 * Where one can sign in. A real journey is not listed: its staff have its address, and nobody else learns that it runs
 * here.
 */
export const listOperations = endpoint({
  method: 'GET',
  path: '/access/operations',
  summary: 'Operations one can sign in to. Real journeys are not listed.',
  audience: 'anyone',
  reply: fact(
    z.object({
      operations: z.array(
        z.extend(OperationSummary, {
          /** Roles that can be tried with one click; empty outside practice. */
          practiceRoles: z.array(Role),
        }),
      ),
    }),
  ),
})

export const signIn = endpoint({
  method: 'POST',
  path: '/access/sign-in',
  summary: 'Sign in with a name and a passphrase. Sets the session cookie.',
  audience: 'anyone',
  body: z.strictObject({
    operationId: OperationId,
    login: Login,
    passphrase: secret(Passphrase),
  }),
  reply: fact(z.object({ accountId: z.string(), roles: z.array(Role) })),
  problems: [signInRefused, closedToStaff, waitBeforeNextTry],
})

export const practiceSignIn = endpoint({
  method: 'POST',
  path: '/access/practice-sign-in',
  summary: 'Sign in to a practice operation by role, with one click.',
  audience: 'anyone',
  body: z.strictObject({ operationId: OperationId, role: Role }),
  reply: fact(z.object({ accountId: z.string(), roles: z.array(Role) })),
  problems: [practiceOnly, closedToStaff],
})

export const signOut = endpoint({
  method: 'POST',
  path: '/access/sign-out',
  summary: 'End this session.',
  reply: fact(z.object({ signedOut: z.literal(true) })),
})

export const whoAmI = endpoint({
  method: 'GET',
  path: '/access/me',
  summary: 'Who is signed in, to which operation, in which roles, and what those allow.',
  reply: fact(
    z.object({
      accountId: z.string(),
      displayName: z.string(),
      operation: OperationSummary,
      roles: z.array(Role),
      permissions: z.array(z.string()),
      siteIds: z.nullable(z.array(z.string())),
      /** When the operation key lapses unless custodians renew it; null while locked. */
      lapsesAt: z.nullable(z.string()),
    }),
  ),
})

export const panicLock = endpoint({
  method: 'POST',
  path: '/access/panic-lock',
  summary:
    'Wipe the operation key from memory, end its workers and every session of the operation. At most two seconds.',
  reply: fact(z.object({ locked: z.literal(true) })),
})

/** For `posada lock` on the machine itself, which proves with the server key that it may. */
export const consoleLock = endpoint({
  method: 'POST',
  path: '/access/console-lock',
  summary: 'Panic lock of every operation, from the console of the machine.',
  audience: 'anyone',
  body: z.strictObject({ consoleKey: secret(z.string().check(z.maxLength(100))) }),
  reply: fact(z.object({ locked: z.array(OperationId) })),
  problems: [signInRefused],
})

const AccountFacts = z.object({
  ...{ id: z.string(), login: z.string(), displayName: z.string() },
  ...{ roles: z.array(Role), closed: z.boolean() },
})

export const listAccounts = endpoint({
  method: 'GET',
  path: '/access/accounts',
  summary: 'Staff accounts of the operation, at most 200.',
  reply: fact(
    z.object({
      /** With the sites their roles reach; null among them is all sites. */
      accounts: z.array(z.extend(AccountFacts, { siteIds: z.array(z.nullable(z.string())) })),
    }),
  ),
})

export const createAccount = endpoint({
  method: 'POST',
  path: '/access/accounts',
  summary: 'Give somebody an account with roles, for one site or all.',
  body: z.strictObject({
    login: Login,
    displayName: DisplayName,
    /** Null: the person gets an enrolment code, and nobody else ever knows how they sign in. */
    passphrase: secret(z.nullable(NewPassphrase)),
    roles: z.array(Role).check(z.minLength(1), z.maxLength(11)),
    siteId: z.nullable(OperationId),
  }),
  reply: fact(AccountFacts),
  problems: [loginTaken, passphraseTooCommon, stepUpNeeded],
})

export const closeAccount = endpoint({
  method: 'POST',
  path: '/access/accounts/:id/close',
  summary: 'Close an account and end its sessions.',
  params: z.strictObject({ id: OperationId }),
  reply: fact(z.object({ closed: z.literal(true) })),
  problems: [ownAccount, stepUpNeeded],
})

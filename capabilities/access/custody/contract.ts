import * as z from 'zod/mini'
import { classed } from '#platform/base/field-class.ts'
import { operationLocked, problem } from '#platform/base/problem.ts'
import { endpoint } from '#platform/http/endpoint.ts'
import { waitBeforeNextTry } from '../contract.ts'
import { CUSTODIAN_WORDS_LENGTH_MIN, LAPSES_AFTER_DAYS_MAX, Login, OperationId } from '../model.ts'
import { secondPersonNeeded } from '../oversight/contract.ts'
import { stepUpNeeded } from '../step-up.ts'

export const custodiansNotRight = problem(
  'custodians-not-right',
  422,
  'These words do not open this operation. Check the number of the custodian and the words.',
)
export const custodiansNotReady = problem(
  'custodians-not-ready',
  409,
  'Each of the three custodians gives their words once before this. Then it works without them.',
)
/** Told only to two custodians who gave their words. */
export const administratorUnknown = problem(
  'administrator-unknown',
  404,
  'No open account of an administrator has this name. Check the name they sign in with.',
)
export const practiceHasNoCustodians = problem(
  'practice-has-no-custodians',
  409,
  'In practice the key lies in a file. There are no custodians, and nothing to exchange.',
)

const fact = <S extends z.ZodMiniType>(schema: S) => classed('fact', schema)
const secret = <S extends z.ZodMiniType>(schema: S) => classed('secret', schema)

const Ordinal = z.int().check(z.minimum(1), z.maximum(3))
const CustodianWords = z.strictObject({
  ordinal: Ordinal,
  passphrase: secret(z.string().check(z.minLength(1), z.maxLength(200))),
})

/** The words are the permission: after a power cut custodians unlock before anyone else can work, each from where they are. */
export const unlockOperation = endpoint({
  method: 'POST',
  path: '/access/unlock',
  summary:
    'Give the words of one custodian or two. The operation opens when two different ones came within 15 minutes. A practice operation needs none.',
  audience: 'anyone',
  body: z.strictObject({ operationId: OperationId, custodians: z.array(CustodianWords).check(z.maxLength(2)) }),
  reply: fact(
    z.object({
      unlocked: z.boolean(),
      /** How many custodians are here now, of two. */
      here: z.int(),
      lapsesAt: z.nullable(z.string()),
    }),
  ),
  problems: [custodiansNotRight, waitBeforeNextTry],
})

export const custodiansHere = endpoint({
  method: 'POST',
  path: '/access/custodians-here',
  summary: 'How many custodians are waited with, never which. An operation that is not here looks like a locked one.',
  audience: 'anyone',
  body: z.strictObject({ operationId: OperationId }),
  reply: fact(z.object({ unlocked: z.boolean(), here: z.int() })),
})

export const replaceCustodian = endpoint({
  method: 'POST',
  path: '/access/replace-custodian',
  summary: 'Two custodians give a third new words; the old words of that one open nothing more.',
  audience: 'anyone',
  body: z.strictObject({
    operationId: OperationId,
    custodians: z.array(CustodianWords).check(z.minLength(2), z.maxLength(2)),
    replaced: z.strictObject({
      ordinal: Ordinal,
      passphrase: secret(z.string().check(z.minLength(CUSTODIAN_WORDS_LENGTH_MIN), z.maxLength(200))),
    }),
  }),
  reply: fact(z.object({ replaced: z.int() })),
  problems: [custodiansNotRight, custodiansNotReady, waitBeforeNextTry],
})

export const resetAdministrator = endpoint({
  method: 'POST',
  path: '/access/reset-administrator',
  summary:
    'Two custodians give an administrator who lost their way in a code for a new one: for 72 hours, once. Raises an alarm.',
  audience: 'anyone',
  body: z.strictObject({
    operationId: OperationId,
    custodians: z.array(CustodianWords).check(z.minLength(2), z.maxLength(2)),
    login: Login,
  }),
  reply: z.object({ code: secret(z.string()), expiresAt: fact(z.string()) }),
  problems: [custodiansNotRight, administratorUnknown, waitBeforeNextTry],
})

export const readKeys = endpoint({
  method: 'GET',
  path: '/access/keys',
  summary: 'Custodians by number and since when, the operation key’s version, and when it lapses.',
  reply: fact(
    z.object({
      practice: z.boolean(),
      custodians: z.array(z.object({ ordinal: z.int(), since: z.string(), hasKeyPair: z.boolean() })),
      keyVersion: z.int(),
      keyMadeAt: z.string(),
      lapsesAfterDays: z.int(),
      lapsesAt: z.nullable(z.string()),
      here: z.int(),
    }),
  ),
})

export const setLapse = endpoint({
  method: 'POST',
  path: '/access/keys/lapse',
  summary: 'After how many days the key lapses unless custodians renew it; counts from their next unlocking.',
  body: z.strictObject({ days: z.int().check(z.minimum(1), z.maximum(LAPSES_AFTER_DAYS_MAX)) }),
  reply: fact(z.object({ days: z.int() })),
})

export const rotateKeys = endpoint({
  method: 'POST',
  path: '/access/keys/rotate',
  summary:
    'A new operation key. Whatever the old one wrapped is wrapped anew; shares go to the custodians by themselves.',
  body: z.strictObject({ agreementId: z.nullable(OperationId) }),
  reply: fact(z.object({ keyVersion: z.int() })),
  problems: [secondPersonNeeded, stepUpNeeded, custodiansNotReady, practiceHasNoCustodians, operationLocked],
})

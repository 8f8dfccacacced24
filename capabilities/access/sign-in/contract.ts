import * as z from 'zod/mini'
import { classed } from '#platform/base/field-class.ts'
import { problem } from '#platform/base/problem.ts'
import { endpoint } from '#platform/http/endpoint.ts'
import { waitBeforeNextTry } from '../contract.ts'
import { Passphrase } from '../model.ts'

/** Not 401: whoever mistypes here stays signed in. */
export const proofNotRight = problem(
  'proof-not-right',
  422,
  'This passkey or passphrase is not the right one. Nothing was done. Try again.',
)

const fact = <S extends z.ZodMiniType>(schema: S) => classed('fact', schema)
const secret = <S extends z.ZodMiniType>(schema: S) => classed('secret', schema)

/** A practice operation asks for no proof: its accounts have none. */
export const stepUp = endpoint({
  method: 'POST',
  path: '/access/step-up',
  summary: 'Show once more who you are, before acts on many people. Lasts ten minutes; sets a new session cookie.',
  body: z.strictObject({ passphrase: z.optional(secret(Passphrase)) }),
  reply: fact(z.object({ until: z.string() })),
  problems: [proofNotRight, waitBeforeNextTry],
})

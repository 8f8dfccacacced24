import * as z from 'zod/mini'
import { fact, Language, Uuid } from '#capabilities/registration/model.ts'
import { personal } from '#platform/base/field-class.ts'
import { problem } from '#platform/base/problem.ts'
import { plainText } from '#platform/base/text.ts'
import { endpoint } from '#platform/http/endpoint.ts'
import { noClaimsHere } from './contract.ts'
import { MandateKind } from './procedure.ts'
import { Day } from './rule.ts'

export const HeardBy = z.enum(['anyone', 'woman', 'man'])

export const mandateConflict = problem(
  'mandate-conflict',
  409,
  'A mandate with this id was recorded before with other content.',
)
/** Nobody acts for somebody whose file is gone. */
export const personErased = problem('person-erased', 409, 'The file of this person was erased. No name can be kept.')

const ClaimParams = z.strictObject({ id: Uuid })
const Done = fact(z.object({ id: Uuid }))
const Name = plainText(200)

export const addMandate = endpoint({
  method: 'POST',
  path: '/asylum/claims/:id/mandates',
  summary:
    'Who acts for the person of a claim, from when. The name is sealed under the person’s key. Sent again with the same id, it is the same.',
  params: ClaimParams,
  body: z.strictObject({
    id: Uuid,
    kind: MandateKind,
    from: Day,
    until: z.nullable(Day),
    name: Name,
    contact: z.nullable(Name),
  }),
  reply: Done,
  problems: [noClaimsHere, mandateConflict, personErased],
})

export const endMandate = endpoint({
  method: 'POST',
  path: '/asylum/claims/:id/mandates/end',
  summary: 'The last day on which a mandate holds. It stays in the file.',
  params: ClaimParams,
  body: z.strictObject({ mandateId: Uuid, until: Day }),
  reply: Done,
  problems: [noClaimsHere],
})

export const openMandates = endpoint({
  method: 'POST',
  path: '/asylum/claims/:id/mandates/open',
  summary: 'The names of those who act for the person of a claim. Leaves a trace, as opening a household does.',
  params: ClaimParams,
  body: z.strictObject({}),
  reply: z.object({
    mandates: z.array(
      z.object({
        id: fact(Uuid),
        name: personal('identity', z.nullable(z.string())),
        contact: personal('contact', z.nullable(z.string())),
      }),
    ),
  }),
  problems: [noClaimsHere],
})

export const setInterview = endpoint({
  method: 'POST',
  path: '/asylum/claims/:id/interview',
  summary: 'How the person asked to be heard: language, by whom, and whether there are needs. Never which ones.',
  params: ClaimParams,
  body: z.strictObject({ language: Language, heardBy: HeardBy, special: z.boolean() }),
  reply: Done,
  problems: [noClaimsHere],
})

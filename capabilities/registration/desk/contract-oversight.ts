import * as z from 'zod/mini'
import { endpoint } from '#platform/http/endpoint.ts'
import { fact, Uuid } from '../model.ts'

/** Invented households that nobody has a reason to open; whoever does is looked at. Nothing in the reply says which. */
export const plantCanaries = endpoint({
  method: 'POST',
  path: '/oversight/canaries',
  summary: 'Plant invented households that look like any other. Opening one raises an alarm. 423 while locked.',
  body: z.strictObject({ households: z.int().check(z.minimum(1), z.maximum(5)), siteId: z.nullable(Uuid) }),
  reply: fact(z.object({ planted: z.int() })),
})

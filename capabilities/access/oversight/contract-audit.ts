import * as z from 'zod/mini'
import { classed } from '#platform/base/field-class.ts'
import { isUuid } from '#platform/base/ids.ts'
import { isPlainDate } from '#platform/base/plain-date.ts'
import { problem } from '#platform/base/problem.ts'
import { soughtText } from '#platform/base/text.ts'
import { endpoint } from '#platform/http/endpoint.ts'
import { OperationId as Uuid } from '../model.ts'
import { stepUpNeeded } from '../step-up.ts'

/** One a minute is enough to know, and leaves the server to everybody else. */
export const verifiedJustNow = problem<{ retryAfterSeconds: number }>(
  'verified-just-now',
  429,
  'The log was verified less than a minute ago. The result stands here. Wait a minute and ask again.',
)

const fact = <S extends z.ZodMiniType>(schema: S) => classed('fact', schema)
const Day = z.string().check(z.refine(isPlainDate, { error: 'not-a-day' }))

/** All optional, all together. */
export const AuditFilters = z.strictObject({
  accountId: z.optional(Uuid),
  act: z.optional(z.string().check(z.regex(/^[a-z][a-z-]{0,40}$/))),
  /** A case number, whole. */
  household: z.optional(soughtText(40)),
  from: z.optional(Day),
  to: z.optional(Day),
})
export type AuditFilters = z.infer<typeof AuditFilters>

/** Where the page before ended: a time in microseconds and an id. */
export const AuditPlace = z
  .string()
  .check(z.refine((text) => /^\d{1,16}\./.test(text) && isUuid(text.split('.')[1] ?? ''), { error: 'not-a-place' }))

const Entry = z.object({
  id: z.string(),
  at: z.string(),
  /** The name of the account; null for people themselves, custodians, the console and jobs. */
  by: z.nullable(z.string()),
  role: z.string(),
  act: z.string(),
  subjectKind: z.string(),
  /** The household's case number, or the name of an account; null where it is about nothing of these. */
  subject: z.nullable(z.string()),
  householdId: z.nullable(z.string()),
  purpose: z.string(),
})
export type AuditEntry = z.infer<typeof Entry>

export const readAudit = endpoint({
  method: 'GET',
  path: '/oversight/audit',
  summary:
    'Who did or opened what, when, in which role and why, newest first, 50 a page. Reading it is recorded as well.',
  query: z.extend(AuditFilters, { after: z.optional(AuditPlace) }),
  reply: fact(
    z.object({
      entries: z.array(Entry),
      next: z.nullable(z.string()),
      accounts: z.array(z.object({ id: z.string(), name: z.string() })),
    }),
  ),
})

export const exportAudit = endpoint({
  method: 'POST',
  path: '/oversight/audit/export',
  summary: 'The same list as CSV, a piece at a time.',
  body: z.extend(AuditFilters, { after: z.nullable(AuditPlace) }),
  reply: fact(z.object({ csv: z.string(), next: z.nullable(z.string()) })),
  problems: [stepUpNeeded],
})

const Verification = z.object({
  state: z.enum(['none', 'running', 'done', 'failed']),
  checked: z.int(),
  /** When it ended. */
  at: z.nullable(z.string()),
  valid: z.nullable(z.boolean()),
  size: z.nullable(z.int()),
  root: z.nullable(z.string()),
  firstBadIndex: z.nullable(z.int()),
})
export type Verification = z.infer<typeof Verification>

export const readLog = endpoint({
  method: 'GET',
  path: '/oversight/audit/log',
  summary: 'The newest signed head as a line of text, and how the last verification ended.',
  reply: fact(z.object({ head: z.nullable(z.string()), verification: Verification })),
})

export const verifyAudit = endpoint({
  method: 'POST',
  path: '/oversight/audit/verify',
  summary:
    'Recompute the whole log from its entries, in the background, a page at a time. Ask for the result with GET. One at a time, and a minute between two.',
  reply: fact(Verification),
  problems: [verifiedJustNow],
})

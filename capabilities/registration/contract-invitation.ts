import * as z from 'zod/mini'
import { problem } from '#platform/base/problem.ts'
import { plainText } from '#platform/base/text.ts'
import { endpoint } from '#platform/http/endpoint.ts'
import { fact, Instant, Uuid } from './model.ts'

/** Posters hang longer than anyone plans; a lost one should not invite for ever. */
export const INVITATION_DAYS_MAX = 90
export const INVITATION_QUOTA_MAX = 1_000_000

/** There is no such invitation in this operation, or its site is not yours. */
export const invitationNotFound = problem('invitation-not-found', 404, 'There is no such invitation here.')
/** The page made this id before, for something else. */
export const invitationExists = problem('invitation-exists', 409, 'An invitation with this id exists. Make a new one.')
/** A revoked one has a successor, or was taken back for good. */
export const invitationRevoked = problem(
  'invitation-revoked',
  409,
  'This invitation was taken back before. Use the newest one.',
)

/** What an organiser sees of an invitation: a number, never a name. */
export const InvitationSummary = z.object({
  id: Uuid,
  label: z.string(),
  siteId: z.nullable(Uuid),
  siteName: z.nullable(z.string()),
  quota: z.int(),
  /** Households that came with it; over the quota they wait for a person and are never refused. */
  used: z.int(),
  createdAt: Instant,
  expiresAt: Instant,
  state: z.enum(['open', 'expired', 'revoked']),
  replacesId: z.nullable(Uuid),
  /** The address in its QR. */
  link: z.string(),
})
export type InvitationSummary = z.infer<typeof InvitationSummary>

export const listInvitations = endpoint({
  method: 'GET',
  path: '/desk/invitations',
  summary: 'Invitations of the operation, newest first, at most 100, with how many households came by each.',
  reply: fact(
    z.object({
      invitations: z.array(InvitationSummary),
      /** Where an invitation may be for; empty for a journey that has none. */
      sites: z.array(z.object({ id: Uuid, name: z.string() })),
      /** First 16 bytes of SHA-256 of the intake key, base64url: three words to compare are made from it. */
      fingerprint: z.string(),
    }),
  ),
})

export const createInvitation = endpoint({
  method: 'POST',
  path: '/desk/invitations',
  summary: 'Make a signed, expiring invitation. Sending it twice makes one.',
  body: z.strictObject({
    /** Made by the page. */
    id: Uuid,
    label: plainText(80),
    siteId: z.nullable(Uuid),
    quota: z.int().check(z.minimum(1), z.maximum(INVITATION_QUOTA_MAX)),
    days: z.int().check(z.minimum(1), z.maximum(INVITATION_DAYS_MAX)),
  }),
  reply: fact(InvitationSummary),
  problems: [invitationExists, invitationNotFound],
})

export const rotateInvitation = endpoint({
  method: 'POST',
  path: '/desk/invitations/:id/rotate',
  summary: 'Replace an invitation: a new one with the same label and quota, and the old one taken back.',
  params: z.object({ id: Uuid }),
  body: z.strictObject({ newId: Uuid }),
  reply: fact(InvitationSummary),
  problems: [invitationNotFound, invitationRevoked, invitationExists],
})

export const revokeInvitation = endpoint({
  method: 'POST',
  path: '/desk/invitations/:id/revoke',
  summary: 'Take an invitation back. Drafts begun with it can still be sent; a person looks at them.',
  params: z.object({ id: Uuid }),
  body: z.strictObject({}),
  reply: fact(z.object({ revoked: z.literal(true) })),
  problems: [invitationNotFound],
})

/** Practice only, for the first page: what a desk would count. */
export const countPractice = endpoint({
  method: 'GET',
  path: '/practice/count',
  summary: 'People and households of the practice journey. Nothing where registrations are real.',
  audience: 'anyone',
  reply: fact(z.object({ people: z.int(), households: z.int() })),
})

import { toBase64url } from '#platform/base/ids.ts'
import { Problem } from '#platform/base/problem.ts'
import { serveAnyone } from '#platform/http/serve.ts'
import { parseOrRefuse } from '#platform/http/validation.ts'
import {
  deleteRegistration,
  invitationUnknown,
  leaveHousehold,
  openInvitation,
  operationClosed,
  readHeld,
  readStatus,
  register,
  registerBatch,
} from '../contract.ts'
import { RegistrationEntry } from '../model.ts'
import type { Intake } from './intake.ts'
import type { Invitations } from './invitations.ts'
import type { OwnRegistrations } from './own-registration.ts'
import { countRefused, type Refusals } from './refusals.ts'

type Parts = {
  intake: Intake
  invitations: Invitations
  own: OwnRegistrations
  refusals: Refusals
  onReceived: (operationId: string) => void
}

/** What a person's own phone calls. */
export const publicRoutes = ({ intake, invitations, own, refusals, onReceived }: Parts) => [
  serveAnyone(openInvitation, async ({ body, clock }) => {
    const invitation = await invitations.find(body.invitation)
    if (!invitation) throw invitationUnknown()
    if (invitation.keys.closedAt !== null) throw operationClosed()
    const { keys } = invitation
    return {
      operationId: keys.operationId,
      name: keys.name,
      kind: keys.kind,
      practice: keys.practice,
      intakePublicKey: toBase64url(keys.intakePublicKey),
      receiptPublicKey: toBase64url(keys.receipt.publicKey),
      invitationId: invitation.invitationId,
      state: invitation.isRevoked
        ? ('revoked' as const)
        : clock() > invitation.expiresAt
          ? ('expired' as const)
          : ('open' as const),
      expiresAt: new Date(invitation.expiresAt).toISOString(),
      now: new Date(clock()).toISOString(),
    }
  }),

  countRefused(
    serveAnyone(register, async ({ body }) => {
      const receipt = await intake.take(body)
      onReceived(receipt.operationId)
      return receipt
    }),
    refusals,
  ),

  serveAnyone(registerBatch, async ({ body }) => {
    const outcomes = []
    // One after the other: a batch of one phone must not take the pool from everyone else.
    for (const [index, entry] of body.entries.entries())
      outcomes.push(await takeOne({ intake, refusals }, entry, index))
    for (const operationId of new Set(outcomes.flatMap(({ receipt }) => (receipt ? [receipt.operationId] : []))))
      onReceived(operationId)
    return { outcomes }
  }),

  serveAnyone(readStatus, ({ body }) => own.status(body.accessCode)),
  serveAnyone(readHeld, ({ body }) => own.held(body.accessCode)),
  serveAnyone(leaveHousehold, async ({ body }) => {
    await own.leave(body.accessCode, body.individualId)
    return { left: true as const }
  }),
  serveAnyone(deleteRegistration, async ({ body }) => {
    await own.erase(body.accessCode)
    return { deleted: true as const }
  }),
]

async function takeOne({ intake, refusals }: Pick<Parts, 'intake' | 'refusals'>, entry: unknown, index: number) {
  try {
    const receipt = await intake.take(parseOrRefuse(RegistrationEntry, entry, `entries.${index}`))
    return { status: 'received' as const, receipt, problem: null }
  } catch (error) {
    // A refusal is this entry's alone; anything else is the server's and fails the whole call, to be sent again.
    if (!(error instanceof Problem)) throw error
    refusals.countProblem(error)
    const { type, title, errors } = error.toBody()
    return {
      status: error.status === 409 ? ('conflict' as const) : ('refused' as const),
      receipt: null,
      problem: { type, title, ...(errors ? { errors } : {}) },
    }
  }
}

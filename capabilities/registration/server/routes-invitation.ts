import type { Actor } from '#capabilities/access/model.ts'
import { mayRotateInvitation, reachesSite } from '#capabilities/access/policy.ts'
import { toBase64url } from '#platform/base/ids.ts'
import { notFound } from '#platform/base/problem.ts'
import type { Database, Tx } from '#platform/database/connect.ts'
import { serveDocument, serveDocumentToAnyone } from '#platform/http/document.ts'
import { type Services, serve, serveAnyone } from '#platform/http/serve.ts'
import { recordAct } from '#platform/ledger/audit.ts'
import { publicKeyFingerprint } from '#platform/vault/seal.ts'
import {
  countPractice,
  createInvitation,
  type InvitationSummary,
  invitationExists,
  invitationNotFound,
  invitationRevoked,
  listInvitations,
  revokeInvitation,
  rotateInvitation,
} from '../contract-invitation.ts'
import { encodeInvitation, invitationLink } from '../invitation.ts'
import type { Invitations } from './invitations.ts'
import type { FindOperationKeys, OperationKeys } from './operation-keys.ts'
import { invitationPoster } from './poster.ts'
import {
  countHouseholds,
  findInvitationRow,
  findOpenInvitation,
  type InvitationRow,
  insertInvitation,
  listInvitationRows,
  listOpenOperations,
  listSites,
  setInvitationRevoked,
} from './queries-invitation.ts'

const DAY_MS = 86_400_000

export type InvitationParts = {
  keysOf: FindOperationKeys
  /** What intake remembers about invitations: a change here must reach it at once. */
  invitations: Pick<Invitations, 'forget'>
  /** True when the server speaks TLS. */
  secure: boolean
}

/** Invitations at the desk: list, make, replace, take back, print. Whoever may do that reads no name. */
export function invitationRoutes({ keysOf, invitations, secure }: InvitationParts) {
  const summary = (row: InvitationRow, { clock, header }: Asked): InvitationSummary => ({
    id: row.id,
    label: row.label,
    siteId: row.siteId,
    siteName: row.siteName,
    quota: row.quota,
    used: row.used,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    state: stateOf(row, clock()),
    replacesId: row.replacesId,
    link: invitationLink(originOf(header, secure), row.token),
  })

  /** Signs and stores one. A repeated request finds what the first one made; anything else under that id is refused. */
  async function make(
    input: Asked,
    wanted: Pick<InvitationRow, 'id' | 'siteId' | 'label' | 'quota' | 'replacesId'> & { lifeMs: number },
  ): Promise<InvitationSummary> {
    const { tx, clock } = input
    const { operationId } = tx
    const keys = await requireKeys(keysOf, operationId)
    const { lifeMs, ...fields } = wanted
    // Whole seconds: the signed text carries no smaller part.
    const createdAt = new Date(Math.floor(clock() / 1000) * 1000)
    const expiresAt = new Date(createdAt.getTime() + lifeMs)
    const token = encodeInvitation(
      {
        operationId,
        invitationId: wanted.id,
        expiresAt: expiresAt.getTime(),
        intakeFingerprint: await publicKeyFingerprint(keys.intakePublicKey),
      },
      keys.invitation,
    )
    const inserted = await tx.run(insertInvitation, { operationId, ...fields, token, createdAt, expiresAt })
    const [row] = await tx.run(findInvitationRow, { operationId, id: wanted.id })
    if (!row) throw invitationNotFound()
    const isSame = row.label === wanted.label && row.siteId === wanted.siteId && row.quota === wanted.quota
    if (inserted.length === 0 && !(isSame && row.replacesId === wanted.replacesId)) throw invitationExists()
    return summary(row, input)
  }

  /** Not before the commit: intake would read the old state once more and remember that. */
  const forgetAfterwards = (tx: Tx, id: string) => tx.afterCommit(() => invitations.forget(id))

  return [
    serve(listInvitations, mayRotateInvitation, async ({ actor, ...input }) => {
      const { tx } = input
      const { operationId } = actor
      const keys = await requireKeys(keysOf, operationId)
      const rows = await tx.run(listInvitationRows, { operationId })
      const sites = await tx.run(listSites, { operationId })
      return {
        invitations: rows
          .filter(({ siteId }) => reachesSite(actor, siteId))
          .map((row) => summary(row, input))
          .sort((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state)),
        sites: sites.filter(({ id }) => reachesSite(actor, id)),
        fingerprint: toBase64url(await publicKeyFingerprint(keys.intakePublicKey)),
      }
    }),

    serve(createInvitation, mayRotateInvitation, async ({ actor, body, ...input }) => {
      const { days, ...wanted } = body
      if (!reachesSite(actor, body.siteId)) throw invitationNotFound()
      if (body.siteId !== null) {
        const sites = await input.tx.run(listSites, { operationId: actor.operationId })
        if (!sites.some(({ id }) => id === body.siteId)) throw invitationNotFound()
      }
      const made = await make(input, { ...wanted, replacesId: null, lifeMs: days * DAY_MS })
      await record(input, actor, 'create-invitation', made.id)
      return made
    }),

    serve(rotateInvitation, mayRotateInvitation, async ({ actor, params, body, ...input }) => {
      const old = await requireRow(input.tx, actor, params.id)
      const isFirst = await takeBack(input, params.id)
      if (!isFirst) {
        // The same request again gives the same answer; another organiser was faster otherwise.
        const [successor] = await input.tx.run(findInvitationRow, { operationId: actor.operationId, id: body.newId })
        if (successor?.replacesId !== old.id) throw invitationRevoked()
        return summary(successor, input)
      }
      const lifeMs = Math.max(old.expiresAt.getTime() - old.createdAt.getTime(), DAY_MS)
      const made = await make(input, {
        id: body.newId,
        siteId: old.siteId,
        label: old.label,
        quota: old.quota,
        replacesId: old.id,
        lifeMs,
      })
      await record(input, actor, 'rotate-invitation', made.id)
      forgetAfterwards(input.tx, params.id)
      return made
    }),

    serve(revokeInvitation, mayRotateInvitation, async ({ actor, params, ...input }) => {
      await requireRow(input.tx, actor, params.id)
      if (await takeBack(input, params.id)) await record(input, actor, 'revoke-invitation', params.id)
      forgetAfterwards(input.tx, params.id)
      return { revoked: true as const }
    }),

    serveAnyone(countPractice, async ({ db }) => {
      const { id: operationId } = await practiceJourney(db)
      const [counted] = await db.scoped(operationId, countHouseholds, { operationId })
      return { people: counted?.people ?? 0, households: counted?.households ?? 0 }
    }),
  ]
}

/** The poster of an invitation, to print; in practice anyone may see the one of the journey. */
export function invitationDocuments({ keysOf, secure }: Omit<InvitationParts, 'invitations'>) {
  async function poster(row: InvitationRow, operationId: string, { clock, header }: Pick<Asked, 'clock' | 'header'>) {
    const keys = await requireKeys(keysOf, operationId)
    const page = invitationPoster({
      operationName: keys.name,
      practice: keys.practice,
      label: row.siteName ?? row.label,
      link: invitationLink(originOf(header, secure), row.token),
      fingerprint: await publicKeyFingerprint(keys.intakePublicKey),
      expiresOn: row.expiresAt.toISOString().slice(0, 10),
      state: stateOf(row, clock()),
    })
    const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }
    return new Response(page.markup, { headers })
  }

  const summary = 'The invitation as an A4 poster in six languages.'
  return [
    serveDocument(
      { path: '/desk/invitations/:id/poster', summary, mediaType: 'text/html', params: rotateInvitation.params },
      mayRotateInvitation,
      async ({ actor, tx, params, ...input }) =>
        poster(await requireRow(tx, actor, params.id), actor.operationId, input),
    ),
    serveDocumentToAnyone({ path: '/practice/poster', summary, mediaType: 'text/html' }, async (input) => {
      const { db, clock } = input
      const { id: operationId } = await practiceJourney(db)
      const [open] = await db.scoped(operationId, findOpenInvitation, { operationId, now: new Date(clock()) })
      const [row] = open ? await db.scoped(operationId, findInvitationRow, { operationId, id: open.id }) : []
      if (!row) throw notFound()
      return poster(row, operationId, input)
    }),
  ]
}

/** One real operation is enough: then this is no practice server, and there is nothing to show to everyone. */
async function practiceJourney(db: Database) {
  const operations = await db.withoutOperation(listOpenOperations, {})
  const journey = operations.find(({ kind }) => kind === 'journey') ?? operations[0]
  if (!journey || operations.some(({ practice }) => !practice)) throw notFound()
  return journey
}

type Asked = Services & { tx: Tx; header(name: string): string | undefined }

/** What fits into the poster's QR beside the invitation. */
const HOST_LENGTH_MAX = 100

/** Where the one who asks reached this server, and so where a phone beside them will. */
export function originOf(header: Asked['header'], secure: boolean): string {
  const host = header('host') ?? ''
  const isHost = host.length <= HOST_LENGTH_MAX && /^[\w.-]+(:\d+)?$|^\[[\da-f:]+\](:\d+)?$/i.test(host)
  return `${secure ? 'https' : 'http'}://${isHost ? host : 'localhost'}`
}

// What can be handed out stands on top.
const STATES: InvitationSummary['state'][] = ['open', 'expired', 'revoked']

const stateOf = (row: InvitationRow, now: number): InvitationSummary['state'] =>
  row.revokedAt ? 'revoked' : row.expiresAt.getTime() <= now ? 'expired' : 'open'

const takeBack = async ({ tx, clock }: Services & { tx: Tx }, id: string): Promise<boolean> =>
  (await tx.run(setInvitationRevoked, { operationId: tx.operationId, id, at: new Date(clock()) })).length > 0

const record = (services: Services & { tx: Tx }, actor: Actor, act: string, invitationId: string) =>
  recordAct(services, { actor, act, subjectKind: 'invitation', subjectId: invitationId, purpose: 'invite' })

async function requireRow(tx: Tx, actor: Actor, id: string): Promise<InvitationRow> {
  const [row] = await tx.run(findInvitationRow, { operationId: actor.operationId, id })
  if (!row || !reachesSite(actor, row.siteId)) throw invitationNotFound()
  return row
}

async function requireKeys(keysOf: FindOperationKeys, operationId: string): Promise<OperationKeys> {
  const keys = await keysOf(operationId)
  if (!keys) throw new Error('an operation that staff are signed in to has keys')
  return keys
}

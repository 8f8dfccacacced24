import type { Actor } from '#capabilities/access/model.ts'
import { mayManageMessages } from '#capabilities/access/policy.ts'
import { notFound } from '#platform/base/problem.ts'
import { type Route, serve, serveAnyone } from '#platform/http/serve.ts'
import { recordAct } from '#platform/ledger/audit.ts'
import * as contract from '../contract.ts'
import { type Channel, DAY_MS } from '../model.ts'
import { type ChoosingServices, decideOwn, type Own, ownChoices } from './choosing.ts'
import * as queries from './queries.ts'

/** What people choose for themselves, and what an administrator sees of the outbox: never whom a message is for. */
export function messageRoutes(
  services: ChoosingServices & {
    /** Whose code this is, or the one problem of known and unknown codes. */
    findOwn(accessCode: string): Promise<Own>
  },
): (Route<Actor> | Route<never>)[] {
  const { senders, vault, findOwn } = services
  return [
    serveAnyone(contract.readChoices, async ({ body }) => ownChoices(services, await findOwn(body.accessCode))),
    serveAnyone(contract.choose, async ({ body: { accessCode, ...choice } }) =>
      decideOwn(services, await findOwn(accessCode), choice),
    ),

    serve(contract.readOutbox, mayManageMessages, async ({ tx, actor: { operationId }, clock }) => {
      const since = new Date(clock() - DAY_MS)
      const [counts] = await tx.run(queries.countOutbox, { operationId, since })
      const dead = await tx.run(queries.listDead, { operationId })
      return {
        setUp: Object.keys(senders?.by ?? {}) as Channel[],
        locked: !vault.isUnlocked(operationId),
        ...counts!,
        dead: dead.map(({ queuedAt, ...message }) => ({ ...message, queuedAt: queuedAt.toISOString() })),
      }
    }),
    serve(contract.sendAgain, mayManageMessages, async ({ tx, actor, clock, random, params }) => {
      const { operationId } = actor
      const [revived] = await tx.run(queries.revive, { operationId, id: params.id, at: new Date(clock()) })
      if (!revived) throw notFound()
      const act = { act: 'send-again', subjectKind: 'message', subjectId: params.id, purpose: 'message' }
      await recordAct({ tx, clock, random }, { actor, ...act })
      return { waiting: true }
    }),
  ]
}

import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import type * as z from 'zod/mini'
import type { Clock, Random, Timers } from '#platform/base/environment.ts'
import { notAllowed, signInNeeded } from '#platform/base/problem.ts'
import type { Database, Tx } from '#platform/database/connect.ts'
import { readJson } from './body.ts'
import type { BodyOf, Endpoint, ParamsOf, QueryOf, ReplyIn } from './endpoint.ts'
import { parseOrRefuse } from './validation.ts'

/** Somebody signed in: all that the platform needs to know is under which operation their acts run. */
export type AnyActor = { operationId: string }

/** What every handler is given besides its input. */
export type Services = { db: Database; clock: Clock; random: Random; timers: Timers }

type Common<E> = Services & {
  params: ParamsOf<E>
  query: QueryOf<E>
  body: BodyOf<E>
  /** Headers of the reply, such as a cookie. */
  setHeader(name: string, value: string): void
  /** A header of the request; for cookies and conditional requests. */
  header(name: string): string | undefined
}

/** A handler for anyone runs without a transaction of ours: it knows its operation only after reading its input. */
export type PublicInput<E> = Common<E>
/** A staff handler runs inside one transaction of the actor's operation; throwing rolls it back. */
export type StaffInput<E, A> = Common<E> & { actor: A; tx: Tx }

export type Route<A extends AnyActor = AnyActor> = {
  endpoint: Endpoint
  /** The policy question; `undefined` where anyone may. */
  may: ((actor: A) => boolean) | undefined
  answer(request: RouteRequest<A>): Promise<Response>
}

export type RouteRequest<A> = { context: Context; actor: A | undefined; services: Services }

/**
 * Serves a staff endpoint: permission is an argument, so it cannot be forgotten. `before` runs once that is given and the
 * input is read, before a connection is taken: for what must not wait for the database, or would keep others from it. What it
 * gives is handed to the handler.
 */
export function serve<A extends AnyActor, E extends Endpoint, P = void>(
  target: E,
  may: (actor: A) => boolean,
  handle: (input: StaffInput<E, A>, prepared: P) => Promise<ReplyIn<E>>,
  before?: (actor: A, input: Common<E>) => Promise<P>,
): Route<A> {
  return {
    endpoint: target,
    may,
    async answer({ context, actor, services }) {
      if (!actor) throw signInNeeded()
      if (!may(actor)) throw notAllowed()
      const { common, headers } = await readInput(target, context, services)
      const prepared = (await before?.(actor, common as Common<E>)) as P
      const reply = await services.db.transaction(actor.operationId, (tx) =>
        handle({ ...common, actor, tx } as StaffInput<E, A>, prepared),
      )
      return jsonReply(target, reply, headers)
    },
  }
}

/** Serves an endpoint that anyone may call, signed in or not. */
export function serveAnyone<E extends Endpoint>(
  target: E,
  handle: (input: PublicInput<E>) => Promise<ReplyIn<E>>,
): Route<never> {
  return {
    endpoint: target,
    may: undefined,
    async answer({ context, services }) {
      const { common, headers } = await readInput(target, context, services)
      return jsonReply(target, await handle(common as PublicInput<E>), headers)
    },
  }
}

async function readInput(target: Endpoint, context: Context, services: Services) {
  const headers = new Headers({ 'cache-control': 'no-store' })
  const body = target.body
    ? parseOrRefuse(target.body, await readJson(context.req.raw, target.bodyLimitBytes, services.timers))
    : undefined
  const common = {
    ...services,
    params: target.params ? parseOrRefuse(target.params, context.req.param()) : undefined,
    query: target.query ? parseOrRefuse(target.query, context.req.query()) : undefined,
    body,
    setHeader: (name: string, value: string) => headers.append(name, value),
    header: (name: string) => context.req.header(name),
  }
  return { common, headers }
}

/** The reply is parsed by its schema, so that no stray field leaves. */
function jsonReply(target: Endpoint, reply: unknown, headers: Headers): Response {
  const checked = (target.reply as z.ZodMiniType).parse(reply)
  const text = JSON.stringify(checked)
  headers.set('content-type', 'application/json; charset=utf-8')
  headers.set('content-digest', `sha-256=:${createHash('sha256').update(text).digest('base64')}:`)
  return new Response(text, { headers })
}

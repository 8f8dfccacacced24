import type * as z from 'zod/mini'
import type { ProblemType } from '#platform/base/problem.ts'

type Schema = z.ZodMiniType

/** Who may call: anyone, or somebody signed in whose role the policy then asks about. */
export type Audience = 'anyone' | 'staff'

export type Endpoint<
  P extends Schema | undefined = Schema | undefined,
  Q extends Schema | undefined = Schema | undefined,
  B extends Schema | undefined = Schema | undefined,
  R extends Schema = Schema,
> = {
  method: 'GET' | 'POST'
  /** Under `/api`, with `:name` for parameters. */
  path: string
  summary: string
  audience: Audience
  params?: P
  query?: Q
  body?: B
  reply: R
  problems: ProblemType<never>[]
  /** Bytes; 1 MiB unless told. */
  bodyLimitBytes: number
}

type Definition<P, Q, B, R> = {
  method: 'GET' | 'POST'
  path: string
  summary: string
  audience?: Audience
  params?: P
  query?: Q
  body?: B
  reply: R
  // biome-ignore lint/suspicious/noExplicitAny: problem types differ in their details; a list of them cannot name one.
  problems?: ProblemType<any>[]
  bodyLimitBytes?: number
}

export const BODY_LIMIT_BYTES = 1024 * 1024

/**
 * One definition of an endpoint, as data: validation, the typed client, the OpenAPI page and the phone's outbox all
 * read it. Staff only, unless it says `audience: 'anyone'`.
 */
export function endpoint<
  R extends Schema,
  P extends Schema | undefined = undefined,
  Q extends Schema | undefined = undefined,
  B extends Schema | undefined = undefined,
>(definition: Definition<P, Q, B, R>): Endpoint<P, Q, B, R> {
  return {
    ...definition,
    audience: definition.audience ?? 'staff',
    problems: (definition.problems ?? []) as ProblemType<never>[],
    bodyLimitBytes: definition.bodyLimitBytes ?? BODY_LIMIT_BYTES,
  }
}

type Out<S> = S extends Schema ? z.output<S> : undefined
type In<S> = S extends Schema ? z.input<S> : undefined

export type ParamsOf<E> = E extends Endpoint<infer P, infer _Q, infer _B, infer _R> ? Out<P> : never
export type QueryOf<E> = E extends Endpoint<infer _P, infer Q, infer _B, infer _R> ? Out<Q> : never
export type BodyOf<E> = E extends Endpoint<infer _P, infer _Q, infer B, infer _R> ? Out<B> : never
export type BodyIn<E> = E extends Endpoint<infer _P, infer _Q, infer B, infer _R> ? In<B> : never
export type ReplyOf<E> = E extends Endpoint<infer _P, infer _Q, infer _B, infer R> ? Out<R> : never
export type ReplyIn<E> = E extends Endpoint<infer _P, infer _Q, infer _B, infer R> ? In<R> : never

/** The address of an endpoint with its parameters filled in, ready for a browser. */
export function pathTo(target: { path: string }, params: Record<string, string> = {}): string {
  return `/api${target.path.replace(/:([a-zA-Z]+)/g, (_, name: string) => {
    const value = params[name]
    if (value === undefined) throw new Error(`parameter ${name} is missing`)
    return encodeURIComponent(value)
  })}`
}

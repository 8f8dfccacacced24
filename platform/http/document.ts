import type * as z from 'zod/mini'
import type { Tx } from '#platform/database/connect.ts'
import type { AnyActor, Services } from './serve.ts'

type Schema = z.ZodMiniType

/**
 * An address that answers with a page, a picture or a file instead of JSON: a poster, a CSV, a signed list.
 * `path` stands under the root, not under `/api`.
 */
export type DocumentRoute<A extends AnyActor = AnyActor> = {
  /** POST only for forms of pages that work without scripts. */
  method: 'GET' | 'POST'
  path: string
  summary: string
  mediaType: string
  params?: Schema
  query?: Schema
  may: ((actor: A) => boolean) | undefined
  answer(input: DocumentInput<A>): Promise<Response>
}

export type DocumentInput<A> = Services & {
  actor: A | undefined
  params: Record<string, string>
  query: Record<string, string>
  header(name: string): string | undefined
  /** The fields of a form that was sent; see form.ts. */
  form(): Promise<Record<string, string>>
}

type Definition<P extends Schema | undefined, Q extends Schema | undefined> = {
  path: string
  summary: string
  mediaType: string
  params?: P
  query?: Q
}
type Parsed<S> = S extends Schema ? z.output<S> : Record<string, string>
type Read<P, Q> = Services & { params: Parsed<P>; query: Parsed<Q>; header(name: string): string | undefined }

/** A document for staff: one transaction, permission as an argument. */
export function serveDocument<
  A extends AnyActor,
  P extends Schema | undefined = undefined,
  Q extends Schema | undefined = undefined,
>(
  definition: Definition<P, Q>,
  may: (actor: A) => boolean,
  handle: (input: Read<P, Q> & { actor: A; tx: Tx }) => Promise<Response>,
): DocumentRoute<A> {
  return {
    ...definition,
    method: 'GET',
    may,
    answer: ({ actor, form: _, ...input }) =>
      input.db.transaction(actor!.operationId, (tx) =>
        handle({ ...input, actor: actor!, tx, params: input.params as Parsed<P>, query: input.query as Parsed<Q> }),
      ),
  }
}

/** A document for anyone. */
export function serveDocumentToAnyone<
  P extends Schema | undefined = undefined,
  Q extends Schema | undefined = undefined,
>(definition: Definition<P, Q>, handle: (input: Read<P, Q>) => Promise<Response>): DocumentRoute<never> {
  return {
    ...definition,
    method: 'GET',
    may: undefined,
    answer: ({ actor: _, form: __, ...input }) =>
      handle({ ...input, params: input.params as Parsed<P>, query: input.query as Parsed<Q> }),
  }
}

/** The answer to a form that anyone may send, for pages that work without scripts. */
export function serveForm(
  definition: Definition<undefined, undefined>,
  handle: (input: Read<undefined, undefined> & { form: Record<string, string> }) => Promise<Response>,
): DocumentRoute<never> {
  return {
    ...definition,
    method: 'POST',
    may: undefined,
    answer: async ({ actor: _, form, ...input }) => handle({ ...input, form: await form() }),
  }
}

import type { ProblemBody } from '#platform/base/problem.ts'
import {
  type BodyIn,
  type BodyOf,
  type Endpoint,
  type ParamsOf,
  pathTo,
  type QueryOf,
  type ReplyOf,
} from './endpoint.ts'

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/**
 * `offline`: no answer came, or one that is not from this server (a captive portal); the caller keeps what it has. A problem
 * `isOfThis` when the server says that it judged exactly the body that was sent: only that is a reason to give something up.
 */
export type CallResult<T> =
  | { kind: 'ok'; reply: T }
  | { kind: 'problem'; problem: ProblemBody; isOfThis: boolean }
  | { kind: 'offline' }

type Sent<E> = (ParamsOf<E> extends undefined ? { params?: undefined } : { params: ParamsOf<E> }) &
  (QueryOf<E> extends undefined ? { query?: undefined } : { query?: Partial<QueryOf<E>> }) &
  (BodyOf<E> extends undefined ? { body?: undefined } : { body: BodyIn<E> })

/** Calls an endpoint by its contract. Never throws for what a network or a server can do. */
export async function call<E extends Endpoint>(
  fetch: Fetch,
  target: E,
  sent: Sent<E>,
  signal?: AbortSignal,
): Promise<CallResult<ReplyOf<E>>> {
  const url = pathTo(target, sent.params as Record<string, string> | undefined) + queryText(sent.query)
  let response: Response
  try {
    const body = target.method === 'POST' ? JSON.stringify(sent.body ?? {}) : undefined
    const digest = body === undefined ? '' : await digestOf(body)
    response = await fetch(url, {
      method: target.method,
      credentials: 'same-origin',
      redirect: 'error',
      ...(signal ? { signal } : {}),
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json', 'content-digest': digest }, body }),
    })
    const type = response.headers.get('content-type') ?? ''
    if (type.startsWith('application/problem+json')) {
      const problem = (await response.json()) as ProblemBody
      return { kind: 'problem', problem, isOfThis: response.headers.get('received-digest') === digest }
    }
    if (response.ok && type.startsWith('application/json')) {
      const text = await response.text()
      const told = response.headers.get('content-digest')
      // An answer the network changed is none: a key read wrong would be believed for ever.
      if (told !== null && told !== (await digestOf(text))) return { kind: 'offline' }
      return { kind: 'ok', reply: JSON.parse(text) as ReplyOf<E> }
    }
  } catch {
    // Unreachable, cut off, or not JSON after all: to the caller these are one thing.
    return { kind: 'offline' }
  }
  return { kind: 'offline' }
}

/** RFC 9530, both ways: a bad network never makes the server judge, or a phone believe, what nobody sent. */
async function digestOf(body: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body)))
  return `sha-256=:${btoa(String.fromCharCode(...hash))}:`
}

function queryText(query: object | undefined): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== undefined && value !== '') search.set(name, String(value))
  return search.size > 0 ? `?${search}` : ''
}

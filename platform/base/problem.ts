/** One field that was wrong: where it stands and what would be right. */
export type FieldError = { field: string; message: string; code: string }

export type ProblemBody = {
  type: string
  title: string
  status: number
  errors?: FieldError[]
  [detail: string]: unknown
}

/**
 * A refusal that leaves the server as `application/problem+json` (RFC 9457). Handlers throw it; the transaction
 * around them rolls back. Its details help the reader and never name a person.
 */
export class Problem extends Error {
  readonly kind: string
  readonly status: number
  readonly title: string
  readonly details: Record<string, unknown>
  /** Seconds after which trying again makes sense; sent as `Retry-After`. */
  readonly retryAfterSeconds: number | undefined

  constructor(kind: string, status: number, title: string, details: Record<string, unknown> = {}) {
    super(`${kind}: ${title}`)
    this.kind = kind
    this.status = status
    this.title = title
    this.details = details
    this.retryAfterSeconds = typeof details.retryAfterSeconds === 'number' ? details.retryAfterSeconds : undefined
  }

  toBody(): ProblemBody {
    return { type: `urn:posada:problem:${this.kind}`, title: this.title, status: this.status, ...this.details }
  }
}

export type ProblemType<D> = ((
  ...details: Record<string, never> extends D ? [details?: D] : [details: D]
) => Problem) & {
  kind: string
  status: number
  title: string
}

/** Declares a stable kind of refusal; the result makes the throwable problem and documents the endpoint. */
export function problem<D extends Record<string, unknown> = Record<string, never>>(
  kind: string,
  status: number,
  title: string,
): ProblemType<D> {
  const make = (details?: D) => new Problem(kind, status, title, details ?? {})
  return Object.assign(make, { kind, status, title }) as ProblemType<D>
}

export const badInput = problem<{ errors: FieldError[] }>('bad-input', 422, 'Some fields need another look.')
export const notJson = problem('not-json', 400, 'The body must be JSON in UTF-8.')
export const damaged = problem('damaged', 400, 'The body did not arrive as it was sent. Send it again.')
export const tooLarge = problem<{ limitBytes: number }>(
  'too-large',
  413,
  'The body is larger than this endpoint takes.',
)
export const tooDeep = problem<{ limit: number }>(
  'too-deep',
  400,
  'The JSON is nested more deeply than this endpoint takes.',
)
export const wrongMediaType = problem('wrong-media-type', 415, 'Send the body as application/json.')
export const notFound = problem('not-found', 404, 'There is nothing here.')
export const signInNeeded = problem('sign-in-needed', 401, 'Sign in first.')
export const notAllowed = problem('not-allowed', 403, 'Your role does not allow this.')
export const crossSite = problem('cross-site', 403, 'This request did not come from a page of this server.')
export const operationLocked = problem('operation-locked', 423, 'This operation is locked. Its custodians can open it.')
export const busy = problem<{ retryAfterSeconds: number }>('busy', 503, 'The server is busy. Try again in a moment.')
export const bodyTimeout = problem('body-timeout', 408, 'The body took too long to arrive.')

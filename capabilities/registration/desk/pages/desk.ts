import type { ReadonlySignal } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { PlainDate } from '#platform/base/plain-date.ts'
import type { CallResult, Fetch } from '#platform/http/client.ts'
import { t } from '#platform/ui/pages/language.ts'

/** What every screen of the desk is given by the app. */
export interface Desk {
  fetch: Fetch
  newId(): string
  today(): PlainDate
  may(permission: string): boolean
  practice: boolean
  /** The address within the desk, such as `/households/…`, and what stands after its question mark. */
  path: ReadonlySignal<string>
  search: ReadonlySignal<URLSearchParams>
  go(path: string): void
  /** Changes what stands after the question mark, so that a view can be sent and found again. */
  filter(changes: Record<string, string>): void
  after(ms: number, callback: () => void): () => void
  onSignedOut(): void
  /** Told whenever the server says that the operation is locked, or shows that it is not. */
  onLocked(locked: boolean): void
}

export type Loaded<T> =
  | { kind: 'loading' }
  | { kind: 'ok'; reply: T; readAt: string }
  | { kind: 'failed'; why: Failure }
export type Failure = 'offline' | 'denied' | 'locked' | 'missing' | 'other'

/** Why a call did not bring what was asked; tells the app when nobody is signed in any more. */
export function failureOf(desk: Desk, result: Exclude<CallResult<unknown>, { kind: 'ok' }>): Failure {
  if (result.kind === 'offline') return 'offline'
  const { status } = result.problem
  if (status === 401) desk.onSignedOut()
  if (status === 423) desk.onLocked(true)
  return ({ 403: 'denied', 423: 'locked', 404: 'missing' } as const)[status as 403] ?? 'other'
}

/** Asks when the screen opens and whenever `what` changes; `again` asks anew without emptying the screen. */
export function useReply<T>(
  desk: Desk,
  what: string,
  ask: () => Promise<CallResult<T>>,
): { state: Loaded<T>; again: () => Promise<void> } {
  const [state, setState] = useState<Loaded<T>>({ kind: 'loading' })
  // An answer that comes after another question was asked is thrown away.
  const asked = useRef('')
  const load = async () => {
    asked.current = what
    const result = await ask()
    if (asked.current !== what) return
    if (result.kind === 'ok') setState({ kind: 'ok', reply: result.reply, readAt: desk.today() })
    else setState({ kind: 'failed', why: failureOf(desk, result) })
  }
  useEffect(() => {
    setState({ kind: 'loading' })
    void load()
  }, [what])
  return { state, again: load }
}

/** One sentence about what went wrong with an act; the form keeps what was typed. */
export function sentenceFor(desk: Desk, result: Exclude<CallResult<unknown>, { kind: 'ok' }>): string {
  const failure = failureOf(desk, result)
  if (result.kind === 'problem' && result.problem.type.endsWith(':second-person-needed'))
    return t('desk_failed_second_person')
  if (result.kind === 'problem' && result.problem.type.endsWith(':step-up-needed')) return t('access_step_up_needed')
  if (result.kind === 'offline' || failure !== 'other') return t(`desk_failed_${failure}`)
  const kind = result.problem.type.split(':').at(-1) ?? ''
  if (kind === 'change-refused') return t(REASONS[String(result.problem.reason)] ?? 'desk_refused')
  return t(KINDS[kind] ?? 'desk_refused')
}

const KINDS: Record<string, string> = {
  'trained-person-needed': 'desk_refused_trained_person',
  'changed-meanwhile': 'desk_refused_changed_meanwhile',
  'already-there': 'desk_refused_changed_meanwhile',
  'not-in-this-state': 'desk_refused_state',
  'import-running': 'desk_refused_import_running',
  'bad-input': 'desk_refused_fields',
}

const REASONS: Record<string, string> = {
  'household-too-large': 'desk_refused_too_large',
  'household-empty': 'desk_refused_empty',
  'focal-point-missing': 'desk_refused_focal_point',
  'same-household': 'desk_refused_same_household',
}

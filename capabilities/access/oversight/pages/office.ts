import { useEffect, useState } from 'preact/hooks'
import { type CallResult, call, type Fetch } from '#platform/http/client.ts'
import type { Endpoint, ReplyOf } from '#platform/http/endpoint.ts'
import { formatMoment } from '#platform/messages/messages.ts'
import { language, t } from '#platform/ui/pages/language.ts'

/** What the pages of oversight are given by the desk. */
export interface Office {
  fetch: Fetch
  may(permission: string): boolean
  after(ms: number, callback: () => void): () => void
  onSignedOut(): void
}

/** What was asked when the page opened; `again` asks anew. */
export function useList<E extends Endpoint>(
  office: Office,
  target: E,
): { reply: ReplyOf<E> | undefined; failed: boolean; again: () => Promise<void> } {
  const [reply, setReply] = useState<ReplyOf<E>>()
  const [failed, setFailed] = useState(false)
  const again = async () => {
    const result = (await call(office.fetch, target as Endpoint, {} as never)) as CallResult<ReplyOf<E>>
    setFailed(result.kind !== 'ok')
    if (result.kind === 'ok') setReply(result.reply)
    else if (result.kind === 'problem' && result.problem.status === 401) office.onSignedOut()
  }
  useEffect(() => void again(), [])
  return { reply, failed, again }
}

/** One sentence about what an act could not do. */
export function failureOf(office: Office, result: Exclude<CallResult<unknown>, { kind: 'ok' }>): string {
  if (result.kind === 'offline') return t('oversight_failed')
  if (result.problem.status === 401) office.onSignedOut()
  const kind = result.problem.type.split(':').at(-1) ?? ''
  return t(KINDS[kind] ?? 'oversight_failed')
}

const KINDS: Record<string, string> = {
  'agreement-over': 'oversight_over',
  'name-not-right': 'oversight_name_not_right',
  'second-person-needed': 'oversight_second_person',
  'too-many-canaries': 'oversight_plant_enough',
  'operation-locked': 'oversight_locked',
  'verified-just-now': 'audit_verify_again',
}

export const moment = (at: string): string => formatMoment(at, language.value.locale)

export const snake = (code: string): string => code.replaceAll('-', '_')

/** The ground on which names leave, as it is said to staff. */
export const basisWord = (basis: string): string =>
  t(basis === 'consent' ? 'desk_basis_consent' : `registration_basis_${snake(basis)}`)

import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { CallResult } from '#platform/http/client.ts'
import { t } from '#platform/ui/pages/language.ts'
import { type Desk, sentenceFor } from './desk.ts'
import { Told } from './Screen.tsx'

interface Props<P, R> {
  desk: Desk
  first: P
  /** The page that comes after this place. */
  more: (after: string) => Promise<CallResult<P>>
  rowsOf: (page: P) => readonly R[]
  /** Said where there is no line at all. */
  none: string
  /** How many lines are shown. */
  shown: (count: number) => string
  children: (rows: readonly R[]) => ComponentChildren
}

/** The pages of a list fetched so far, one under the other. */
export function MorePages<P extends { next: string | null }, R>(props: Props<P, R>) {
  const { desk, first, more, rowsOf, none, shown, children } = props
  const [rest, setRest] = useState<P[]>([])
  const [failed, setFailed] = useState<string>()
  const pages = [first, ...rest]
  const next = pages.at(-1)?.next ?? null
  const rows = pages.flatMap((page) => rowsOf(page))

  async function fetchNext(after: string) {
    const result = await more(after)
    setFailed(result.kind === 'ok' ? undefined : sentenceFor(desk, result))
    if (result.kind === 'ok') setRest([...rest, result.reply])
  }

  if (rows.length === 0) return <p class="card">{none}</p>
  return (
    <>
      {children(rows)}
      <Told failed={failed} />
      <p class="row">
        <span class="soft numbers">{shown(rows.length)}</span>
        {next && (
          <button type="button" class="button" onClick={() => fetchNext(next)}>
            {t('desk_more')}
          </button>
        )}
      </p>
    </>
  )
}

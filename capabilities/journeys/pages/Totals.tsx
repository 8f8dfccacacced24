import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { call, type Fetch } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { formatTime } from '#platform/messages/messages.ts'
import { Bones } from '#platform/ui/pages/Bones.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { readTotals } from '../contract.ts'
import { StopCard } from './StopCard.tsx'

interface Props {
  fetch: Fetch
  /** Told once the server says that nobody is signed in any more. */
  onSignedOut?: () => void
}

/** The coordinator's totals, newest stop first. Read when asked for: every reading leaves a trace. */
export function Totals({ fetch, onSignedOut }: Props) {
  const totals = useSignal<ReplyOf<typeof readTotals> | undefined>(undefined)
  const trouble = useSignal<'journeys_offline' | 'journeys_refused_here' | undefined>(undefined)

  const refresh = async () => {
    const answer = await call(fetch, readTotals, {})
    if (answer.kind === 'problem' && answer.problem.status === 401) return onSignedOut?.()
    trouble.value =
      answer.kind === 'ok' ? undefined : answer.kind === 'offline' ? 'journeys_offline' : 'journeys_refused_here'
    if (answer.kind === 'ok') totals.value = answer.reply
  }
  useEffect(() => void refresh(), [])

  const { stops = [], asOf } = totals.value ?? {}
  return (
    <div class="column">
      <div class="row row-spread">
        <div>
          <h1 tabIndex={-1}>{t('journeys_totals_title')}</h1>
          {asOf && <p class="hint">{t('journeys_totals_as_of', { time: formatTime(new Date(asOf)) })}</p>}
        </div>
        <button type="button" class="button" onClick={() => void refresh()}>
          {t('journeys_totals_again')}
        </button>
      </div>
      {trouble.value && (
        <Note tone="warn" live>
          {t(trouble.value)}
        </Note>
      )}
      {!totals.value && !trouble.value && <Bones />}
      {totals.value && stops.length === 0 && <p>{t('journeys_totals_none')}</p>}
      <div class="columns">
        {[...stops].reverse().map((totals) => (
          <StopCard key={totals.stop.id} totals={totals} />
        ))}
      </div>
      <Note icon="lock">{t('journeys_totals_protected')}</Note>
    </div>
  )
}

import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { call, type Fetch } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { formatDate } from '#platform/messages/messages.ts'
import { Bones } from '#platform/ui/pages/Bones.tsx'
import { language, t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { enterStop, readJourney } from '../contract.ts'
import { NewStop } from './NewStop.tsx'
import { Tokens } from './Tokens.tsx'

interface Props {
  fetch: Fetch
  newId: () => string
  /** Eight random bytes for each paper token. */
  newTokenNumber: () => Uint8Array
  /** Told once the server says that nobody is signed in any more. */
  onSignedOut?: () => void
}

type Told = 'journeys_stop_entered' | 'journeys_offline' | 'journeys_refused_here'

/** The stops of a journey at the coordinator's desk: entered when reached, never before. */
export function Stops({ fetch, newId, newTokenNumber, onSignedOut }: Props) {
  const journey = useSignal<ReplyOf<typeof readJourney> | undefined>(undefined)
  const told = useSignal<Told | undefined>(undefined)

  const read = async () => {
    const answer = await call(fetch, readJourney, {})
    if (answer.kind === 'ok') {
      journey.value = answer.reply
      return answer.reply
    }
    if (answer.kind === 'problem' && answer.problem.status === 401) onSignedOut?.()
    else told.value = answer.kind === 'offline' ? 'journeys_offline' : 'journeys_refused_here'
    return undefined
  }
  useEffect(() => void read(), [])

  /** Told as "so long ago", so that no clock and no time zone can make it a time to come. */
  const enter = async (name: string, hoursAgo: number) => {
    const now = await read()
    if (!now) return false
    const reachedAt = new Date(Date.parse(now.now) - hoursAgo * HOUR_MS).toISOString()
    const answer = await call(fetch, enterStop, { body: { id: newId(), name, reachedAt } })
    told.value =
      answer.kind === 'ok'
        ? 'journeys_stop_entered'
        : answer.kind === 'offline'
          ? 'journeys_offline'
          : 'journeys_refused_here'
    if (answer.kind === 'ok') await read()
    return answer.kind === 'ok'
  }

  if (!journey.value) return told.value ? <Note tone="warn">{t(told.value)}</Note> : <Bones />
  const { operationId, practice, stops } = journey.value
  return (
    <div class="column">
      <div>
        <h1 tabIndex={-1}>{t('journeys_stops_title')}</h1>
        <p class="hint">{t('journeys_stops_hint')}</p>
      </div>
      {told.value && (
        <Note tone={told.value === 'journeys_stop_entered' ? 'ok' : 'warn'} live>
          {t(told.value)}
        </Note>
      )}
      <div class="columns">
        <section class="card stack" aria-labelledby="open-stops">
          <h2 id="open-stops">{t('journeys_open_stops')}</h2>
          {stops.length === 0 && <p>{t('journeys_stops_none')}</p>}
          <ul class="list">
            {stops.map(({ id, ordinal, name, reachedAt }) => (
              <li key={id}>
                <bdi class="grow">{name}</bdi>
                <span class="hint">
                  {t('journeys_stop_at', {
                    ordinal,
                    date: formatDate(reachedAt.slice(0, 10), language.value.locale, 'day'),
                  })}
                </span>
              </li>
            ))}
          </ul>
          <p class="hint">{t('journeys_stops_closing')}</p>
        </section>
        <NewStop onEnter={enter} />
        <section class="card stack" aria-labelledby="volunteers-address">
          <h2 id="volunteers-address">{t('journeys_volunteers_address')}</h2>
          <p>{t('journeys_volunteers_address_hint')}</p>
          <p>
            <bdi class="code">{`${location.origin}/field/#${operationId}`}</bdi>
          </p>
        </section>
        <Tokens newTokenNumber={newTokenNumber} practice={practice} />
      </div>
    </div>
  )
}

const HOUR_MS = 3_600_000

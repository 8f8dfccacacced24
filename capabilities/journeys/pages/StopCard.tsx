import { formatDate, formatNumber, formatTime } from '#platform/messages/messages.ts'
import { language, t } from '#platform/ui/pages/language.ts'
import { Note, Tag } from '#platform/ui/pages/Note.tsx'
import type { StopTotals } from '../model.ts'

const LINES = ['households', 'adults', 'children', 'ageNotKnown', 'nameless', 'latePeople'] as const

/** The totals of one stop: numbers only. */
export function StopCard({ totals }: { totals: StopTotals }) {
  const { stop, people, householdsIncomplete, notSeenNext, conditions, conflicts } = totals
  const { locale } = language.value
  const date = formatDate(stop.reachedAt.slice(0, 10), locale, 'day')
  return (
    <article class="card stack" aria-labelledby={`stop-${stop.id}`}>
      <div class="row row-spread">
        <div>
          <p class="hint">{t('journeys_stop_at', { ordinal: stop.ordinal, date })}</p>
          <h2 id={`stop-${stop.id}`}>
            <bdi>{stop.name}</bdi>
          </h2>
        </div>
        {stop.closed && <Tag tone="plain">{t('journeys_stop_closed')}</Tag>}
      </div>
      <p>
        <b class="big-number">{formatNumber(people, locale)}</b> {t('journeys_total_people')}
      </p>
      <dl class="facts">
        {LINES.filter((line) => totals[line] > 0 || line === 'households').map((line) => (
          <div key={line}>
            <dt>{t(WORDS[line])}</dt>
            <dd>{formatNumber(totals[line], locale)}</dd>
          </div>
        ))}
      </dl>
      {householdsIncomplete > 0 ? (
        <Note tone="warn">{t('journeys_total_incomplete', { count: householdsIncomplete })}</Note>
      ) : (
        totals.households > 0 && <Note tone="ok">{t('journeys_total_all_complete')}</Note>
      )}
      {notSeenNext && notSeenNext.households > 0 && (
        <Note tone="warn">
          {t('journeys_not_seen_next', {
            households: t('journeys_households', { count: notSeenNext.households }),
            people: t('journeys_people', { count: notSeenNext.people }),
          })}
        </Note>
      )}
      {conflicts > 0 && <Note tone="warn">{t('journeys_conflicts', { count: conflicts })}</Note>}
      {conditions.length > 0 && (
        <ul class="list">
          {conditions.map(({ kind, reports, lastSeenAt }) => (
            <li key={kind}>
              <strong class="grow">{t(`journeys_problem_${kind}`)}</strong>
              <span>{t('journeys_reports', { count: reports, time: formatTime(new Date(lastSeenAt)) })}</span>
            </li>
          ))}
        </ul>
      )}
    </article>
  )
}

const WORDS: Record<(typeof LINES)[number], string> = {
  households: 'journeys_total_households',
  adults: 'journeys_total_adults',
  children: 'journeys_total_children',
  ageNotKnown: 'journeys_total_age_not_known',
  nameless: 'journeys_total_nameless',
  latePeople: 'journeys_total_late',
}

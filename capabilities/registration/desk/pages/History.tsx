import { formatTime } from '#platform/messages/messages.ts'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import type { HouseholdFile } from './Household.tsx'
import { day, eventWord, moment, readingPurpose, readingWord } from './labels.ts'

/** What happened to this household, and who has looked into its file: the people see the same. */
export function History({ file, openedAt }: { file: HouseholdFile; openedAt: string | undefined }) {
  return (
    <section class="card stack">
      <h2>{t('desk_history')}</h2>
      <ol class="time">
        {file.history.map(({ at, kind, by }) => (
          <li key={`${at}${kind}`} class="done">
            <span class="strong">{eventWord(kind)}</span>
            <span class="numbers">{day(at)}</span>
            {by && (
              <small>
                <bdi>{by}</bdi>
              </small>
            )}
          </li>
        ))}
      </ol>
      {openedAt && <Note icon="eye">{t('desk_you_opened', { time: formatTime(new Date(openedAt)) })}</Note>}
      <details>
        <summary>{t('desk_readings', { count: file.readings.length })}</summary>
        <ul class="list small">
          {file.readings.map(({ at, act, by, purpose }) => (
            <li key={`${at}${act}${by}`}>
              <span class="grow">
                <bdi>{by ?? t('desk_console')}</bdi> · {readingWord(act)} · {readingPurpose(purpose)}
              </span>
              <span class="numbers">{moment(at)}</span>
            </li>
          ))}
        </ul>
      </details>
    </section>
  )
}

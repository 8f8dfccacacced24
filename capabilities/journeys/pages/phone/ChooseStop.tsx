import { formatDate } from '#platform/messages/messages.ts'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { language, t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { Question } from '#platform/ui/pages/Question.tsx'
import type { Field, Journey } from './field.ts'

interface Props {
  field: Field
  journey: Journey
  onSignOut: () => Promise<void>
}

/** The stops that were reached, the newest first. There is never a next one here. */
export function ChooseStop({ field, journey, onSignOut }: Props) {
  return (
    <Question title={t('journeys_choose_stop')} hint={t('journeys_choose_stop_hint')}>
      <ul class="stack stack-tight">
        {journey.stops.map(({ id, ordinal, name, reachedAt }) => (
          <li key={id}>
            <button type="button" class="choice" onClick={() => void field.chooseStop(id)}>
              <span>
                <strong>
                  <bdi>{name}</bdi>
                </strong>
                <small>
                  {t('journeys_stop', {
                    ordinal,
                    date: formatDate(reachedAt.slice(0, 10), language.value.locale, 'day'),
                  })}
                </small>
              </span>
              <Icon name="next" />
            </button>
          </li>
        ))}
      </ul>
      {journey.stops.length === 0 && <Note>{t('journeys_no_stops')}</Note>}
      <div class="pair">
        <button type="button" class="button" onClick={() => void field.refresh()}>
          {t('journeys_look_again')}
        </button>
        <button type="button" class="button" onClick={() => void onSignOut()}>
          {t('journeys_sign_out')}
        </button>
      </div>
    </Question>
  )
}

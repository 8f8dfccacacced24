import { useState } from 'preact/hooks'
import { type Desk, useReply } from '#capabilities/registration/desk/pages/desk.ts'
import { day as dayWord } from '#capabilities/registration/desk/pages/labels.ts'
import { Shown } from '#capabilities/registration/desk/pages/Screen.tsx'
import { call } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { DayField } from '#platform/ui/pages/DayField.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Tag } from '#platform/ui/pages/Note.tsx'
import { type AppointmentRow, findFreeTimes } from '../contract.ts'
import { Check } from './Fields.tsx'

type Reply = ReplyOf<typeof findFreeTimes>
export type Chosen = { day: string; slot: number; officerId: string; agreed: boolean }
type Asked = Pick<AppointmentRow, 'siteId' | 'householdId' | 'purpose' | 'language' | 'special' | 'heardBy' | 'slots'>

interface Props {
  desk: Desk
  asked: Asked
  /** What the button says: book, or move. */
  button: string
  onChosen: (chosen: Chosen) => Promise<void>
}

/** Times at which a household can be heard, to choose one of. Sooner than its notice only if the family agreed. */
export function FreeTimes({ desk, asked, button, onChosen }: Props) {
  const { siteId, householdId, purpose, language, special, heardBy, slots } = asked
  const [from, setFrom] = useState('')
  const query = {
    ...{ siteId, householdId, purpose, language, heardBy, slots: String(slots) },
    ...{ special: special ? ('yes' as const) : ('no' as const) },
    ...(from !== '' && { from }),
  }
  const { state, again } = useReply(desk, JSON.stringify(query), () => call(desk.fetch, findFreeTimes, { query }))
  return (
    <div class="stack">
      <DayField id="free-from" label={t('appointments_free_from')} value={from} onChange={setFrom} />
      <Shown state={state} again={again}>
        {(reply) => <Times key={JSON.stringify(query)} {...{ reply, button, onChosen }} />}
      </Shown>
    </div>
  )
}

function Times({ reply, button, onChosen }: Pick<Props, 'button' | 'onChosen'> & { reply: Reply }) {
  const [at, setAt] = useState<number>()
  const [agreed, setAgreed] = useState(false)
  const [error, setError] = useState<string>()
  const [daysShown, setDaysShown] = useState(DAYS_SHOWN)
  const { times, earliest } = reply
  if (times.length === 0) return <p>{t('appointments_no_free_times')}</p>
  const chosen = at === undefined ? undefined : times[at]
  const isSoon = chosen !== undefined && chosen.day < earliest
  async function choose(event: Event) {
    event.preventDefault()
    if (!chosen) return setError(t('appointments_choose_time'))
    if (isSoon && !agreed) return setError(t('appointments_refused_notice', { day: dayWord(earliest) }))
    setError(undefined)
    const { day, slot, officer } = chosen
    await onChosen({ day, slot, officerId: officer.id, agreed: isSoon })
  }
  const days = [...new Set(times.map(({ day }) => day))]
  return (
    <form class="stack" onSubmit={choose} noValidate>
      {days.slice(0, daysShown).map((day) => (
        <fieldset key={day} class="times">
          <legend>
            {dayWord(day)} {day < earliest && <Tag tone="warn">{t('appointments_soon')}</Tag>}
          </legend>
          {times.map(({ from, until, officer, hasInterpreter, place, ...time }, index) =>
            time.day !== day ? null : (
              <label key={index} class="check">
                <input type="radio" name="time" checked={at === index} onChange={() => setAt(index)} />
                <span>
                  <bdi class="numbers">
                    {from}–{until}
                  </bdi>{' '}
                  · <bdi>{officer.name}</bdi>
                  {place && (
                    <>
                      {' · '}
                      <bdi>{place}</bdi>
                    </>
                  )}
                  {hasInterpreter && ` · ${t('appointments_interpreter')}`}
                </span>
              </label>
            ),
          )}
        </fieldset>
      ))}
      {days.length > daysShown && (
        <div>
          <button type="button" class="button" onClick={() => setDaysShown(daysShown + DAYS_SHOWN)}>
            {t('desk_more')}
          </button>
        </div>
      )}
      {isSoon && (
        <Check checked={agreed} onChange={setAgreed}>
          {t('appointments_agreed')}
        </Check>
      )}
      {error && (
        <p class="err" role="alert">
          {error}
        </p>
      )}
      <div>
        <button type="submit" class="button button-primary">
          {button}
        </button>
      </div>
    </form>
  )
}

const DAYS_SHOWN = 3

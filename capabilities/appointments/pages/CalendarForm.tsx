import { useState } from 'preact/hooks'
import { call } from '#platform/http/client.ts'
import { type Locale, locales } from '#platform/messages/messages.ts'
import { Choose } from '#platform/ui/pages/Choose.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { setResource } from '../contract-calendars.ts'
import type { HeardBy } from '../model.ts'
import type { Calendar, CalendarProps } from './Calendars.tsx'
import { Check, NumberField } from './Fields.tsx'
import { kindWord, minutesOf, stretchesOf, timeOf, weekdayWord } from './words.tsx'

export type Resource = Calendar['resources'][number]
type Kind = Resource['kind']

const KINDS = ['officer', 'interpreter', 'room', 'window'] as const
const WEEK = [1, 2, 3, 4, 5, 6, 7] as const

/** A calendar of an officer, a pool of interpreters, a room or a window: new, or changed. */
export function CalendarForm({ desk, calendar, told, resource }: CalendarProps & { resource?: Resource }) {
  const { settings, officers, siteId } = calendar
  const { dayStarts, slotMinutes, slotsPerDay } = settings
  const [id] = useState(() => resource?.id ?? desk.newId())
  const [kind, setKind] = useState<Kind>(resource?.kind ?? 'officer')
  const [accountId, setAccountId] = useState(resource?.accountId ?? officers[0]?.accountId ?? '')
  const [label, setLabel] = useState(resource?.label ?? '')
  const [languages, setLanguages] = useState<readonly Locale[]>(resource?.languages ?? ['es'])
  const [special, setSpecial] = useState(resource?.special ?? false)
  const [heardBy, setHeardBy] = useState<HeardBy>(resource?.heardBy ?? 'anyone')
  const [number, setNumber] = useState(resource?.number ?? 1)
  const [stretches, setStretches] = useState(() =>
    resource
      ? stretchesOf(resource.hours)
      : [{ from: dayStarts, to: dayStarts + slotMinutes * slotsPerDay, weekdays: [1, 2, 3, 4, 5] }],
  )
  const [error, setError] = useState<string>()
  const name = resource?.id ?? 'new'

  async function save(closed: boolean) {
    const isPlace = kind === 'room' || kind === 'window'
    if (isPlace && label.trim() === '') return setError(t('appointments_label_missing'))
    if (kind === 'officer' && accountId === '') return setError(t('appointments_no_officers_left'))
    setError(undefined)
    const body = {
      ...{ id, siteId, kind, closed, accountId: kind === 'officer' ? accountId : null },
      label: isPlace ? label.trim() : null,
      languages: kind === 'officer' ? [...languages] : kind === 'interpreter' ? languages.slice(0, 1) : [],
      special: kind === 'officer' && special,
      heardBy: kind === 'officer' ? heardBy : ('anyone' as const),
      number: kind === 'interpreter' ? number : 1,
      hours: stretches.flatMap(({ from, to, weekdays }) => weekdays.map((weekday) => ({ weekday, from, to }))),
    }
    const result = await call(desk.fetch, setResource, { body })
    await told(result, t(closed ? 'appointments_done_closed' : 'appointments_done_saved'))
  }
  const change = (at: number, changes: Partial<(typeof stretches)[number]>) =>
    setStretches(stretches.map((each, i) => (i === at ? { ...each, ...changes } : each)))

  return (
    <form
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void save(false)
      }}
    >
      <div class="filter-fields">
        {!resource && (
          <Choose
            id={`kind-${name}`}
            label={t('appointments_kind')}
            value={kind}
            onChange={(value) => setKind(value as Kind)}
          >
            {KINDS.map((each) => (
              <option key={each} value={each}>
                {kindWord(each)}
              </option>
            ))}
          </Choose>
        )}
        {kind === 'officer' && !resource && (
          <Choose id={`officer-${name}`} label={kindWord('officer')} value={accountId} onChange={setAccountId}>
            {officers.map((each) => (
              <option key={each.accountId} value={each.accountId}>
                {each.displayName}
              </option>
            ))}
          </Choose>
        )}
        {(kind === 'room' || kind === 'window') && (
          <TextField
            id={`label-${name}`}
            label={t('appointments_label')}
            value={label}
            {...(error && { error })}
            onInput={setLabel}
          />
        )}
        {kind === 'interpreter' && (
          <>
            <Choose
              id={`language-${name}`}
              label={t('desk_column_language')}
              value={languages[0] ?? 'ht'}
              onChange={(value) => setLanguages([value as Locale])}
            >
              {locales.map(({ code, shortName }) => (
                <option key={code} value={code}>
                  {shortName}
                </option>
              ))}
            </Choose>
            <NumberField
              id={`number-${name}`}
              label={t('appointments_how_many')}
              value={number}
              min={1}
              max={500}
              onChange={setNumber}
            />
          </>
        )}
        {kind === 'officer' && (
          <Choose
            id={`heard-by-${name}`}
            label={t('appointments_is')}
            value={heardBy}
            onChange={(value) => setHeardBy(value as HeardBy)}
          >
            {(['anyone', 'woman', 'man'] as const).map((each) => (
              <option key={each} value={each}>
                {t(`appointments_is_${each}`)}
              </option>
            ))}
          </Choose>
        )}
      </div>
      {kind === 'officer' && (
        <>
          <fieldset class="times">
            <legend>{t('appointments_speaks')}</legend>
            {locales.map(({ code, shortName }) => (
              <Check
                key={code}
                checked={languages.includes(code)}
                onChange={(checked) =>
                  setLanguages(checked ? [...languages, code] : languages.filter((each) => each !== code))
                }
              >
                <bdi>{shortName}</bdi>
              </Check>
            ))}
          </fieldset>
          <Check checked={special} onChange={setSpecial}>
            {t('appointments_trained')}
          </Check>
        </>
      )}
      {stretches.map(({ from, to, weekdays }, at) => (
        <fieldset key={at} class="times">
          <legend>{t('appointments_hours')}</legend>
          {WEEK.map((weekday) => (
            <Check
              key={weekday}
              checked={weekdays.includes(weekday)}
              onChange={(checked) =>
                change(at, {
                  weekdays: checked ? [...weekdays, weekday].sort() : weekdays.filter((each) => each !== weekday),
                })
              }
            >
              {weekdayWord(weekday)}
            </Check>
          ))}
          <input
            type="time"
            autocomplete="off"
            aria-label={t('desk_from')}
            value={timeOf(from)}
            onChange={(event) => change(at, { from: minutesOf(event.currentTarget.value || '09:00') })}
          />
          <input
            type="time"
            autocomplete="off"
            aria-label={t('desk_to')}
            value={timeOf(to)}
            onChange={(event) => change(at, { to: minutesOf(event.currentTarget.value || '16:00') })}
          />
        </fieldset>
      ))}
      {error && kind === 'officer' && (
        <p class="err" role="alert">
          {error}
        </p>
      )}
      <div class="row">
        <button type="submit" class="button">
          {t('appointments_save')}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => setStretches([...stretches, { from: dayStarts, to: dayStarts + slotMinutes, weekdays: [] }])}
        >
          {t('appointments_more_hours')}
        </button>
        {resource && (
          <button type="button" class="button button-stop" onClick={() => save(true)}>
            {t('appointments_close_calendar')}
          </button>
        )}
      </div>
    </form>
  )
}

import { useState } from 'preact/hooks'
import { call } from '#platform/http/client.ts'
import { Choose } from '#platform/ui/pages/Choose.tsx'
import { DayField } from '#platform/ui/pages/DayField.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { addAbsence } from '../contract-calendars.ts'
import type { CalendarProps } from './Calendars.tsx'
import { NumberField } from './Fields.tsx'
import { calledBy, kindWord } from './words.tsx'

/** Somebody fell ill, or is not there for some days. Why is not asked. What it breaks is planned anew from the note above. */
export function AbsenceForm({ desk, calendar, told }: CalendarProps) {
  // Made once: pressed twice, it is the same absence.
  const [id] = useState(() => desk.newId())
  const [resourceId, setResourceId] = useState(calendar.resources[0]!.id)
  const [firstOn, setFirstOn] = useState(calendar.today)
  const [lastOn, setLastOn] = useState(calendar.today)
  const [number, setNumber] = useState(1)
  const resource = calendar.resources.find((each) => each.id === resourceId)!
  async function save(event: Event) {
    event.preventDefault()
    const last = lastOn < firstOn ? firstOn : lastOn
    const body = { id, resourceId, firstOn, lastOn: last, number: resource.kind === 'interpreter' ? number : 1 }
    const result = await call(desk.fetch, addAbsence, { body })
    const broken = result.kind === 'ok' ? result.reply.broken : 0
    await told(result, broken > 0 ? t('appointments_broken', { count: broken }) : t('appointments_done_absence'))
  }
  return (
    <form class="stack" onSubmit={save} noValidate>
      <h3>{t('appointments_add_absence')}</h3>
      <div class="filter-fields">
        <Choose id="absence-of" label={t('appointments_who')} value={resourceId} onChange={setResourceId}>
          {calendar.resources.map((each) => (
            <option key={each.id} value={each.id}>
              {calledBy(each)} ({kindWord(each.kind)})
            </option>
          ))}
        </Choose>
        <DayField
          id="absence-from"
          label={t('appointments_first_day')}
          value={firstOn}
          min={calendar.today}
          onChange={setFirstOn}
        />
        <DayField
          id="absence-to"
          label={t('appointments_last_day')}
          value={lastOn}
          min={firstOn}
          onChange={setLastOn}
        />
        {resource.kind === 'interpreter' && (
          <NumberField
            id="absence-number"
            label={t('appointments_how_many_away')}
            value={number}
            min={1}
            max={resource.number}
            onChange={setNumber}
          />
        )}
      </div>
      <div>
        <button type="submit" class="button">
          {t('appointments_add_absence')}
        </button>
      </div>
    </form>
  )
}

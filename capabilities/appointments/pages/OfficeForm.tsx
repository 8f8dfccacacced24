import { useState } from 'preact/hooks'
import type { Desk } from '#capabilities/registration/desk/pages/desk.ts'
import { Told } from '#capabilities/registration/desk/pages/Screen.tsx'
import { call } from '#platform/http/client.ts'
import { t } from '#platform/ui/pages/language.ts'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { setOffice } from '../contract-calendars.ts'
import type { Calendar } from './Calendars.tsx'
import { NumberField } from './Fields.tsx'
import { sentenceOf } from './refusing.ts'
import { minutesOf, timeOf } from './words.tsx'

interface Props {
  desk: Desk
  siteId: string
  /** Null: this place has none yet. */
  settings: Calendar['settings'] | null
  onSaved: () => Promise<void>
}

const FIRST = {
  ...{ timeZone: 'America/Mexico_City', dayStarts: 540, slotMinutes: 60, slotsPerDay: 7 },
  ...{ noticeDays: 3, counselDays: 0, passedOverMax: 4, version: 0 },
}

/** How an office hears people: when its day begins, how long a meeting is, how early families are told. */
export function OfficeForm({ desk, siteId, settings, onSaved }: Props) {
  const [form, setForm] = useState(settings ?? FIRST)
  const [told, setTold] = useState<{ done?: string; failed?: string }>({})
  const set = (changes: Partial<typeof form>) => setForm({ ...form, ...changes })
  async function save(event: Event) {
    event.preventDefault()
    const result = await call(desk.fetch, setOffice, { body: { siteId, ...form } })
    setTold(result.kind === 'ok' ? { done: t('appointments_done_saved') } : { failed: sentenceOf(desk, result) })
    if (result.kind === 'ok') await onSaved()
  }
  const number = (name: keyof typeof LIMITS) => (
    <NumberField
      id={`office-${name}`}
      label={t(`appointments_office_${LIMITS[name].key}`)}
      value={form[name]}
      min={LIMITS[name].min}
      max={LIMITS[name].max}
      onChange={(value) => set({ [name]: value })}
    />
  )
  return (
    <form class="stack" onSubmit={save} noValidate>
      {!settings && <p class="hint">{t('appointments_set_up_hint')}</p>}
      <Told {...told} />
      <div class="filter-fields">
        <TextField
          id="office-zone"
          label={t('appointments_office_zone')}
          value={form.timeZone}
          onInput={(timeZone) => set({ timeZone })}
        />
        <div class="field">
          <label for="office-starts">{t('appointments_office_starts')}</label>
          <input
            id="office-starts"
            type="time"
            autocomplete="off"
            value={timeOf(form.dayStarts)}
            onChange={(event) => set({ dayStarts: minutesOf(event.currentTarget.value || '09:00') })}
          />
        </div>
        {number('slotMinutes')}
        {number('slotsPerDay')}
        {number('noticeDays')}
        {number('counselDays')}
        {number('passedOverMax')}
      </div>
      <div>
        <button type="submit" class="button">
          {t(settings ? 'appointments_save' : 'appointments_set_up')}
        </button>
      </div>
    </form>
  )
}

const LIMITS = {
  slotMinutes: { key: 'slot_minutes', min: 5, max: 720 },
  slotsPerDay: { key: 'slots_per_day', min: 1, max: 48 },
  noticeDays: { key: 'notice_days', min: 0, max: 365 },
  counselDays: { key: 'counsel_days', min: 0, max: 365 },
  passedOverMax: { key: 'passed_over_max', min: 1, max: 100 },
}

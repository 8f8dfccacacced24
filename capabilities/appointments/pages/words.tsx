import { day, languageWord, listed } from '#capabilities/registration/desk/pages/labels.ts'
import { t } from '#platform/ui/pages/language.ts'
import { Tag } from '#platform/ui/pages/Note.tsx'
import type { AppointmentRow } from '../contract.ts'
import type { Reason } from '../model.ts'

/** Words for the codes of appointments; one place, so that a code is called the same everywhere. */
const snake = (code: string) => code.replaceAll('-', '_')
export const purposeWord = (purpose: string): string => t(`appointments_purpose_${purpose}`)
export const kindWord = (kind: string): string => t(`appointments_kind_${kind}`)
/** A pool of interpreters is called by its language. */
export const calledBy = ({ kind, name }: { kind: string; name: string }): string =>
  kind === 'interpreter' ? languageWord(name) : name
/** Officers first: whom people come to see. */
export const inOrder = <R extends { kind: string }>(resources: readonly R[]): R[] =>
  [...resources].sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind))
const KINDS = ['officer', 'interpreter', 'room', 'window']
export const stateWord = (state: string): string => t(`appointments_state_${snake(state)}`)
export const becauseWord = (because: string): string => t(`appointments_because_${snake(because)}`)
export const noSeatWord = (why: string): string => t(`appointments_why_${snake(why)}`)

/** Why then, or why not yet: the scheduler gives a code and its values, a page says it. */
export function reasonWords({ code, who, values }: Reason): string {
  const said = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      DAYS.has(name) ? day(String(value)) : name === 'language' ? languageWord(String(value)) : value,
    ]),
  )
  const why = t(`appointments_reason_${snake(code)}`, said)
  return who === undefined ? why : `${why} ${t(`appointments_reason_who_${snake(who)}`, said)}`
}

/** Values that are days. */
const DAYS = new Set(['day', 'fromDay', 'toDay', 'wasDay'])

export function StateTag({ state }: Pick<AppointmentRow, 'state'>) {
  return <Tag tone={TONES[state]}>{stateWord(state)}</Tag>
}

const TONES: Record<AppointmentRow['state'], 'plain' | 'info' | 'ok' | 'stop'> = {
  ...{ booked: 'plain', confirmed: 'info', came: 'ok', held: 'ok' },
  ...{ 'did-not-come': 'stop', cancelled: 'plain' },
}

/** What whoever prepares the meeting keeps in mind; never which need. */
export function NeedTags({
  row: { special, heardBy, hasInterpreter = false, moveAskedAt = null },
}: {
  row: Pick<AppointmentRow, 'special' | 'heardBy'> & { hasInterpreter?: boolean; moveAskedAt?: string | null }
}) {
  return (
    <span class="row row-tight">
      {moveAskedAt && (
        <Tag tone="warn" icon="message">
          {t('appointments_move_asked')}
        </Tag>
      )}
      {special && <Tag tone="info">{t('appointments_special')}</Tag>}
      {heardBy !== 'anyone' && <Tag tone="info">{t(`appointments_heard_by_${heardBy}`)}</Tag>}
      {hasInterpreter && <Tag tone="plain">{t('appointments_interpreter')}</Tag>}
    </span>
  )
}

type Hours = readonly { weekday: number; from: number; to: number }[]
export const weekdayWord = (weekday: number): string => t(`appointments_weekday_${weekday}`)
/** Minutes from midnight as `09:30`, and back. */
export const timeOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

/** Hours of a week, days with the same hours together. */
export function stretchesOf(hours: Hours): { from: number; to: number; weekdays: number[] }[] {
  const found = new Map<string, { from: number; to: number; weekdays: number[] }>()
  for (const { weekday, from, to } of hours) {
    const known = found.get(`${from} ${to}`)
    if (known) known.weekdays.push(weekday)
    else found.set(`${from} ${to}`, { from, to, weekdays: [weekday] })
  }
  return [...found.values()]
}

export const hoursWords = (hours: Hours): string =>
  stretchesOf(hours)
    .map(({ from, to, weekdays }) => `${listed(weekdays.map(weekdayWord))} \u2066${timeOf(from)}–${timeOf(to)}\u2069`)
    .join('; ')

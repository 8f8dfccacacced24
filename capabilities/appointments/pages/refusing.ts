import { type Desk, sentenceFor } from '#capabilities/registration/desk/pages/desk.ts'
import { day } from '#capabilities/registration/desk/pages/labels.ts'
import type { CallResult } from '#platform/http/client.ts'
import { t } from '#platform/ui/pages/language.ts'
import { noSeatWord } from './words.tsx'

/** One sentence about an act that did not go through: what is so, and what to do. The form keeps what was typed. */
export function sentenceOf(desk: Desk, result: Exclude<CallResult<unknown>, { kind: 'ok' }>): string {
  if (result.kind !== 'problem') return sentenceFor(desk, result)
  const { problem } = result
  const kind = problem.type.split(':').at(-1) ?? ''
  if (kind === 'slot-taken') return noSeatWord(String(problem.why))
  if (kind === 'notice-too-short') return t('appointments_refused_notice', { day: day(String(problem.earliest)) })
  if (kind === 'plan-outdated')
    return t('appointments_refused_outdated', { cases: (problem.caseNumbers as string[]).slice(0, 10).join(', ') })
  if (kind === 'bad-input') {
    const known = problem.errors?.find(({ code }) => FIELDS.has(code))
    return known ? t(`appointments_refused_${known.code.replaceAll('-', '_')}`) : t('desk_refused_fields')
  }
  const word = SENTENCES[kind]
  return word ? t(`appointments_refused_${word}`) : sentenceFor(desk, result)
}

const FIELDS = new Set(['too-early', 'not-bookable', 'not-registered'])

const SENTENCES: Record<string, string> = {
  ...{ 'no-calendar': 'no_calendar', 'already-booked': 'already_booked', 'household-busy': 'household_busy' },
  ...{ 'appointment-changed': 'changed', 'appointment-over': 'over', 'act-conflict': 'changed' },
  ...{ 'waits-already': 'waits_already', 'too-many-to-plan': 'too_many', 'plan-runs': 'plan_runs' },
  ...{ 'plan-gone': 'plan_gone', 'plan-not-ready': 'plan_not_ready' },
  ...{ 'calendar-changed': 'calendar_changed', 'calendar-twice': 'calendar_twice' },
  ...{ 'office-in-use': 'office_in_use', 'absence-conflict': 'changed' },
}

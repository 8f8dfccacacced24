import { type Desk, sentenceFor } from '#capabilities/registration/desk/pages/desk.ts'
import type { CallResult } from '#platform/http/client.ts'
import { t } from '#platform/ui/pages/language.ts'
import type { Refusal } from '../checking.ts'
import { type Gate, SLOT_MINUTES } from '../model.ts'

/** `09:30`: when a slot begins. */
export function slotTime(
  { opensMinutes, gate }: { opensMinutes: number; gate: Pick<Gate, 'slotMinutes'> },
  slot: number,
) {
  const minutes = opensMinutes + slot * gate.slotMinutes
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

/** What cannot be, as a sentence; the field's own label stands before it. */
export function refusalWords({ field, code, was, min, max }: Refusal): string {
  const label = t(`gate_field_${FIELD_WORDS[field]}`)
  const isShare = field === 'showUpShare' || field === 'partyShares'
  const [typed, from, to] = isShare ? [was * 100, min * 100, max * 100] : [was, min, max]
  const values = {
    field: label,
    was: Number.isNaN(typed) ? '?' : String(Math.round(typed * 100) / 100),
    min: from,
    max: to,
  }
  if (code === 'slot') return t('gate_refused_slot', { was: values.was, choices: SLOT_MINUTES.join(', ') })
  if (code === 'shares') return t('gate_refused_shares', { was: values.was })
  if (code === 'longer-than-day') return t('gate_refused_longer_than_day', { was: values.was, max: to })
  if (code === 'too-many') return t('gate_refused_too_many', { was: values.was, max: to })
  return t(code === 'whole-range' && !isShare ? 'gate_refused_whole' : 'gate_refused_range', values)
}

export const FIELD_WORDS: Record<keyof Gate, string> = {
  ...{ areaM2: 'area', counters: 'counters', minutesPerFamily: 'minutes', serviceScv: 'scv', lanes: 'lanes' },
  ...{ secondsPerPersonAtLane: 'lane_seconds', corridorMetres: 'corridor', showUpShare: 'show_up' },
  ...{ partyShares: 'party', earlyMinutes: 'early', spreadMinutes: 'spread', slotMinutes: 'slot_minutes' },
  ...{ slots: 'slots', waitMinutesMax: 'wait' },
}

/** One sentence about a press or a plan that did not go through. */
export function gateSentence(desk: Desk, result: Exclude<CallResult<unknown>, { kind: 'ok' }>): string {
  if (result.kind === 'offline') return t('gate_refused_offline')
  const kind = result.problem.type.split(':').at(-1) ?? ''
  if (kind === 'more-than-inside') return t('gate_refused_more_than_inside', { inside: Number(result.problem.inside) })
  const word = WORDS[kind]
  return word ? t(`gate_refused_${word}`) : sentenceFor(desk, result)
}

const WORDS: Record<string, string> = {
  ...{ 'gate-changed': 'changed', 'press-conflict': 'changed', 'not-undone': 'not_undone', 'no-gate': 'changed' },
}

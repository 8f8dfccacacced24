import { Choose } from '#platform/ui/pages/Choose.tsx'
import { type FieldError, FieldMessage } from '#platform/ui/pages/ErrorSummary.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { FIELDS } from '../fields.ts'
import type { Scenario } from '../scenario.ts'
import { type Choices, isShare, type Lever, leversFor, numberOf, shownIn } from './levers.ts'
import { dayWords, numberWords, trackName } from './words.ts'

interface Props {
  base: Scenario
  /** With the change, before any lever is moved. */
  changed: Scenario
  choices: Choices
  errors: readonly FieldError[]
  onChange(changes: Partial<Choices>): void
}

/** What somebody can turn: each with today's value, its unit and where that value comes from. */
export function Levers({ base, changed, choices, errors, onChange }: Props) {
  const paidBy = choices.paidBy ?? changed.money?.paidBy
  const shown = leversFor(changed.tracks.length).filter(({ word }) => word !== 'feePayers' || paidBy === 'fees')
  const labelOf = ({ word, track }: Lever) => {
    const field = t(`planner_field_${word}`)
    return track === undefined || changed.tracks.length === 1
      ? field
      : t('planner_of_track', { field, track: trackName(changed.tracks[track]!) })
  }
  return (
    <>
      {shown.map((lever) => (
        <LeverField
          key={lever.key}
          {...{ lever, base, changed, label: labelOf(lever) }}
          value={choices.typed[lever.key] ?? String(shownIn(lever, changed))}
          error={errors.find(({ field }) => field === `planner-${lever.key}`)?.message}
          onType={(text) => onChange({ typed: { ...choices.typed, [lever.key]: text } })}
        />
      ))}
      <Choose
        id="planner-order"
        label={t('planner_order')}
        value={choices.order ?? changed.order}
        onChange={(order) => onChange({ order: order as Scenario['order'] })}
      >
        <option value="oldest-first">{t('planner_order_oldest')}</option>
        <option value="newest-first">{t('planner_order_newest')}</option>
      </Choose>
      {paidBy && (
        <Choose
          id="planner-paid"
          label={t('planner_who_pays')}
          value={paidBy}
          onChange={(value) => onChange({ paidBy: value as 'legislature' | 'fees' })}
        >
          <option value="legislature">{t('planner_paid_legislature')}</option>
          <option value="fees">{t('planner_paid_fees')}</option>
        </Choose>
      )}
    </>
  )
}

type FieldProps = {
  lever: Lever
  label: string
  base: Scenario
  changed: Scenario
  value: string
  error: string | undefined
  onType(text: string): void
}

function LeverField({ lever, label, base, changed, value, error, onType }: FieldProps) {
  const id = `planner-${lever.key}`
  const today = shownIn(lever, base)
  const source = sourceOf(lever.read(base)) ?? sourceOf(lever.read(changed))
  const typed = numberOf(value)
  const most = isShare(lever) ? FIELDS[lever.field].max * 100 : farthest(today, typed)
  return (
    <div class={error ? 'field planner-lever in-error' : 'field planner-lever'}>
      <label for={id}>{label}</label>
      <FieldMessage id={`${id}-error`} {...(error !== undefined && { message: error })} />
      <input
        id={id}
        type="text"
        inputMode="decimal"
        autocomplete="off"
        dir="ltr"
        value={value}
        aria-describedby={`${id}-today${error ? ` ${id}-error` : ''}`}
        aria-invalid={error ? true : undefined}
        onInput={(event) => onType(event.currentTarget.value)}
      />
      <input
        type="range"
        autocomplete="off"
        aria-label={t('planner_slider', { field: label })}
        min={0}
        max={most}
        step={most > 20 ? 1 : 0.1}
        value={Number.isNaN(typed) ? 0 : typed}
        onInput={(event) => onType(event.currentTarget.value)}
      />
      <p class="hint" id={`${id}-today`}>
        {t('planner_today', { value: numberWords(today) })}
      </p>
      {source && (
        <details class="small">
          <summary>{t('planner_source')}</summary>
          <Source of={source} />
        </details>
      )}
    </div>
  )
}

const sourceOf = (quantity: ReturnType<Lever['read']>) => (typeof quantity === 'number' ? undefined : quantity.source)

/** Far enough to try twice of today, or a thousand where there is nobody yet. */
function farthest(today: number, typed: number): number {
  const wanted = Math.max(today === 0 ? 2000 : today * 2, Number.isFinite(typed) ? typed : 0)
  return wanted > 20 ? Math.ceil(wanted) : Math.ceil(wanted * 10) / 10
}

/** As the sources say it, in their language; our own caseload in the reader's. */
function Source({ of }: { of: string }) {
  const [start, on] = /^Our caseload, (\d{4}-\d{2}-\d{2})(: )?/.exec(of) ?? []
  const rest = start ? of.slice(start.length) : of
  return (
    <>
      {on && <p>{t('planner_counted_title', { on: dayWords(on) })}</p>}
      {rest && (
        <p lang="en" dir="ltr">
          {rest}
        </p>
      )}
    </>
  )
}

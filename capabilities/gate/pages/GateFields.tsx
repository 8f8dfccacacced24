import { Choose } from '#platform/ui/pages/Choose.tsx'
import type { FieldError } from '#platform/ui/pages/ErrorSummary.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { type Gate, SLOT_MINUTES } from '../model.ts'
import { FIELD_WORDS, slotTime } from './words.ts'

type NumberName = Exclude<keyof Gate, 'partyShares' | 'slotMinutes'>
/** What stands in the fields, as it was typed. */
export type Typed = Record<NumberName, string> & {
  party: string[]
  slotMinutes: string
  opens: string
  timeZone: string
}

const NAMES: readonly NumberName[] = [
  ...(['areaM2', 'counters', 'minutesPerFamily', 'waitMinutesMax', 'slots', 'showUpShare', 'lanes'] as const),
  ...(['secondsPerPersonAtLane', 'corridorMetres', 'earlyMinutes', 'spreadMinutes', 'serviceScv'] as const),
]
const FIRST = 6
const SIZES_SHOWN = 6

export function typedOf(gate: Gate, opensMinutes: number, timeZone: string): Typed {
  const numbers = Object.fromEntries(
    NAMES.map((name) => [name, String(name === 'showUpShare' ? rounded(gate[name] * 100) : gate[name])]),
  ) as Record<NumberName, string>
  const party = Array.from({ length: Math.max(SIZES_SHOWN, gate.partyShares.length) }, (_, i) =>
    String(rounded((gate.partyShares[i] ?? 0) * 100)),
  )
  const opens = slotTime({ opensMinutes, gate }, 0)
  return { ...numbers, party, slotMinutes: String(gate.slotMinutes), opens, timeZone }
}

/** What the fields say; NaN where they say no number, which is then told at the field. */
export function valuesOf(typed: Typed): { gate: Gate; opensMinutes: number; timeZone: string } {
  const numbers = Object.fromEntries(
    NAMES.map((name) => [name, name === 'showUpShare' ? numberOf(typed[name]) / 100 : numberOf(typed[name])]),
  ) as Record<NumberName, number>
  const [hours = 0, minutes = 0] = typed.opens.split(':').map(Number)
  return {
    gate: {
      ...numbers,
      partyShares: typed.party.map((text) => numberOf(text) / 100),
      slotMinutes: Number(typed.slotMinutes),
    },
    opensMinutes: hours * 60 + minutes,
    timeZone: typed.timeZone,
  }
}

const numberOf = (text: string) => (text.trim() === '' ? Number.NaN : Number(text.trim().replace(',', '.')))
const rounded = (value: number) => Math.round(value * 100) / 100

interface Props {
  typed: Typed
  errors: readonly FieldError[]
  onChange: (changes: Partial<Typed>) => void
}

/** What a gate has: first what every place knows, then what most may leave as it is. */
export function GateFields({ typed, errors, onChange }: Props) {
  const field = (name: NumberName) => {
    const id = `gate-${FIELD_WORDS[name]}`
    const error = errors.find((each) => each.field === id)?.message
    return (
      <TextField
        key={name}
        id={id}
        label={t(`gate_field_${FIELD_WORDS[name]}`)}
        inputMode="text"
        value={typed[name]}
        {...(error !== undefined && { error })}
        onInput={(text) => onChange({ [name]: text })}
      />
    )
  }
  const partyError = errors.find((each) => each.field === 'gate-party')?.message
  return (
    <>
      <div class="filter-fields">
        {NAMES.slice(0, FIRST).map(field)}
        <Choose
          id="gate-slot_minutes"
          label={t('gate_field_slot_minutes')}
          value={typed.slotMinutes}
          onChange={(slotMinutes) => onChange({ slotMinutes })}
        >
          {SLOT_MINUTES.map((minutes) => (
            <option key={minutes} value={String(minutes)}>
              {minutes}
            </option>
          ))}
        </Choose>
        <TextField
          id="gate-opens"
          label={t('gate_field_opens')}
          type="time"
          value={typed.opens}
          onInput={(opens) => onChange({ opens: opens || '08:00' })}
        />
      </div>
      <fieldset class="field" id="gate-party" tabIndex={-1}>
        <legend>{t('gate_field_party')}</legend>
        {partyError && <p class="err">{partyError}</p>}
        <div class="gate-sizes gate-shares">
          {typed.party.map((text, i) => (
            <TextField
              key={i}
              id={`gate-party-${i + 1}`}
              label={String(i + 1)}
              inputMode="numeric"
              value={text}
              onInput={(share) => onChange({ party: typed.party.with(i, share) })}
            />
          ))}
        </div>
      </fieldset>
      <details
        open={errors.some((each) => NAMES.slice(FIRST).some((name) => each.field === `gate-${FIELD_WORDS[name]}`))}
      >
        <summary>{t('gate_more_fields')}</summary>
        <div class="filter-fields">
          {NAMES.slice(FIRST).map(field)}
          <TextField
            id="gate-zone"
            label={t('gate_field_zone')}
            value={typed.timeZone}
            onInput={(timeZone) => onChange({ timeZone })}
          />
        </div>
        <p class="hint">{t('gate_scv_hint')}</p>
      </details>
    </>
  )
}

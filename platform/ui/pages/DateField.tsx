import { useId } from 'preact/hooks'
import { FieldMessage } from './ErrorSummary.tsx'
import { t } from './language.ts'

/** A date as typed, part by part; nothing is corrected while someone types. */
export interface DateParts {
  day: string
  month: string
  year: string
}

interface Props {
  /** Element ids are `<id>-day`, `<id>-month`, `<id>-year`. */
  id: string
  legend: string
  hint?: string
  value: DateParts
  /** The part that is wrong and why; only that part turns red. */
  error?: { part: keyof DateParts; message: string }
  onInput: (value: DateParts) => void
}

/** Three number fields; the month may also be written as a name. */
export function DateField({ id, legend, hint, value, error, onInput }: Props) {
  const hintId = useId()
  return (
    <fieldset class={error ? 'field in-error' : 'field'}>
      <legend class="hidden">{legend}</legend>
      {hint && (
        <p class="hint" id={hintId}>
          {hint}
        </p>
      )}
      <FieldMessage id={`${id}-error`} message={error?.message} />
      <div class="date-parts">
        {(['day', 'month', 'year'] as const).map((part) => (
          <div class="field" key={part}>
            <label for={`${id}-${part}`}>{t(`ui_${part}`)}</label>
            <input
              id={`${id}-${part}`}
              inputMode={part === 'month' ? 'text' : 'numeric'}
              autocomplete="off"
              value={value[part]}
              aria-describedby={error?.part === part ? `${id}-error` : undefined}
              aria-invalid={error?.part === part ? true : undefined}
              onInput={(event) => onInput({ ...value, [part]: event.currentTarget.value })}
            />
          </div>
        ))}
      </div>
    </fieldset>
  )
}

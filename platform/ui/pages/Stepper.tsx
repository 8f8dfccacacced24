import { useId } from 'preact/hooks'
import type { IconName } from '../icons.ts'
import { Icon } from './Icon.tsx'
import { t } from './language.ts'

interface Props {
  label: string
  hint?: string
  icon?: IconName
  value: number
  min?: number
  max: number
  onChange: (value: number) => void
}

/** − n +, and the number can be typed too. */
export function Stepper({ label, hint, icon, value, min = 0, max, onChange }: Props) {
  const id = useId()
  const set = (wanted: number) => onChange(Math.min(max, Math.max(min, wanted)))
  return (
    <fieldset class="choice stepper-row" aria-labelledby={`${id}-label`}>
      {icon && <Icon name={icon} size="big" />}
      <span id={`${id}-label`}>
        <strong>{label}</strong>
        {hint && <small>{hint}</small>}
      </span>
      <div class="stepper">
        <button type="button" aria-label={t('ui_fewer', { what: label })} onClick={() => set(value - 1)}>
          <Icon name="minus" />
        </button>
        <input
          aria-labelledby={`${id}-label`}
          inputMode="numeric"
          pattern="[0-9]*"
          autocomplete="off"
          value={value}
          onChange={(event) => {
            const typed = Number.parseInt(event.currentTarget.value, 10)
            if (Number.isNaN(typed)) event.currentTarget.value = String(value)
            else set(typed)
          }}
        />
        <button type="button" aria-label={t('ui_more', { what: label })} onClick={() => set(value + 1)}>
          <Icon name="plus" />
        </button>
      </div>
    </fieldset>
  )
}

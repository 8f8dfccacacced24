interface Props {
  id: string
  label: string
  value: string
  min?: string
  max?: string
  onChange: (value: string) => void
}

/** A day, in the browser's own calendar; for staff. People on a phone type a date in three parts (`DateField`). */
export function DayField({ id, label, value, min, max = '2100-12-31', onChange }: Props) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="date"
        autocomplete="off"
        {...{ value, min, max }}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  )
}

interface DayProps {
  id: string
  label: string
  value: string
  max: string
  onChange: (value: string) => void
}

export function DayField({ id, label, value, max, onChange }: DayProps) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="date"
        autocomplete="off"
        value={value}
        max={max}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  )
}

interface ChooseProps {
  id: string
  label: string
  value: string
  onChange: (value: string) => void
  children: preact.ComponentChildren
}

export function Choose({ id, label, value, onChange, children }: ChooseProps) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {children}
      </select>
    </div>
  )
}

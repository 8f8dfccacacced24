import type { ComponentChildren } from 'preact'

interface Props {
  id: string
  label: string
  value: string
  onChange: (value: string) => void
  children: ComponentChildren
}

/** One of a list, in the browser's own way of choosing. */
export function Choose({ id, label, value, onChange, children }: Props) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {children}
      </select>
    </div>
  )
}

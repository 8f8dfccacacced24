import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { locales } from '#platform/messages/messages.ts'

export const languageOptions = () =>
  locales.map(({ code, shortName }) => (
    <option key={code} value={code}>
      {shortName}
    </option>
  ))

interface NumberProps {
  id: string
  label: string
  value: number
  min: number
  max: number
  onChange: (value: number) => void
}

export function NumberField({ id, label, value, min, max, onChange }: NumberProps) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="number"
        inputMode="numeric"
        autocomplete="off"
        {...{ value, min, max }}
        onChange={(event) => {
          const typed = Math.round(Number(event.currentTarget.value))
          onChange(Number.isFinite(typed) ? Math.min(max, Math.max(min, typed)) : min)
        }}
      />
    </div>
  )
}

export function Check({
  checked,
  onChange,
  children,
}: {
  checked: boolean
  onChange: (checked: boolean) => void
  children: ComponentChildren
}) {
  return (
    <label class="check">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>{children}</span>
    </label>
  )
}

/** What lies behind a summary is only there while it is open: a list may have a form for each of its lines. */
export function Opening({
  summary,
  label,
  children,
}: {
  summary: string
  /** Spoken instead, where several are called alike. */
  label?: string
  children: () => ComponentChildren
}) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <details open={isOpen} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary aria-label={label}>{summary}</summary>
      {isOpen && children()}
    </details>
  )
}

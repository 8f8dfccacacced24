import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { locales } from '#platform/messages/messages.ts'

interface ChooseProps {
  id: string
  label: string
  value: string
  onChange: (value: string) => void
  children: ComponentChildren
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

export const languageOptions = () =>
  locales.map(({ code, shortName }) => (
    <option key={code} value={code}>
      {shortName}
    </option>
  ))

interface DayProps {
  id: string
  label: string
  value: string
  min?: string
  onChange: (value: string) => void
}

export function DayField({ id, label, value, min, onChange }: DayProps) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="date"
        autocomplete="off"
        value={value}
        min={min}
        max="2100-12-31"
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  )
}

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

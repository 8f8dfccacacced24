import { FieldMessage } from './ErrorSummary.tsx'

interface Props {
  id: string
  label: string
  hint?: string
  value: string
  error?: string
  type?: 'text' | 'tel' | 'search' | 'password' | 'date' | 'time'
  inputMode?: 'text' | 'numeric' | 'tel' | 'search'
  autocomplete?: string
  onInput: (value: string) => void
}

/** A line to type in; direction follows what is typed, in any script. */
export function TextField({
  id,
  label,
  hint,
  value,
  error,
  type = 'text',
  inputMode,
  autocomplete = 'off',
  onInput,
}: Props) {
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div class={error ? 'field in-error' : 'field'}>
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <FieldMessage id={`${id}-error`} message={error} />
      <input
        id={id}
        type={type as 'text'} // the typings want one literal; all of these are text to the browser
        inputMode={inputMode}
        dir="auto"
        autocomplete={autocomplete}
        autocapitalize={type === 'text' ? 'words' : 'off'}
        spellcheck={false}
        value={value}
        aria-describedby={described || undefined}
        aria-invalid={error ? true : undefined}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </div>
  )
}

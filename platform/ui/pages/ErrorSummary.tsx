import { useEffect, useRef } from 'preact/hooks'
import { Icon } from './Icon.tsx'
import { t } from './language.ts'

/** One thing to put right: the field's element id and the sentence that also stands beside it. */
export interface FieldError {
  field: string
  message: string
}

/** What to check, on top of the page; focus comes here, and each line leads to its field. */
export function ErrorSummary({ errors }: { errors: readonly FieldError[] }) {
  const summary = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (errors.length > 0) summary.current?.focus()
  }, [errors])
  if (errors.length === 0) return null
  return (
    <div class="oops" role="alert" tabIndex={-1} ref={summary}>
      <h2>
        <Icon name="warning" />
        {t('ui_check_things', { count: errors.length })}
      </h2>
      <ul>
        {errors.map(({ field, message }) => (
          <li key={field}>
            <button type="button" class="link err" onClick={() => document.getElementById(field)?.focus()}>
              {message}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** The same sentence at the field itself. */
export function FieldMessage({ id, message }: { id: string; message?: string }) {
  if (!message) return null
  return (
    <p class="err" id={id}>
      <Icon name="warning" />
      {message}
    </p>
  )
}

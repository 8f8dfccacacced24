import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Doors } from './Doors.tsx'
import { ErrorSummary, type FieldError } from './ErrorSummary.tsx'
import { Icon } from './Icon.tsx'
import { t } from './language.ts'
import { Say } from './Say.tsx'

interface Props {
  title: string
  hint?: string
  /** Read aloud instead of title and hint, where the answers should be heard too. */
  spoken?: string
  step?: { step: number; of: number }
  errors?: readonly FieldError[]
  onBack?: () => void
  children: ComponentChildren
}

/** The frame of one page: back, doors, what must be checked, the question with its speaker, then the answer. */
export function Question({ title, hint, spoken, step, errors = [], onBack, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    window.scrollTo(0, 0)
    heading.current?.focus({ preventScroll: true }) // a screen reader starts at the question, not where the last one ended
  }, [title])
  useEffect(() => {
    document.title = errors.length > 0 ? `${t('ui_error_title')} ${title}` : `${title} · Posada`
  }, [title, errors])
  return (
    <main class="sheet" id="main">
      {(onBack || step) && (
        <div class="top">
          {onBack ? (
            <button type="button" class="back" onClick={onBack}>
              <Icon name="back" />
              {t('ui_back')}
            </button>
          ) : (
            <span />
          )}
          {step && <Doors {...step} />}
        </div>
      )}
      <ErrorSummary errors={errors} />
      <div class="title">
        <div>
          <h1 tabIndex={-1} ref={heading}>
            {title}
          </h1>
          {hint && <p class="hint">{hint}</p>}
        </div>
        <Say words={spoken ?? `${title} ${hint ?? ''}`} />
      </div>
      {children}
    </main>
  )
}

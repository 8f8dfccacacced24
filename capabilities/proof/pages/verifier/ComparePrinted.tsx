import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { ErrorSummary, type FieldError } from '#platform/ui/pages/ErrorSummary.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import type { PaperKind } from '../../model.ts'
import { comparePrinted, fieldFormOf, fieldNamesOf } from '../../printed-fields.ts'

/** The QR names nobody: what is printed is typed here and compared with its hash. Nothing typed leaves the phone or is kept. */
export function ComparePrinted({ paper, hash }: { paper: PaperKind; hash: Uint8Array }) {
  const typed = useSignal<Record<string, string>>({})
  const errors = useSignal<FieldError[]>([])
  const result = useSignal<'same' | 'different' | undefined>(undefined)
  const answer = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (result.value) answer.current?.focus()
  }, [result.value])

  const compare = async () => {
    const comparison = await comparePrinted(paper, typed.value, hash)
    result.value = comparison.result === 'incomplete' ? undefined : comparison.result
    const missing = comparison.result === 'incomplete' ? comparison.fields : []
    errors.value = missing.map((name) => ({
      field: fieldId(name),
      message: t(`verify_printed_wrong_${fieldFormOf(paper, name)}`, { field: t(`verify_printed_${name}`) }),
    }))
  }
  return (
    <section class="stack">
      <h2>{t('verify_compare')}</h2>
      <p>{t('verify_compare_lead')}</p>
      <ErrorSummary errors={errors.value} />
      {fieldNamesOf(paper).map((name) => {
        const form = fieldFormOf(paper, name)
        return (
          <TextField
            key={name}
            id={fieldId(name)}
            label={t(`verify_printed_${name}`)}
            hint={form === 'day' || form === 'hour' ? t(`verify_printed_hint_${form}`) : undefined}
            value={typed.value[name] ?? ''}
            error={errors.value.find(({ field }) => field === fieldId(name))?.message}
            onInput={(value) => {
              typed.value = { ...typed.value, [name]: value }
              result.value = undefined
            }}
          />
        )
      })}
      <button type="button" class="button wide" onClick={compare}>
        {t('verify_compare_now')}
      </button>
      <div ref={answer} tabIndex={-1}>
        {result.value && (
          <Note tone={result.value === 'same' ? 'ok' : 'stop'}>{t(`verify_compare_${result.value}`)}</Note>
        )}
      </div>
    </section>
  )
}

const fieldId = (name: string) => `printed-${name}`

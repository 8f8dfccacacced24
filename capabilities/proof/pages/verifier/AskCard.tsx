import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { formatDate } from '#platform/messages/messages.ts'
import { Dock } from '#platform/ui/pages/Dock.tsx'
import { ErrorSummary, type FieldError, FieldMessage } from '#platform/ui/pages/ErrorSummary.tsx'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { language, t } from '#platform/ui/pages/language.ts'
import { Say } from '#platform/ui/pages/Say.tsx'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import type { KnownIssuers } from '../known-issuers.ts'
import { openQrReader } from '../qr-reader.ts'
import { Scanner } from '../Scanner.tsx'

interface Props {
  known: KnownIssuers
  /** Whether a card was checked before, so that focus has to come back here. */
  returned: boolean
  onText: (text: string) => void
  onTyped: (typed: string) => void
}

/** Three ways to give a card: camera, picture, typed. */
export function AskCard({ known, returned, onText, onTyped }: Props) {
  const scanning = useSignal(false)
  const typed = useSignal('')
  const errors = useSignal<FieldError[]>([])
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (returned) heading.current?.focus()
  }, [])
  useEffect(() => {
    document.title = `${errors.value.length > 0 ? `${t('ui_error_title')} ` : ''}${t('verify_title')} · Posada`
  })

  const errorAt = (field: string) => errors.value.find((error) => error.field === field)?.message
  const wrong = (field: string, key: string) => {
    errors.value = [{ field, message: t(key) }]
  }
  const check = () => {
    if (typed.value.trim() === '') return wrong('typed', 'verify_empty')
    onTyped(typed.value)
  }
  const readFile = async (file: File | undefined) => {
    if (!file) return
    const found = await textInPicture(file)
    if ('text' in found) onText(found.text)
    else wrong('picture', found.problem)
  }

  return (
    <main class="sheet">
      <ErrorSummary errors={errors.value} />
      <div class="title">
        <h1 ref={heading} tabIndex={-1}>
          {t('verify_title')}
        </h1>
        <Say words={`${t('verify_title')}. ${t('verify_lead')}`} />
      </div>
      <p>{t('verify_lead')}</p>

      {scanning.value ? (
        <Scanner
          onText={onText}
          onClose={() => {
            scanning.value = false
          }}
        />
      ) : (
        <button
          type="button"
          class="button button-primary button-huge wide"
          onClick={() => {
            scanning.value = true
          }}
        >
          <Icon name="camera" />
          {t('proof_camera_open')}
        </button>
      )}

      <div class={errorAt('picture') ? 'field in-error' : 'field'}>
        {/* Our own words: the browser would write its button in its own language. */}
        <label class="choice file-choice">
          <Icon name="paper" size="big" />
          <span>
            <strong>{t('verify_file')}</strong>
            <small id="picture-hint">{t('verify_file_hint')}</small>
          </span>
          <input
            id="picture"
            class="hidden"
            type="file"
            accept="image/*"
            aria-label={t('verify_file')}
            aria-describedby={errorAt('picture') ? 'picture-hint picture-error' : 'picture-hint'}
            aria-invalid={errorAt('picture') ? true : undefined}
            onChange={(event) => readFile(event.currentTarget.files?.[0])}
          />
        </label>
        <FieldMessage id="picture-error" message={errorAt('picture')} />
      </div>

      <TextField
        id="typed"
        label={t('verify_typed')}
        hint={t('verify_typed_hint')}
        value={typed.value}
        error={errorAt('typed')}
        onInput={(value) => {
          typed.value = value
        }}
      />
      <p class="hint">
        {known.listsOn.value
          ? t('verify_lists_on', { date: formatDate(known.listsOn.value, language.value.locale) })
          : t('verify_lists_none')}
      </p>
      <Dock label={t('verify_check')} icon="check" onPress={check} />
    </main>
  )
}

/** The text of the card in a picture, or which sentence says why there is none. */
async function textInPicture(file: File): Promise<{ text: string } | { problem: string }> {
  const picture = await createImageBitmap(file).catch(() => undefined)
  if (!picture) return { problem: 'verify_file_wrong' }
  const reader = await openQrReader()
  try {
    const text = await reader.read(picture)
    return text === undefined ? { problem: 'verify_file_nothing' } : { text }
  } catch {
    return { problem: 'verify_reader_failed' }
  } finally {
    reader.close()
    picture.close()
  }
}

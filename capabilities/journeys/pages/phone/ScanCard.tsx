import { useSignal } from '@preact/signals'
import { Scanner } from '#capabilities/proof/pages/Scanner.tsx'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { Question } from '#platform/ui/pages/Question.tsx'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import type { CardReading } from './card-reading.ts'
import type { Field } from './field.ts'

interface Props {
  field: Field
  onRead: (reading: Exclude<CardReading, { kind: 'not-a-card' }>) => void
  onBack: () => void
}

/** The camera, or the code under the card. Both work without signal. */
export function ScanCard({ field, onRead, onBack }: Props) {
  const camera = useSignal(true)
  const typed = useSignal('')
  const wrong = useSignal<'scanned' | 'typed' | undefined>(undefined)
  const read = async (text: string, how: 'scanned' | 'typed') => {
    const reading = await field.read(text)
    wrong.value = reading.kind === 'not-a-card' ? how : undefined
    if (reading.kind !== 'not-a-card') onRead(reading)
  }
  const error = wrong.value === 'typed' ? t('journeys_code_wrong') : undefined
  return (
    <Question
      title={t('journeys_scan_title')}
      onBack={onBack}
      errors={error ? [{ field: 'code', message: error }] : NONE}
    >
      {wrong.value === 'scanned' && (
        <Note tone="stop" live>
          {t('journeys_not_a_card')}
        </Note>
      )}
      {camera.value ? (
        <Scanner
          onText={(text) => void read(text, 'scanned')}
          onClose={() => {
            camera.value = false
          }}
        />
      ) : (
        <button
          type="button"
          class="button wide"
          onClick={() => {
            camera.value = true
          }}
        >
          <Icon name="camera" />
          {t('proof_camera_open')}
        </button>
      )}
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void read(typed.value, 'typed')
        }}
      >
        <TextField
          id="code"
          label={t('journeys_type_code')}
          hint={t('journeys_type_code_hint')}
          value={typed.value}
          error={error}
          onInput={(value) => {
            typed.value = value
          }}
        />
        <button type="submit" class="button button-primary wide">
          {t('journeys_use_code')}
        </button>
      </form>
    </Question>
  )
}

/** One and the same list, so that the error summary does not take the focus again. */
const NONE: never[] = []

import { useSignal } from '@preact/signals'
import { ErrorSummary, type FieldError } from '#platform/ui/pages/ErrorSummary.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { TextField } from '#platform/ui/pages/TextField.tsx'

/** How long ago a stop may have been reached and still be worth counting at. */
const HOURS_AGO = [0, 1, 2, 3, 6, 12, 24] as const
const NAME_MAX = 80

/** Enters a place once it was reached. A time to come cannot even be written here. */
export function NewStop({ onEnter }: { onEnter: (name: string, hoursAgo: number) => Promise<boolean> }) {
  const name = useSignal('')
  const hoursAgo = useSignal(0)
  const errors = useSignal<FieldError[]>([])
  const submit = async (event: Event) => {
    event.preventDefault()
    const isRight = name.value.trim() !== '' && name.value.trim().length <= NAME_MAX
    errors.value = isRight ? [] : [{ field: 'stop-name', message: t('journeys_stop_name_wrong') }]
    if (isRight && (await onEnter(name.value.trim(), hoursAgo.value))) {
      name.value = ''
      hoursAgo.value = 0
    }
  }
  return (
    <section class="card" aria-labelledby="new-stop">
      <form class="form" onSubmit={(event) => void submit(event)}>
        <h2 id="new-stop">{t('journeys_new_stop')}</h2>
        <ErrorSummary errors={errors.value} />
        <TextField
          id="stop-name"
          label={t('journeys_stop_name')}
          value={name.value}
          error={errors.value[0]?.message}
          onInput={(value) => {
            name.value = value
          }}
        />
        <div class="field">
          <label for="stop-reached">{t('journeys_stop_reached')}</label>
          <select
            id="stop-reached"
            value={hoursAgo.value}
            onChange={(event) => {
              hoursAgo.value = Number(event.currentTarget.value)
            }}
          >
            {HOURS_AGO.map((hours) => (
              <option key={hours} value={hours}>
                {hours === 0 ? t('journeys_reached_now') : t('journeys_reached_ago', { count: hours })}
              </option>
            ))}
          </select>
        </div>
        <button type="submit" class="button button-primary">
          {t('journeys_enter_stop')}
        </button>
      </form>
    </section>
  )
}

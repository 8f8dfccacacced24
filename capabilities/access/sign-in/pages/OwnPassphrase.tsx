import { useState } from 'preact/hooks'
import { type CallResult, call, type Fetch } from '#platform/http/client.ts'
import { t } from '#platform/ui/pages/language.ts'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { NewPassphrase } from '../../model.ts'
import { changePassphrase } from '../contract.ts'

interface Props {
  fetch: Fetch
  hasPassphrase: boolean
  /** Told how it ended, with the sentence for the good end; true where it is changed. */
  onDone: (result: CallResult<unknown>, key: string) => Promise<boolean>
}

/** A new passphrase of one's own. The old one, or a passkey, is asked for in the sheet of every step-up. */
export function OwnPassphrase({ fetch, hasPassphrase, onDone }: Props) {
  const [typed, setTyped] = useState('')
  const [error, setError] = useState<string>()
  async function submit(event: Event) {
    event.preventDefault()
    const isLongEnough = NewPassphrase.safeParse(typed).success
    setError(isLongEnough ? undefined : t('enrol_passphrase_wrong'))
    if (!isLongEnough) return
    const result = await call(fetch, changePassphrase, { body: { passphrase: typed } })
    if (await onDone(result, 'own_passphrase_changed')) setTyped('')
  }
  return (
    <section class="card stack">
      <h2>{t('own_passphrase')}</h2>
      <p>{t(hasPassphrase ? 'own_has_passphrase' : 'own_has_no_passphrase')}</p>
      <form class="stack" onSubmit={submit} noValidate>
        <TextField
          id="own-passphrase"
          type="password"
          autocomplete="new-password"
          label={t('own_passphrase_new')}
          hint={t('enrol_passphrase_hint')}
          value={typed}
          {...(error ? { error } : {})}
          onInput={setTyped}
        />
        <div>
          <button type="submit" class="button">
            {t('own_passphrase_change')}
          </button>
        </div>
      </form>
    </section>
  )
}

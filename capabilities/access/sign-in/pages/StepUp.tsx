import { useSignal } from '@preact/signals'
import { call, type Fetch } from '#platform/http/client.ts'
import { t } from '#platform/ui/pages/language.ts'
import { Sheet } from '#platform/ui/pages/Sheet.tsx'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { stepUp } from '../contract.ts'
import type { Asked } from './step-up.ts'

/** Before something that concerns many people: once more, who is this? Closing the sheet means no. */
export function StepUp({ fetch, asked, practice }: { fetch: Fetch; asked: Asked; practice: boolean }) {
  const passphrase = useSignal('')
  const failed = useSignal<string | undefined>(undefined)
  async function submit(event: Event) {
    event.preventDefault()
    if (!practice && !passphrase.value) {
      failed.value = t('access_step_up_missing')
      return
    }
    const body = practice ? {} : { passphrase: passphrase.value }
    passphrase.value = ''
    const result = await call(fetch, stepUp, { body })
    if (result.kind === 'ok') asked.answer(true)
    else if (result.kind === 'offline') failed.value = t('access_failed_offline')
    else if (result.problem.status === 401) asked.answer(false)
    else if (result.problem.status === 429) failed.value = t('access_step_up_wait')
    else failed.value = t('access_step_up_refused')
  }
  return (
    <Sheet title={t('access_step_up')} closeWord={t('access_step_up_not_now')} onClose={() => asked.answer(false)}>
      <p>{t('access_step_up_why')}</p>
      <form class="stack" onSubmit={submit} noValidate>
        {!practice && (
          <TextField
            id="step-up-passphrase"
            type="password"
            autocomplete="current-password"
            label={t('access_passphrase')}
            value={passphrase.value}
            error={failed.value}
            onInput={(typed) => (passphrase.value = typed)}
          />
        )}
        {practice && failed.value && (
          <p class="err" role="alert">
            {failed.value}
          </p>
        )}
        <button type="submit" class="button button-primary wide">
          {t('access_step_up_do')}
        </button>
      </form>
    </Sheet>
  )
}

import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { call, type Fetch } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { Bones } from '#platform/ui/pages/Bones.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Sheet } from '#platform/ui/pages/Sheet.tsx'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { stepUp, stepUpOptions } from '../contract.ts'
import { askForPasskey, passkeysWorkHere } from './passkey.ts'
import type { Asked } from './step-up.ts'

type Options = ReplyOf<typeof stepUpOptions>['options']

/** Before something that concerns many people: once more, who is this? Closing the sheet means no. */
export function StepUp({ fetch, asked, practice }: { fetch: Fetch; asked: Asked; practice: boolean }) {
  const passphrase = useSignal('')
  const failed = useSignal<string | undefined>(undefined)
  // Undefined while nobody knows; null where there is no passkey to ask for.
  const options = useSignal<Options | undefined>(practice ? null : undefined)

  async function prepare() {
    const result = passkeysWorkHere() ? await call(fetch, stepUpOptions, { body: undefined }) : undefined
    options.value = result?.kind === 'ok' ? result.reply.options : null
  }
  useEffect(() => {
    if (!practice) void prepare()
  }, [])

  async function prove(body: Parameters<typeof call<typeof stepUp>>[2]['body']) {
    const result = await call(fetch, stepUp, { body })
    if (result.kind === 'ok') return asked.answer(true)
    if (result.kind === 'offline') failed.value = t('access_failed_offline')
    else if (result.problem.status === 401) asked.answer(false)
    else if (result.problem.status === 429) failed.value = t('access_step_up_wait')
    else failed.value = t('access_step_up_refused')
    // What a passkey signs is good once.
    if (body.passkey) await prepare()
  }
  async function usePasskey() {
    if (!options.value) return
    const passkey = await askForPasskey(options.value)
    if (passkey) await prove({ passkey })
    else failed.value = t('passkey_closed')
  }
  async function submit(event: Event) {
    event.preventDefault()
    if (!practice && !passphrase.value) {
      failed.value = t('access_step_up_missing')
      return
    }
    const body = practice ? {} : { passphrase: passphrase.value }
    passphrase.value = ''
    await prove(body)
  }
  return (
    <Sheet title={t('access_step_up')} closeWord={t('access_step_up_not_now')} onClose={() => asked.answer(false)}>
      <p>{t('access_step_up_why')}</p>
      {options.value === undefined && <Bones lines={2} />}
      {options.value && (
        <>
          <button type="button" class="button button-primary wide" onClick={usePasskey}>
            {t('passkey_use')}
          </button>
          <p class="hint">{t('passkey_or_passphrase')}</p>
        </>
      )}
      {options.value !== undefined && (
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
          <button type="submit" class={options.value ? 'button wide' : 'button button-primary wide'}>
            {t('access_step_up_do')}
          </button>
        </form>
      )}
    </Sheet>
  )
}

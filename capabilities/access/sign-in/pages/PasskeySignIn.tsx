import { useSignal } from '@preact/signals'
import { type CallResult, call, type Fetch } from '#platform/http/client.ts'
import { t } from '#platform/ui/pages/language.ts'
import { passkeySignIn, passkeySignInOptions } from '../contract.ts'
import { askForPasskey, passkeysWorkHere } from './passkey.ts'

interface Props {
  fetch: Fetch
  operationId: string
  after: (result: CallResult<unknown>) => void
}

/** One press and a finger, a face or a PIN; no name is typed. One sentence where this cannot work. */
export function PasskeySignIn({ fetch, operationId, after }: Props) {
  const works = useSignal(passkeysWorkHere())
  const isClosed = useSignal(false)
  async function signIn() {
    isClosed.value = false
    const asked = await call(fetch, passkeySignInOptions, { body: { operationId } })
    if (asked.kind === 'problem' && asked.problem.type.endsWith(':no-passkeys-here')) {
      works.value = false
      return
    }
    if (asked.kind !== 'ok') return after(asked)
    const passkey = await askForPasskey(asked.reply.options)
    if (!passkey) {
      isClosed.value = true
      return
    }
    after(await call(fetch, passkeySignIn, { body: { operationId, passkey } }))
  }
  if (!works.value) return <p class="hint">{t('passkey_not_here')}</p>
  return (
    <>
      {isClosed.value && (
        <p class="err" role="alert">
          {t('passkey_closed')}
        </p>
      )}
      <div>
        <button type="button" class="button button-primary" onClick={signIn}>
          {t('passkey_use')}
        </button>
      </div>
      <p class="hint">{t('passkey_or_passphrase')}</p>
    </>
  )
}

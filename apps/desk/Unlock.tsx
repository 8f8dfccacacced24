import { useSignal } from '@preact/signals'
import { unlockOperation } from '#capabilities/access/custody/contract.ts'
import type { Desk } from '#capabilities/registration/desk/pages/desk.ts'
import { call } from '#platform/http/client.ts'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import type { Me } from './App.tsx'

const two = [0, 1] as const

/** Names are closed until two of three custodians open them; counting, cards and lists go on. */
export function Unlock({ desk, me }: { desk: Desk; me: Me }) {
  const words = useSignal(['', ''])
  const ordinals = useSignal([1, 2])
  const failed = useSignal<string | undefined>(undefined)
  const { practice, id } = me.operation
  async function unlock(event: Event) {
    event.preventDefault()
    const custodians = practice
      ? []
      : two.map((which) => ({ ordinal: ordinals.value[which]!, passphrase: words.value[which]! }))
    words.value = ['', '']
    const result = await call(desk.fetch, unlockOperation, { body: { operationId: id, custodians } })
    if (result.kind === 'ok') desk.onLocked(false)
    else failed.value = t(result.kind === 'offline' ? 'desk_failed_offline' : 'desk_unlock_refused')
  }
  return (
    <section class="note warn" aria-label={t('desk_locked')}>
      <Icon name="lock" />
      <div class="stack">
        <p class="strong">{t('desk_locked')}</p>
        <p>{t('desk_locked_what')}</p>
        {desk.may('unlock') && (
          <form class="stack" onSubmit={unlock}>
            {!practice &&
              two.map((which) => (
                <div class="row" key={which}>
                  <div class="field">
                    <label for={`custodian-${which}`}>{t('desk_custodian')}</label>
                    <select
                      id={`custodian-${which}`}
                      value={ordinals.value[which]}
                      onChange={(event) =>
                        (ordinals.value = ordinals.value.with(which, Number(event.currentTarget.value)))
                      }
                    >
                      {[1, 2, 3].map((ordinal) => (
                        <option key={ordinal} value={ordinal}>
                          {ordinal}
                        </option>
                      ))}
                    </select>
                  </div>
                  <TextField
                    id={`custodian-words-${which}`}
                    type="password"
                    label={t('desk_passphrase')}
                    value={words.value[which]!}
                    onInput={(typed) => (words.value = words.value.with(which, typed))}
                  />
                </div>
              ))}
            {failed.value && (
              <p class="err" role="alert">
                {failed.value}
              </p>
            )}
            <div>
              <button type="submit" class="button">
                {t('desk_unlock')}
              </button>
            </div>
          </form>
        )}
      </div>
    </section>
  )
}

import { useSignal } from '@preact/signals'
import { unlockOperation } from '#capabilities/access/custody/contract.ts'
import { GiveWords } from '#capabilities/access/custody/pages/GiveWords.tsx'
import type { Desk } from '#capabilities/registration/desk/pages/desk.ts'
import { call } from '#platform/http/client.ts'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { t } from '#platform/ui/pages/language.ts'
import type { Me } from './App.tsx'

/** Names are closed until two of three custodians open them; counting, cards and lists go on. */
export function Unlock({ desk, me }: { desk: Desk; me: Me }) {
  const failed = useSignal(false)
  const { practice, id } = me.operation
  async function unlockPractice() {
    const result = await call(desk.fetch, unlockOperation, { body: { operationId: id, custodians: [] } })
    if (result.kind === 'ok') desk.onLocked(false)
    else failed.value = true
  }
  return (
    <section class="note warn" aria-label={t('desk_locked')}>
      <Icon name="lock" />
      <div class="stack">
        <p class="strong">{t('desk_locked')}</p>
        <p>{t('desk_locked_what')}</p>
        {desk.may('unlock') && !practice && (
          <GiveWords fetch={desk.fetch} operationId={id} onOpen={() => desk.onLocked(false)} />
        )}
        {desk.may('unlock') && practice && (
          <div class="stack">
            {failed.value && (
              <p class="err" role="alert">
                {t('custody_failed')}
              </p>
            )}
            <div>
              <button type="button" class="button" onClick={unlockPractice}>
                {t('desk_unlock')}
              </button>
            </div>
          </div>
        )}
      </div>
    </section>
  )
}

import { useState } from 'preact/hooks'
import { type Desk, sentenceFor } from '#capabilities/registration/desk/pages/desk.ts'
import { Told } from '#capabilities/registration/desk/pages/Screen.tsx'
import { t } from '#platform/ui/pages/language.ts'
import type { Ready } from './at-desk.ts'
import { handOverTo, type ListedRecord } from './sealing.ts'

interface Props {
  desk: Desk
  ready: Ready
  /** One note; without it, all that this key opens and the colleague may receive. */
  record?: ListedRecord
  onDone: () => Promise<void>
}

/** Gives a colleague what this browser can open: sealed anew here, so that the server learns nothing. */
export function HandOver({ desk, ready, record, onDone }: Props) {
  const { keys, here, known } = ready
  const [to, setTo] = useState('')
  const [share, setShare] = useState(false)
  const [told, setTold] = useState<{ done?: string; failed?: string }>({})
  const kind = record?.kind ?? 'household-note'
  const colleagues = keys.officers.filter(
    ({ accountId, receives }) => accountId !== keys.accountId && receives.includes(kind),
  )
  const id = `hand-over-${record?.recordId ?? 'all'}`

  async function give(event: Event) {
    event.preventDefault()
    const target = colleagues.find(({ accountId }) => accountId === to)
    if (!here || !target) return setTold({ failed: t('sealed_for_missing') })
    if (known.some(({ ownerId, trust }) => ownerId === to && trust === 'changed'))
      return setTold({ failed: t('sealed_changed_what', { name: target.displayName }) })
    const result = await handOverTo(here, target, { share, ...(record ? { recordIds: [record.recordId] } : {}) })
    if (result.kind !== 'ok') return setTold({ failed: sentenceFor(desk, result) })
    setTold({ done: t(share ? 'sealed_shared' : 'sealed_handed') })
    await onDone()
  }
  return (
    <form class="form" onSubmit={give}>
      <div class="field">
        <label for={id}>{t('sealed_to')}</label>
        <select id={id} value={to} onChange={(event) => setTo(event.currentTarget.value)}>
          <option value="" />
          {colleagues.map(({ accountId, displayName }) => (
            <option key={accountId} value={accountId}>
              {displayName}
            </option>
          ))}
        </select>
      </div>
      <label class="row">
        <input type="checkbox" checked={share} onChange={(event) => setShare(event.currentTarget.checked)} />
        {t('sealed_share')}
      </label>
      <Told {...told} />
      <button type="submit" class="button">
        {t('sealed_hand_over')}
      </button>
    </form>
  )
}

import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { formatDate } from '#platform/messages/messages.ts'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { language, t } from '#platform/ui/pages/language.ts'
import { Tag } from '#platform/ui/pages/Note.tsx'
import type { InvitationSummary } from '../../contract-invitation.ts'

interface Props {
  invitation: InvitationSummary
  onRotate: (invitation: InvitationSummary) => Promise<unknown>
  onRevoke: (invitation: InvitationSummary) => Promise<unknown>
}

/** One invitation: what it is for, how many came by it, and what can be done with it. */
export function InvitationCard({ invitation, onRotate, onRevoke }: Props) {
  // Replacing and taking back are asked twice: posters that hang outside stop working.
  const asked = useSignal<'rotate' | 'revoke' | undefined>(undefined)
  const { id, label, siteName, quota, used, state } = invitation

  async function confirm() {
    const act = asked.value === 'rotate' ? onRotate : onRevoke
    asked.value = undefined
    await act(invitation)
  }

  return (
    <article class={state === 'open' ? 'card card-lamp stack' : 'card stack'} aria-labelledby={`label-${id}`}>
      <div class="row row-spread">
        <div>
          <h2 id={`label-${id}`}>
            <bdi>{label}</bdi>
          </h2>
          {siteName && (
            <p class="soft">
              <bdi>{siteName}</bdi>
            </p>
          )}
        </div>
        <StateTag invitation={invitation} />
      </div>
      <p id={`used-${id}`}>{t('invitation_used', { used, quota })}</p>
      <meter class="meter" min={0} max={quota} value={Math.min(used, quota)} aria-labelledby={`used-${id}`} />
      {state !== 'revoked' && (
        <div class="row">
          {state === 'open' && (
            <a class="button button-primary" href={`/desk/invitations/${id}/poster`} target="_blank" rel="noreferrer">
              <Icon name="print" />
              {t('invitation_poster')}
            </a>
          )}
          <Ask word={t('invitation_rotate')} onAsk={() => (asked.value = 'rotate')} />
          <Ask word={t('invitation_revoke')} onAsk={() => (asked.value = 'revoke')} />
        </div>
      )}
      {asked.value && <Sure act={asked.value} onYes={confirm} onNo={() => (asked.value = undefined)} />}
    </article>
  )
}

/** The question before posters stop working; focus comes here, so that nobody misses it. */
function Sure({ act, onYes, onNo }: { act: 'rotate' | 'revoke'; onYes: () => void; onNo: () => void }) {
  const question = useRef<HTMLDivElement>(null)
  useEffect(() => question.current?.focus(), [act])
  return (
    <div class="note warn" role="alertdialog" aria-label={t(`invitation_${act}`)} tabIndex={-1} ref={question}>
      <Icon name="warning" />
      <div class="stack">
        <p>{t('invitation_rotate_sure')}</p>
        <div class="row">
          <button type="button" class="button button-stop" onClick={onYes}>
            {t(`invitation_yes_${act}`)}
          </button>
          <Ask word={t('invitation_keep')} onAsk={onNo} />
        </div>
      </div>
    </div>
  )
}

const Ask = ({ word, onAsk }: { word: string; onAsk: () => void }) => (
  <button type="button" class="button" onClick={onAsk}>
    {word}
  </button>
)

function StateTag({ invitation: { state, expiresAt } }: { invitation: InvitationSummary }) {
  if (state === 'revoked') return <Tag tone="plain">{t('invitation_revoked')}</Tag>
  const date = formatDate(expiresAt.slice(0, 10), language.value.locale)
  return <Tag tone={state === 'open' ? 'ok' : 'warn'}>{t(`invitation_${state}`, { date })}</Tag>
}

import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { fromBase64url } from '#platform/base/ids.ts'
import { type CallResult, call, type Fetch } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { Bones } from '#platform/ui/pages/Bones.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import {
  createInvitation,
  type InvitationSummary,
  listInvitations,
  revokeInvitation,
  rotateInvitation,
} from '../../contract-invitation.ts'
import { invitationWords } from '../../invitation-words.ts'
import { InvitationCard } from './InvitationCard.tsx'
import { NewInvitation, type Wanted } from './NewInvitation.tsx'

interface Props {
  fetch: Fetch
  newId: () => string
  /** Told once the server says that nobody is signed in any more. */
  onSignedOut?: () => void
}

type Told = 'made' | 'offline' | 'refused' | undefined

/** Invitations at the desk: a number for each, never a name. */
export function Invitations({ fetch, newId, onSignedOut }: Props) {
  const list = useSignal<ReplyOf<typeof listInvitations> | undefined>(undefined)
  const told = useSignal<Told>(undefined)

  async function refresh(): Promise<void> {
    const result = await call(fetch, listInvitations, {})
    if (result.kind === 'ok') list.value = result.reply
    else if (result.kind === 'problem' && result.problem.status === 401) onSignedOut?.()
    else if (result.kind === 'offline') told.value = 'offline'
  }

  useEffect(() => void refresh(), [])

  /** Says how it went, and shows the list as it is now, whoever changed it. */
  async function after(result: CallResult<unknown>, success: Told): Promise<boolean> {
    told.value = result.kind === 'ok' ? success : result.kind === 'offline' ? 'offline' : 'refused'
    if (result.kind !== 'offline') await refresh()
    return result.kind === 'ok'
  }

  const create = async (wanted: Wanted) => after(await call(fetch, createInvitation, { body: wanted }), 'made')
  const rotate = async ({ id }: InvitationSummary) =>
    after(await call(fetch, rotateInvitation, { params: { id }, body: { newId: newId() } }), 'made')
  const revoke = async ({ id }: InvitationSummary) =>
    after(await call(fetch, revokeInvitation, { params: { id }, body: {} }), undefined)

  const { invitations = [], sites = [], fingerprint } = list.value ?? {}
  return (
    <div class="column">
      <div>
        <h1 tabIndex={-1}>{t('invitation_title')}</h1>
        <p class="hint">{t('invitation_hint')}</p>
      </div>
      {told.value === 'made' && (
        <Note tone="ok" live>
          {t('invitation_made')}
        </Note>
      )}
      {(told.value === 'offline' || told.value === 'refused') && (
        <Note tone="warn" live>
          {t(`invitation_${told.value}`)}
        </Note>
      )}
      {fingerprint === undefined ? (
        told.value !== 'offline' && <Bones />
      ) : (
        <>
          {invitations.length === 0 && <p>{t('invitation_empty')}</p>}
          <ul class="stack">
            {invitations.map((invitation) => (
              <li key={invitation.id}>
                <InvitationCard invitation={invitation} onRotate={rotate} onRevoke={revoke} />
              </li>
            ))}
          </ul>
          <section class="card stack">
            <h2>{t('invitation_words_title')}</h2>
            <p class="strong">{wordsOf(fingerprint)}</p>
            <p class="hint">{t('invitation_words_hint')}</p>
          </section>
          <NewInvitation sites={sites} newId={newId} onCreate={create} />
        </>
      )}
    </div>
  )
}

const wordsOf = (fingerprint: string) =>
  invitationWords(fromBase64url(fingerprint) ?? new Uint8Array(), t('invitation_words')).join(' · ')

import { useSignal } from '@preact/signals'
import type { IconName } from '#platform/ui/icons.ts'
import { Bones } from '#platform/ui/pages/Bones.tsx'
import { Dock } from '#platform/ui/pages/Dock.tsx'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { language, t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { Question } from '#platform/ui/pages/Question.tsx'
import { Sheet } from '#platform/ui/pages/Sheet.tsx'
import { invitationWords } from '../../invitation-words.ts'
import { newDraft } from './draft.ts'
import { go, keepDraft, nowOf, type Phone } from './phone.ts'

const promises: { name: string; icon: IconName }[] = [
  { name: 'locked', icon: 'lock' },
  { name: 'offline', icon: 'no-signal' },
  { name: 'stop', icon: 'door' },
]

/** Three promises, who runs it and who can see what; then the first question, or the card that is already here. */
export function Welcome({ phone }: { phone: Phone }) {
  const isSeeing = useSignal(false)
  const { draft, operation } = phone
  const start = () => {
    const current = draft.value ?? newDraft(phone.env.random)
    if (!draft.value) void keepDraft(phone, current)
    go(phone, { kind: 'question', step: current.at })
  }
  const mayStart = draft.value !== undefined || isOpen(phone)
  const spoken = promises.map(
    ({ name }) => `${t(`registration_promise_${name}_title`)}. ${t(`registration_promise_${name}`)}`,
  )
  return (
    <Question
      title={t('registration_title')}
      hint={t('registration_title_hint')}
      spoken={[t('registration_title'), ...spoken].join(' ')}
    >
      <div class="card">
        {promises.map(({ name, icon }) => (
          <div class="promise" key={name}>
            <span class="round">
              <Icon name={icon} />
            </span>
            <div>
              <h2 class="strong text-l">{t(`registration_promise_${name}_title`)}</h2>
              <p class="hint">{t(`registration_promise_${name}`)}</p>
            </div>
          </div>
        ))}
      </div>
      <RunBy phone={phone} onSee={() => (isSeeing.value = true)} />
      <Finished phone={phone} />
      <p class="row">
        <Icon name="card" />
        <button type="button" class="link strong" onClick={() => go(phone, { kind: 'mine' })}>
          {t('registration_have_card')}
        </button>
      </p>
      {phone.isReadyOffline.value && operation.value && (
        <p class="hint row" role="status">
          <Icon name="check" size="small" />
          {t('ui_offline_ready')}
        </p>
      )}
      {!phone.store.lasting && <Note tone="warn">{t('registration_not_kept')}</Note>}
      {mayStart && <Dock label={t(draft.value ? 'registration_go_on' : 'registration_start')} onPress={start} />}
      {isSeeing.value && (
        <Sheet title={t('registration_who_sees')} closeWord={t('ui_close')} onClose={() => (isSeeing.value = false)}>
          <ul class="stack">
            {(['staff', 'stops', 'nobody', 'trail'] as const).map((who) => (
              <li key={who}>{t(`registration_who_sees_${who}`, { name: operation.value?.card.name ?? 'Posada' })}</li>
            ))}
          </ul>
        </Sheet>
      )}
    </Question>
  )
}

/** May a new household be told? An invitation that ended only lets out what was begun. */
function isOpen(phone: Phone): boolean {
  const card = phone.operation.value?.card
  return card?.state === 'open' && Date.parse(card.expiresAt) > nowOf(phone)
}

/** Who invites, with words that the poster shows too; or why we cannot say. */
function RunBy({ phone, onSee }: { phone: Phone; onSee: () => void }) {
  const { operation, invitation, invitationRefusal } = phone
  const known = operation.value
  const refusal = invitationRefusal.value && (
    <Note tone="warn">{t(invitationRefusal.value, { name: known?.card.name ?? '' })}</Note>
  )
  if (!known && refusal) return refusal
  if (!known) return invitation ? <Bones lines={1} /> : <Note>{t('registration_scan_poster')}</Note>
  const words = invitationWords(Uint8Array.from(known.fingerprint), t('invitation_words'))
  return (
    <>
      {refusal}
      <p>
        {t('registration_run_by')} <bdi class="strong">{known.card.name}</bdi>.{' '}
        <button type="button" class="link" onClick={onSee}>
          {t('registration_who_sees')}
        </button>
      </p>
      <p class="hint">
        {t('registration_poster_words')} <strong lang={language.value.locale}>{words.join(' · ')}</strong>
      </p>
      {!isOpen(phone) && <Note tone="warn">{t('registration_invitation_over')}</Note>}
    </>
  )
}

/** Households told to the end on this phone: code and size, nothing that names anyone. */
function Finished({ phone }: { phone: Phone }) {
  if (phone.finished.value.length === 0) return null
  return (
    <section class="stack stack-tight" aria-label={t('registration_cards_here')}>
      <h2>{t('registration_cards_here')}</h2>
      {phone.finished.value.map(({ entryId, shortCode, size }) => (
        <button key={entryId} type="button" class="choice" onClick={() => go(phone, { kind: 'card', entryId })}>
          <Icon name="card" />
          <span>
            <bdi class="code">{shortCode}</bdi>
            <small>{t('registration_people', { count: size })}</small>
          </span>
        </button>
      ))}
    </section>
  )
}

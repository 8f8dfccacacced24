import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { formatDate } from '#platform/messages/messages.ts'
import { Icon, Mark } from '#platform/ui/pages/Icon.tsx'
import { language, t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { BrightCard } from './BrightCard.tsx'
import { type Finished, go, type Phone, type Screen } from './phone.ts'
import { Qr, type QrDrawing } from './Qr.tsx'
import { Welcome } from './Welcome.tsx'

const loadQr = () => import('./card-picture.ts')

/** The ticket, or the card once the operation has answered: shown, kept as a picture, printed. */
export function CardScreen({ phone, entryId }: { phone: Phone; entryId: string }) {
  const finished = phone.finished.value.find((one) => one.entryId === entryId)
  const drawing = useSignal<QrDrawing | undefined>(undefined)
  const isBright = useSignal(false)
  const text = finished?.text
  useEffect(() => {
    if (text) void loadQr().then(({ drawQr }) => (drawing.value = drawQr(text)))
  }, [text])
  useEffect(() => {
    document.title = `${t('registration_card')} · Posada`
    window.scrollTo(0, 0) // the answers before were long; the code to be read is at the top
  }, [])
  if (!finished) return <Welcome phone={phone} />
  // The next person must not be the one who reads it.
  const next: Screen = finished.accessCode && !finished.isCodeKept ? { kind: 'code', entryId } : { kind: 'welcome' }
  const until = formatDate(finished.expiresOn, language.value.locale)
  const savePicture = async () => {
    const { saveCardPicture } = await loadQr()
    if (drawing.value) await saveCardPicture(drawing.value, finished.shortCode, finished.practice)
  }
  return (
    <main class="sheet" id="main">
      <h1 class="hidden">{t('registration_card')}</h1>
      <div class="pass">
        <Mark />
        <strong>{t(finished.state === 'card' ? 'registration_card' : 'registration_ticket')}</strong>
        {finished.practice && <strong class="tag warn">{t('registration_practice_card')}</strong>}
        <Qr drawing={drawing.value} />
        <bdi class="code">{finished.shortCode}</bdi>
        <span class="pass-foot">
          <Icon name="family" />
          {t('registration_people', { count: finished.size })} · {t('registration_until', { date: until })}
        </span>
      </div>
      <StateNote finished={finished} />
      {finished.state === 'ticket' && phone.mayBeCleared.value && (
        <Note tone="warn">{t('registration_may_be_cleared')}</Note>
      )}
      {finished.childrenOnly && (
        <Note tone="warn" icon="child">
          {t('registration_show_trained_person')}
        </Note>
      )}
      {finished.accessCode && !finished.isCodeKept && (
        <Note tone="warn" icon="key">
          <p>{t('registration_code_waits')}</p>
          <button type="button" class="link strong" onClick={() => go(phone, { kind: 'code', entryId })}>
            {t('registration_code_show')}
          </button>
        </Note>
      )}
      {/* Not at the bottom of the window: it would lie over "Received", which must be seen without scrolling. */}
      <button type="button" class="button button-primary wide no-print" onClick={() => (isBright.value = true)}>
        <Icon name="qr" />
        {t('registration_show_bright')}
      </button>
      <div class="pair no-print">
        <button type="button" class="button" onClick={() => void savePicture()}>
          <Icon name="save" />
          {t('registration_save_picture')}
        </button>
        <button type="button" class="button" onClick={() => go(phone, { kind: 'mine' })}>
          <Icon name="family" />
          {t('registration_my_household')}
        </button>
      </div>
      <div class="row no-print">
        <button type="button" class="button grow" onClick={() => window.print()}>
          <Icon name="print" />
          {t('registration_print')}
        </button>
        <button type="button" class="button grow" onClick={() => go(phone, next)}>
          <Icon name="plus" />
          {t('registration_another_household')}
        </button>
      </div>
      {isBright.value && drawing.value && (
        <BrightCard drawing={drawing.value} finished={finished} onClose={() => (isBright.value = false)} />
      )}
    </main>
  )
}

/** Whether the operation has it: said only with the signed receipt. */
function StateNote({ finished }: { finished: Finished }) {
  if (finished.state === 'card')
    return (
      <Note tone="ok" live>
        <strong>{t('registration_received')}</strong> {t('registration_works_without_signal')}
      </Note>
    )
  if (finished.state === 'waiting')
    return (
      <Note tone="ok" live>
        {t('registration_received_waiting')}
      </Note>
    )
  if (finished.state === 'refused')
    return (
      <Note tone="stop" live>
        {t('registration_refused')}
      </Note>
    )
  return (
    <Note tone="warn" icon="no-signal" live>
      <strong>{t('registration_not_confirmed')}</strong> {t('registration_safe_here')}
    </Note>
  )
}

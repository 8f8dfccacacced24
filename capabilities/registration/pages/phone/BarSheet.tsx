import { LanguagePicker } from '#platform/ui/pages/LanguagePicker.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { Sheet } from '#platform/ui/pages/Sheet.tsx'
import { go, type Phone } from './phone.ts'

/** What the button in the bar opens: another language, how the network is, and giving the phone to someone else. */
export function BarSheet({ phone, onClose }: { phone: Phone; onClose: () => void }) {
  return (
    <Sheet title={t('ui_language')} closeWord={t('ui_close')} onClose={onClose}>
      {!phone.network.hasSignal.value && (
        <Note tone="warn" icon="no-signal">
          <strong>{t('ui_no_signal')}.</strong> {t('registration_no_signal_safe')}
        </Note>
      )}
      <LanguagePicker
        onChoose={(locale) => {
          void phone.changeLanguage(locale).then(onClose)
        }}
      />
      {phone.draft.value && (
        <button
          type="button"
          class="button wide"
          onClick={() => {
            onClose()
            go(phone, { kind: 'set-aside' })
          }}
        >
          {t('registration_set_aside')}
        </button>
      )}
    </Sheet>
  )
}

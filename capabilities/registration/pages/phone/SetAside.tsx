import { Dock } from '#platform/ui/pages/Dock.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { Question } from '#platform/ui/pages/Question.tsx'
import { SecretCode } from './AccessCodeScreen.tsx'
import { setAside } from './finishing.ts'
import { goInstead, type Phone } from './phone.ts'
import { Welcome } from './Welcome.tsx'

/** Someone else needs this phone: what was told so far is locked under its secret code. */
export function SetAside({ phone }: { phone: Phone }) {
  const draft = phone.draft.value
  if (!draft) return <Welcome phone={phone} />
  return (
    <Question title={t('registration_set_aside')} hint={t('registration_set_aside_hint')} onBack={() => history.back()}>
      <SecretCode code={draft.accessCode} />
      <Note tone="warn" icon="lock">
        {t('registration_code_secret')}
      </Note>
      <Dock
        label={t('registration_set_aside_done')}
        icon="lock"
        onPress={() => void setAside(phone, draft).then(() => goInstead(phone, { kind: 'welcome' }))}
      />
    </Question>
  )
}

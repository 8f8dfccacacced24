import { Dock } from '#platform/ui/pages/Dock.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { Question } from '#platform/ui/pages/Question.tsx'
import { formatAccessCode } from '../../access-code.ts'
import { goInstead, keepFinished, type Phone } from './phone.ts'
import { Welcome } from './Welcome.tsx'

/** The secret code, once: written down, or kept on this phone if the person wants that. */
export function AccessCodeScreen({ phone, entryId }: { phone: Phone; entryId: string }) {
  const finished = phone.finished.value.find((one) => one.entryId === entryId)
  if (!finished?.accessCode) return <Welcome phone={phone} />
  const { accessCode, ...withoutCode } = finished
  const done = async (isCodeKept: boolean) => {
    await keepFinished(phone, isCodeKept ? { ...finished, isCodeKept } : withoutCode)
    goInstead(phone, { kind: 'card', entryId })
  }
  return (
    <Question
      title={t('registration_code')}
      hint={t('registration_code_hint')}
      spoken={`${t('registration_code')} ${t('registration_code_hint')} ${[...accessCode].join(', ')}`}
      onBack={() => history.back()}
    >
      <SecretCode code={accessCode} />
      <Note tone="warn" icon="lock">
        {t('registration_code_secret')}
      </Note>
      <Dock label={t('registration_code_written')} icon="check" onPress={() => void done(false)}>
        <button type="button" class="button wide" onClick={() => void done(true)}>
          {t('registration_code_keep')}
        </button>
      </Dock>
    </Question>
  )
}

/** A code in groups of four, left to right in every language. */
export function SecretCode({ code }: { code: string }) {
  return (
    <p class="card code secret-code" translate={false}>
      {formatAccessCode(code)}
    </p>
  )
}

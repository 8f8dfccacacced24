import { useSignal } from '@preact/signals'
import { call } from '#platform/http/client.ts'
import { Dock } from '#platform/ui/pages/Dock.tsx'
import type { FieldError } from '#platform/ui/pages/ErrorSummary.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Question } from '#platform/ui/pages/Question.tsx'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { parseAccessCode } from '../../access-code.ts'
import { readHeld, readStatus } from '../../contract.ts'
import { takeUp } from './finishing.ts'
import { HeldScreen } from './HeldScreen.tsx'
import { type Held, refusalKey, type Status } from './held.ts'
import { go, goInstead, type Phone } from './phone.ts'

/** What is held about a household, opened with its secret code and nothing else. */
export function MyHousehold({ phone }: { phone: Phone }) {
  const typed = useSignal('')
  const errors = useSignal<FieldError[]>([])
  const isAsking = useSignal(false)
  const opened = useSignal<{ accessCode: string; status: Status; held: Held | undefined } | undefined>(undefined)
  const kept = phone.finished.value.filter(({ isCodeKept, accessCode }) => isCodeKept && accessCode)

  const refuse = (key: string) => {
    errors.value = [{ field: 'access-code', message: t(key) }]
  }
  const open = async (text: string) => {
    const accessCode = parseAccessCode(text)
    if (!accessCode) return refuse('registration_code_letters')
    if (isAsking.value) return
    isAsking.value = true
    try {
      if (await takeUp(phone, accessCode)) {
        const draft = phone.draft.value
        return goInstead(phone, draft ? { kind: 'question', step: draft.at } : { kind: 'welcome' })
      }
      const status = await call(phone.network.fetch, readStatus, { body: { accessCode } })
      if (status.kind !== 'ok') return refuse(refusalKey(status))
      const held = await call(phone.network.fetch, readHeld, { body: { accessCode } })
      opened.value = { accessCode, status: status.reply, held: held.kind === 'ok' ? held.reply : undefined }
    } finally {
      isAsking.value = false
    }
  }

  if (opened.value) {
    const { accessCode } = opened.value
    const close = () => (opened.value = undefined)
    return <HeldScreen phone={phone} {...opened.value} onClose={close} onChanged={() => void open(accessCode)} />
  }
  return (
    <Question
      title={t('registration_my_household')}
      hint={t('registration_my_household_hint')}
      errors={errors.value}
      onBack={() => history.back()}
    >
      <TextField
        id="access-code"
        label={t('registration_code_label')}
        hint={t('registration_code_label_hint')}
        value={typed.value}
        error={errors.value[0]?.message}
        onInput={(value) => {
          typed.value = value
        }}
      />
      {kept.map(({ entryId, shortCode, accessCode }) => (
        <button key={entryId} type="button" class="button wide" onClick={() => void open(accessCode ?? '')}>
          {t('registration_code_use_kept', { code: unbroken(shortCode) })}
        </button>
      ))}
      {phone.finished.value.map(({ entryId, shortCode }) => (
        <p key={entryId}>
          <button type="button" class="link" onClick={() => go(phone, { kind: 'card', entryId })}>
            {t('registration_show_card', { code: unbroken(shortCode) })}
          </button>
        </p>
      ))}
      <Dock label={t('registration_my_household_open')} icon="key" onPress={() => void open(typed.value)} />
    </Question>
  )
}

/** Hyphens at which no line ends. */
const unbroken = (code: string) => code.replaceAll('-', '\u2011')

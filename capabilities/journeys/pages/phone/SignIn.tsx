import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Fetch } from '#platform/http/client.ts'
import { Dock } from '#platform/ui/pages/Dock.tsx'
import type { FieldError } from '#platform/ui/pages/ErrorSummary.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { Question } from '#platform/ui/pages/Question.tsx'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import {
  listPracticeJourneys,
  type PracticeJourney,
  practiseHere,
  type SignInFailure,
  signInHere,
} from './signing-in.ts'

interface Props {
  fetch: Fetch
  hasSignal: boolean
  operationId: string | undefined
  /** Somebody is signed in, in a role that does not count. */
  isNotVolunteer: boolean
  onSignedIn: () => Promise<void>
  onBack?: (() => void) | undefined
}

/** Once, with signal; counting then needs none. */
export function SignIn({ fetch, hasSignal, operationId, isNotVolunteer, onSignedIn, onBack }: Props) {
  const login = useSignal('')
  const passphrase = useSignal('')
  const failure = useSignal<SignInFailure | undefined>(undefined)
  const missing = useSignal<FieldError[]>([])
  const practice = useSignal<PracticeJourney[]>([])
  useEffect(() => {
    void listPracticeJourneys(fetch).then((journeys) => {
      practice.value = journeys
    })
  }, [hasSignal])

  const finish = async (signingIn: Promise<SignInFailure | undefined>) => {
    failure.value = await signingIn
    if (!failure.value) await onSignedIn()
  }
  const submit = () => {
    missing.value = [
      ...(login.value.trim() ? [] : [{ field: 'login', message: t('journeys_login_missing') }]),
      ...(passphrase.value ? [] : [{ field: 'passphrase', message: t('journeys_passphrase_missing') }]),
    ]
    if (missing.value.length > 0 || !operationId) return
    void finish(signInHere(fetch, { operationId, login: login.value, passphrase: passphrase.value }))
  }
  const messageAt = (field: string) => missing.value.find((error) => error.field === field)?.message

  return (
    <Question
      title={t('journeys_sign_in_title')}
      hint={t('journeys_sign_in_hint')}
      errors={missing.value}
      {...(onBack && { onBack })}
    >
      {!hasSignal && (
        <Note tone="warn" icon="no-signal">
          {t('journeys_sign_in_no_signal')}
        </Note>
      )}
      {isNotVolunteer && <Note tone="warn">{t('journeys_not_a_volunteer')}</Note>}
      {failure.value && (
        <Note tone="stop" live>
          {t(failure.value)}
        </Note>
      )}
      {practice.value.map(({ id, name }) => (
        <button type="button" class="choice" key={id} onClick={() => void finish(practiseHere(fetch, id))}>
          <span>
            <strong>{t('journeys_practise')}</strong>
            <small>
              <bdi>{name}</bdi>
            </small>
          </span>
        </button>
      ))}
      {operationId ? (
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault()
            submit()
          }}
        >
          <TextField
            id="login"
            label={t('journeys_login')}
            value={login.value}
            autocomplete="username"
            error={messageAt('login')}
            onInput={(value) => {
              login.value = value
            }}
          />
          <TextField
            id="passphrase"
            type="password"
            label={t('journeys_passphrase')}
            value={passphrase.value}
            autocomplete="current-password"
            error={messageAt('passphrase')}
            onInput={(value) => {
              passphrase.value = value
            }}
          />
          <Dock label={t('journeys_sign_in')} onPress={submit} />
        </form>
      ) : (
        practice.value.length === 0 && <Note>{t('journeys_no_address')}</Note>
      )}
    </Question>
  )
}

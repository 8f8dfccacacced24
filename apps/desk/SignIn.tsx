import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { closedToStaff, listOperations, practiceSignIn, signIn } from '#capabilities/access/contract.ts'
import { PasskeySignIn } from '#capabilities/access/sign-in/pages/PasskeySignIn.tsx'
import { passkeysWorkHere } from '#capabilities/access/sign-in/pages/passkey.ts'
import { Title } from '#capabilities/registration/desk/pages/Screen.tsx'
import { isUuid } from '#platform/base/ids.ts'
import { type CallResult, call, type Fetch } from '#platform/http/client.ts'
import { Bones } from '#platform/ui/pages/Bones.tsx'
import { ErrorSummary, type FieldError } from '#platform/ui/pages/ErrorSummary.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import type { Operations } from './App.tsx'
import { rolesAtDesk } from './tabs.ts'

interface Props {
  fetch: Fetch
  onSignedIn: () => void
  /** Somebody holds a code with which they make their first way in. */
  onCode: (operationId: string) => void
}

/** A passkey, or a name and a passphrase; in practice one press per role. */
export function SignIn({ fetch, onSignedIn, onCode }: Props) {
  const operations = useSignal<Operations | undefined>(undefined)
  const failed = useSignal<string | undefined>(undefined)
  useEffect(() => {
    void call(fetch, listOperations, {}).then((result) => {
      if (result.kind === 'ok') operations.value = result.reply.operations
      else failed.value = t('desk_failed_offline')
    })
  }, [])
  function after(result: CallResult<unknown>) {
    if (result.kind === 'ok') return onSignedIn()
    if (result.kind === 'offline') failed.value = t('desk_failed_offline')
    else if (result.problem.type.endsWith(`:${closedToStaff.kind}`)) failed.value = t('access_closed_to_staff')
    else if (result.problem.status === 429)
      failed.value = t('desk_sign_in_wait', { count: Number(result.problem.retryAfterSeconds ?? 60) })
    else failed.value = t('desk_sign_in_refused')
  }
  const practice = operations.value?.filter((operation) => rolesAtDesk(operation).length > 0) ?? []
  return (
    <div class="column">
      <Title words={t('desk_sign_in')}>{t('desk_sign_in')}</Title>
      {failed.value && (
        <Note tone="warn" live>
          {failed.value}
        </Note>
      )}
      {!operations.value && !failed.value && <Bones />}
      {practice.map((operation) => (
        <section class="card stack" key={operation.id}>
          <h2>
            <bdi>{operation.name}</bdi>
          </h2>
          <p class="hint">{t('desk_practice_roles')}</p>
          <div class="row">
            {rolesAtDesk(operation).map((role) => (
              <button
                key={role}
                type="button"
                class="button"
                onClick={async () =>
                  after(await call(fetch, practiceSignIn, { body: { operationId: operation.id, role } }))
                }
              >
                {t(`access_role_${role.replaceAll('-', '_')}`)}
              </button>
            ))}
          </div>
        </section>
      ))}
      {operations.value && (
        <WaysIn
          fetch={fetch}
          onCode={onCode}
          operations={operations.value.filter((operation) => !operation.practice)}
          isAlone={practice.length === 0}
          after={after}
        />
      )}
    </div>
  )
}

/** An operation that is not listed is reached by its own address: `/desk/?operation=…`. */
const addressed = () => new URLSearchParams(location.search).get('operation') ?? ''

function WaysIn({
  fetch,
  onCode,
  operations,
  isAlone,
  after,
}: Pick<Props, 'fetch' | 'onCode'> & {
  operations: Operations
  /** There is nothing to practise either. */
  isAlone: boolean
  after: (result: CallResult<unknown>) => void
}) {
  const unlisted = isUuid(addressed()) ? addressed() : undefined
  const operationId = useSignal(unlisted ?? operations[0]?.id)
  const login = useSignal('')
  const passphrase = useSignal('')
  const errors = useSignal<FieldError[]>([])
  if (!operationId.value)
    return isAlone ? (
      <Note tone="info">
        <p>{t('access_none_open')}</p>
      </Note>
    ) : null
  async function submit(event: Event) {
    event.preventDefault()
    errors.value = [
      ...(login.value.trim() ? [] : [{ field: 'login', message: t('desk_login_missing') }]),
      ...(passphrase.value ? [] : [{ field: 'passphrase', message: t('desk_passphrase_missing') }]),
    ]
    if (errors.value.length > 0 || !operationId.value) return
    const body = { operationId: operationId.value, login: login.value.trim(), passphrase: passphrase.value }
    passphrase.value = ''
    after(await call(fetch, signIn, { body }))
  }
  const errorAt = (field: string) => errors.value.find((error) => error.field === field)?.message
  return (
    <form class="card form" onSubmit={submit} noValidate>
      <ErrorSummary errors={errors.value} />
      {!unlisted && operations.length > 1 && (
        <div class="field">
          <label for="operation">{t('desk_operation')}</label>
          <select
            id="operation"
            value={operationId.value}
            onChange={(event) => (operationId.value = event.currentTarget.value)}
          >
            {operations.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </div>
      )}
      <PasskeySignIn fetch={fetch} operationId={operationId.value} after={after} />
      <TextField
        id="login"
        label={t('desk_login')}
        autocomplete="username"
        value={login.value}
        error={errorAt('login')}
        onInput={(typed) => (login.value = typed)}
      />
      <TextField
        id="passphrase"
        type="password"
        label={t('desk_passphrase')}
        autocomplete="current-password"
        value={passphrase.value}
        error={errorAt('passphrase')}
        onInput={(typed) => (passphrase.value = typed)}
      />
      <div class="row">
        <button type="submit" class={passkeysWorkHere() ? 'button' : 'button button-primary'}>
          {t('desk_sign_in')}
        </button>
        <button type="button" class="button" onClick={() => operationId.value && onCode(operationId.value)}>
          {t('enrol_have_code')}
        </button>
      </div>
    </form>
  )
}

import { useSignal } from '@preact/signals'
import { ErrorSummary, type FieldError } from '#platform/ui/pages/ErrorSummary.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { DisplayName, Login, NewPassphrase, Role } from '../model.ts'

export interface WantedAccount {
  login: string
  displayName: string
  passphrase: string
  roles: Role[]
}

const empty: WantedAccount = { login: '', displayName: '', passphrase: '', roles: [] }

/** The form of a new account. What was typed stays until the account is made. */
export function NewAccount({ onCreate }: { onCreate: (wanted: WantedAccount) => Promise<boolean> }) {
  const typed = useSignal(empty)
  const errors = useSignal<FieldError[]>([])
  const set = (changes: Partial<WantedAccount>) => {
    typed.value = { ...typed.value, ...changes }
  }
  const errorAt = (field: string) => errors.value.find((error) => error.field === field)?.message

  async function submit(event: Event) {
    event.preventDefault()
    errors.value = check(typed.value)
    if (errors.value.length > 0) return
    const { login, displayName } = typed.value
    if (await onCreate({ ...typed.value, login: login.trim(), displayName: displayName.trim() })) typed.value = empty
  }
  return (
    <form class="card form" onSubmit={submit} noValidate>
      <h2>{t('access_account_new')}</h2>
      <ErrorSummary errors={errors.value} />
      <TextField
        id="account-login"
        label={t('access_account_login')}
        hint={t('access_account_login_hint')}
        value={typed.value.login}
        error={errorAt('account-login')}
        onInput={(login) => set({ login })}
      />
      <TextField
        id="account-shown"
        label={t('access_account_shown')}
        value={typed.value.displayName}
        error={errorAt('account-shown')}
        onInput={(displayName) => set({ displayName })}
      />
      <TextField
        id="account-passphrase"
        type="password"
        autocomplete="new-password"
        label={t('access_account_passphrase')}
        hint={t('access_account_passphrase_hint')}
        value={typed.value.passphrase}
        error={errorAt('account-passphrase')}
        onInput={(passphrase) => set({ passphrase })}
      />
      <fieldset class="stack" id="account-roles" tabIndex={-1}>
        <legend class="label">{t('access_account_roles')}</legend>
        {errorAt('account-roles') && <p class="err">{errorAt('account-roles')}</p>}
        <div class="row">
          {Role.options.map((role) => (
            <label class="check" key={role}>
              <input
                type="checkbox"
                checked={typed.value.roles.includes(role)}
                onChange={(event) =>
                  set({
                    roles: event.currentTarget.checked
                      ? [...typed.value.roles, role]
                      : typed.value.roles.filter((known) => known !== role),
                  })
                }
              />
              <span>{t(`access_role_${role.replaceAll('-', '_')}`)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <div>
        <button type="submit" class="button button-primary">
          {t('access_account_create')}
        </button>
      </div>
    </form>
  )
}

function check({ login, displayName, passphrase, roles }: WantedAccount): FieldError[] {
  const wrong: FieldError[] = []
  const add = (field: string, key: string) => wrong.push({ field: `account-${field}`, message: t(key) })
  if (!Login.safeParse(login).success) add('login', 'access_account_login_wrong')
  if (!DisplayName.safeParse(displayName).success) add('shown', 'access_account_shown_wrong')
  if (!NewPassphrase.safeParse(passphrase).success) add('passphrase', 'access_account_passphrase_wrong')
  if (roles.length === 0) add('roles', 'access_account_roles_wrong')
  return wrong
}

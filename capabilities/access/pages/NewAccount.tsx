import { useSignal } from '@preact/signals'
import { ErrorSummary, type FieldError } from '#platform/ui/pages/ErrorSummary.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { DisplayName, Login, type Role } from '../model.ts'
import { RoleBoxes } from './RoleBoxes.tsx'

export interface WantedAccount {
  login: string
  displayName: string
  roles: Role[]
}

const empty: WantedAccount = { login: '', displayName: '', roles: [] }

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
      <RoleBoxes
        id="account-roles"
        roles={typed.value.roles}
        error={errorAt('account-roles')}
        onChange={(roles) => set({ roles })}
      />
      <div>
        <button type="submit" class="button button-primary">
          {t('access_account_create')}
        </button>
      </div>
    </form>
  )
}

function check({ login, displayName, roles }: WantedAccount): FieldError[] {
  const wrong: FieldError[] = []
  const add = (field: string, key: string) => wrong.push({ field: `account-${field}`, message: t(key) })
  if (!Login.safeParse(login).success) add('login', 'access_account_login_wrong')
  if (!DisplayName.safeParse(displayName).success) add('shown', 'access_account_shown_wrong')
  if (roles.length === 0) add('roles', 'access_account_roles_wrong')
  return wrong
}

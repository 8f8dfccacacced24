import { FieldMessage } from '#platform/ui/pages/ErrorSummary.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Role } from '../model.ts'

interface Props {
  id: string
  roles: readonly Role[]
  error?: string | undefined
  onChange: (roles: Role[]) => void
}

/** Every role there is, each with a box. */
export function RoleBoxes({ id, roles, error, onChange }: Props) {
  return (
    <fieldset class="stack" id={id} tabIndex={-1} aria-describedby={error ? `${id}-error` : undefined}>
      <legend class="label">{t('access_account_roles')}</legend>
      <FieldMessage id={`${id}-error`} message={error} />
      <div class="row">
        {Role.options.map((role) => (
          <label class="check" key={role}>
            <input
              type="checkbox"
              checked={roles.includes(role)}
              onChange={(event) =>
                onChange(event.currentTarget.checked ? [...roles, role] : roles.filter((known) => known !== role))
              }
            />
            <span>{t(`access_role_${role.replaceAll('-', '_')}`)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

import { useSignal } from '@preact/signals'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { t } from '#platform/ui/pages/language.ts'
import { Tag } from '#platform/ui/pages/Note.tsx'
import type { listAccounts } from '../contract.ts'
import type { Role } from '../model.ts'
import { RoleBoxes } from './RoleBoxes.tsx'

export type Account = ReplyOf<typeof listAccounts>['accounts'][number]

interface Props {
  account: Account
  isOwn: boolean
  onClose: () => Promise<void>
  onRoles: (roles: Role[]) => Promise<boolean>
  onNewWayIn: () => Promise<void>
}

/** A colleague: what they may do, and what an administrator does for them. */
export function OneAccount({ account, isOwn, onClose, onRoles, onNewWayIn }: Props) {
  // Closing ends someone's work at once, so it is pressed twice.
  const armed = useSignal(false)
  const press = () => {
    if (armed.value) void onClose()
    armed.value = !armed.value
  }
  const name = account.displayName
  return (
    <div class="stack grow">
      <div class="row row-spread">
        <div>
          <p class="strong">
            <bdi>{name}</bdi> <bdi class="soft small">{account.login}</bdi>
          </p>
          <p class="row">
            {account.roles.map((role) => (
              <Tag key={role}>{t(`access_role_${role.replaceAll('-', '_')}`)}</Tag>
            ))}
          </p>
        </div>
        {account.closed && <Tag tone="plain">{t('access_account_closed')}</Tag>}
        {isOwn && <span class="soft small">{t('access_account_own')}</span>}
      </div>
      {!account.closed && !isOwn && (
        <details>
          <summary>{t('access_account_change', { name })}</summary>
          <div class="stack">
            {/* Whoever works at several sites has other roles at each: one set of boxes would level them. */}
            {account.siteIds.length === 1 && <ChangeRoles account={account} onRoles={onRoles} />}
            <div class="row">
              <button type="button" class="button" onClick={onNewWayIn}>
                {t('access_account_way_in', { name })}
              </button>
              <button type="button" class={armed.value ? 'button button-stop' : 'button'} onClick={press}>
                {armed.value ? t('access_account_close_sure') : t('access_account_close', { name })}
              </button>
            </div>
          </div>
        </details>
      )}
    </div>
  )
}

function ChangeRoles({ account, onRoles }: Pick<Props, 'account' | 'onRoles'>) {
  const roles = useSignal<Role[]>(account.roles)
  const error = useSignal<string | undefined>(undefined)
  async function submit(event: Event) {
    event.preventDefault()
    error.value = roles.value.length > 0 ? undefined : t('access_account_roles_wrong')
    if (!error.value) await onRoles(roles.value)
  }
  return (
    <form class="stack" onSubmit={submit} noValidate>
      <RoleBoxes
        id={`roles-${account.id}`}
        roles={roles.value}
        error={error.value}
        onChange={(wanted) => (roles.value = wanted)}
      />
      <div>
        <button type="submit" class="button">
          {t('access_account_roles_save')}
        </button>
      </div>
    </form>
  )
}

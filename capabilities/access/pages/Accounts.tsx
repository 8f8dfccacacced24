import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { type CallResult, call, type Fetch } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { Bones } from '#platform/ui/pages/Bones.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note, Tag } from '#platform/ui/pages/Note.tsx'
import { closeAccount, createAccount, listAccounts } from '../contract.ts'
import { NewAccount, type WantedAccount } from './NewAccount.tsx'

interface Props {
  fetch: Fetch
  /** Whoever is signed in: nobody closes their own account. */
  ownId: string
  onSignedOut: () => void
}

type Account = ReplyOf<typeof listAccounts>['accounts'][number]

/** Who works in this operation, given out and closed by an administrator, who reads no file. */
export function Accounts({ fetch, ownId, onSignedOut }: Props) {
  const accounts = useSignal<readonly Account[] | undefined>(undefined)
  const told = useSignal<{ tone: 'ok' | 'warn'; key: string } | undefined>(undefined)

  async function refresh(): Promise<void> {
    const result = await call(fetch, listAccounts, {})
    if (result.kind === 'ok') accounts.value = result.reply.accounts
    else after(result)
  }
  useEffect(() => void refresh(), [])

  function after(result: Exclude<CallResult<unknown>, { kind: 'ok' }>): void {
    if (result.kind === 'problem' && result.problem.status === 401) onSignedOut()
    const isTaken = result.kind === 'problem' && result.problem.type.endsWith(':login-taken')
    const isDeclined = result.kind === 'problem' && result.problem.type.endsWith(':step-up-needed')
    const key = isTaken ? 'access_account_taken' : isDeclined ? 'access_step_up_needed' : 'access_failed'
    told.value = { tone: 'warn', key }
  }
  async function create(wanted: WantedAccount): Promise<boolean> {
    const result = await call(fetch, createAccount, { body: { ...wanted, siteId: null } })
    if (result.kind !== 'ok') {
      after(result)
      return false
    }
    told.value = { tone: 'ok', key: 'access_account_made' }
    await refresh()
    return true
  }
  async function close({ id }: Account): Promise<void> {
    const result = await call(fetch, closeAccount, { params: { id }, body: undefined })
    if (result.kind === 'ok') await refresh()
    else after(result)
  }

  return (
    <div class="column">
      <div>
        <h1 tabIndex={-1}>{t('access_accounts')}</h1>
        <p class="hint">{t('access_accounts_hint')}</p>
      </div>
      {told.value && (
        <Note tone={told.value.tone} live>
          {t(told.value.key)}
        </Note>
      )}
      {!accounts.value && !told.value && <Bones />}
      {accounts.value && (
        <ul class="card list">
          {accounts.value.map((account) => (
            <li key={account.id}>
              <OneAccount account={account} isOwn={account.id === ownId} onClose={() => close(account)} />
            </li>
          ))}
        </ul>
      )}
      <NewAccount onCreate={create} />
    </div>
  )
}

function OneAccount({ account, isOwn, onClose }: { account: Account; isOwn: boolean; onClose: () => Promise<void> }) {
  // Closing ends someone's work at once, so it is pressed twice.
  const armed = useSignal(false)
  const press = () => {
    if (armed.value) void onClose()
    armed.value = !armed.value
  }
  return (
    <div class="row row-spread grow">
      <div>
        <p class="strong">
          <bdi>{account.displayName}</bdi> <bdi class="soft small">{account.login}</bdi>
        </p>
        <p class="row">
          {account.roles.map((role) => (
            <Tag key={role}>{t(`access_role_${role.replaceAll('-', '_')}`)}</Tag>
          ))}
        </p>
      </div>
      {account.closed ? (
        <Tag tone="plain">{t('access_account_closed')}</Tag>
      ) : isOwn ? (
        <span class="soft small">{t('access_account_own')}</span>
      ) : (
        <button type="button" class={armed.value ? 'button button-stop' : 'button'} onClick={press}>
          {armed.value ? t('access_account_close_sure') : t('access_account_close', { name: account.displayName })}
        </button>
      )}
    </div>
  )
}

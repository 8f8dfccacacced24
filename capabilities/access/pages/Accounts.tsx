import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { type CallResult, call, type Fetch } from '#platform/http/client.ts'
import { Bones } from '#platform/ui/pages/Bones.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { closeAccount, createAccount, listAccounts } from '../contract.ts'
import type { Role } from '../model.ts'
import { withSecondPerson } from '../oversight/pages/second-person.ts'
import { changeRoles, giveEnrolment } from '../sign-in/contract.ts'
import { type Given, GivenCode } from '../sign-in/pages/GivenCode.tsx'
import { NewAccount, type WantedAccount } from './NewAccount.tsx'
import { type Account, OneAccount } from './OneAccount.tsx'

interface Props {
  fetch: Fetch
  /** Whoever is signed in: nobody changes or closes their own account. */
  me: { accountId: string; operation: { id: string } }
  onSignedOut: () => void
}

/** Who works in this operation, given out and closed by an administrator, who reads no file. */
export function Accounts({ fetch, me, onSignedOut }: Props) {
  const accounts = useSignal<readonly Account[] | undefined>(undefined)
  const told = useSignal<{ tone: 'ok' | 'warn' | 'info'; key: string } | undefined>(undefined)
  const given = useSignal<Given | undefined>(undefined)

  async function refresh(): Promise<void> {
    const result = await call(fetch, listAccounts, {})
    if (result.kind === 'ok') accounts.value = result.reply.accounts
    else after(result)
  }
  useEffect(() => void refresh(), [])

  function after(result: Exclude<CallResult<unknown>, { kind: 'ok' }>): void {
    if (result.kind === 'problem' && result.problem.status === 401) onSignedOut()
    const kind = result.kind === 'offline' ? 'offline' : (result.problem.type.split(':').at(-1) ?? '')
    told.value = { tone: 'warn', key: KINDS[kind] ?? 'access_failed' }
  }
  async function create(wanted: WantedAccount): Promise<boolean> {
    const body = { ...wanted, passphrase: null, siteId: null }
    const result = await call(fetch, createAccount, { body })
    if (result.kind !== 'ok') {
      after(result)
      return false
    }
    told.value = { tone: 'ok', key: 'access_account_made' }
    await giveWayIn(result.reply)
    await refresh()
    return true
  }
  async function giveWayIn({ id, displayName }: Pick<Account, 'id' | 'displayName'>): Promise<void> {
    const result = await withSecondPerson(fetch, { act: 'replace-passkey', facts: { accountId: id } }, (agreementId) =>
      call(fetch, giveEnrolment, { params: { id }, body: { agreementId } }),
    )
    if (result.kind === 'ok') given.value = { operationId: me.operation.id, name: displayName, ...result.reply }
    else if (result.kind === 'asked') told.value = { tone: 'info', key: 'access_account_way_in_asked' }
    else after(result)
  }
  async function newWayIn(account: Account): Promise<void> {
    told.value = undefined
    await giveWayIn(account)
  }
  async function setRoles({ id, siteIds }: Account, roles: Role[]): Promise<boolean> {
    const result = await call(fetch, changeRoles, { params: { id }, body: { roles, siteId: siteIds[0] ?? null } })
    if (result.kind !== 'ok') {
      after(result)
      return false
    }
    told.value = { tone: 'ok', key: 'access_account_roles_saved' }
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
      {given.value && <GivenCode given={given.value} onDone={() => (given.value = undefined)} />}
      {!accounts.value && !told.value && <Bones />}
      {accounts.value && (
        <ul class="card list">
          {accounts.value.map((account) => (
            <li key={account.id}>
              <OneAccount
                account={account}
                isOwn={account.id === me.accountId}
                onClose={() => close(account)}
                onRoles={(roles) => setRoles(account, roles)}
                onNewWayIn={() => newWayIn(account)}
              />
            </li>
          ))}
        </ul>
      )}
      <NewAccount onCreate={create} />
    </div>
  )
}

const KINDS: Record<string, string> = {
  offline: 'access_failed_offline',
  'login-taken': 'access_account_taken',
  'step-up-needed': 'access_step_up_needed',
}

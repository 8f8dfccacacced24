import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { isUuid } from '#platform/base/ids.ts'
import { type CallResult, call, type Fetch } from '#platform/http/client.ts'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { listOperations } from '../../contract.ts'
import { custodiansHere, unlockOperation } from '../contract.ts'

/** One custodian at a time, from any computer: words, and how many of two are here. Never which. */
export function GiveWords({ fetch, operationId, onOpen }: { fetch: Fetch; operationId: string; onOpen: () => void }) {
  const ordinal = useSignal(1)
  const words = useSignal('')
  const here = useSignal(0)
  const failed = useSignal<string | undefined>(undefined)
  useEffect(() => {
    void call(fetch, custodiansHere, { body: { operationId } }).then((result) => {
      if (result.kind === 'ok') here.value = result.reply.here
    })
  }, [])
  async function give(event: Event) {
    event.preventDefault()
    const custodians = [{ ordinal: ordinal.value, passphrase: words.value }]
    words.value = ''
    failed.value = undefined
    const result = await call(fetch, unlockOperation, { body: { operationId, custodians } })
    if (result.kind !== 'ok') {
      failed.value = t(failureKey(result))
      return
    }
    here.value = result.reply.here
    if (result.reply.here > 1) onOpen()
  }
  return (
    <form class="stack" onSubmit={give}>
      <p role="status">{t(here.value > 0 ? 'custody_one_here' : 'custody_none_here')}</p>
      <ChooseCustodian
        id="custodian"
        label={t('custody_number')}
        value={ordinal.value}
        onChange={(n) => (ordinal.value = n)}
      />
      <TextField
        id="custodian-words"
        type="password"
        label={t('custody_words')}
        value={words.value}
        onInput={(typed) => (words.value = typed)}
      />
      {failed.value && (
        <p class="err" role="alert">
          {failed.value}
        </p>
      )}
      <div>
        <button type="submit" class="button" disabled={words.value === ''}>
          {t('custody_give')}
        </button>
      </div>
    </form>
  )
}

/** For a custodian without an account: `/desk/unlock?operation=…`. */
export function CustodianPage({ fetch, operation }: { fetch: Fetch; operation: string }) {
  const operationId = useSignal(isUuid(operation) ? operation : undefined)
  const isOpen = useSignal(false)
  useEffect(() => {
    if (operationId.value) return
    void call(fetch, listOperations, {}).then((result) => {
      if (result.kind === 'ok') operationId.value = result.reply.operations.find(({ practice }) => !practice)?.id
    })
  }, [])
  return (
    <div class="column">
      <h1 tabIndex={-1}>{t('custody_give')}</h1>
      {isOpen.value && (
        <Note tone="ok" live>
          {t('custody_open')}
        </Note>
      )}
      {operationId.value && !isOpen.value && (
        <div class="card">
          <GiveWords fetch={fetch} operationId={operationId.value} onOpen={() => (isOpen.value = true)} />
        </div>
      )}
    </div>
  )
}

export function ChooseCustodian({
  id,
  label,
  value,
  onChange,
}: {
  id: string
  label: string
  value: number
  onChange: (ordinal: number) => void
}) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(Number(event.currentTarget.value))}>
        {[1, 2, 3].map((ordinal) => (
          <option key={ordinal} value={ordinal}>
            {ordinal}
          </option>
        ))}
      </select>
    </div>
  )
}

/** Which sentence says what went wrong with an act on keys. */
export function failureKey(result: Exclude<CallResult<unknown>, { kind: 'ok' }>): string {
  if (result.kind === 'offline') return 'desk_failed_offline'
  const { status, type } = result.problem
  if (type.endsWith(':custodians-not-ready')) return 'custody_not_ready'
  if (type.endsWith(':step-up-needed')) return 'access_step_up_needed'
  return (
    ({ 422: 'custody_refused', 429: 'custody_wait', 423: 'custody_locked', 403: 'custody_denied' } as const)[
      status as 422
    ] ?? 'custody_failed'
  )
}

import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { type CallResult, call, type Fetch } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { formatDate } from '#platform/messages/messages.ts'
import { Bones } from '#platform/ui/pages/Bones.tsx'
import { language, t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { lapsesSoon } from '../../model.ts'
import { moment } from '../../oversight/pages/office.ts'
import { withSecondPerson } from '../../oversight/pages/second-person.ts'
import { readKeys, rotateKeys, setLapse } from '../contract.ts'
import { failureKey, GiveWords } from './GiveWords.tsx'
import { Replace } from './Replace.tsx'

type Facts = ReplyOf<typeof readKeys>
type Failed = Exclude<CallResult<unknown>, { kind: 'ok' }>

interface Props {
  fetch: Fetch
  operationId: string
  onSignedOut: () => void
  /** Two custodians gave their words again. */
  onRenewed: () => void
  now: () => number
}

/** Who the custodians are by number, when the names close by themselves, a new key, a new custodian. */
export function Keys({ fetch, operationId, onSignedOut, onRenewed, now }: Props) {
  const facts = useSignal<Facts | undefined>(undefined)
  const told = useSignal<{ tone: 'ok' | 'warn' | 'info'; key: string } | undefined>(undefined)
  const days = useSignal('')
  const daysError = useSignal<string | undefined>(undefined)

  async function refresh(): Promise<void> {
    const result = await call(fetch, readKeys, {})
    if (result.kind !== 'ok') return fail(result)
    facts.value = result.reply
    days.value = String(result.reply.lapsesAfterDays)
  }
  useEffect(() => void refresh(), [])

  function fail(result: Failed): void {
    if (result.kind === 'problem' && result.problem.status === 401) onSignedOut()
    told.value = { tone: 'warn', key: failureKey(result) }
  }
  async function saveDays(event: Event): Promise<void> {
    event.preventDefault()
    const wanted = Number(days.value)
    const isWithin = Number.isInteger(wanted) && wanted >= 1 && wanted <= 30
    daysError.value = isWithin ? undefined : t('custody_lapse_wrong')
    if (!isWithin) return
    const result = await call(fetch, setLapse, { body: { days: wanted } })
    if (result.kind !== 'ok') return fail(result)
    await refresh()
    told.value = { tone: 'ok', key: 'custody_saved' }
  }
  async function rotate(): Promise<void> {
    const result = await withSecondPerson(fetch, { act: 'rotate-keys' }, (agreementId) =>
      call(fetch, rotateKeys, { body: { agreementId } }),
    )
    if (result.kind === 'asked') {
      told.value = { tone: 'info', key: 'custody_rotate_asked' }
      return
    }
    if (result.kind !== 'ok') return fail(result)
    await refresh()
    told.value = { tone: 'ok', key: 'custody_rotated' }
  }

  async function renewed(): Promise<void> {
    onRenewed()
    await refresh()
    told.value = { tone: 'ok', key: 'custody_renewed' }
  }

  const known = facts.value
  return (
    <div class="column">
      <div>
        <h1 tabIndex={-1}>{t('custody_title')}</h1>
        <p class="hint">{t('custody_hint')}</p>
      </div>
      {told.value && (
        <Note tone={told.value.tone} live>
          {t(told.value.key)}
        </Note>
      )}
      {!known && !told.value && <Bones />}
      {known?.practice && <Note tone="info">{t('custody_practice')}</Note>}
      {known && !known.practice && (
        <>
          <Lapse facts={known} now={now} />
          {lapsesSoon(known.lapsesAt, now()) && (
            <div class="card">
              <GiveWords fetch={fetch} operationId={operationId} onOpen={renewed} />
            </div>
          )}
          <ul class="card list">
            {known.custodians.map(({ ordinal, since, hasKeyPair }) => (
              <li key={ordinal}>
                <div>
                  <p>{t('custody_custodian', { number: ordinal, date: dayOf(since) })}</p>
                  {!hasKeyPair && <p class="hint">{t('custody_no_pair')}</p>}
                </div>
              </li>
            ))}
          </ul>
          <form class="card form" onSubmit={saveDays} noValidate>
            <TextField
              id="lapse-days"
              inputMode="numeric"
              label={t('custody_lapse_days')}
              hint={t('custody_lapse_hint')}
              value={days.value}
              error={daysError.value}
              onInput={(typed) => (days.value = typed)}
            />
            <div>
              <button type="submit" class="button">
                {t('custody_save')}
              </button>
            </div>
          </form>
          <section class="card stack">
            <h2>{t('custody_rotate')}</h2>
            <p class="hint">{t('custody_rotate_hint')}</p>
            <div>
              <button type="button" class="button" onClick={rotate}>
                {t('custody_rotate')}
              </button>
            </div>
          </section>
          <Replace fetch={fetch} onDone={refresh} />
        </>
      )}
    </div>
  )
}

function Lapse({ facts: { lapsesAt }, now }: { facts: Facts; now: () => number }) {
  if (lapsesAt === null)
    return (
      <Note tone="warn" icon="lock">
        {t('custody_locked')}
      </Note>
    )
  return lapsesSoon(lapsesAt, now()) ? (
    <Note tone="warn">{t('custody_lapses_soon')}</Note>
  ) : (
    <Note tone="info">{t('custody_lapses', { date: moment(lapsesAt) })}</Note>
  )
}

const dayOf = (time: string) => formatDate(time.slice(0, 10), language.value.locale)

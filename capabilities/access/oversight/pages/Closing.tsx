import { useState } from 'preact/hooks'
import { type CallResult, call } from '#platform/http/client.ts'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { askAgreement, closeOperation, listAgreements, readClosing, reopenOperation } from '../contract.ts'
import type { OnTold } from './Oversight.tsx'
import { failureOf, moment, type Office, useList } from './office.ts'

/** The end of an operation: what it means is said first, a colleague agrees, and its name is typed. */
export function Closing({ office, onTold }: { office: Office; onTold: OnTold }) {
  const closing = useList(office, readClosing)
  const asked = useList(office, listAgreements)
  const [name, setName] = useState('')
  const [error, setError] = useState<string>()
  if (!closing.reply || !asked.reply) return null
  const { closedAt, reopenUntil } = closing.reply
  const act = closedAt ? 'reopen-operation' : 'close-operation'
  const mine = asked.reply.agreements.filter((agreement) => agreement.act === act && agreement.isMine)
  const agreed = mine.find(({ state }) => state === 'agreed')

  async function done(result: CallResult<unknown>) {
    const isOtherName = result.kind === 'problem' && result.problem.type.endsWith(':name-not-right')
    setError(isOtherName ? t('oversight_name_not_right') : undefined)
    if (isOtherName) return
    if (result.kind === 'ok') {
      onTold({ tone: 'ok', words: t('oversight_done') })
      setName('')
    } else onTold({ tone: 'warn', words: failureOf(office, result) })
    await Promise.all([closing.again(), asked.again()])
  }
  const ask = async () => done(await call(office.fetch, askAgreement, { body: { act, facts: {} } }))
  const end = async (event: Event) => {
    event.preventDefault()
    const body = { agreementId: agreed?.id ?? null }
    if (closedAt) return done(await call(office.fetch, reopenOperation, { body }))
    return done(await call(office.fetch, closeOperation, { body: { ...body, name } }))
  }
  return (
    <section class="card stack">
      <h2>{t('oversight_closing')}</h2>
      {closedAt ? (
        <Note tone="stop">
          {t('oversight_closed', { time: moment(closedAt), until: moment(reopenUntil ?? closedAt) })}
        </Note>
      ) : (
        <>
          <p>{t('oversight_closing_means')}</p>
          <p>{t('oversight_closing_after')}</p>
        </>
      )}
      {agreed ? (
        <form class="form" onSubmit={end} noValidate>
          {!closedAt && (
            <TextField
              id="closing-name"
              label={t('oversight_closing_name', { name: closing.reply.name })}
              value={name}
              error={error}
              onInput={setName}
            />
          )}
          <div>
            <button type="submit" class="button button-stop">
              {t(closedAt ? 'oversight_reopen_do' : 'oversight_closing_do')}
            </button>
          </div>
        </form>
      ) : mine.some(({ state }) => state === 'waiting') ? (
        <Note tone="info">{t(closedAt ? 'oversight_reopen_waits' : 'oversight_closing_waits')}</Note>
      ) : (
        <div>
          <button type="button" class="button" onClick={ask}>
            {t(closedAt ? 'oversight_reopen_ask' : 'oversight_closing_ask')}
          </button>
        </div>
      )}
    </section>
  )
}

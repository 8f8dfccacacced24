import { useState } from 'preact/hooks'
import { call } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { formatNumber, formatTime } from '#platform/messages/messages.ts'
import { language, t } from '#platform/ui/pages/language.ts'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { type Desk, sentenceFor, useReply } from '../../desk/pages/desk.ts'
import { day, moment } from '../../desk/pages/labels.ts'
import { Shown, Title, Told } from '../../desk/pages/Screen.tsx'
import { changePeriod, liftHold, placeHold, readRetention } from '../contract-desk.ts'
import { holdReasons } from '../retention.ts'

type Page = ReplyOf<typeof readRetention>
type Row = Page['classes'][number]
type Result = Parameters<typeof sentenceFor>[1] | { kind: 'ok' }

/** How long each kind of data stays, what is due, and which households the job leaves alone. */
export function Retention({ desk }: { desk: Desk }) {
  const { state, again } = useReply(desk, 'retention', () => call(desk.fetch, readRetention, {}))
  const [told, setTold] = useState<{ done?: string; failed?: string }>({})
  const mayChange = desk.may('manage-retention')
  async function after(result: Result) {
    setTold(result.kind === 'ok' ? { done: t('retention_changed') } : { failed: sentenceFor(desk, result) })
    await again()
  }
  return (
    <div class="column">
      <div>
        <Title words={t('retention_title')}>{t('retention_title')}</Title>
        <p class="hint">{t('retention_hint')}</p>
      </div>
      <Told {...told} />
      <Shown state={state} again={again}>
        {({ nextRunAt, classes, holds }) => (
          <>
            <p>
              {nextRunAt ? t('retention_next', { time: formatTime(new Date(nextRunAt)) }) : t('retention_never_ran')}
            </p>
            <div class="columns">
              {classes.map((row) => (
                <Class key={row.class} {...{ desk, row, mayChange, after }} />
              ))}
            </div>
            <Holds {...{ desk, holds, mayChange, after }} />
          </>
        )}
      </Shown>
    </div>
  )
}

type Given = { desk: Desk; mayChange: boolean; after: (result: Result) => Promise<void> }

function Class({ desk, row, mayChange, after }: Given & { row: Row }) {
  const [typed, setTyped] = useState(String(row.periodDays))
  const [error, setError] = useState<string>()
  const { leastDays: least, mostDays: most } = row
  const id = `days-${row.class}`
  const name = t(`retention_class_${row.class.replaceAll('-', '_')}`)
  async function change(event: Event) {
    event.preventDefault()
    const periodDays = Number(typed)
    const isWithin = Number.isInteger(periodDays) && periodDays >= least && periodDays <= most
    setError(isWithin ? undefined : t('retention_days_wrong', { least, most }))
    if (isWithin)
      await after(await call(desk.fetch, changePeriod, { params: { class: row.class }, body: { periodDays } }))
  }
  return (
    <section class="card" aria-label={name}>
      <h2>{name}</h2>
      <dl class="facts">
        <div>
          <dt>{t('retention_days')}</dt>
          <dd>
            <bdi>{formatNumber(row.periodDays, language.value.locale)}</bdi>
          </dd>
        </div>
        <div>
          <dt>{t('retention_due')}</dt>
          <dd>
            <bdi>{row.due ?? t('retention_elsewhere')}</bdi>
          </dd>
        </div>
        {row.lastRunAt && (
          <div>
            <dt>{t('retention_last')}</dt>
            <dd>
              <bdi>{moment(row.lastRunAt)}</bdi> · {t('retention_ended', { count: row.lastDone })}
              {!row.lastWasComplete && ` · ${t('retention_more')}`}
            </dd>
          </div>
        )}
      </dl>
      {mayChange && least < most && (
        <form class="row row-end" onSubmit={change} noValidate>
          <TextField
            id={id}
            label={`${t('retention_days')}: ${t('retention_bounds', { least, most })}`}
            inputMode="numeric"
            value={typed}
            error={error}
            onInput={setTyped}
          />
          <button type="submit" class="button" aria-label={`${t('retention_set')}: ${name}`}>
            {t('retention_set')}
          </button>
        </form>
      )}
    </section>
  )
}

function Holds({ desk, holds, mayChange, after }: Given & { holds: Page['holds'] }) {
  const [caseNumber, setCaseNumber] = useState('')
  const [reason, setReason] = useState<(typeof holdReasons)[number]>('court')
  const [error, setError] = useState<string>()
  const word = (one: string) => t(`retention_reason_${one.replaceAll('-', '_')}`)
  async function hold(event: Event) {
    event.preventDefault()
    const result = await call(desk.fetch, placeHold, { body: { caseNumber: caseNumber.trim(), reason } })
    const isUnknown = result.kind === 'problem' && [404, 422].includes(result.problem.status)
    setError(isUnknown ? t('desk_join_none') : undefined)
    if (isUnknown) return
    if (result.kind === 'ok') setCaseNumber('')
    await after(result)
  }
  return (
    <section class="card stack">
      <h2>{t('retention_holds')}</h2>
      <p class="hint">{t('retention_holds_hint')}</p>
      {holds.length === 0 && <p>{t('retention_no_holds')}</p>}
      <ul class="list">
        {holds.map((hold) => (
          <li key={hold.groupId}>
            <span class="grow">
              <bdi class="code">{hold.caseNumber}</bdi> · {word(hold.reason)} · {day(hold.placedAt)}
            </span>
            {mayChange && (
              <button
                type="button"
                class="button"
                onClick={async () =>
                  after(await call(desk.fetch, liftHold, { params: { id: hold.groupId }, body: {} }))
                }
              >
                {t('retention_lift', { case: hold.caseNumber })}
              </button>
            )}
          </li>
        ))}
      </ul>
      {mayChange && (
        <form class="form" onSubmit={hold} noValidate>
          <TextField
            id="hold-case"
            label={t('retention_case')}
            value={caseNumber}
            error={error}
            onInput={setCaseNumber}
          />
          <div class="field">
            <label for="hold-reason">{t('retention_reason')}</label>
            <select
              id="hold-reason"
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value as typeof reason)}
            >
              {holdReasons.map((one) => (
                <option key={one} value={one}>
                  {word(one)}
                </option>
              ))}
            </select>
          </div>
          <div>
            <button type="submit" class="button button-primary">
              {t('retention_hold')}
            </button>
          </div>
        </form>
      )}
    </section>
  )
}

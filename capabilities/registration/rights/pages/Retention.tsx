import { useState } from 'preact/hooks'
import { call } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { formatTime } from '#platform/messages/messages.ts'
import { t } from '#platform/ui/pages/language.ts'
import { type Desk, failureOf, sentenceFor, useReply } from '../../desk/pages/desk.ts'
import { day } from '../../desk/pages/labels.ts'
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
    if (result.kind === 'ok') setTold({ done: t('retention_changed') })
    else {
      const isTheirs = result.kind === 'problem' && [404, 422].includes(result.problem.status)
      if (isTheirs) failureOf(desk, result)
      setTold({ failed: isTheirs ? t('retention_refused') : sentenceFor(desk, result) })
    }
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
            <div class="stack">
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
  const { leastDays: least, mostDays: most } = row
  const id = `days-${row.class}`
  const name = t(`retention_class_${row.class.replaceAll('-', '_')}`)
  const change = async () =>
    after(await call(desk.fetch, changePeriod, { params: { class: row.class }, body: { periodDays: Number(typed) } }))
  return (
    <section class="card" aria-label={name}>
      <h2>{name}</h2>
      <dl class="facts">
        <div>
          <dt>{t('retention_days')}</dt>
          <dd>
            <bdi>{row.periodDays}</bdi>
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
              {day(row.lastRunAt)} <bdi>{formatTime(new Date(row.lastRunAt))}</bdi> ·{' '}
              {t('retention_ended', { count: row.lastDone })}
              {!row.lastWasComplete && ` · ${t('retention_more')}`}
            </dd>
          </div>
        )}
      </dl>
      {mayChange && least < most && (
        <div class="row">
          <div class="field">
            <label for={id}>{`${t('retention_days')}: ${t('retention_bounds', { least, most })}`}</label>
            <input
              id={id}
              inputMode="numeric"
              autocomplete="off"
              dir="ltr"
              value={typed}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          </div>
          <button type="button" class="button" aria-label={`${t('retention_set')}: ${name}`} onClick={change}>
            {t('retention_set')}
          </button>
        </div>
      )}
    </section>
  )
}

function Holds({ desk, holds, mayChange, after }: Given & { holds: Page['holds'] }) {
  const [caseNumber, setCaseNumber] = useState('')
  const [reason, setReason] = useState<(typeof holdReasons)[number]>('court')
  const word = (one: string) => t(`retention_reason_${one.replaceAll('-', '_')}`)
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
        <>
          <div class="field">
            <label for="hold-case">{t('retention_case')}</label>
            <input
              id="hold-case"
              dir="ltr"
              autocomplete="off"
              value={caseNumber}
              onInput={(event) => setCaseNumber(event.currentTarget.value)}
            />
          </div>
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
          <button
            type="button"
            class="button button-primary"
            onClick={async () => after(await call(desk.fetch, placeHold, { body: { caseNumber, reason } }))}
          >
            {t('retention_hold')}
          </button>
        </>
      )}
    </section>
  )
}

import { useEffect, useRef, useState } from 'preact/hooks'
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
  const [shorter, setShorter] = useState<number>()
  const { leastDays: least, mostDays: most } = row
  const id = `days-${row.class}`
  const name = t(`retention_class_${row.class.replaceAll('-', '_')}`)
  async function save(periodDays: number) {
    setShorter(undefined)
    await after(await call(desk.fetch, changePeriod, { params: { class: row.class }, body: { periodDays } }))
  }
  async function change(event: Event) {
    event.preventDefault()
    const periodDays = Number(typed)
    const isWithin = Number.isInteger(periodDays) && periodDays >= least && periodDays <= most
    setError(isWithin ? undefined : t('retention_days_wrong', { least, most }))
    // A longer period can be made shorter again; what a shorter one ended is gone.
    if (isWithin && periodDays < row.periodDays) setShorter(periodDays)
    else if (isWithin) await save(periodDays)
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
      {shorter !== undefined && (
        <Sure
          ask={t('retention_shorter_ask', { days: formatNumber(shorter, language.value.locale) })}
          yes={t('retention_shorter_yes')}
          onYes={() => save(shorter)}
          onNo={() => setShorter(undefined)}
        />
      )}
      {mayChange && least < most && shorter === undefined && (
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

/** What cannot be taken back is asked twice. */
function Sure({ ask, yes, onYes, onNo }: { ask: string; yes: string; onYes: () => Promise<void>; onNo: () => void }) {
  const asked = useRef<HTMLDivElement>(null)
  useEffect(() => asked.current?.focus(), [])
  return (
    <div class="note stack" ref={asked} tabIndex={-1}>
      <div>
        <p>{ask}</p>
        <div class="row">
          <button type="button" class="button" onClick={onYes}>
            {yes}
          </button>
          <button type="button" class="button" onClick={onNo}>
            {t('retention_keep')}
          </button>
        </div>
      </div>
    </div>
  )
}

function Holds({ desk, holds, mayChange, after }: Given & { holds: Page['holds'] }) {
  const [caseNumber, setCaseNumber] = useState('')
  const [reason, setReason] = useState<(typeof holdReasons)[number]>('court')
  const [error, setError] = useState<string>()
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
          <Held key={hold.groupId} {...{ desk, hold, mayChange, after }} />
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
                  {reasonWord(one)}
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

function Held({ desk, hold, mayChange, after }: Given & { hold: Page['holds'][number] }) {
  const [asks, setAsks] = useState(false)
  async function lift() {
    await after(await call(desk.fetch, liftHold, { params: { id: hold.groupId }, body: {} }))
  }
  return (
    <li>
      <span class="grow">
        <bdi class="code">{hold.caseNumber}</bdi> · {reasonWord(hold.reason)} · {day(hold.placedAt)}
      </span>
      {mayChange && !asks && (
        <button type="button" class="button" onClick={() => setAsks(true)}>
          {t('retention_lift', { case: hold.caseNumber })}
        </button>
      )}
      {asks && (
        <Sure
          ask={t('retention_lift_ask')}
          yes={t('retention_lift', { case: hold.caseNumber })}
          onYes={lift}
          onNo={() => setAsks(false)}
        />
      )}
    </li>
  )
}

const reasonWord = (reason: (typeof holdReasons)[number]) => t(`retention_reason_${reason.replaceAll('-', '_')}`)

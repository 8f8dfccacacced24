import { useState } from 'preact/hooks'
import { type Desk, useReply } from '#capabilities/registration/desk/pages/desk.ts'
import { day } from '#capabilities/registration/desk/pages/labels.ts'
import { Shown, Title, Told } from '#capabilities/registration/desk/pages/Screen.tsx'
import { call } from '#platform/http/client.ts'
import type { BodyOf, ReplyOf } from '#platform/http/endpoint.ts'
import { Choose } from '#platform/ui/pages/Choose.tsx'
import { DayField } from '#platform/ui/pages/DayField.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note, Tag } from '#platform/ui/pages/Note.tsx'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import type { CalendarRow } from '../calendar.ts'
import { changeSettings, readSettings, tellEffect } from '../contract-settings.ts'
import type { SettingValue } from '../rule.ts'
import { sentenceOf } from './refusing.ts'
import { inWords, Said } from './words.tsx'

type Page = ReplyOf<typeof readSettings>
type Answers = Record<string, SettingValue>
type NewSettings = BodyOf<typeof changeSettings>
type Effect = ReplyOf<typeof tellEffect>

/** Which procedure, what counsel confirmed, which days nobody works or time stands still. */
export function ProcedureSettings({ desk }: { desk: Desk }) {
  const { state, again } = useReply(desk, 'procedure', () => call(desk.fetch, readSettings, {}))
  const [told, setTold] = useState<{ done?: string; failed?: string }>({})
  return (
    <div class="column">
      <div>
        <Title words={t('asylum_procedure')}>{t('asylum_procedure')}</Title>
        <p class="hint">{t('asylum_procedure_hint')}</p>
      </div>
      <Told {...told} />
      <Shown state={state} again={again}>
        {(page) => <Settings key={page.version} {...{ desk, page, again, setTold }} />}
      </Shown>
    </div>
  )
}

type Given = {
  desk: Desk
  page: Page
  again: () => Promise<void>
  setTold: (told: { done?: string; failed?: string }) => void
}

function Settings({ desk, page, again, setTold }: Given) {
  const nameOf = ({ procedure, version }: { procedure: string; version: string }) => `${procedure} ${version}`
  const first = page.chosen ?? page.offered[0]!
  const [chosen, setChosen] = useState(nameOf(first))
  const answered = (lines: Page['settings']): Answers =>
    Object.fromEntries(lines.filter(({ isAnswered }) => isAnswered).map(({ id, value }) => [id, value]))

  const [waiting, setWaiting] = useState<{ body: NewSettings; effect: Effect }>()

  /** What would move is told first; where nothing does, there is nothing to ask. */
  async function save(changes: { answers?: Answers; calendarAnswers?: Answers; rows?: CalendarRow[] } = {}) {
    const offered = page.offered.find((each) => nameOf(each) === chosen)!
    const isSame = page.chosen !== null && nameOf(page.chosen) === chosen
    const body = {
      ...{ version: page.version, procedure: offered.procedure, procedureVersion: offered.version },
      // Answers belong to the procedure they were given for.
      answers: changes.answers ?? (isSame ? answered(page.settings) : {}),
      calendarAnswers: changes.calendarAnswers ?? (isSame ? answered(page.calendarSettings) : {}),
      rows: changes.rows ?? (isSame ? page.rows : []),
    }
    const told = await call(desk.fetch, tellEffect, { body })
    if (told.kind !== 'ok') setTold({ failed: sentenceOf(desk, told) })
    else if (told.reply.limits > 0) setWaiting({ body, effect: told.reply })
    else await keep(body)
  }

  async function keep(body: NewSettings) {
    const answer = await call(desk.fetch, changeSettings, { body })
    setWaiting(undefined)
    setTold(answer.kind === 'ok' ? { done: t('asylum_settings_saved') } : { failed: sentenceOf(desk, answer) })
    if (answer.kind === 'ok') await again()
  }

  return (
    <>
      {waiting && (
        <Note tone="warn" icon="clock">
          <p role="status">
            {t('asylum_effect', { looked: waiting.effect.looked, open: waiting.effect.open })}{' '}
            {t('asylum_effect_moves', { claims: waiting.effect.claims, limits: waiting.effect.limits })}
          </p>
          <div class="row">
            <button type="button" class="button button-primary" onClick={() => keep(waiting.body)}>
              {t('asylum_effect_save')}
            </button>
            <button type="button" class="button" onClick={() => setWaiting(undefined)}>
              {t('asylum_effect_leave')}
            </button>
          </div>
        </Note>
      )}
      {page.toCount > 0 && (
        <Note icon="clock">
          {t('asylum_to_count', { count: page.toCount })}{' '}
          <button type="button" class="button" onClick={again}>
            {t('asylum_look_again')}
          </button>
        </Note>
      )}
      {page.toCount === 0 && page.moved > 0 && <Note>{t('asylum_moved_count', { count: page.moved })}</Note>}
      <section class="card stack">
        <h2>{t('asylum_which_procedure')}</h2>
        <Choose id="procedure" label={t('asylum_procedure')} value={chosen} onChange={setChosen}>
          {page.offered.map((each) => (
            <option key={nameOf(each)} value={nameOf(each)}>
              {inWords(each.name)} ({each.version})
            </option>
          ))}
        </Choose>
        <p class="hint">{t('asylum_which_procedure_hint')}</p>
        <div>
          <button type="button" class="button button-primary" onClick={() => save()}>
            {t('asylum_choose_procedure')}
          </button>
        </div>
      </section>
      {page.chosen && (
        <>
          <section class="card stack">
            <h2>{t('asylum_questions')}</h2>
            <p class="hint">{t('asylum_questions_hint')}</p>
            <Lines lines={page.settings} onChange={(answers) => save({ answers })} />
          </section>
          <section class="card stack">
            <h2>{t('asylum_calendar')}</h2>
            <p class="hint">
              <Said words={page.chosen.name} />
            </p>
            <Lines lines={page.calendarSettings} onChange={(calendarAnswers) => save({ calendarAnswers })} />
            <Rows page={page} onChange={(rows) => save({ rows })} />
          </section>
        </>
      )}
    </>
  )
}

/** One question of the law after another, each with what holds until it is answered. */
function Lines({ lines, onChange }: { lines: Page['settings']; onChange: (answers: Answers) => Promise<void> }) {
  const answers = Object.fromEntries(lines.filter(({ isAnswered }) => isAnswered).map(({ id, value }) => [id, value]))
  return (
    <ul class="list">
      {lines.map((line) => (
        <Line key={line.id} line={line} onChange={(value) => onChange({ ...answers, [line.id]: value })} />
      ))}
    </ul>
  )
}

function Line({
  line,
  onChange,
}: {
  line: Page['settings'][number]
  onChange: (value: SettingValue) => Promise<void>
}) {
  const { id, value } = line
  const [typed, setTyped] = useState(typeof value === 'object' ? String(value.amount) : String(value))
  async function save(event: Event) {
    event.preventDefault()
    if (typeof value === 'boolean') await onChange(typed === 'true')
    else await onChange(typeof value === 'object' ? { ...value, amount: Number(typed) } : typed)
  }
  return (
    <li>
      <form class="grow stack" onSubmit={save} noValidate>
        <p>
          <bdi lang="en">{line.about}</bdi>{' '}
          {line.isAnswered ? (
            <Tag tone="ok">{t('asylum_answered')}</Tag>
          ) : (
            <Tag tone="warn">{t('asylum_unconfirmed')}</Tag>
          )}
        </p>
        <p class="hint">
          <bdi lang="es">{line.basis}</bdi>
        </p>
        <div class="row row-end">
          {typeof value === 'boolean' ? (
            <Choose id={`setting-${id}`} label={t('asylum_answer')} value={typed} onChange={setTyped}>
              <option value="true">{t('ui_yes')}</option>
              <option value="false">{t('ui_no')}</option>
            </Choose>
          ) : (
            <TextField
              id={`setting-${id}`}
              label={typeof value === 'object' ? t(`asylum_unit_${value.unit}`) : t('asylum_answer')}
              value={typed}
              inputMode={typeof value === 'object' ? 'numeric' : 'text'}
              onInput={setTyped}
            />
          )}
          <button type="submit" class="button" aria-label={`${t('asylum_save')}: ${line.about}`}>
            {t('asylum_save')}
          </button>
        </div>
      </form>
    </li>
  )
}

/** Days of the operation's own: nobody works, or time stands still. Every open limit is counted anew. */
function Rows({ page, onChange }: { page: Page; onChange: (rows: CalendarRow[]) => Promise<void> }) {
  const [kind, setKind] = useState<CalendarRow['kind']>('suspension')
  const [name, setName] = useState('')
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [law, setLaw] = useState(page.calendarLaws[0]?.id ?? '')
  const [office, setOffice] = useState('')
  async function add(event: Event) {
    event.preventDefault()
    const basis = { law, certainty: 'B' as const, note: name.trim() || '-' }
    const row = { kind, layer: 4, name: name.trim() || '-', when: { from, to: to || from }, basis } as const
    await onChange([...page.rows, { ...row, ...(office && { office }) }])
  }
  const span = ({ when }: CalendarRow) =>
    'from' in when ? `${day(when.from)} – ${when.to ? day(when.to) : '…'}` : 'on' in when ? day(when.on) : ''
  return (
    <>
      <h3>{t('asylum_own_days')}</h3>
      {page.rows.length === 0 && <p class="hint">{t('asylum_no_own_days')}</p>}
      <ul class="list">
        {page.rows.map((row, index) => (
          <li key={`${row.name} ${JSON.stringify(row.when)}`}>
            <span class="grow">
              <b>{t(`asylum_row_${row.kind}`)}</b> · <bdi>{row.name}</bdi> · <bdi>{span(row)}</bdi>
              {row.office && (
                <>
                  {' · '}
                  <bdi>{page.offices.find(({ id }) => id === row.office)?.name ?? row.office}</bdi>
                </>
              )}
            </span>
            <button
              type="button"
              class="button"
              aria-label={`${t('asylum_remove')}: ${row.name}`}
              onClick={() => onChange(page.rows.filter((_, each) => each !== index))}
            >
              {t('asylum_remove')}
            </button>
          </li>
        ))}
      </ul>
      <form class="form stack" onSubmit={add} noValidate>
        <Choose
          id="row-kind"
          label={t('asylum_row_what')}
          value={kind}
          onChange={(value) => setKind(value as 'holiday')}
        >
          <option value="suspension">{t('asylum_row_suspension')}</option>
          <option value="holiday">{t('asylum_row_holiday')}</option>
        </Choose>
        <TextField
          id="row-name"
          label={t('asylum_row_name')}
          hint={t('asylum_row_name_hint')}
          value={name}
          onInput={setName}
        />
        <Choose id="row-law" label={t('asylum_row_law')} value={law} onChange={setLaw}>
          {page.calendarLaws.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Choose>
        <Choose id="row-office" label={t('asylum_row_office')} value={office} onChange={setOffice}>
          <option value="">{t('asylum_row_all_offices')}</option>
          {page.offices.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Choose>
        <DayField id="row-from" label={t('desk_from')} value={from} onChange={setFrom} />
        <DayField id="row-to" label={t('desk_to')} value={to} onChange={setTo} />
        <div>
          <button type="submit" class="button">
            {t('asylum_row_add')}
          </button>
        </div>
      </form>
    </>
  )
}

import { useState } from 'preact/hooks'
import { type Desk, useReply } from '#capabilities/registration/desk/pages/desk.ts'
import { day, languageWord, moment } from '#capabilities/registration/desk/pages/labels.ts'
import { Shown, Title } from '#capabilities/registration/desk/pages/Screen.tsx'
import { call } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { Choose } from '#platform/ui/pages/Choose.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { type AppointmentRow, readAppointment } from '../contract.ts'
import { type Acts, useActs } from './acts.tsx'
import { Check } from './Fields.tsx'
import { FreeTimes } from './FreeTimes.tsx'
import { becauseWord, NeedTags, purposeWord, reasonWords, StateTag } from './words.tsx'

type File = ReplyOf<typeof readAppointment>

/** One appointment: when and with whom, why then, what may be done with it, and everything that happened to it. */
export function Appointment({ desk, id }: { desk: Desk; id: string }) {
  const { state, again } = useReply(desk, id, () => call(desk.fetch, readAppointment, { params: { id } }))
  const acts = useActs(desk, again, (other) => desk.go(`/desk/appointments/${other}`))
  return (
    <div class="column">
      <Shown state={state} again={again} title={t('appointments_one')}>
        {({ appointment, history }) => (
          <>
            <div class="row row-spread">
              <Title words={`${t('appointments_one')} ${appointment.caseNumber}`}>
                {t('appointments_one')} <bdi class="code">{appointment.caseNumber}</bdi>
              </Title>
              <a href={`/desk/appointments?site=${appointment.siteId}&day=${appointment.day}`}>
                {t('appointments_day')}
              </a>
            </div>
            {acts.told}
            <div class="columns">
              <Facts row={appointment} />
              {desk.may('book-appointments') && (
                <ActsOn key={appointment.version} {...{ desk, acts }} row={appointment} />
              )}
            </div>
            <History lines={history} />
          </>
        )}
      </Shown>
    </div>
  )
}

function Facts({ row }: { row: AppointmentRow }) {
  return (
    <section class="card stack">
      <dl class="facts">
        <div>
          <dt>{t('appointments_column_time')}</dt>
          <dd>
            <b>{day(row.day)}</b>{' '}
            <bdi class="numbers">
              {row.from}–{row.until}
            </bdi>
          </dd>
        </div>
        <div>
          <dt>{t('appointments_column_state')}</dt>
          <dd>
            <StateTag state={row.state} />
          </dd>
        </div>
        <div>
          <dt>{t('appointments_column_purpose')}</dt>
          <dd>{purposeWord(row.purpose)}</dd>
        </div>
        <div>
          <dt>{t('appointments_column_officer')}</dt>
          <dd>
            <bdi>{row.officer.name}</bdi>
          </dd>
        </div>
        {row.place && (
          <div>
            <dt>{t('appointments_column_place')}</dt>
            <dd>
              <bdi>{row.place}</bdi>
            </dd>
          </div>
        )}
        <div>
          <dt>{t('appointments_column_people')}</dt>
          <dd class="numbers">
            {row.people} · <bdi>{languageWord(row.language)}</bdi>
          </dd>
        </div>
      </dl>
      <NeedTags row={row} />
      {row.reason && (
        <p class="hint">
          <b>{t('appointments_why_then')}</b> {reasonWords(row.reason)}
        </p>
      )}
      <p>
        <a href={`/desk/households/${row.householdId}`}>{t('appointments_open_household')}</a>
      </p>
    </section>
  )
}

const CAUSES = ['family-asked', 'officer-away', 'interpreter-away', 'office'] as const

function ActsOn({ desk, acts, row }: { desk: Desk; acts: Acts; row: AppointmentRow }) {
  const isOpen = row.state === 'booked' || row.state === 'confirmed'
  const isHere = row.state === 'came'
  const [because, setBecause] = useState<(typeof CAUSES)[number]>(row.moveAskedAt ? 'family-asked' : 'office')
  const [isMoving, setIsMoving] = useState(false)
  const [waitsOn, setWaitsOn] = useState(true)
  if (!isOpen && !isHere) return null
  const button = (what: 'came' | 'held' | 'did-not-come', primary = false) => (
    <button type="button" class={primary ? 'button button-primary' : 'button'} onClick={() => acts.come(row, what)}>
      {t(`appointments_act_${what.replaceAll('-', '_')}`)}
    </button>
  )
  return (
    <section class="card stack">
      <h2>{t('appointments_column_acts')}</h2>
      <div class="row">
        {isOpen && button('came', true)}
        {isHere && button('held', true)}
        {isOpen && button('did-not-come')}
      </div>
      {isOpen && (
        <details open={isMoving} onToggle={(event) => setIsMoving(event.currentTarget.open)}>
          <summary>{t('appointments_move')}</summary>
          {isMoving && (
            <div class="stack">
              <Because value={because} onChange={setBecause} id="because-move" />
              <FreeTimes
                desk={desk}
                asked={row}
                button={t('appointments_move_here')}
                onChosen={async ({ agreed, ...to }) => {
                  await acts.move(row, to, because, agreed)
                }}
              />
            </div>
          )}
        </details>
      )}
      <details>
        <summary>{t('appointments_cancel')}</summary>
        <div class="stack">
          <Because value={because} onChange={setBecause} id="because-cancel" />
          <Check checked={waitsOn} onChange={setWaitsOn}>
            {t('appointments_waits_on')}
          </Check>
          <div>
            <button type="button" class="button button-stop" onClick={() => acts.cancel(row, because, waitsOn)}>
              {t('appointments_cancel')}
            </button>
          </div>
        </div>
      </details>
    </section>
  )
}

type Cause = (typeof CAUSES)[number]

function Because({ id, value, onChange }: { id: string; value: Cause; onChange: (value: Cause) => void }) {
  return (
    <Choose id={id} label={t('appointments_because')} value={value} onChange={(next) => onChange(next as Cause)}>
      {CAUSES.map((each) => (
        <option key={each} value={each}>
          {becauseWord(each)}
        </option>
      ))}
    </Choose>
  )
}

function History({ lines }: { lines: File['history'] }) {
  return (
    <section class="card stack">
      <h2>{t('desk_history')}</h2>
      <ol class="list">
        {lines.map((line) => (
          <li key={line.number}>
            <span class="grow">
              <b>{t(`appointments_event_${line.kind.replaceAll('-', '_')}`)}</b> · {day(line.day)}{' '}
              <bdi class="numbers">{line.from}</bdi> · <bdi>{line.officer}</bdi>
              {line.because && ` · ${becauseWord(line.because)}`}
              {line.agreed && ` · ${t('appointments_event_agreed')}`}
              <br />
              <span class="soft small">
                {moment(line.at)} · {line.by ? <bdi>{line.by}</bdi> : t('appointments_by_family')}
              </span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}

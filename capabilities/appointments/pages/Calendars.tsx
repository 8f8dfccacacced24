import { useState } from 'preact/hooks'
import { type Desk, useReply } from '#capabilities/registration/desk/pages/desk.ts'
import { day } from '#capabilities/registration/desk/pages/labels.ts'
import { Shown, Told } from '#capabilities/registration/desk/pages/Screen.tsx'
import { type CallResult, call } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { endAbsence, readOffice } from '../contract-calendars.ts'
import { AbsenceForm } from './AbsenceForm.tsx'
import { CalendarForm } from './CalendarForm.tsx'
import { Feed } from './Feed.tsx'
import { Opening } from './Fields.tsx'
import { OfficeForm } from './OfficeForm.tsx'
import { type Office, OfficePage } from './OfficePage.tsx'
import { sentenceOf } from './refusing.ts'
import { StartPlan } from './StartPlan.tsx'
import { calledBy, hoursWords, inOrder, kindWord } from './words.tsx'

export type Calendar = ReplyOf<typeof readOffice>
type Given = {
  desk: Desk
  /** Who looks: an officer has the address of their own calendar. */
  accountId: string
  calendar: Calendar
  /** What an act came to; the page is read anew. */
  told: (result: CallResult<unknown>, done: string) => Promise<boolean>
}
export type CalendarProps = Given

/** Who and what an office has, when they are there, and who is not; how the office hears people. */
export function Calendars({ desk, accountId }: { desk: Desk; accountId: string }) {
  return (
    <OfficePage desk={desk} here="calendars" always>
      {(office) => <CalendarsAt key={office.siteId} desk={desk} accountId={accountId} office={office} />}
    </OfficePage>
  )
}

function CalendarsAt({ desk, accountId, office }: { desk: Desk; accountId: string; office: Office }) {
  const [isSetUp, setIsSetUp] = useState(office.settings !== null)
  if (!isSetUp)
    return desk.may('manage-calendars') ? (
      <OfficeForm desk={desk} siteId={office.siteId} settings={null} onSaved={async () => setIsSetUp(true)} />
    ) : (
      <p class="card">{t('appointments_no_calendar_yet')}</p>
    )
  return <OwnCalendars desk={desk} accountId={accountId} siteId={office.siteId} />
}

function OwnCalendars({ desk, accountId, siteId }: { desk: Desk; accountId: string; siteId: string }) {
  const { state, again } = useReply(desk, siteId, () => call(desk.fetch, readOffice, { params: { id: siteId } }))
  const [said, setSaid] = useState<{ done?: string; failed?: string }>({})
  async function told(result: CallResult<unknown>, done: string) {
    setSaid(result.kind === 'ok' ? { done } : { failed: sentenceOf(desk, result) })
    await again()
    return result.kind === 'ok'
  }
  return (
    <>
      <Told {...said} />
      <Shown state={state} again={again}>
        {(calendar) => {
          const given = { desk, accountId, told, calendar: { ...calendar, resources: inOrder(calendar.resources) } }
          return (
            <>
              {calendar.broken > 0 && (
                <Note tone="warn">
                  <p>{t('appointments_broken', { count: calendar.broken })}</p>
                  <StartPlan desk={desk} siteId={siteId} kind="repair" />
                </Note>
              )}
              <Resources {...given} />
              <Absences {...given} />
              {desk.may('manage-calendars') && (
                <section class="card stack">
                  <h2>{t('appointments_how_heard')}</h2>
                  <OfficeForm
                    key={calendar.settings.version}
                    desk={desk}
                    siteId={siteId}
                    settings={calendar.settings}
                    onSaved={again}
                  />
                </section>
              )}
            </>
          )
        }}
      </Shown>
    </>
  )
}

function Resources(given: Given) {
  const { desk, accountId, calendar } = given
  const mayManage = desk.may('manage-calendars')
  return (
    <section class="card stack">
      <h2>{t('appointments_who_is_there')}</h2>
      {calendar.resources.length === 0 && <p class="hint">{t('appointments_no_resources')}</p>}
      <ul class="list">
        {calendar.resources.map((resource) => (
          <li key={resource.id}>
            <div class="grow stack">
              <span>
                <b>
                  <bdi>{calledBy(resource)}</bdi>
                </b>{' '}
                · {kindWord(resource.kind)}
                {resource.kind === 'interpreter' && (
                  <>
                    {' · '}
                    <bdi class="numbers">{resource.number}</bdi>
                  </>
                )}
                <br />
                <span class="soft small">{hoursWords(resource.hours)}</span>
              </span>
              {resource.kind === 'officer' && (mayManage || resource.accountId === accountId) && (
                <Feed {...given} resource={resource} />
              )}
              {mayManage && (
                <Opening summary={t('ui_change')} label={`${t('ui_change')}: ${calledBy(resource)}`}>
                  {() => <CalendarForm {...given} resource={resource} />}
                </Opening>
              )}
            </div>
          </li>
        ))}
      </ul>
      {mayManage && (
        <Opening key={calendar.resources.length} summary={t('appointments_add_calendar')}>
          {() => <CalendarForm {...given} />}
        </Opening>
      )}
    </section>
  )
}

function Absences(given: Given) {
  const { desk, calendar, told } = given
  const nameOf = (id: string) => calendar.resources.find((each) => each.id === id)?.name ?? ''
  const end = async (id: string) =>
    told(await call(desk.fetch, endAbsence, { params: { id }, body: {} }), t('appointments_done_back'))
  return (
    <section class="card stack">
      <h2>{t('appointments_absences')}</h2>
      {calendar.absences.length === 0 && <p class="hint">{t('appointments_no_absences')}</p>}
      <ul class="list">
        {calendar.absences.map((absence) => (
          <li key={absence.id}>
            <span class="grow">
              <b>
                <bdi>{nameOf(absence.resourceId)}</bdi>
              </b>{' '}
              ·{' '}
              <bdi>
                {day(absence.firstOn)}
                {absence.lastOn !== absence.firstOn && ` – ${day(absence.lastOn)}`}
              </bdi>
            </span>
            {desk.may('plan-appointments') && (
              <button
                type="button"
                class="button"
                aria-label={`${t('appointments_back')}: ${nameOf(absence.resourceId)}`}
                onClick={() => end(absence.id)}
              >
                {t('appointments_back')}
              </button>
            )}
          </li>
        ))}
      </ul>
      {desk.may('plan-appointments') && calendar.resources.length > 0 && (
        <AbsenceForm key={calendar.absences.length} {...given} />
      )}
    </section>
  )
}

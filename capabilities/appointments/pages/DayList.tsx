import type { Desk } from '#capabilities/registration/desk/pages/desk.ts'
import { languageWord } from '#capabilities/registration/desk/pages/labels.ts'
import { t } from '#platform/ui/pages/language.ts'
import type { AppointmentRow } from '../contract.ts'
import type { Acts } from './acts.tsx'
import type { DayReply } from './Day.tsx'
import { NeedTags, noSeatWord, purposeWord, StateTag } from './words.tsx'

const columns = ['time', 'case', 'people', 'purpose', 'officer', 'place', 'state', 'mind'] as const

/** Everybody who comes on a day, by time, with what is said of them at the door. */
export function DayList({ desk, reply, acts }: { desk: Desk; reply: DayReply; acts: Acts }) {
  const rows = [...reply.appointments].sort((a, b) => a.slot - b.slot || a.officer.name.localeCompare(b.officer.name))
  const why = new Map(reply.broken.map((each) => [each.appointmentId, each.why]))
  if (rows.length === 0) return <p class="card">{t('appointments_none_that_day')}</p>
  const mayAct = desk.may('book-appointments') && reply.day <= reply.today
  return (
    <div class="card table-card">
      <table class="queue blocks">
        <caption class="hidden">{t('appointments_list')}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(`appointments_column_${column}`)}
              </th>
            ))}
            {mayAct && <th scope="col">{t('appointments_column_acts')}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const broken = why.get(row.id)
            return (
              <tr key={row.id} class={broken ? 'late' : ''}>
                <td data-label={t('appointments_column_time')} class="numbers">
                  <bdi>
                    {row.from}–{row.until}
                  </bdi>
                </td>
                <th scope="row" data-label={t('appointments_column_case')}>
                  <a href={`/desk/appointments/${row.id}`}>
                    <bdi class="code">{row.caseNumber}</bdi>
                  </a>
                </th>
                <td data-label={t('appointments_column_people')} class="numbers">
                  <span>
                    {row.people} · <bdi>{languageWord(row.language)}</bdi>
                  </span>
                </td>
                <td data-label={t('appointments_column_purpose')}>{purposeWord(row.purpose)}</td>
                <td data-label={t('appointments_column_officer')}>
                  <bdi>{row.officer.name}</bdi>
                </td>
                <td data-label={t('appointments_column_place')}>{row.place && <bdi>{row.place}</bdi>}</td>
                <td data-label={t('appointments_column_state')}>
                  <span>
                    <StateTag state={row.state} />
                    {broken && <span class="small"> {noSeatWord(broken)}</span>}
                  </span>
                </td>
                <td data-label={t('appointments_column_mind')}>
                  <NeedTags row={row} />
                </td>
                {mayAct && (
                  <td>
                    <Buttons row={row} acts={acts} />
                  </td>
                )}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function Buttons({ row, acts }: { row: AppointmentRow; acts: Acts }) {
  const isOpen = row.state === 'booked' || row.state === 'confirmed'
  const button = (what: 'came' | 'held' | 'did-not-come') => {
    const word = t(`appointments_act_${what.replaceAll('-', '_')}`)
    return (
      <button
        type="button"
        class="button"
        aria-label={`${word}: ${row.caseNumber}`}
        onClick={() => acts.come(row, what)}
      >
        {word}
      </button>
    )
  }
  return (
    <span class="row row-tight">
      {isOpen && button('came')}
      {isOpen && button('did-not-come')}
      {row.state === 'came' && button('held')}
    </span>
  )
}

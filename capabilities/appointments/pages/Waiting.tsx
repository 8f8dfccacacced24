import { useState } from 'preact/hooks'
import { type Desk, useReply } from '#capabilities/registration/desk/pages/desk.ts'
import { day, languageWord } from '#capabilities/registration/desk/pages/labels.ts'
import { MorePages } from '#capabilities/registration/desk/pages/MorePages.tsx'
import { Shown, Told } from '#capabilities/registration/desk/pages/Screen.tsx'
import { call } from '#platform/http/client.ts'
import { Choose } from '#platform/ui/pages/Choose.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Tag } from '#platform/ui/pages/Note.tsx'
import { listWaiting, removeFromWaiting, type WaitRow } from '../contract-waiting.ts'
import { Purpose } from '../model.ts'
import { type Office, OfficePage } from './OfficePage.tsx'
import { sentenceOf } from './refusing.ts'
import { StartPlan } from './StartPlan.tsx'
import { NeedTags, purposeWord } from './words.tsx'

/** Who waits to be heard at an office, in the order they are heard, and the plan that places them. */
export function Waiting({ desk }: { desk: Desk }) {
  return (
    <OfficePage desk={desk} here="waiting">
      {(office) => <WaitingAt key={office.siteId} desk={desk} office={office} />}
    </OfficePage>
  )
}

function WaitingAt({ desk, office: { siteId } }: { desk: Desk; office: Office }) {
  const wanted = Purpose.safeParse(desk.search.value.get('purpose'))
  const query = { siteId, ...(wanted.success && { purpose: wanted.data }) }
  const { state, again } = useReply(desk, JSON.stringify(query), () => call(desk.fetch, listWaiting, { query }))
  const [told, setTold] = useState<{ done?: string; failed?: string }>({})
  // A list read anew begins at its first page.
  const [times, setTimes] = useState(0)
  async function remove(row: WaitRow) {
    const result = await call(desk.fetch, removeFromWaiting, { params: { id: row.id }, body: {} })
    if (result.kind !== 'ok') return setTold({ failed: sentenceOf(desk, result) })
    setTold({ done: t('appointments_done_removed', { case: row.caseNumber }) })
    await again()
    setTimes(times + 1)
  }
  return (
    <Shown state={state} again={again}>
      {(first) => (
        <>
          <p class="soft numbers">{t('appointments_waiting_lead', { count: first.total })}</p>
          <Told {...told} />
          <div class="filter-fields">
            <Choose
              id="filter-purpose"
              label={t('appointments_column_purpose')}
              value={wanted.success ? wanted.data : ''}
              onChange={(purpose) => desk.filter({ purpose })}
            >
              <option value="">{t('desk_all')}</option>
              {Purpose.options.map((each) => (
                <option key={each} value={each}>
                  {purposeWord(each)}
                </option>
              ))}
            </Choose>
          </div>
          {/* Also while nobody stands here: claims that wait are read in by the plan itself. */}
          <section class="card stack">
            <h2>{t('appointments_plan')}</h2>
            <p class="hint">{t('appointments_plan_hint')}</p>
            <StartPlan desk={desk} siteId={siteId} kind="waiting" purpose={wanted.success ? wanted.data : undefined} />
          </section>
          <MorePages
            key={`${JSON.stringify(query)} ${times}`}
            desk={desk}
            first={first}
            more={(after) => call(desk.fetch, listWaiting, { query: { ...query, after } })}
            rowsOf={({ rows }) => rows}
            none={t('appointments_nobody_waits')}
            shown={(count) => t('appointments_shown', { count })}
          >
            {(rows) => <WaitTable rows={rows} onRemove={desk.may('book-appointments') ? remove : undefined} />}
          </MorePages>
        </>
      )}
    </Shown>
  )
}

const columns = ['case', 'people', 'purpose', 'since', 'earliest', 'passed_over', 'mind'] as const

function WaitTable({ rows, onRemove }: { rows: readonly WaitRow[]; onRemove: ((row: WaitRow) => void) | undefined }) {
  return (
    <div class="card table-card">
      <table class="queue blocks">
        <caption class="hidden">{t('appointments_waiting')}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(`appointments_column_${column}`)}
              </th>
            ))}
            {onRemove && <th scope="col">{t('appointments_column_acts')}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} class={row.isDue ? 'soon' : ''}>
              <th scope="row" data-label={t('appointments_column_case')}>
                <a href={`/desk/households/${row.householdId}`}>
                  <bdi class="code">{row.caseNumber}</bdi>
                </a>
              </th>
              <td data-label={t('appointments_column_people')} class="numbers">
                <span>
                  {row.people} · <bdi>{languageWord(row.language)}</bdi>
                </span>
              </td>
              <td data-label={t('appointments_column_purpose')}>{purposeWord(row.purpose)}</td>
              <td data-label={t('appointments_column_since')} class="nowrap">
                {day(row.since)}
              </td>
              <td data-label={t('appointments_column_earliest')} class="nowrap">
                {day(row.earliest)}
              </td>
              <td data-label={t('appointments_column_passed_over')} class="numbers">
                {row.passedOver}
              </td>
              <td data-label={t('appointments_column_mind')}>
                <span class="row row-tight">
                  {row.isDue && (
                    <Tag tone="warn" icon="clock">
                      {t('appointments_is_due')}
                    </Tag>
                  )}
                  <NeedTags row={row} />
                </span>
              </td>
              {onRemove && (
                <td>
                  {row.source === 'desk' && (
                    <button
                      type="button"
                      class="button"
                      aria-label={`${t('appointments_remove')}: ${row.caseNumber}`}
                      onClick={() => onRemove(row)}
                    >
                      {t('appointments_remove')}
                    </button>
                  )}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

import { day, languageWord } from '#capabilities/registration/desk/pages/labels.ts'
import { addDays } from '#platform/base/plain-date.ts'
import { formatNumber } from '#platform/messages/messages.ts'
import { language, t } from '#platform/ui/pages/language.ts'
import { Tag } from '#platform/ui/pages/Note.tsx'
import type { ClaimRow } from '../contract.ts'
import { Said, stageWord } from './words.tsx'

const columns = ['case', 'people', 'stage', 'last', 'due', 'days', 'officer', 'mind'] as const

/** Claims, one a line; on a narrow screen one block each. */
export function ClaimTable({ rows, today }: { rows: readonly ClaimRow[]; today: string }) {
  return (
    <div class="card table-card">
      <table class="queue blocks">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(`asylum_column_${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} class={urgencyOf(row, today)}>
              <th scope="row" data-label={t('asylum_column_case')}>
                <a href={`/desk/claims/${row.id}`}>
                  <bdi class="code">{row.caseNumber}</bdi>
                </a>
              </th>
              <td data-label={t('asylum_column_people')} class="numbers">
                <span>
                  {row.people} · <bdi>{languageWord(row.language)}</bdi>
                </span>
              </td>
              <td data-label={t('asylum_column_stage')}>{stageWord(row.stage)}</td>
              <td data-label={t('asylum_column_last')}>
                <span>
                  <Said words={row.lastStep} /> <span class="soft nowrap">{day(row.lastStepOn)}</span>
                </span>
              </td>
              <td data-label={t('asylum_column_due')}>
                <Due row={row} />
              </td>
              <td data-label={t('asylum_column_days')} class="numbers">
                {formatNumber(row.ageDays, language.value.locale)}
              </td>
              <td data-label={t('asylum_column_officer')}>
                {row.assignedTo ? (
                  <bdi>{row.assignedTo.displayName}</bdi>
                ) : (
                  <span class="soft">{t('asylum_nobody')}</span>
                )}
              </td>
              <td data-label={t('asylum_column_mind')}>
                <ClaimTags row={row} today={today} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Red: a limit has passed. Lamp: one ends within a working day, or the next day that is worked. */
function urgencyOf({ dueOn, closedOn }: ClaimRow, today: string): string {
  if (dueOn === null || closedOn !== null) return ''
  if (dueOn < today) return 'late'
  return dueOn <= addDays(today, 1) ? 'soon' : ''
}

function Due({ row }: { row: ClaimRow }) {
  const { dueOn, dueLimit, dueBinds, closedOn } = row
  if (closedOn) return <span class="soft">{day(closedOn)}</span>
  if (!dueOn || !dueLimit) return <span class="soft">{t('asylum_nothing_due')}</span>
  return (
    <span>
      <b class="nowrap">{day(dueOn)}</b> <Said words={dueLimit} />{' '}
      <span class="soft">{t(dueBinds === 'person' ? 'asylum_binds_person' : 'asylum_binds_authority')}</span>
    </span>
  )
}

export function ClaimTags({ row, today }: { row: ClaimRow; today: string }) {
  const urgency = urgencyOf(row, today)
  return (
    <span class="row row-tight">
      {urgency === 'late' && (
        <Tag tone="stop" icon="clock">
          {t('asylum_late')}
        </Tag>
      )}
      {urgency === 'soon' && (
        <Tag tone="warn" icon="clock">
          {t('asylum_soon')}
        </Tag>
      )}
      {row.childAlone && (
        <Tag tone="stop" icon="child">
          {t('desk_child_alone')}
        </Tag>
      )}
      {row.isAsked && (
        <Tag tone="warn" icon="message">
          {t('asylum_asks')}
        </Tag>
      )}
      {row.waitsForSecond && (
        <Tag tone="warn" icon="pen">
          {t('asylum_waits_second')}
        </Tag>
      )}
    </span>
  )
}

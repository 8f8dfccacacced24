import { t } from '#platform/ui/pages/language.ts'
import { Tag } from '#platform/ui/pages/Note.tsx'
import { People } from '#platform/ui/pages/People.tsx'
import type { HouseholdRow } from '../contract.ts'
import { day, languageWord, listed, nationalityWord, waitingWord } from './labels.ts'

/** Households, one a line; on a narrow screen one block each. */
export function HouseholdTable({ rows }: { rows: readonly HouseholdRow[] }) {
  const columns = ['case', 'household', 'card', 'language', 'nationality', 'registered', 'mind'] as const
  return (
    <div class="card table-card">
      <table class="queue blocks">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(`desk_column_${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} class={row.childAlone ? 'late' : row.stage === 'waiting' || row.hasConflict ? 'soon' : ''}>
              <th scope="row" data-label={t('desk_column_case')}>
                <a href={`/desk/households/${row.id}`}>
                  <bdi class="code">{row.caseNumber}</bdi>
                </a>
              </th>
              <td data-label={t('desk_column_household')}>
                <People
                  adults={row.adults}
                  children={row.children}
                  label={t('desk_people', { count: row.householdSize })}
                />
              </td>
              <td data-label={t('desk_column_card')}>
                {row.shortCode && <bdi class="code small">{row.shortCode}</bdi>}
              </td>
              <td data-label={t('desk_column_language')}>
                <bdi>{languageWord(row.language)}</bdi>
              </td>
              <td data-label={t('desk_column_nationality')}>{listed(row.nationalities.map(nationalityWord))}</td>
              <td data-label={t('desk_column_registered')} class="numbers nowrap">
                {day(row.registeredOn)}
              </td>
              <td data-label={t('desk_column_mind')}>
                <HouseholdTags row={row} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** What to keep in mind about a household. */
export function HouseholdTags({ row, card }: { row: HouseholdRow; card?: boolean }) {
  return (
    <span class="row row-tight">
      {row.childAlone && (
        <Tag tone="stop" icon="child">
          {t('desk_child_alone')}
        </Tag>
      )}
      {row.stage === 'waiting' && (
        <Tag tone="warn" icon="clock">
          {waitingWord(row.waitingReason)}
        </Tag>
      )}
      {row.hasConflict && (
        <Tag tone="warn" icon="double">
          {t('desk_conflict')}
        </Tag>
      )}
      {(row.stage === 'quarantined' || row.stage === 'set-aside') && (
        <Tag tone="warn">{t(row.stage === 'quarantined' ? 'desk_quarantine' : 'desk_quarantine_set_aside')}</Tag>
      )}
      {row.stage === 'left' && <Tag tone="plain">{t('registration_stage_left')}</Tag>}
      {row.stage === 'erased' && <Tag tone="plain">{t('registration_stage_erased')}</Tag>}
      {row.cardState === 'withdrawn' && (
        <Tag tone="plain" icon="card">
          {t('desk_card_withdrawn')}
        </Tag>
      )}
      {card && row.cardState === 'valid' && (
        <Tag tone="ok" icon="card">
          {t('desk_card_valid')}
        </Tag>
      )}
    </span>
  )
}

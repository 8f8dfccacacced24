import { call } from '#platform/http/client.ts'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { listHouseholds, readCounts } from '../contract.ts'
import { ListFilters } from '../model.ts'
import { type Desk, useReply } from './desk.ts'
import { Filters } from './Filters.tsx'
import { HouseholdTable } from './HouseholdTable.tsx'
import { MorePages } from './MorePages.tsx'
import { Shown, Title } from './Screen.tsx'

/** The list of households, by facts. Its filters stand in the address. */
export function Registrations({ desk }: { desk: Desk }) {
  const counts = useReply(desk, 'counts', () => call(desk.fetch, readCounts, {}))
  const query = filtersIn(desk.search.value)
  const list = useReply(desk, JSON.stringify(query), () => call(desk.fetch, listHouseholds, { query }))
  const total = counts.state.kind === 'ok' ? counts.state.reply : undefined
  return (
    <div class="column">
      <div class="row row-spread">
        <div>
          <Title words={t('desk_registrations')}>{t('desk_registrations')}</Title>
          {total && (
            <p class="soft numbers">{t('desk_totals', { households: total.households, people: total.people })}</p>
          )}
        </div>
        {desk.may('edit-registration') && (
          <a class="button button-primary" href="/desk/register">
            <Icon name="plus" />
            {t('desk_register')}
          </a>
        )}
      </div>
      {total !== undefined && total.sealed > 0 && <Note icon="lock">{t('desk_sealed', { count: total.sealed })}</Note>}
      <Filters desk={desk} counts={total} />
      <Shown state={list.state} again={list.again}>
        {(reply) => (
          <MorePages
            key={JSON.stringify(query)}
            desk={desk}
            first={reply}
            more={(after) => call(desk.fetch, listHouseholds, { query: { ...query, after } })}
            rowsOf={({ households }) => households}
            none={t(Object.keys(query).length > 0 ? 'desk_none_match' : 'desk_none_yet')}
            shown={(count) => t('desk_shown', { count })}
          >
            {(rows) => <HouseholdTable rows={rows} />}
          </MorePages>
        )}
      </Shown>
    </div>
  )
}

/** Only what the list can be filtered by; anything else in the address is left alone. */
function filtersIn(search: URLSearchParams): Partial<ListFilters> {
  const known = Object.fromEntries([...search].filter(([name, value]) => FILTER_NAMES.has(name) && value !== ''))
  const parsed = ListFilters.safeParse(known)
  return parsed.success ? parsed.data : {}
}
const FILTER_NAMES = new Set(['stage', 'attention', 'language', 'nationality', 'siteId', 'from', 'to', 'text'])

import { t } from '#platform/ui/pages/language.ts'
import { Tag } from '#platform/ui/pages/Note.tsx'
import type { OwnGroup } from './own-counts.ts'

/** Newest first; as many as one can look after at a stop. */
const SHOWN_MAX = 50

/** Per group whether all are here. A letter and the tail of the code, never a name. */
export function Groups({ groups }: { groups: readonly OwnGroup[] }) {
  const newest = [...groups].reverse()
  const missing = newest.filter(({ state }) => state === 'someone-missing')
  const others = newest.filter(({ state }) => state !== 'someone-missing')
  return (
    <section class="card" aria-labelledby="groups-title">
      <h2 id="groups-title">{t('journeys_your_groups')}</h2>
      {groups.length === 0 ? (
        <p class="hint">{t('journeys_no_groups')}</p>
      ) : (
        <ul class="list">
          {[...missing, ...others].slice(0, SHOWN_MAX).map((group) => (
            <li key={group.code}>
              <span class="grow">
                {t('journeys_group', { letter: group.letter })} <bdi class="hint code-tail">{group.code.slice(-4)}</bdi>
              </span>
              <StateTag state={group.state} />
            </li>
          ))}
        </ul>
      )}
      <p class="hint">{t('journeys_totals_stay')}</p>
    </section>
  )
}

function StateTag({ state }: { state: OwnGroup['state'] }) {
  if (state === 'complete')
    return (
      <Tag tone="ok" icon="check">
        {t('journeys_complete')}
      </Tag>
    )
  if (state === 'someone-missing')
    return (
      <Tag tone="warn" icon="warning">
        {t('journeys_someone_missing')}
      </Tag>
    )
  return <Tag tone="plain">{t('journeys_counted_only')}</Tag>
}

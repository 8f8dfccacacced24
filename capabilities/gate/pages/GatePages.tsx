import './gate.css'
import { type Desk, useReply } from '#capabilities/registration/desk/pages/desk.ts'
import { Shown, Title } from '#capabilities/registration/desk/pages/Screen.tsx'
import { call } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { Choose } from '#platform/ui/pages/Choose.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { listGates } from '../contract.ts'
import { AtGate } from './AtGate.tsx'
import { PlanGate } from './PlanGate.tsx'

export type PlaceOfGate = ReplyOf<typeof listGates>['gates'][number]
export type Kept = NonNullable<PlaceOfGate['kept']>

/** The gate of a place: what happens there now, and how its slots are planned. The place stands in the address. */
export function GatePages({ desk }: { desk: Desk }) {
  const isPlan = desk.path.value === '/gate/plan'
  const heading = t(isPlan ? 'gate_plan' : 'gate_title')
  const { state, again } = useReply(desk, 'gates', () => call(desk.fetch, listGates, {}))
  return (
    <div class="column">
      <Title key={heading} words={heading}>
        {heading}
      </Title>
      <p class="soft">{t('gate_what_for')}</p>
      <Shown state={state} again={again}>
        {({ gates }) => {
          const wanted = desk.search.value.get('site')
          const place = gates.find(({ siteId }) => siteId === wanted) ?? gates.find(({ kept }) => kept) ?? gates[0]
          if (!place) return <p class="card">{t('gate_no_place')}</p>
          return (
            <>
              <div class="row row-spread row-end no-print">
                <Pages isPlan={isPlan} site={place.siteId} />
                {gates.length > 1 && (
                  <Choose
                    id="place"
                    label={t('gate_place')}
                    value={place.siteId}
                    onChange={(site) => desk.filter({ site })}
                  >
                    {gates.map(({ siteId, name }) => (
                      <option key={siteId} value={siteId}>
                        {name}
                      </option>
                    ))}
                  </Choose>
                )}
              </div>
              {isPlan ? (
                <PlanGate key={place.siteId} {...{ desk, place }} onSaved={again} />
              ) : place.kept ? (
                <AtGate key={place.siteId} desk={desk} siteId={place.siteId} kept={place.kept} />
              ) : (
                <Note>
                  <p>{t('gate_none_yet')}</p>
                  <p>
                    <a href={`/desk/gate/plan?site=${place.siteId}`}>{t('gate_set_up')}</a>
                  </p>
                </Note>
              )}
            </>
          )
        }}
      </Shown>
    </div>
  )
}

function Pages({ isPlan, site }: { isPlan: boolean; site: string }) {
  return (
    <nav class="filters" aria-label={t('gate_pages')}>
      <a class="pill" href={`/desk/gate?site=${site}`} aria-current={isPlan ? undefined : 'page'}>
        {t('gate_now')}
      </a>
      <a class="pill" href={`/desk/gate/plan?site=${site}`} aria-current={isPlan ? 'page' : undefined}>
        {t('gate_plan')}
      </a>
    </nav>
  )
}

import type { ComponentChildren } from 'preact'
import { type Desk, useReply } from '#capabilities/registration/desk/pages/desk.ts'
import { Shown, Title } from '#capabilities/registration/desk/pages/Screen.tsx'
import { call } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { Choose } from '#platform/ui/pages/Choose.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { listOffices } from '../contract-calendars.ts'

export type Office = ReplyOf<typeof listOffices>['offices'][number]

interface Props {
  desk: Desk
  here: 'day' | 'waiting' | 'calendars'
  /** Shown before a place has its calendar, too. */
  always?: boolean
  children: (office: Office) => ComponentChildren
}

/** The frame of the pages about one place: which place, and the three pages it has. The place stands in the address. */
export function OfficePage({ desk, here, always = false, children }: Props) {
  const heading = t(here === 'day' ? 'appointments_title' : `appointments_${here}`)
  const { state, again } = useReply(desk, 'offices', () => call(desk.fetch, listOffices, {}))
  return (
    <div class="column">
      <Title words={heading}>{heading}</Title>
      <Shown state={state} again={again}>
        {({ offices }) => {
          const wanted = desk.search.value.get('site')
          const office =
            offices.find(({ siteId }) => siteId === wanted) ?? offices.find(({ settings }) => settings) ?? offices[0]
          if (!office) return <p class="card">{t('appointments_no_office')}</p>
          return (
            <>
              <div class="row row-spread row-end">
                <Places desk={desk} here={here} site={office.siteId} />
                {offices.length > 1 && (
                  <Choose
                    id="office"
                    label={t('appointments_office')}
                    value={office.siteId}
                    onChange={(site) => desk.filter({ site })}
                  >
                    {offices.map(({ siteId, name }) => (
                      <option key={siteId} value={siteId}>
                        {name}
                      </option>
                    ))}
                  </Choose>
                )}
              </div>
              {office.settings || always ? (
                children(office)
              ) : (
                <Note>
                  <p>{t('appointments_no_calendar_yet')}</p>
                  {desk.may('manage-calendars') && (
                    <p>
                      <a href={`/desk/appointments/calendars?site=${office.siteId}`}>{t('appointments_set_up')}</a>
                    </p>
                  )}
                </Note>
              )}
            </>
          )
        }}
      </Shown>
    </div>
  )
}

function Places({ desk, here, site }: { desk: Desk; here: string; site: string }) {
  const shown = (['day', 'waiting', 'calendars'] as const).filter(
    (each) => each !== 'calendars' || desk.may('manage-calendars') || desk.may('plan-appointments'),
  )
  return (
    <nav class="filters" aria-label={t('appointments_pages')}>
      {shown.map((each) => (
        <a
          key={each}
          class="pill"
          href={`/desk/appointments${each === 'day' ? '' : `/${each}`}?site=${site}`}
          aria-current={each === here ? 'page' : undefined}
        >
          {t(`appointments_${each}`)}
        </a>
      ))}
    </nav>
  )
}

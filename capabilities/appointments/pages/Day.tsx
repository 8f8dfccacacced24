import { useState } from 'preact/hooks'
import { type Desk, useReply } from '#capabilities/registration/desk/pages/desk.ts'
import { day as dayWord } from '#capabilities/registration/desk/pages/labels.ts'
import { Shown } from '#capabilities/registration/desk/pages/Screen.tsx'
import { addDays } from '#platform/base/plain-date.ts'
import { call } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { DayField } from '#platform/ui/pages/DayField.tsx'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { readDay } from '../contract.ts'
import { useActs } from './acts.tsx'
import { Board, type FreeTime } from './Board.tsx'
import { DayList } from './DayList.tsx'
import { type Office, OfficePage } from './OfficePage.tsx'
import { Proposals } from './Proposals.tsx'
import { StartPlan } from './StartPlan.tsx'

export type DayReply = ReplyOf<typeof readDay>

/** One day of an office: who is there, who comes when, and what to do about those who are here or did not come. */
export function Day({ desk }: { desk: Desk }) {
  return (
    <OfficePage desk={desk} here="day">
      {(office) => <DayOf key={office.siteId} desk={desk} office={office} />}
    </OfficePage>
  )
}

function DayOf({ desk, office }: { desk: Desk; office: Office }) {
  const on = desk.search.value.get('day') ?? office.today
  const query = { siteId: office.siteId, day: on }
  const { state, again } = useReply(desk, JSON.stringify(query), () => call(desk.fetch, readDay, { query }))
  const [free, setFree] = useState<FreeTime & { on: string }>()
  const acts = useActs(desk, again)
  const show = (day: string) => desk.filter({ day: day === office.today ? '' : day })
  return (
    <>
      <div class="row row-end">
        <button
          type="button"
          class="button"
          aria-label={t('appointments_day_before')}
          onClick={() => show(addDays(on, -1))}
        >
          <Icon name="back" />
        </button>
        <DayField
          id="day"
          label={t('appointments_which_day')}
          value={on}
          onChange={(value) => value !== '' && show(value)}
        />
        <button
          type="button"
          class="button"
          aria-label={t('appointments_day_after')}
          onClick={() => show(addDays(on, 1))}
        >
          <Icon name="next" />
        </button>
        {on !== office.today && (
          <button type="button" class="button" onClick={() => show(office.today)}>
            {t('appointments_today')}
          </button>
        )}
      </div>
      {acts.told}
      <Shown state={state} again={again}>
        {(reply) => (
          <>
            <Lead reply={reply} />
            {reply.broken.length > 0 && (
              <Note tone="warn">
                <p>{t('appointments_broken', { count: reply.broken.length })}</p>
                <StartPlan desk={desk} siteId={office.siteId} kind="repair" />
              </Note>
            )}
            <Board
              reply={reply}
              onFree={desk.may('book-appointments') ? (time) => setFree({ ...time, on }) : undefined}
            />
            {free?.on === on && (
              <Proposals
                key={`${on} ${free.slot} ${free.officerId}`}
                {...{ desk, acts, free }}
                siteId={office.siteId}
                onClose={() => setFree(undefined)}
              />
            )}
            <DayList {...{ desk, reply, acts }} />
          </>
        )}
      </Shown>
    </>
  )
}

function Lead({ reply: { day, appointments } }: { reply: DayReply }) {
  const count = (...states: string[]) => appointments.filter(({ state }) => states.includes(state)).length
  return (
    <p class="soft numbers">
      <bdi>{dayWord(day)}</bdi> ·{' '}
      {t('appointments_lead', {
        ...{ open: count('booked', 'confirmed'), here: count('came'), held: count('held') },
        missing: count('did-not-come'),
      })}
    </p>
  )
}

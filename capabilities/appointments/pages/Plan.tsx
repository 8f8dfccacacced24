import { useEffect, useState } from 'preact/hooks'
import { type Desk, useReply } from '#capabilities/registration/desk/pages/desk.ts'
import { day } from '#capabilities/registration/desk/pages/labels.ts'
import { MorePages } from '#capabilities/registration/desk/pages/MorePages.tsx'
import { Shown, Title, Told } from '#capabilities/registration/desk/pages/Screen.tsx'
import { call } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { t } from '#platform/ui/pages/language.ts'
import { Note, Tag } from '#platform/ui/pages/Note.tsx'
import { acceptPlan, dropPlan, type PlanLine, readPlan } from '../contract-plans.ts'
import { sentenceOf } from './refusing.ts'
import { purposeWord, reasonWords } from './words.tsx'

type Reply = ReplyOf<typeof readPlan>

/** A plan while it is made and once it is there: who would come when and why, who not yet and why. A person accepts it, or does not. */
export function Plan({ desk, id }: { desk: Desk; id: string }) {
  const show = desk.search.value.get('show') === 'left' ? 'left' : 'placed'
  const query = { show } as const
  const params = { id }
  const { state, again } = useReply(desk, `${id} ${show}`, () => call(desk.fetch, readPlan, { params, query }))
  const reply = state.kind === 'ok' ? state.reply : undefined
  const isMade = reply !== undefined && MADE.has(reply.state)
  useEffect(() => (isMade ? desk.after(ASK_MS, again) : undefined), [reply])
  return (
    <div class="column">
      <Title words={t('appointments_plan')}>{t('appointments_plan')}</Title>
      <Shown state={state} again={again}>
        {(plan) => {
          if (isMade) return <Progress desk={desk} plan={plan} again={again} />
          if (plan.state === 'failed')
            return (
              <Note tone="warn">
                {t(plan.failure === 'too-many-to-plan' ? 'appointments_refused_too_many' : 'appointments_plan_failed')}
              </Note>
            )
          return (
            <>
              <Decide desk={desk} plan={plan} again={again} />
              <fieldset class="filters" aria-label={t('desk_filter')}>
                {(['placed', 'left'] as const).map((each) => (
                  <button
                    key={each}
                    type="button"
                    class="pill"
                    aria-pressed={show === each}
                    onClick={() => desk.filter({ show: each === 'left' ? each : '' })}
                  >
                    {t(`appointments_plan_${each}`, { count: plan[each] })}
                  </button>
                ))}
              </fieldset>
              <MorePages
                key={show}
                desk={desk}
                first={plan}
                more={(after) => call(desk.fetch, readPlan, { params, query: { ...query, after } })}
                rowsOf={({ lines }) => lines}
                none={t(`appointments_plan_none_${show}`)}
                shown={(count) => t('appointments_shown', { count })}
              >
                {(lines) => <Lines lines={lines} isRepair={plan.kind === 'repair'} />}
              </MorePages>
            </>
          )
        }}
      </Shown>
    </div>
  )
}

const ASK_MS = 500
/** Not there yet: asked again by itself. */
const MADE: ReadonlySet<string> = new Set(['reading', 'planning', 'accepting'])

type Given = { desk: Desk; plan: Reply; again: () => Promise<void> }

function Progress({ desk, plan, again }: Given) {
  const percent = Math.round(plan.done * 100)
  return (
    <section class="card stack" aria-busy="true">
      <p role="status">{t(plan.state === 'reading' ? 'appointments_plan_reading' : 'appointments_plan_running')}</p>
      <progress class="meter" max={100} value={percent} aria-label={t('appointments_plan')} />
      <p class="hint">{t('appointments_plan_wait_hint')}</p>
      <Drop desk={desk} plan={plan} onFailed={again} />
    </section>
  )
}

/** What the plan comes to, and the two buttons: nothing is booked before. */
function Decide({ desk, plan, again }: Given) {
  const [told, setTold] = useState<{ done?: string; failed?: string }>({})
  const { kind, placed, left, moves, movesNeeded, cost, lowerBound } = plan
  const gap = cost === 0 ? 0 : Math.ceil((cost / Math.max(lowerBound, 1e-9) - 1) * 1000) / 10
  async function accept() {
    const result = await call(desk.fetch, acceptPlan, { params: { id: plan.id }, body: {} })
    if (result.kind === 'ok')
      setTold({ done: t('appointments_done_accepted', { count: result.reply.booked + result.reply.moved }) })
    else setTold({ failed: sentenceOf(desk, result) })
    await again()
  }
  return (
    <section class="card stack">
      <p class="lead">
        {kind === 'waiting'
          ? t('appointments_plan_lead', { placed, left })
          : t('appointments_repair_lead', { moves, needed: movesNeeded, left })}
      </p>
      {kind === 'waiting' && (
        <p class="hint">{gap <= 0 ? t('appointments_plan_best') : t('appointments_plan_near', { percent: gap })}</p>
      )}
      <Told {...told} />
      {plan.state === 'accepted' ? (
        <p class="row">
          <Tag tone="ok" icon="check">
            {t('appointments_plan_accepted')}
          </Tag>
          <a href={`/desk/appointments?site=${plan.siteId}`}>{t('appointments_day')}</a>
        </p>
      ) : (
        desk.may('plan-appointments') && (
          <div class="row">
            <button type="button" class="button button-primary" onClick={accept}>
              {t('appointments_accept')}
            </button>
            <Drop desk={desk} plan={plan} onFailed={again} />
          </div>
        )
      )}
    </section>
  )
}

function Drop({ desk, plan, onFailed }: { desk: Desk; plan: Reply; onFailed: () => Promise<void> }) {
  async function drop() {
    const result = await call(desk.fetch, dropPlan, { params: { id: plan.id }, body: {} })
    if (result.kind === 'ok') desk.go(`/desk/appointments/waiting?site=${plan.siteId}`)
    else await onFailed()
  }
  return (
    <div>
      <button type="button" class="button" onClick={drop}>
        {t('appointments_drop')}
      </button>
    </div>
  )
}

function Lines({ lines, isRepair }: { lines: readonly PlanLine[]; isRepair: boolean }) {
  const columns = ['case', 'purpose', ...(isRepair ? ['was'] : []), 'now', 'why']
  return (
    <div class="card table-card">
      <table class="queue blocks">
        <caption class="hidden">{t('appointments_plan')}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(`appointments_column_${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={`${line.householdId} ${line.purpose}`}>
              <th scope="row" data-label={t('appointments_column_case')}>
                <a href={`/desk/households/${line.householdId}`}>
                  <bdi class="code">{line.caseNumber}</bdi>
                </a>
              </th>
              <td data-label={t('appointments_column_purpose')}>{purposeWord(line.purpose)}</td>
              {isRepair && (
                <td data-label={t('appointments_column_was')}>
                  <At place={line.was} />
                </td>
              )}
              <td data-label={t('appointments_column_now')}>
                {line.now ? <At place={line.now} /> : <span class="soft">{t('appointments_no_place')}</span>}
              </td>
              <td data-label={t('appointments_column_why')}>{reasonWords(line.reason)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function At({ place }: { place: PlanLine['now'] }) {
  if (!place) return null
  return (
    <span>
      <b class="nowrap">{day(place.day)}</b> <bdi class="numbers">{place.from}</bdi> · <bdi>{place.officer}</bdi>
      {place.hasInterpreter && (
        <>
          {' '}
          <Tag tone="plain">{t('appointments_interpreter')}</Tag>
        </>
      )}
    </span>
  )
}

import type { ComponentChildren } from 'preact'
import { Said } from '#capabilities/asylum/pages/words.tsx'
import { t } from '#platform/ui/pages/language.ts'
import type { Outcome } from '../outcome.ts'
import type { Scenario } from '../scenario.ts'
import type { PlanSeen } from '../seeing.ts'
import {
  cases,
  casesWords,
  dayWords,
  fieldOfTrack,
  moneyRange,
  moneyWords,
  monthsWords,
  rangeWords,
  trackWords,
} from './words.ts'

/** The answer in sentences: how many wait at the end, instead of how many where anything was changed, and whether the queue can ever clear. */
export function Lead({ base, plan, fewer }: PlanSeen) {
  const last = plan.series.at(-1)!
  const grows = plan.growsPerMonth.p50
  const by = fewer.at(-1)!.fewer
  const isChanged = fewer.some(({ fewer: { p5, p95 } }) => p5 !== 0 || p95 !== 0)
  return (
    <>
      <p class="text-l">
        {t(isChanged ? 'planner_lead' : 'planner_lead_alone', {
          cases: cases(last.backlog.p50),
          on: dayWords(last.on),
          instead: cases(base.series.at(-1)!.backlog.p50),
        })}{' '}
        {t('planner_lead_range', { low: cases(last.backlog.p5), high: cases(last.backlog.p95) })}
      </p>
      {isChanged && (
        <p>
          {by.p50 >= 0
            ? t('planner_fewer', { cases: cases(by.p50), low: casesWords(by.p5), high: casesWords(by.p95) })
            : t('planner_more', { cases: cases(-by.p50), low: casesWords(-by.p95), high: casesWords(-by.p5) })}
        </p>
      )}
      {plan.clearedOn ? (
        <p>{t('planner_clears', { on: dayWords(plan.clearedOn) })}</p>
      ) : (
        grows >= 1 && <p class="strong">{t('planner_grows', { cases: cases(grows) })}</p>
      )}
    </>
  )
}

/** Year ends, and the end of the plan. */
export function WaitingTable({ base, plan }: PlanSeen) {
  const ends = plan.series.flatMap((point, i) => {
    const next = plan.series[i + 1]
    return !next || next.on.slice(0, 4) !== point.on.slice(0, 4) ? [{ ...point, none: base.series[i]!.backlog }] : []
  })
  return (
    <section class="card stack" aria-labelledby="planner-table-title">
      <h2 id="planner-table-title">{t('planner_table_title')}</h2>
      <Sideways of="planner-table-title">
        <table class="blocks">
          <thead>
            <tr>
              <th scope="col">{t('planner_day')}</th>
              {['likely', 'five', 'nine', 'no_change'].map((word) => (
                <th key={word} scope="col" class="number">
                  {t(`planner_${word}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ends.map(({ on, backlog, none }) => (
              <tr key={on}>
                <th scope="row" data-label={t('planner_day')}>
                  {dayWords(on)}
                </th>
                <td class="number strong" data-label={t('planner_likely')}>
                  {casesWords(backlog.p50)}
                </td>
                <td class="number" data-label={t('planner_five')}>
                  <bdi dir="ltr">{rangeWords(backlog.p25, backlog.p75)}</bdi>
                </td>
                <td class="number" data-label={t('planner_nine')}>
                  <bdi dir="ltr">{rangeWords(backlog.p5, backlog.p95)}</bdi>
                </td>
                <td class="number" data-label={t('planner_no_change')}>
                  {casesWords(none.p50)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Sideways>
    </section>
  )
}

/** How long those decided in the last year of the plan had waited, by track. */
export function WaitsTable({ base, plan, named }: PlanSeen & { named: Scenario['tracks'] }) {
  const nameOf = (track: string) => named.find(({ key }) => key === track)?.name
  const tracks = Object.keys(plan.waitDays).filter((key, _, all) => key !== 'all' || all.length === 1)
  const lastOf = (outcome: Outcome, track: string) => outcome.waitDays[track]?.at(-1)
  return (
    <section class="card stack" aria-labelledby="planner-waits-title">
      <h2 id="planner-waits-title">{t('planner_waits_title')}</h2>
      <Sideways of="planner-waits-title">
        <table class="blocks">
          <thead>
            <tr>
              <th scope="col">{t('planner_track')}</th>
              {['waits_half', 'waits_nine', 'waits_half_none'].map((word) => (
                <th key={word} scope="col" class="number">
                  {t(`planner_${word}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {tracks.map((track) => (
              <tr key={track}>
                <th scope="row" data-label={t('planner_track')}>
                  {nameOf(track) ? <Said words={nameOf(track)!} /> : <bdi>{trackWords(track)}</bdi>}
                </th>
                <td class="number" data-label={t('planner_waits_half')}>
                  {monthsWords(lastOf(plan, track)?.median.p50 ?? Number.NaN)}
                </td>
                <td class="number" data-label={t('planner_waits_nine')}>
                  {monthsWords(lastOf(plan, track)?.ninthOfTen.p50 ?? Number.NaN)}
                </td>
                <td class="number" data-label={t('planner_waits_half_none')}>
                  {monthsWords(lastOf(base, track)?.median.p50 ?? Number.NaN)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Sideways>
      {Object.entries(plan.hearings).map(([track, { missed, represented }]) => (
        <p key={track}>
          {t('planner_hearings', {
            missed: Math.round(missed.p50 * 100),
            represented: Math.round(represented.p50 * 100),
          })}
        </p>
      ))}
    </section>
  )
}

/** A table that is too wide, as with large text, moves by itself, also by the keys. */
export function Sideways({ of, children }: { of: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard (axe scrollable-region-focusable)
    <section class="planner-wide" aria-labelledby={of} tabIndex={0}>
      {children}
    </section>
  )
}

export function Cost({ cost }: { cost: Outcome['cost'] }) {
  if (!cost) return null
  const { currency, perYear, morePerYear, perDecision, feePerApplication } = cost
  const rows = [
    ['cost_more', morePerYear],
    ['cost_all', perYear],
    ['cost_decision', perDecision],
  ] as const
  return (
    <section class="card stack" aria-labelledby="planner-cost-title">
      <h2 id="planner-cost-title">{t('planner_cost_title')}</h2>
      <dl class="planner-facts">
        {[...rows, ...(feePerApplication ? [['cost_fee', feePerApplication] as const] : [])].map(([word, of]) => (
          <div key={word}>
            <dt>{t(`planner_${word}`)}</dt>
            <dd>
              <strong>
                <bdi dir="ltr">{moneyWords(currency, of.p50)}</bdi>
              </strong>
              <span class="small">
                {t('planner_nine')}: <bdi dir="ltr">{moneyRange(currency, of)}</bdi>
              </span>
            </dd>
          </div>
        ))}
      </dl>
      <p class="strong">{t('planner_asylum_pays_nothing')}</p>
    </section>
  )
}

export function Drivers({ drivers, tracks }: { drivers: Outcome['drivers']; tracks: Scenario['tracks'] }) {
  return (
    <section class="card stack" aria-labelledby="planner-drivers-title">
      <h2 id="planner-drivers-title">{t('planner_drivers_title')}</h2>
      <p class="small">{t('planner_drivers_what')}</p>
      {drivers.length === 0 ? (
        <p>{t('planner_drivers_none')}</p>
      ) : (
        <ol class="planner-drivers">
          {inWords(drivers, tracks).map(({ field, share, raises }) => (
            <li key={`${field} ${raises}`}>
              {t(raises ? 'planner_driver_more' : 'planner_driver_less', { field, share: Math.round(share * 100) })}
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

/** Fields that say the same thing are one. */
function inWords(drivers: Outcome['drivers'], tracks: Scenario['tracks']): Outcome['drivers'] {
  const said: Outcome['drivers'] = []
  for (const driver of drivers) {
    const field = fieldOfTrack(driver.field, tracks)
    const same = said.find((other) => other.field === field && other.raises === driver.raises)
    if (same) same.share += driver.share
    else said.push({ ...driver, field })
  }
  return said.toSorted((a, b) => b.share - a.share)
}

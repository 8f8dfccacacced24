import { Said } from '#capabilities/asylum/pages/words.tsx'
import { Failed } from '#capabilities/registration/desk/pages/Screen.tsx'
import { Bones } from '#platform/ui/pages/Bones.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import type { ProcedureOfPlan, StationName } from '../scenario.ts'
import type { Counted, Own } from './own.ts'
import { Sideways } from './PlanSeenParts.tsx'
import { dayWords, numberWords } from './words.ts'

/** While the operation's own scenario is on its way, or why it cannot come. */
export function OwnMissing({ missing, open }: Own) {
  if (!missing) return <Bones lines={8} />
  return missing.words ? (
    <Note tone="info" live>
      {missing.words}
    </Note>
  ) : (
    <Failed why={missing.why} again={open} />
  )
}

/** How many open claims are where, and which of them the plan does not hold. */
export function OwnCounted({ countedOn, open }: Counted) {
  const beside = (['intended', 'decided', 'appealed'] as const).filter((key) => open[key] > 0)
  return (
    <section class="card stack" aria-labelledby="planner-counted-title">
      <h2 id="planner-counted-title">{t('planner_counted_title', { on: dayWords(countedOn) })}</h2>
      <p>{t('planner_counted', { waiting: numberWords(open.toInterview), heard: numberWords(open.interviewed) })}</p>
      {beside.length > 0 && (
        <>
          <p>{t('planner_counted_beside')}</p>
          <ul>
            {beside.map((key) => (
              <li key={key}>{t(`planner_counted_${key}`, { cases: numberWords(open[key]) })}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

const PLANNED = ['arrival', 'interview', 'hearings', 'decision', 'appeal', 'leaving'] as const

/** The procedure the plan follows, in its own words; and what a plan cannot hold of it. */
export function StepsOfProcedure({ procedure }: { procedure: ProcedureOfPlan }) {
  const planned = PLANNED.flatMap((station) => procedure.steps.filter((step) => step.station === station))
  return (
    <section class="card stack no-print" aria-labelledby="planner-steps-title">
      <h2 id="planner-steps-title">{t('planner_steps_title')}</h2>
      <p>
        <Said words={procedure.name} />
      </p>
      <p class="hint">{t('planner_steps_what')}</p>
      <Sideways of="planner-steps-title">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('planner_step')}</th>
              <th scope="col">{t('planner_step_station')}</th>
              <th scope="col" class="number">
                {t('planner_step_limit')}
              </th>
            </tr>
          </thead>
          <tbody>
            {planned.map(({ name, station, limitDays }) => (
              <tr key={name.en}>
                <th scope="row">
                  <Said words={name} />
                </th>
                <td>{t(`planner_station_${station}`)}</td>
                <td class="number">{limitDays === undefined ? '–' : numberWords(limitDays)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Sideways>
      <Unplanned procedure={procedure} station="after" />
      <Unplanned procedure={procedure} station="none" />
    </section>
  )
}

function Unplanned({ procedure, station }: { procedure: ProcedureOfPlan; station: StationName & ('after' | 'none') }) {
  const steps = procedure.steps.filter((step) => step.station === station)
  if (steps.length === 0) return null
  return (
    <details>
      <summary>{t(`planner_steps_${station}`)}</summary>
      <ul>
        {steps.map(({ name }) => (
          <li key={name.en}>
            <Said words={name} />
          </li>
        ))}
      </ul>
    </details>
  )
}

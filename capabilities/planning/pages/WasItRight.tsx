import { t } from '#platform/ui/pages/language.ts'
import { AHEAD, isInBand, middleError, type PastYearEnd, thoseAhead } from '../was-it-right.ts'
import { Sideways } from './PlanSeenParts.tsx'
import { casesWords, rangeWords } from './words.ts'

/** Earlier plans beside what came: the figure that says how far to trust the fan above. `ends` has a year end for each of `AHEAD`. */
export function WasItRight({ ends, source }: { ends: readonly PastYearEnd[]; source: string }) {
  const next = thoseAhead(ends, 1)
  const missed = ends.filter((end) => !isInBand(end))
  return (
    <section class="card stack" aria-labelledby="planner-past-title">
      <h2 id="planner-past-title">{t('planner_past_title')}</h2>
      <p class="no-print">{t('planner_past_what', { first: `${next[0]!.origin}`, last: `${next.at(-1)!.origin}` })}</p>
      <p class="strong">
        {t('planner_past_band', { all: ends.length, within: ends.length - missed.length })} {t('planner_past_limits')}
      </p>
      <div class="stack no-print">
        {missed.map(({ origin, year, real, p5, p95 }) => (
          <p key={`${origin} ${year}`}>
            {t('planner_past_missed', {
              ...{ origin: `${origin}`, year: `${year}` },
              ...{ real: casesWords(real), low: casesWords(p5), high: casesWords(p95) },
            })}
          </p>
        ))}
        <h3 id="planner-past-next">{t('planner_past_next')}</h3>
        <Sideways of="planner-past-next">
          <table class="blocks">
            <thead>
              <tr>
                <th scope="col">{t('planner_past_year')}</th>
                {['planner_likely', 'planner_nine', 'planner_past_came'].map((word) => (
                  <th key={word} scope="col" class="number">
                    {t(word)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {next.map(({ year, real, p5, p50, p95 }) => (
                <tr key={year}>
                  <th scope="row" data-label={t('planner_past_year')}>
                    {year}
                  </th>
                  <td class="number" data-label={t('planner_likely')}>
                    {casesWords(p50)}
                  </td>
                  <td class="number" data-label={t('planner_nine')}>
                    <bdi dir="ltr">{rangeWords(p5, p95)}</bdi>
                  </td>
                  <td class="number strong" data-label={t('planner_past_came')}>
                    {casesWords(real)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Sideways>
        <h3 id="planner-past-ahead">{t('planner_past_ahead')}</h3>
        <Sideways of="planner-past-ahead">
          <table class="blocks">
            <thead>
              <tr>
                <th scope="col">{t('planner_past_years')}</th>
                <th scope="col" class="number">
                  {t('planner_past_off')}
                </th>
                <th scope="col" class="number">
                  {t('planner_past_within')}
                </th>
              </tr>
            </thead>
            <tbody>
              {AHEAD.map((ahead) => {
                const some = thoseAhead(ends, ahead)
                return (
                  <tr key={ahead}>
                    <th scope="row" data-label={t('planner_past_years')}>
                      {ahead === AHEAD.length ? t('planner_past_more', { count: ahead }) : ahead}
                    </th>
                    <td class="number" data-label={t('planner_past_off')}>
                      {Math.round(middleError(some) * 100)}
                    </td>
                    <td class="number" data-label={t('planner_past_within')}>
                      {t('planner_past_of', { within: some.filter(isInBand).length, all: some.length })}
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </Sideways>
        <details class="small">
          <summary>{t('planner_source')}</summary>
          {/* As its publisher calls it. */}
          <p lang="en" dir="ltr">
            {source}
          </p>
        </details>
      </div>
    </section>
  )
}

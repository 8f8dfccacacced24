import { t } from '#platform/ui/pages/language.ts'
import type { Outcome } from '../outcome.ts'
import { casesWords, dayWords } from './words.ts'

type Series = Outcome['series']

/** What waits over time, with its bands; dashed is no change. The table beside it says the same in numbers. */
export function FanChart({ base, plan }: { base: Series; plan: Series }) {
  const last = plan.at(-1)!
  const most = roundUp(
    Math.max(...plan.map(({ backlog }) => backlog.p95), ...base.map(({ backlog }) => backlog.p50), 1),
  )
  const x = (day: number) => LEFT + (day / last.day) * WIDTH
  const y = (waiting: number) => TOP + HEIGHT - (waiting / most) * HEIGHT
  const line = (of: Series, at: (point: Series[number]) => number) =>
    of.map((point) => `${x(point.day).toFixed(1)},${y(at(point)).toFixed(1)}`)
  const band = (low: 'p5' | 'p25', high: 'p75' | 'p95') =>
    [...line(plan, ({ backlog }) => backlog[high]), ...line(plan, ({ backlog }) => backlog[low]).reverse()].join(' ')
  const ends = apart([
    { word: 'no_change', at: y(base.at(-1)!.backlog.p50) },
    { word: 'nine', at: y(last.backlog.p95) },
    { word: 'five', at: y(last.backlog.p75) },
    { word: 'likely', at: y(last.backlog.p50) },
  ])
  return (
    <figure>
      <div class="planner-frame">
        <svg class="chart planner-chart" viewBox="0 0 794 330" role="img" aria-label={altOf(base, plan)}>
          {STEPS.map((part) => (
            <g key={part}>
              <line class="planner-grid" x1={LEFT} x2={LEFT + WIDTH} y1={y(part * most)} y2={y(part * most)} />
              <text x={LEFT - 8} y={y(part * most) + 4} text-anchor="end">
                {casesWords(part * most)}
              </text>
            </g>
          ))}
          <polygon class="planner-nine" points={band('p5', 'p95')} />
          <polygon class="planner-five" points={band('p25', 'p75')} />
          <polyline class="planner-none" points={line(base, ({ backlog }) => backlog.p50).join(' ')} />
          <polyline class="planner-likely" points={line(plan, ({ backlog }) => backlog.p50).join(' ')} />
          <line class="planner-today" x1={LEFT} x2={LEFT} y1={TOP - 8} y2={TOP + HEIGHT} />
          {yearsOf(plan).map(({ day, year }) => (
            <text key={year} x={x(day)} y={TOP + HEIGHT + 24} text-anchor="middle">
              {year}
            </text>
          ))}
          {ends.map(({ word, at }) => (
            <text key={word} class={`planner-end planner-end-${word}`} x={LEFT + WIDTH + 8} y={at + 4}>
              {t(`planner_${word}`)}
            </text>
          ))}
        </svg>
      </div>
      <ul class="planner-key" aria-hidden="true">
        {ends.map(({ word }) => (
          <li key={word} class={`planner-key-${word}`}>
            {t(`planner_${word}`)}
          </li>
        ))}
      </ul>
    </figure>
  )
}

const [LEFT, TOP, WIDTH, HEIGHT] = [144, 16, 520, 280]
const STEPS = [0, 0.25, 0.5, 0.75, 1]
const LABEL_APART = 17

function altOf(base: Series, plan: Series): string {
  const last = plan.at(-1)!
  return t('planner_chart_alt', {
    from: dayWords(plan[0]!.on),
    to: dayWords(last.on),
    start: casesWords(plan[0]!.backlog.p50),
    likely: casesWords(last.backlog.p50),
    low: casesWords(last.backlog.p5),
    high: casesWords(last.backlog.p95),
    none: casesWords(base.at(-1)!.backlog.p50),
  })
}

/** The first sample of each year, where the axis names it. */
function yearsOf(series: Series): { day: number; year: string }[] {
  const firsts = series.filter(({ on }, i) => i > 0 && on.slice(0, 4) !== series[i - 1]!.on.slice(0, 4))
  return firsts.map(({ day, on }) => ({ day, year: on.slice(0, 4) }))
}

/** Labels that would lie on each other move down. */
function apart(labels: { word: string; at: number }[]) {
  let free = Number.NEGATIVE_INFINITY
  return labels
    .toSorted((a, b) => a.at - b.at || (a.word < b.word ? -1 : 1))
    .map(({ word, at }) => {
      const placed = Math.max(at, free)
      free = placed + LABEL_APART
      return { word, at: placed }
    })
}

function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  return power * [1, 2, 4, 5, 8, 10].find((step) => step * power >= value)!
}

import { expect, test } from 'vitest'
import { UNITED_KINGDOM } from '#capabilities/planning/was-it-right.ts'
import { findPublishedFigures } from './monthly-series.ts'
import { readQuarters, yearEnds } from './planner-backtest.ts'

const folder = findPublishedFigures()
if (!folder)
  console.warn('The published figures are not here: what the page says of earlier plans is not computed anew.')

test.skipIf(!folder)(
  'what the planner’s page says of earlier plans is what they say today',
  () => {
    const ends = yearEnds(readQuarters(folder!)!, 'real', 200).map(({ p5, p50, p95, ...rest }) => ({
      ...rest,
      ...{ p5: Math.round(p5), p50: Math.round(p50), p95: Math.round(p95) },
    }))
    expect(ends).toEqual(UNITED_KINGDOM)
  },
  60_000,
)

import type { Benchmark } from './benchmark.ts'
import { forecastRows } from './planner-forecast.ts'
import { gateRows } from './planner-gate.ts'
import { pipelineRows } from './planner-pipeline.ts'

/** The planner against its figures: one row, or a few, for each. */
export const planner: Benchmark = {
  name: 'planner',
  about: 'the planner: speed of both engines, what they agree on, forecasts, a gate, against theory and the past',
  isLong: true,
  async run({ progress }) {
    const rows = await pipelineRows(progress)
    progress('forecasts on published series')
    rows.push(...forecastRows())
    rows.push(...gateRows(progress))
    return rows
  },
}

import type { Benchmark } from './benchmark.ts'
import { exactRows } from './planner-exact.ts'
import { forecastRows } from './planner-forecast.ts'
import { gateRows } from './planner-gate.ts'
import { pipelineRows } from './planner-pipeline.ts'
import { queueRows } from './planner-queue.ts'
import { worldsRows } from './planner-worlds.ts'

/** The planner against its figures: one row, or a few, for each. */
export const planner: Benchmark = {
  name: 'planner',
  about: 'the planner: speed of both engines, theory, forecasts, a gate',
  isLong: true,
  async run(context) {
    const { progress } = context
    const rows = await pipelineRows(progress)
    progress('the exact engine and a C program of the same algorithm')
    rows.push(...exactRows())
    progress('forecasts on published series')
    rows.push(...forecastRows())
    rows.push(...gateRows(progress))
    rows.push(...worldsRows(progress))
    rows.push(...(await queueRows(context)))
    return rows
  },
}

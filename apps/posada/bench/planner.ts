import type { Benchmark } from './benchmark.ts'
import { backtestRows } from './planner-backtest.ts'
import { agreementRows } from './planner-cohort.ts'
import { exactRows } from './planner-exact.ts'
import { forecastRows } from './planner-forecast.ts'
import { gateRows } from './planner-gate.ts'
import { pageRows } from './planner-page.ts'
import { pipelineRows } from './planner-pipeline.ts'
import { queueRows } from './planner-queue.ts'
import { waitRows } from './planner-wait.ts'
import { worldsRows } from './planner-worlds.ts'

/** The planner against its figures: one row, or a few, for each. */
export const planner: Benchmark = {
  name: 'planner',
  about: 'the planner: speed of both engines and what they agree on, theory, forecasts, a gate',
  isLong: true,
  async run(context) {
    const { progress } = context
    const rows = await pipelineRows(progress)
    rows.push(...(await pageRows(progress)))
    progress('the exact engine beside a C program')
    rows.push(...exactRows())
    rows.push(...agreementRows(progress))
    progress('forecasts on published series')
    rows.push(...forecastRows())
    rows.push(...gateRows(progress))
    rows.push(...worldsRows(progress))
    rows.push(...backtestRows(progress))
    rows.push(...waitRows(progress))
    rows.push(...(await queueRows(context)))
    return rows
  },
}

import type { CalendarRow } from '#capabilities/asylum/calendar.ts'
import { daysOf, recount } from '#capabilities/asylum/deadlines.ts'
import { inventClaims } from '#capabilities/asylum/invented-claims.ts'
import { settle } from '#capabilities/asylum/rules.ts'
import { readProcedures, SHIPPED } from '#capabilities/asylum/server/procedure-files.ts'
import { budgets } from '#checks/budgets.ts'
import { createChance } from '#platform/base/chance.ts'
import { atMost, type Benchmark, shown } from './benchmark.ts'

/** A calendar that changes under every open claim of an office. */
export const deadlines: Benchmark = {
  name: 'deadlines',
  about: 'every time limit of 55,000 open claims, counted anew when two weeks of November are suspended',
  async run({ progress }) {
    const { procedures, calendars } = readProcedures([SHIPPED])
    const rules = settle(procedures.find(({ procedure }) => procedure === 'mx_comar')!)
    const calendar = calendars.get(rules.procedure.calendar)!
    progress('inventing claims')
    const claims = [...inventClaims(rules, createChance(55_000), CLAIMS, TODAY)]

    const known = new Map<string, string | null>()
    const keyOf = (claim: string, limit: string) => `${claim} ${limit}`
    progress('counting')
    const first = timed(() =>
      recount(rules, claims, daysOf(calendar), (claim, limit) => {
        known.set(keyOf(claim, limit), null)
        return undefined
      }),
    )
    // What was found at first is what a database would hold.
    const { moved: all } = recount(rules, claims, daysOf(calendar), (claim, limit) => known.get(keyOf(claim, limit)))
    for (const { claim, limit, after } of all) known.set(keyOf(claim, limit), after)

    progress('counting anew')
    const anew = timed(() =>
      recount(rules, claims, daysOf(calendar, { rows: [SUSPENDED], revision: 1 }), (claim, limit) =>
        known.get(keyOf(claim, limit)),
      ),
    )
    const { recountCpuSeconds } = budgets.deadlines
    return [
      shown('deadlineClaims', claims.length, '1'),
      shown('deadlinesCounted', anew.value.counted, '1'),
      shown('deadlinesMoved', anew.value.moved.length, '1'),
      shown('deadlineFirstSeconds', first.wallSeconds, 's'),
      shown('deadlineRecountSeconds', anew.wallSeconds, 's'),
      atMost('deadlineRecountCpuSeconds', anew.cpuSeconds, 's', recountCpuSeconds),
    ]
  },
}

const CLAIMS = 55_000
const TODAY = '2021-10-24'
const SUSPENDED: CalendarRow = {
  ...{
    kind: 'suspension',
    layer: 4,
    name: 'invented',
    agency: 'comar',
    when: { from: '2021-11-08', to: '2021-11-19' },
  },
  basis: { law: 'dof', certainty: 'B' },
}

function timed<T>(work: () => T): { value: T; wallSeconds: number; cpuSeconds: number } {
  const [startedAt, cpu] = [performance.now(), process.cpuUsage()]
  const value = work()
  const { user, system } = process.cpuUsage(cpu)
  return { value, wallSeconds: (performance.now() - startedAt) / 1000, cpuSeconds: (user + system) / 1e6 }
}

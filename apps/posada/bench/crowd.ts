import { budgets } from '#checks/budgets.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { runCrowd } from '../load/crowd.ts'
import { loopbackUrl } from '../load/loopback.ts'
import { atLeast, atMost, type Benchmark, shown } from './benchmark.ts'
import { serve, withDataFolder } from './serving.ts'

/** A crowd from one address at the pace of 3,000 phones in ten minutes; `--minutes` makes it shorter at the same pace. */
export const crowd: Benchmark = {
  name: 'crowd',
  about: `${budgets.crowd.phones} phones in ${budgets.crowd.minutes} minutes from one address, a quarter of them on 2G`,
  run: ({ progress, signal, minutes = budgets.crowd.minutes }) =>
    withDataFolder(async (dataDir) => {
      const server = await serve(dataDir)
      try {
        const phones = Math.round((budgets.crowd.phones / budgets.crowd.minutes) * minutes)
        const { clock, random } = realEnvironment()
        const url = loopbackUrl(server.url)
        const result = await runCrowd({
          url,
          phones,
          minutes,
          invitation: undefined,
          seed: SEED,
          clock,
          random,
          signal,
          onProgress: progress,
        })
        if (result.wrong.length > 0) throw new Error(`phones saw what they must never see: ${result.wrong.join('; ')}`)
        return [
          atLeast('crowdAcknowledgedShare', result.acknowledged / phones, '1', 1),
          atMost('crowdLost', result.lost, '1', 0),
          atMost('crowdDoubled', result.doubled, '1', 0),
          atMost('crowdP95Ms', result.p95, 'ms', budgets.crowd.p95Ms),
          shown('crowdP99Ms', result.p99, 'ms'),
          shown('crowdRetries', result.retries, '1'),
          atMost('crowdMemoryMb', result.memoryMb ?? Number.NaN, 'MB', budgets.crowd.memoryMb),
          atMost('crowdBacklogSeconds', result.backlogSecondsToZero ?? Number.NaN, 's', budgets.crowd.backlogSeconds),
        ]
      } finally {
        await server.stop()
      }
    }),
}

const SEED = 3000

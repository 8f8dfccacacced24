import { budgets } from '#checks/budgets.ts'
import { atMost, type Benchmark } from './benchmark.ts'
import { serve, withDataFolder } from './serving.ts'

/** From the command to "ready": on an empty folder, which makes the practice world, and once more on what is there. */
export const start: Benchmark = {
  name: 'start',
  about: 'from the command to ready, with nothing there and with the practice world there',
  run: ({ progress }) =>
    withDataFolder(async (dataDir) => {
      progress('with nothing there')
      const fresh = await serve(dataDir)
      await fresh.stop()
      progress('with data there')
      const existing = await serve(dataDir)
      await existing.stop()
      const { freshSeconds, existingSeconds } = budgets.start
      return [
        atMost('startFreshSeconds', fresh.readySeconds, 's', freshSeconds),
        atMost('startExistingSeconds', existing.readySeconds, 's', existingSeconds),
      ]
    }),
}

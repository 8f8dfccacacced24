import { parentPort } from 'node:worker_threads'
import { runCohort } from '#platform/simulation/cohort.ts'
import { answerRuns } from '#platform/simulation/run-messages.ts'
import type { PlanningTask } from './running.ts'
import { worldsBy } from './worlds.ts'

parentPort!.on(
  'message',
  answerRuns(
    // To load the exact engine takes a thread as long as some quick worlds.
    async (task: PlanningTask) =>
      worldsBy(task.engine === 'exact' ? (await import('#platform/simulation/exact.ts')).runExact : runCohort, task),
    (answer, memory) => parentPort!.postMessage(answer, memory),
  ),
)

import { parentPort } from 'node:worker_threads'
import { runCohort } from '../cohort.ts'
import { answerRuns } from '../run-messages.ts'
import { type PipelineTask, pipeline } from './pipeline.ts'

parentPort!.on(
  'message',
  answerRuns(
    (task: PipelineTask) => (scenario, replication) =>
      runCohort(pipeline(task, scenario), { seed: task.seed, replication }),
    (answer, memory) => parentPort!.postMessage(answer, memory),
  ),
)

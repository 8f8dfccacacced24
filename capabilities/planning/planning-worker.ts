import { parentPort } from 'node:worker_threads'
import { answerRuns } from '#platform/simulation/run-messages.ts'
import { runReplication } from './running.ts'

parentPort!.on(
  'message',
  answerRuns(runReplication, (answer, memory) => parentPort!.postMessage(answer, memory)),
)

import { parentPort, workerData } from 'node:worker_threads'
import { type Paper, writePdf } from './pdf.ts'

// One paper, then the thread ends and takes what it read with it.
const { paper, madeAt } = workerData as { paper: Paper; madeAt: Date }
parentPort?.postMessage(await writePdf(paper, madeAt))

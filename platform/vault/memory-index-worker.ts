import { parentPort, workerData } from 'node:worker_threads'
import { openBlob, withPersonKey } from './blobs.ts'
import { createTextIndex } from './memory-index.ts'
import type { IndexAnswer, IndexRequest, IndexWorkerData, ReadTexts, SealedText } from './memory-index-client.ts'

/** The thread that holds the index. It ends with its operation's lock, and with it everything it knew. */
const { operationKey, readModule } = workerData as IndexWorkerData
const { readTexts }: { readTexts: ReadTexts } = await import(readModule)
const index = createTextIndex()

parentPort!.on('message', ({ sequence, ask }: { sequence: number; ask: IndexRequest }) => {
  const answer: IndexAnswer = handle(ask)
  parentPort!.postMessage({ sequence, answer })
})

function handle(ask: IndexRequest): IndexAnswer {
  switch (ask.kind) {
    case 'add':
      return { unreadable: ask.entries.filter((entry) => !addEntry(entry)).map(({ id }) => id) }
    case 'remove':
      for (const id of ask.ids) index.remove(id)
      return {}
    case 'search':
      return { found: index.search(ask.text, ask.limit) }
    case 'size':
      return { size: index.size() }
  }
}

/** False for an entry that does not open: the caller reports its id, and the rest of the index still serves. */
function addEntry({ id, key, blobs }: SealedText): boolean {
  try {
    const texts = withPersonKey(operationKey, key.wrapped, key.place, (personKey) =>
      blobs.flatMap(({ place, sealed }) => readTexts(openBlob(personKey, place, sealed))),
    )
    index.add(id, texts)
    return true
  } catch {
    return false
  }
}

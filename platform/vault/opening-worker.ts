import { intakeKeyPair, wipe } from './keys.ts'
import { type IntakeKeyPair, openEnvelope } from './open-envelope.ts'
import type { OpenedBatch, OpenedEntry, OpeningKeys, OpeningTask, ReadContent, SealedEntry } from './opening.ts'

/** Runs in a worker thread: opens a batch, and wipes its copy of the keys whatever happens. */
export default async function openBatch({ readModule, keys, entries }: OpeningTask): Promise<OpenedBatch> {
  const { readContent }: { readContent: ReadContent } = await import(readModule)
  const before = process.threadCpuUsage()
  const pair = intakeKeyPair(keys.intakePrivateKey)
  try {
    const opened = entries.map((entry) => openEntry(entry, pair, keys, readContent))
    const used = process.threadCpuUsage(before)
    return { entries: opened, cpuMs: (used.user + used.system) / 1000 }
  } finally {
    wipe(keys.intakePrivateKey)
    wipe(keys.operationKey)
  }
}

function openEntry(entry: SealedEntry, pair: IntakeKeyPair, keys: OpeningKeys, readContent: ReadContent): OpenedEntry {
  let plaintext: Uint8Array
  try {
    plaintext = openEnvelope(pair, entry.envelope, entry.info, entry.aad)
  } catch {
    return { ok: false, reason: 'not-opened' }
  }
  try {
    return readPlaintext(plaintext, entry.about, keys, readContent)
  } finally {
    wipe(plaintext)
  }
}

function readPlaintext(
  plaintext: Uint8Array,
  about: unknown,
  keys: OpeningKeys,
  readContent: ReadContent,
): OpenedEntry {
  let content: unknown
  try {
    content = JSON.parse(utf8.decode(plaintext))
  } catch {
    return { ok: false, reason: 'not-json' } // the parser's message would quote the content
  }
  let read: ReturnType<ReadContent>
  try {
    read = readContent(content, about, keys)
  } catch {
    return { ok: false, reason: 'refused', detail: 'unexpected' } // one entry must not hold up all that come after it
  }
  return 'refused' in read ? { ok: false, reason: 'refused', detail: read.refused } : { ok: true, value: read.value }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

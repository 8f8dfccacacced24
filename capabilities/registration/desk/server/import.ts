import { createHash } from 'node:crypto'
import { reachesSite } from '#capabilities/access/policy.ts'
import { newId } from '#platform/base/ids.ts'
import { notAllowed } from '#platform/base/problem.ts'
import type { BodyOf, ReplyIn } from '#platform/http/endpoint.ts'
import { type HouseholdInput, prepareHousehold } from '../../server/households.ts'
import type { SealedPerson } from '../../server/person-file.ts'
import { insertHousehold } from '../../server/queries-household.ts'
import { importRefused, importRunning, type readImportProgress, type runImport } from '../contract-files.ts'
import { findImport, recordImport } from './queries-files.ts'
import { type FileHousehold, type ReadFile, readCsv } from './read-csv.ts'
import { chooseSite, householdKeys, traceOf, type Work } from './work.ts'

type Summary = ReplyIn<typeof runImport>
type Progress = ReplyIn<typeof readImportProgress>

/** Small enough that other requests are answered between two batches. */
const BATCH_HOUSEHOLDS = 20

/** Imports of this process, one at a time for each operation, and how far they are. */
export function createImports() {
  const running = new Map<string, { done: number; of: number }>()

  /** What an import would do. Nothing is stored. */
  async function check(work: Work, csv: string): Promise<Summary> {
    return summaryOf(work, csv, readCsv(csv, work.today))
  }

  /** All of the file or, when anything is wrong, nothing: the transaction around it sees to that. */
  async function run(work: Work, { csv, siteId }: BodyOf<typeof runImport>): Promise<Summary> {
    const { operationId } = work.actor
    if (!reachesSite(work.actor, siteId)) throw notAllowed()
    const file = readCsv(csv, work.today)
    const summary = await summaryOf(work, csv, file)
    if (summary.importedAt) return summary
    if (summary.errorCount > 0) throw importRefused({ errorCount: summary.errorCount })
    if (running.has(operationId)) throw importRunning()
    const progress = { done: 0, of: file.households.length }
    running.set(operationId, progress)
    try {
      await importHouseholds(work, file.households, await chooseSite(work, siteId), progress)
      const [recorded] = await work.tx.run(recordImport, {
        operationId,
        fileHash: Buffer.from(summary.fileHash, 'hex'),
        households: summary.households,
        people: summary.people,
        accountId: work.actor.accountId,
        at: new Date(work.now),
      })
      // Another process imported the same file while we did: ours rolls back.
      if (!recorded) throw importRunning()
    } finally {
      running.delete(operationId)
    }
    return { ...summary, importedAt: new Date(work.now).toISOString() }
  }

  const progress = (operationId: string): Progress => {
    const current = running.get(operationId)
    return current ? { running: true, ...current } : { running: false, done: 0, of: 0 }
  }

  return { check, run, progress }
}

async function summaryOf(work: Work, csv: string, file: ReadFile): Promise<Summary> {
  const fileHash = createHash('sha256').update(csv).digest('hex')
  const [before] = await work.tx.run(findImport, {
    operationId: work.actor.operationId,
    fileHash: Buffer.from(fileHash, 'hex'),
  })
  return {
    fileHash,
    households: file.households.length,
    people: file.people,
    errorCount: file.errorCount,
    errors: file.errors,
    importedAt: before?.importedAt.toISOString() ?? null,
  }
}

async function importHouseholds(
  work: Work,
  households: FileHousehold[],
  siteId: string | null,
  progress: { done: number },
): Promise<void> {
  const keys = await householdKeys(work)
  for (let from = 0; from < households.length; from += BATCH_HOUSEHOLDS) {
    const batch = households.slice(from, from + BATCH_HOUSEHOLDS)
    // The code of each strip is unknown to anyone until a card is handed out with a new one.
    const prepared = await Promise.all(
      batch.map((household) => prepareHousehold(toInput(work, household, siteId), keys)),
    )
    await work.tx.runAll(
      prepared.flatMap(({ household }) => [
        insertHousehold(household),
        ...traceOf(work, { act: 'import-household', purpose: 'registration', groupId: household.groupId }),
      ]),
    )
    const sealed: SealedPerson[] = prepared.flatMap(({ household }) => household.sealed)
    await work.names.add(work.actor.operationId, sealed)
    progress.done += batch.length
  }
}

function toInput(work: Work, { people, phoneNumber }: FileHousehold, siteId: string | null): HouseholdInput {
  const identified = people.map(({ facts, details }) => {
    const id = newId(work.random)
    return { facts: { ...facts, id }, details: { ...details, id } }
  })
  return {
    people: identified,
    phoneNumber,
    language: identified.find(({ facts }) => facts.isFocalPoint)!.facts.language,
    siteId,
    invitationId: null,
    source: 'import',
    registeredAt: work.now,
  }
}

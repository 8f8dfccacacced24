import type { Clock, Random } from '#platform/base/environment.ts'
import type { Database, Tx } from '#platform/database/connect.ts'
import { recordAct } from '#platform/ledger/audit.ts'
import type { Vault } from '#platform/vault/vault.ts'
import { standingOf } from '../../claim.ts'
import { findClaim, listEvents } from '../../server/queries.ts'
import type { Book, RuleBooks } from '../../server/rule-book.ts'
import { listPapersOfHousehold, type PaperRecord } from './queries.ts'
import { openPaper, type PaperToPrint } from './reading.ts'
import type { SealedPapers } from './work.ts'

/** A paper as the person sees it with their code: facts, no name. */
export type OwnPaper = Pick<PaperRecord, 'id' | 'kind' | 'number' | 'issuedOn' | 'validUntil'> & { isValid: boolean }

type Services = {
  db: Database
  books: RuleBooks
  vault: Vault
  clock: Clock
  random: Random
  sealedPapers: SealedPapers
}

const SHOWN_MAX = 12

/** What a person sees and takes of their papers on their own page. A letter is there once somebody has told them the decision. */
export function createOwnPapers({ db, books, vault, clock, random, sealedPapers }: Services) {
  /** Those that may be shown: the valid ones first, the newest before older ones. */
  async function read(tx: Tx, groupId: string): Promise<OwnPaper[]> {
    const { operationId } = tx
    const papers = await tx.run(listPapersOfHousehold, { operationId, id: groupId })
    const book = await books.open(tx, clock())
    const claims = new Map<string, { today: string; untoldSince: Date | undefined }>()
    for (const { claimId } of papers) if (!claims.has(claimId)) claims.set(claimId, await claimAt(tx, book, claimId))
    return papers
      .filter(({ claimId, kind, issuedAt }) => {
        const { untoldSince } = claims.get(claimId)!
        return kind !== 'decision' || untoldSince === undefined || issuedAt < untoldSince
      })
      .map(({ id, claimId, kind, number, issuedOn, validUntil, state }) => ({
        ...{ id, kind, number, issuedOn, validUntil },
        isValid: state === 'issued' && validUntil >= claims.get(claimId)!.today,
      }))
      .toSorted((a, b) => Number(b.isValid) - Number(a.isValid))
      .slice(0, SHOWN_MAX)
  }

  return {
    ofHousehold: (operationId: string, groupId: string): Promise<OwnPaper[]> =>
      db.transaction(operationId, (tx) => read(tx, groupId)),
    /** One of them to print; nothing when it is not among those that are shown as valid. Throws while names cannot be opened. */
    take: (operationId: string, groupId: string, id: string): Promise<PaperToPrint | undefined> =>
      db.transaction(operationId, async (tx) => {
        const paper = (await read(tx, groupId)).find((each) => each.id === id && each.isValid)
        if (!paper) return undefined
        const content = await openPaper({ tx, vault, sealedPapers }, id)
        await recordAct(
          { tx, clock, random },
          {
            ...{ actor: 'self', act: 'print-own-paper', purpose: paper.kind },
            ...{ subjectKind: 'registration-group', subjectId: groupId },
          },
        )
        return { number: paper.number, content }
      }),
  }
}

/** Today where the authority sits, and since when a decision waits to be told. */
async function claimAt(tx: Tx, book: Book, id: string) {
  const { operationId } = tx
  const [record] = await tx.run(findClaim, { operationId, id })
  const rules = await book.rulesOf(record!.procedure, record!.procedureVersion)
  const rows = await tx.run(listEvents, { operationId, id })
  const { stage, decision } = standingOf(
    rules,
    rows.map(({ event }) => event),
  )
  return {
    today: book.todayOf(rules.procedure),
    untoldSince: stage === 'decided' ? rows[decision!.index]!.recordedAt : undefined,
  }
}

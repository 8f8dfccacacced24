import { notFound } from '#platform/base/problem.ts'
import type { ReplyIn } from '#platform/http/endpoint.ts'
import { personErased } from '../../contract-people.ts'
import { listPeopleOfClaim } from '../../server/queries.ts'
import { getClaim, trace } from '../../server/work.ts'
import type { PaperContent } from '../content.ts'
import type { issuePaper, listPapers as listEndpoint } from '../contract.ts'
import { issuableKinds } from '../issuable.ts'
import { findPaper, findSealed, listPapers, type PaperRecord } from './queries.ts'
import type { PaperWork } from './work.ts'

export async function list(work: PaperWork, claimId: string): Promise<ReplyIn<typeof listEndpoint>> {
  const { tx, actor, book } = work
  const { operationId } = actor
  const { record, events } = await getClaim(work, claimId)
  const rules = await book.rulesOf(record.procedure, record.procedureVersion)
  const today = book.todayOf(rules.procedure)
  const people = await tx.run(listPeopleOfClaim, { operationId, id: claimId })
  return {
    papers: (await tx.run(listPapers, { operationId, id: claimId })).map((paper) => paperReply(paper, today)),
    mayBeIssued: await work.mayIssuePapers(operationId, today),
    kinds: issuableKinds({ rules, events }),
    people: people
      .filter(({ state }) => state !== 'erased')
      .map(({ id, isPrincipal }) => ({ id, part: isPrincipal ? ('principal' as const) : ('dependant' as const) })),
    ...{ language: record.language as 'es', today },
  }
}

/** The PDF once more, as it was: what is printed was sealed when it was issued. Opens a name, and is counted and traced as that. */
export async function print(work: PaperWork, id: string): Promise<PaperToPrint> {
  const paper = await getPaper(work, id)
  const { record } = await getClaim(work, paper.claimId)
  const content = await openPaper(work, id)
  const doing = { tx: work.tx, actor: work.actor, clock: () => work.now, random: work.random }
  await work.oversight.noteReading(doing, { act: 'open', groupIds: [record.groupId], people: 1 })
  await trace(work, 'print-paper', record.groupId, paper.kind)
  return { number: paper.number, content }
}

export async function getPaper({ tx, actor }: Pick<PaperWork, 'tx' | 'actor'>, id: string): Promise<PaperRecord> {
  const [paper] = await tx.run(findPaper, { operationId: actor.operationId, id })
  if (!paper) throw notFound()
  return paper
}

/** What is to be printed, and the name of the file: a number, so that no folder of downloads names anybody. */
export type PaperToPrint = { number: string; content: PaperContent }

type Opening = Pick<PaperWork, 'tx' | 'vault' | 'sealedPapers'>

/** Throws while the operation is locked, and once the person is erased. */
export async function openPaper({ tx, vault, sealedPapers }: Opening, id: string): Promise<PaperContent> {
  const { operationId } = tx
  const { operationKey } = vault.require(operationId)
  const [found] = await tx.run(findSealed, { operationId, id })
  if (!found) throw personErased()
  const { individualId, wrappedKey, sealed } = found
  return sealedPapers.open({ operationId, individualId, paperId: id }, wrappedKey, sealed, operationKey)
}

export const paperReply = (paper: PaperRecord, today: string): ReplyIn<typeof issuePaper> => {
  const { claimId: _, issuedAt: __, issuedByName, endedAt, endReason, ...facts } = paper
  return {
    ...facts,
    ...{ issuedBy: issuedByName ?? '', endedAt: endedAt?.toISOString() ?? null, reason: endReason },
    isPast: paper.validUntil < today,
  }
}

import { notFound } from '#platform/base/problem.ts'
import type { ReplyIn } from '#platform/http/endpoint.ts'
import type { ClaimEvent } from '../../claim.ts'
import { personErased } from '../../contract-people.ts'
import { listPeopleOfClaim } from '../../server/queries.ts'
import { listRows } from '../../server/queries-list.ts'
import { inAllLanguages } from '../../server/shared-words.ts'
import { getClaim, trace } from '../../server/work.ts'
import type { PaperContent } from '../content.ts'
import type { issuePaper, listPapers as listEndpoint } from '../contract.ts'
import { issuableKinds, languagesOf } from '../issuable.ts'
import type { PaperLanguages } from '../model.ts'
import { findPaper, findSealed, listPapers, type PaperRecord } from './queries.ts'
import type { ReceiptFacts } from './receipt.ts'
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
      .filter(isPresent)
      .map(({ id, isPrincipal }) => ({ id, part: isPrincipal ? ('principal' as const) : ('dependant' as const) })),
    ...{ language: record.language as 'es', today },
    procedureLanguage: languagesOf(rules.procedure, record.language as 'es').procedure,
    meetings: (await work.nextMeetingsOf(tx, claimId, today)).flatMap(({ purpose, ...meeting }) =>
      purpose === 'interview' || purpose === 'hearing' ? [{ kind: purpose, ...meeting }] : [],
    ),
  }
}

/** The PDF once more, as it was: what is printed was sealed when it was issued. Opens a name, and is counted and traced as that. */
export async function print(work: PaperWork, id: string): Promise<PaperToPrint> {
  const paper = await getPaper(work, id)
  const { record } = await getClaim(work, paper.claimId)
  const content = await openPaper(work, id)
  const doing = { tx: work.tx, actor: work.actor, clock: () => work.now, random: work.random }
  await work.oversight.noteReading(doing, { act: 'open', groupIds: [record.groupId], people: 1 })
  await trace(work, 'print-paper', record.groupId)
  return { number: paper.number, content }
}

/** What a receipt of the claim says: facts alone, also while names are locked. */
export async function receiptOf(
  work: PaperWork,
  claimId: string,
): Promise<{ facts: ReceiptFacts; languages: PaperLanguages }> {
  const { tx, actor, book } = work
  const { operationId } = actor
  const { record, events } = await getClaim(work, claimId)
  const rules = await book.rulesOf(record.procedure, record.procedureVersion)
  const { procedure } = rules
  const [row] = await tx.run(listRows, { operationId, id: claimId })
  const people = (await tx.run(listPeopleOfClaim, { operationId, id: claimId })).filter(isPresent)
  const keys = (await work.keysOf(operationId))!
  const first = events.find((event): event is Extract<ClaimEvent, { kind: 'step' }> => event.kind === 'step')!
  const step = procedure.steps.find(({ id }) => id === first.step)!.name
  await trace(work, 'print-receipt', record.groupId)
  return {
    facts: {
      ...{ number: row!.caseNumber, on: first.on, people: people.length, step: inAllLanguages(step) },
      ...{ issuer: keys.issuerName, authority: procedure.authority, practice: keys.practice },
    },
    languages: languagesOf(procedure, record.language as 'es'),
  }
}

export async function getPaper({ tx, actor }: Pick<PaperWork, 'tx' | 'actor'>, id: string): Promise<PaperRecord> {
  const [paper] = await tx.run(findPaper, { operationId: actor.operationId, id })
  if (!paper) throw notFound()
  return paper
}

/** Whom a paper can be for, and who is counted on it: nobody who left, died or was erased. */
export const isPresent = ({ state }: { state: string }): boolean => state === 'present'

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

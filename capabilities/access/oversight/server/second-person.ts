import { createHash } from 'node:crypto'
import type { Clock, Random } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { notAllowed, notFound } from '#platform/base/problem.ts'
import type { Tx } from '#platform/database/connect.ts'
import type { ReplyIn } from '#platform/http/endpoint.ts'
import { recordAct } from '#platform/ledger/audit.ts'
import type { Actor } from '../../model.ts'
import { reachesSite } from '../../policy.ts'
import { assertSteppedUp } from '../../step-up.ts'
import type { askAgreement, listAgreements } from '../contract.ts'
import { agreementOver, ownAgreement, secondPersonNeeded } from '../contract.ts'
import {
  AGREED_WORK_MS,
  AGREEMENT_MS,
  AgreementAct,
  type AgreementFacts,
  agreementStateOf,
  mayAnswer,
  mayAsk,
} from '../model.ts'
import type { Agreed, Doer } from '../overseer.ts'
import {
  answerAgreement,
  findAgreement,
  findAgreementInUse,
  insertAgreement,
  isPracticeOperation,
  listAgreementRows,
  useAgreementRow,
  withdrawAgreementRow,
} from './queries-agreements.ts'

type Means = { tx: Tx; clock: Clock; random: Random }

/**
 * Uses up a colleague's yes, in the transaction of the act itself: if that fails, the yes is still there. Throws
 * `second-person-needed` unless somebody else agreed to exactly this act with exactly these facts. Practice needs nobody.
 */
export async function useAgreement(work: Means & { actor: Doer }, agreed: Agreed): Promise<{ practice: boolean }> {
  if (await isPractice(work.tx)) return { practice: true }
  const wanted = wantedBy(work, agreed)
  const [used] = wanted ? await work.tx.run(useAgreementRow, wanted) : []
  if (!used) throw secondPersonNeeded()
  await record(work, 'use-agreement', used.id, agreed.act)
  return { practice: false }
}

/** The next step of work that began with `useAgreement` and the same facts, such as another piece of a long file. */
export async function continueAgreement(work: Means & { actor: Doer }, agreed: Agreed): Promise<void> {
  if (await isPractice(work.tx)) return
  const wanted = wantedBy(work, agreed)
  const usedAfter = new Date(work.clock() - AGREED_WORK_MS)
  const [used] = wanted ? await work.tx.run(findAgreementInUse, { ...wanted, usedAfter }) : []
  if (!used) throw secondPersonNeeded()
}

type Asking = Means & { actor: Actor }

export async function ask(
  work: Asking,
  { act, facts }: { act: AgreementAct; facts: AgreementFacts },
): Promise<ReplyIn<typeof askAgreement>> {
  const { tx, actor, clock, random } = work
  // A file of one's own site is the one act that does not reach the whole operation.
  if (!mayAsk(actor, act) || (act !== 'export-names' && !reachesSite(actor, null))) throw notAllowed()
  const id = newId(random)
  const [askedAt, expiresAt] = [new Date(clock()), new Date(clock() + AGREEMENT_MS)]
  const asked = { id, act, facts, factsHash: hashOf(act, facts), askedBy: actor.accountId, askedAt, expiresAt }
  await tx.run(insertAgreement, { operationId: tx.operationId, ...asked })
  await record(work, 'ask-agreement', id, act)
  return { id, expiresAt: expiresAt.toISOString() }
}

/** The first answer counts. What reaches the whole operation is answered by someone whose roles do. */
export async function answer(work: Asking, id: string, given: 'agreed' | 'refused'): Promise<void> {
  const { tx, actor, clock } = work
  // A yes is as weighty as the act itself.
  if (given === 'agreed') assertSteppedUp(actor, clock())
  const [asked] = await tx.run(findAgreement, { operationId: tx.operationId, id })
  if (!asked) throw notFound()
  if (asked.askedBy === actor.accountId || concerns(asked.facts, actor)) throw ownAgreement()
  if (!mayAnswer(actor, asked.act) || !reachesSite(actor, null)) throw notAllowed()
  const answered = { operationId: tx.operationId, id, answer: given, answeredBy: actor.accountId }
  const [done] = await tx.run(answerAgreement, { ...answered, now: new Date(clock()) })
  if (!done) throw agreementOver()
  await record(work, given === 'agreed' ? 'agree' : 'refuse-agreement', id, asked.act)
}

export async function withdraw(work: Asking, id: string): Promise<void> {
  const { tx, actor, clock } = work
  const [asked] = await tx.run(findAgreement, { operationId: tx.operationId, id })
  if (!asked || asked.askedBy !== actor.accountId) throw notFound()
  const mine = { operationId: tx.operationId, id, askedBy: actor.accountId, now: new Date(clock()) }
  const [done] = await tx.run(withdrawAgreementRow, mine)
  if (!done) throw agreementOver()
  await record(work, 'withdraw-agreement', id, asked.act)
}

export async function list({ tx, actor, clock }: Asking): Promise<ReplyIn<typeof listAgreements>> {
  // Whoever is given one site answers nothing, and reads only what they asked themselves.
  const acts = reachesSite(actor, null) ? AgreementAct.options.filter((act) => mayAnswer(actor, act)) : []
  const rows = await tx.run(listAgreementRows, { operationId: tx.operationId, accountId: actor.accountId, acts })
  return {
    agreements: rows.map((row) => {
      const state = agreementStateOf(row, clock())
      const isMine = row.askedBy === actor.accountId
      return {
        ...{ id: row.id, act: row.act, facts: row.facts, about: row.about, state, isMine },
        askedBy: row.askedByName ?? '',
        askedAt: row.askedAt.toISOString(),
        expiresAt: row.expiresAt.toISOString(),
        answeredBy: row.answeredByName,
        answeredAt: row.answeredAt?.toISOString() ?? null,
        usedAt: row.usedAt?.toISOString() ?? null,
        mayAnswer:
          state === 'waiting' &&
          !isMine &&
          !concerns(row.facts, actor) &&
          mayAnswer(actor, row.act) &&
          reachesSite(actor, null),
      }
    }),
  }
}

/** Nobody answers about their own account: whoever sits at a colleague's open desk cannot agree to replace their way in. */
const concerns = (facts: AgreementFacts, actor: Actor): boolean => facts.accountId === actor.accountId

function wantedBy({ tx, actor, clock }: Means & { actor: Doer }, { agreementId, act, facts }: Agreed) {
  if (agreementId === null) return undefined
  const asked = { id: agreementId, act, factsHash: hashOf(act, facts), askedBy: actor.accountId }
  return { operationId: tx.operationId, ...asked, now: new Date(clock()) }
}

async function isPractice(tx: Tx): Promise<boolean> {
  const [operation] = await tx.run(isPracticeOperation, { operationId: tx.operationId })
  return operation?.practice === true
}

/** Facts in the order of their names, so that the same facts have one hash however they were written. */
function hashOf(act: AgreementAct, facts: AgreementFacts): Uint8Array {
  const sorted = Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256')
    .update(JSON.stringify([AGREEMENT_FORM, act, sorted]))
    .digest()
}

const AGREEMENT_FORM = 'posada-agreement-1'

function record(work: Means & { actor: Doer }, act: string, id: string, purpose: string): Promise<void> {
  const { accountId, roles } = work.actor
  const actor = accountId === null ? 'console' : { accountId, roles }
  return recordAct(work, { actor, act, subjectKind: 'agreement', subjectId: id, purpose })
}

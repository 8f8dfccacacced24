import type { Clock, Random } from '#platform/base/environment.ts'
import { notFound } from '#platform/base/problem.ts'
import type { Tx } from '#platform/database/connect.ts'
import type { ReplyIn } from '#platform/http/endpoint.ts'
import { recordAct } from '#platform/ledger/audit.ts'
import type { Actor } from '../../model.ts'
import { assertSteppedUp } from '../../step-up.ts'
import { type closeOperation, nameNotRight, notInThatState, type readClosing } from '../contract.ts'
import { REOPEN_MS } from '../model.ts'
import { deleteSessionsButOf, findClosing, setClosed, setReopened } from './queries-closing.ts'
import { useAgreement } from './second-person.ts'

type Work = { tx: Tx; actor: Actor; clock: Clock; random: Random }
/** Told once it is true, so that phones are refused, or taken in again, at once. */
export type OnClosed = (operationId: string, closedAt: number | null) => void

export async function read({ tx }: Work): Promise<ReplyIn<typeof readClosing>> {
  const { name, closedAt } = await getOperation(tx)
  return {
    name,
    closedAt: closedAt?.toISOString() ?? null,
    reopenUntil: closedAt && new Date(closedAt.getTime() + REOPEN_MS).toISOString(),
  }
}

/** Works locked or unlocked: no name is needed to end. Whoever may open it again stays signed in; everyone else is signed out. */
export async function close(
  work: Work,
  { agreementId, name }: { agreementId: string | null; name: string },
  onClosed: OnClosed,
): Promise<ReplyIn<typeof closeOperation>> {
  const { tx, actor, clock } = work
  const { operationId } = tx
  assertSteppedUp(actor, clock())
  const operation = await getOperation(tx)
  if (name.trim() !== operation.name) throw nameNotRight()
  await useAgreement(work, { agreementId, act: 'close-operation', facts: {} })
  const closedAt = new Date(clock())
  const [closed] = await tx.run(setClosed, { operationId, closedAt })
  if (!closed) throw notInThatState()
  await tx.run(deleteSessionsButOf, { operationId })
  await record(work, 'close-operation')
  tx.afterCommit(() => onClosed(operationId, closedAt.getTime()))
  return { closedAt: closedAt.toISOString() }
}

/** Within 30 days nothing is lost; after them the keys are destroyed, and there would be nobody to open. */
export async function reopen(work: Work, agreementId: string | null, onClosed: OnClosed): Promise<void> {
  const { tx, actor, clock } = work
  const { operationId } = tx
  assertSteppedUp(actor, clock())
  await useAgreement(work, { agreementId, act: 'reopen-operation', facts: {} })
  const [opened] = await tx.run(setReopened, { operationId, closedAfter: new Date(clock() - REOPEN_MS) })
  if (!opened) throw notInThatState()
  await record(work, 'reopen-operation')
  tx.afterCommit(() => onClosed(operationId, null))
}

async function getOperation(tx: Tx) {
  const [operation] = await tx.run(findClosing, { operationId: tx.operationId })
  if (!operation) throw notFound()
  return operation
}

function record(work: Work, act: string): Promise<void> {
  const { operationId } = work.tx
  const what = { act, subjectKind: 'operation', subjectId: operationId, purpose: 'two people' }
  return recordAct(work, { actor: work.actor, ...what })
}

import type { Actor } from '#capabilities/access/model.ts'
import type { Overseer } from '#capabilities/access/oversight/overseer.ts'
import { isAllowed } from '#capabilities/access/policy.ts'
import { assertSteppedUp } from '#capabilities/access/step-up.ts'
import type { Clock, Random } from '#platform/base/environment.ts'
import { fromBase64url, toBase64url } from '#platform/base/ids.ts'
import type { Tx } from '#platform/database/connect.ts'
import type { BodyOf, ReplyIn } from '#platform/http/endpoint.ts'
import { recordAct } from '#platform/ledger/audit.ts'
import type { listKeys, makeKey, nameRecoveryKey } from '../contract.ts'
import { mayReceive, RecordKind } from '../model.ts'
import {
  insertOfficerKey,
  insertRecoveryKey,
  listHolders,
  listOfficerKeys,
  listRecoveryKeys,
  replaceOfficerKey,
  replaceRecoveryKey,
} from './queries.ts'

export type Work = { tx: Tx; actor: Actor; clock: Clock; random: Random }

/** Leaves a trace that names the record alone: neither the household nor the kind, which can tell too much. */
export const trace = (work: Work, act: string, subjectId: string | null) =>
  recordAct(work, { actor: work.actor, act, subjectKind: 'sealed-record', subjectId, purpose: 'sealed-record' })

/** Officers who work here now and may keep sealed records, with their newest key. */
export async function listOfficers({ tx, actor }: Work) {
  const officers = await tx.run(listOfficerKeys, { operationId: actor.operationId })
  return officers.filter((officer) => isAllowed(officer, 'keep-sealed-records'))
}

export async function list(work: Work): Promise<ReplyIn<typeof listKeys>> {
  const { operationId, accountId } = work.actor
  const officers = await listOfficers(work)
  const recovery = await work.tx.run(listRecoveryKeys, { operationId })
  return {
    operationId,
    accountId,
    officers: officers.map(({ roles, ...officer }) => ({
      ...officer,
      ...inText(officer),
      receives: RecordKind.options.filter((kind) => mayReceive(kind, roles)),
    })),
    recovery: recovery.map((key) => ({ ...key, ...inText(key) })),
    holders: await work.tx.run(listHolders, { operationId }),
  }
}

export async function make(work: Work, { keyId, publicKey }: BodyOf<typeof makeKey>): Promise<{ done: true }> {
  const { operationId, accountId } = work.actor
  const at = new Date(work.clock())
  await work.tx.run(replaceOfficerKey, { operationId, accountId, at })
  await work.tx.run(insertOfficerKey, { operationId, accountId, keyId, publicKey: fromBase64url(publicKey)!, at })
  await trace(work, 'make-sealed-key', keyId)
  return { done: true }
}

/** Whoever holds those words can have every later record brought back: nobody gives them to themselves alone. */
export async function nameRecovery(
  work: Work,
  { keyId, publicKey, agreementId }: BodyOf<typeof nameRecoveryKey>,
  { useAgreement }: Pick<Overseer, 'useAgreement'>,
): Promise<{ done: true }> {
  const { operationId, accountId } = work.actor
  assertSteppedUp(work.actor, work.clock())
  await useAgreement(work, { agreementId, act: 'name-recovery-key', facts: {} })
  const at = new Date(work.clock())
  await work.tx.run(replaceRecoveryKey, { operationId, at })
  await work.tx.run(insertRecoveryKey, { operationId, accountId, keyId, publicKey: fromBase64url(publicKey)!, at })
  await trace(work, 'name-recovery-key', keyId)
  return { done: true }
}

const inText = ({ publicKey, since }: { publicKey: Uint8Array; since: Date }) => ({
  publicKey: toBase64url(publicKey),
  since: since.toISOString(),
})

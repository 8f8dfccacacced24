import { fromBase64url, toBase64url } from '#platform/base/ids.ts'
import { notFound } from '#platform/base/problem.ts'
import type { BodyOf, ReplyIn } from '#platform/http/endpoint.ts'
import {
  changedMeanwhile,
  type handOver,
  notAllHere,
  type readOwnKeys,
  type readRecovery,
  type recover,
  wrongRecipients,
} from '../contract.ts'
import { KEYS_MAX, mayReceive } from '../model.ts'
import { listOfficers, trace, type Work } from './keys.ts'
import { deleteSealedKeys, type HeldKey, insertSealedKeys, listHeldKeys, listRecoverable } from './queries-keys.ts'

export async function readOwn(work: Work, keyId: string): Promise<ReplyIn<typeof readOwnKeys>> {
  const { operationId, accountId } = work.actor
  const held = await work.tx.run(listHeldKeys, { operationId, accountId, recordIds: null, limit: KEYS_MAX * 4 })
  return {
    keys: held
      .filter((key) => key.keyId === keyId)
      .slice(0, KEYS_MAX)
      .map(inText),
  }
}

/** From the caller to a colleague, or to a newer key of their own. What is given away is whole, and gone from the giver. */
export async function give(work: Work, body: BodyOf<typeof handOver>): Promise<{ done: true }> {
  const { operationId, accountId } = work.actor
  const recordIds = [...new Set(body.keys.map(({ recordId }) => recordId))]
  const held = await work.tx.run(listHeldKeys, { operationId, accountId, recordIds, limit: KEYS_MAX * 4 })
  const own = held.filter(({ keyId }) => keyId === body.fromKeyId)
  if (own.length === 0) throw notFound()
  const target = await getTarget(work, body.toKeyId, own)
  const given = new Set(body.keys.map(nameOf))
  if (given.size !== own.length || !own.every((key) => given.has(nameOf(key)))) throw changedMeanwhile()
  const isToSelf = target.accountId === accountId
  if (!isToSelf && !held.every((key) => given.has(nameOf(key)))) throw notAllHere()
  await insert(work, body.toKeyId, body.keys)
  if (!body.share) {
    const keyIds = isToSelf ? [body.fromKeyId] : [...new Set(held.map(({ keyId }) => keyId))]
    await work.tx.run(deleteSealedKeys, { operationId, recordIds, keyIds })
  }
  for (const recordId of recordIds)
    await trace(work, body.share ? 'share-sealed-record' : 'hand-over-sealed-record', recordId)
  return { done: true }
}

export async function readLost(work: Work, body: BodyOf<typeof readRecovery>): Promise<ReplyIn<typeof readRecovery>> {
  const keys = await listLost(work, body)
  return { keys: keys.map(inText) }
}

/** What was lost with a browser, for somebody named. Nothing is taken from anybody: useless keys could not be put right. */
export async function bringBack(work: Work, body: BodyOf<typeof recover>): Promise<{ done: true }> {
  const lost = new Set((await listLost(work, body)).map(nameOf))
  if (!body.keys.every((key) => lost.has(nameOf(key)))) throw changedMeanwhile()
  await insert(work, body.toKeyId, body.keys)
  for (const recordId of new Set(body.keys.map(({ recordId }) => recordId)))
    await trace(work, 'recover-sealed-record', recordId)
  return { done: true }
}

async function listLost(work: Work, body: BodyOf<typeof readRecovery>): Promise<HeldKey[]> {
  const { operationId } = work.actor
  const { recoveryKeyId, fromAccountId, toKeyId } = body
  const asked = { operationId, recoveryKeyId, fromAccountId, toKeyId, limit: KEYS_MAX }
  const keys = await work.tx.run(listRecoverable, asked)
  await getTarget(work, toKeyId, keys)
  return keys
}

/** An officer's newest key, of somebody who may receive all of these. */
async function getTarget(work: Work, toKeyId: string, keys: readonly HeldKey[]) {
  const target = (await listOfficers(work)).find(({ keyId }) => keyId === toKeyId)
  if (!target || !keys.every(({ kind }) => mayReceive(kind, target.roles))) throw wrongRecipients()
  return target
}

async function insert({ tx, actor, clock }: Work, keyId: string, keys: BodyOf<typeof recover>['keys']): Promise<void> {
  const given = keys.map((key) => ({ ...key, keyId, wrappedKey: fromBase64url(key.wrappedKey)! }))
  await tx.run(insertSealedKeys, { operationId: actor.operationId, keys: given, at: new Date(clock()) })
}

const nameOf = ({ recordId, version }: { recordId: string; version: number }) => `${recordId} ${version}`

const inText = ({ recordId, version, wrappedKey, binding }: HeldKey) => ({
  ...{ recordId, version },
  wrappedKey: toBase64url(wrappedKey),
  binding: toBase64url(binding),
})

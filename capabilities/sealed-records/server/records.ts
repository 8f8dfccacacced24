import { isAllowed, reachesSite } from '#capabilities/access/policy.ts'
import { fromBase64url, toBase64url } from '#platform/base/ids.ts'
import { badInput, notFound } from '#platform/base/problem.ts'
import type { BodyOf, ReplyIn } from '#platform/http/endpoint.ts'
import { bindingOf, looksLikeContent } from '#platform/sealed/record.ts'
import {
  changedMeanwhile,
  type listRecords,
  noRecoveryKey,
  type openRecord,
  type writeVersion,
  wrongRecipients,
} from '../contract.ts'
import { KEYS_MAX, kinds, mayReceive, RECORDS_MAX } from '../model.ts'
import { listOfficers, trace, type Work } from './keys.ts'
import {
  findSubject,
  insertRecord,
  insertVersion,
  listReaders,
  listRecordRows,
  listRecoveryKeys,
  listVersions,
  lockRecord,
  type RecordRow,
} from './queries.ts'
import { insertSealedKeys, listHeldKeys } from './queries-keys.ts'

/** That there are notes on a household and who can open them; without a household, whatever is sealed to who asks. */
export async function list(work: Work, subjectId: string | undefined): Promise<ReplyIn<typeof listRecords>> {
  const { operationId, accountId } = work.actor
  if (subjectId !== undefined) await getSubject(work, subjectId)
  const readerId = subjectId === undefined ? accountId : null
  const asked = { operationId, subjectId: subjectId ?? null, readerId, recordId: null, limit: RECORDS_MAX }
  const rows = await work.tx.run(listRecordRows, asked)
  const readers = await work.tx.run(listReaders, { operationId, recordIds: rows.map(({ recordId }) => recordId) })
  const isHere = (row: RecordRow) =>
    kinds[row.kind].isShown || readers.some((each) => each.recordId === row.recordId && each.accountId === accountId)
  return {
    records: rows.filter(isHere).map(({ authorId: _, author, ...row }) => ({
      ...row,
      author: author ?? '',
      binding: toBase64url(row.binding),
      writtenAt: row.writtenAt.toISOString(),
      readers: readers.filter(({ recordId }) => recordId === row.recordId).map(({ recordId: _, ...reader }) => reader),
    })),
  }
}

/** Takes in what it cannot read: form, bounds and permissions are all that is checked. Sent again, it is the same. */
export async function write(work: Work, body: BodyOf<typeof writeVersion>): Promise<{ done: true }> {
  const { operationId, accountId } = work.actor
  const { recordId, kind, subjectId, version } = body
  const content = fromBase64url(body.content)!
  if (!looksLikeContent(content))
    throw badInput({ errors: [{ field: 'content', code: 'not-sealed', message: 'content must be a sealed text.' }] })
  if (kinds[kind].namesHousehold !== (subjectId !== null))
    throw badInput({ errors: [{ field: 'subjectId', code: 'wrong-subject', message: 'subjectId must fit the kind.' }] })
  if (subjectId !== null) await getSubject(work, subjectId)

  await work.tx.run(lockRecord, { operationId, recordId })
  const [present] = await work.tx.run(listRecordRows, { ...everyRow(work), recordId, limit: 1 })
  if (present && (present.kind !== kind || present.subjectId !== subjectId)) throw changedMeanwhile()
  const before = await work.tx.run(listVersions, { operationId, recordId })
  const same = before.find((stored) => stored.version === version)
  if (same && same.authorId === accountId && toBase64url(same.binding) === body.binding) return { done: true }
  if (version !== before.length + 1) throw changedMeanwhile()
  const previous = before.at(-1)?.binding ?? null
  const binding = await bindingOf(
    { operationId, recordId, kind, subjectId, authorId: accountId, version, previous },
    content,
  )
  if (toBase64url(binding) !== body.binding) throw changedMeanwhile()
  const at = new Date(work.clock())
  await checkRecipients(work, body, before)
  if (!present) await work.tx.run(insertRecord, { operationId, recordId, kind, subjectId, at })
  await work.tx.run(insertVersion, { operationId, recordId, version, authorId: accountId, at, content, binding })
  const keys = body.keys.map(({ keyId, wrappedKey }) => ({
    ...{ recordId, version, keyId },
    wrappedKey: fromBase64url(wrappedKey)!,
  }))
  await work.tx.run(insertSealedKeys, { operationId, keys, at })
  await trace(work, 'write-sealed-record', recordId)
  return { done: true }
}

/** Exactly the recovery key and officers' newest keys; a later version goes to all who can open the ones before. */
async function checkRecipients(
  work: Work,
  { kind, recordId, keys }: BodyOf<typeof writeVersion>,
  before: readonly { authorId: string }[],
): Promise<void> {
  const { operationId, accountId } = work.actor
  const [recovery] = await work.tx.run(listRecoveryKeys, { operationId })
  if (!recovery) throw noRecoveryKey()
  const officers = (await listOfficers(work)).filter(({ roles }) => mayReceive(kind, roles))
  const chosen = keys.map(({ keyId }) => keyId)
  const accounts = officers.filter(({ keyId }) => chosen.includes(keyId)).map((officer) => officer.accountId)
  const isWhole = new Set(chosen).size === chosen.length && chosen.includes(recovery.keyId)
  if (!isWhole || accounts.length === 0 || accounts.length !== chosen.length - 1) throw wrongRecipients()
  if (before.length === 0) return
  const readers = await work.tx.run(listReaders, { operationId, recordIds: [recordId] })
  const isOwn = before.some(({ authorId }) => authorId === accountId)
  if (!isOwn && !readers.some((reader) => reader.accountId === accountId)) throw notFound()
  const still = officers.filter((officer) => readers.some((reader) => reader.accountId === officer.accountId))
  if (
    still
      .map((officer) => officer.accountId)
      .sort()
      .join() !== accounts.sort().join()
  )
    throw wrongRecipients()
}

/** Everything as it is stored, for somebody it is sealed to. To all others there is nothing here. */
export async function open(work: Work, recordId: string): Promise<ReplyIn<typeof openRecord>> {
  const { operationId, accountId } = work.actor
  const [row] = await work.tx.run(listRecordRows, { ...everyRow(work), recordId, readerId: accountId, limit: 1 })
  if (!row) throw notFound()
  const versions = await work.tx.run(listVersions, { operationId, recordId })
  const held = await work.tx.run(listHeldKeys, { operationId, accountId, recordIds: [recordId], limit: KEYS_MAX })
  await trace(work, 'open-sealed-record', recordId)
  return {
    kind: row.kind,
    subjectId: row.subjectId,
    versions: versions.map(({ binding: _, ...stored }) => ({
      ...stored,
      author: stored.author ?? '',
      writtenAt: stored.writtenAt.toISOString(),
      content: toBase64url(stored.content),
      keys: held
        .filter(({ version }) => version === stored.version)
        .map(({ keyId, wrappedKey }) => ({ keyId, wrappedKey: toBase64url(wrappedKey) })),
    })),
  }
}

const everyRow = ({ actor: { operationId } }: Work) => ({ operationId, subjectId: null, readerId: null })

/** A household that whoever asks may read, at a place they work at; a note on an erased one would come back to nobody. */
async function getSubject({ tx, actor }: Work, id: string): Promise<void> {
  const [subject] = await tx.run(findSubject, { operationId: actor.operationId, id })
  if (!subject || !reachesSite(actor, subject.siteId) || !isAllowed(actor, 'read-registrations')) throw notFound()
}

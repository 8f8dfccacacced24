import type { BodyOf, ReplyIn } from '#platform/http/endpoint.ts'
import { type BlobClass, type IdentityBlob, type NeedsBlob, sealPerson, sealVersion } from '../../server/person-file.ts'
import { changedMeanwhile, type correctIndividual } from '../contract-changes.ts'
import { bandAtDesk } from '../model.ts'
import { refuseWrongBirths } from './households.ts'
import { correctFacts, supersedeVersion, writeVersion } from './queries-changes.ts'
import { listIndividuals, listSealedPeople, type SealedRecord } from './queries-household.ts'
import { closeEntry, holdEntryOfPerson, insertPersonFile } from './queries-new.ts'
import { blobsOf, openRecord } from './reading.ts'
import { getGroupOfIndividual, holdGroup, householdKeys, trace, type Work } from './work.ts'

type Correction = BodyOf<typeof correctIndividual>

/** A correction adds a version; what stood there before is kept and can be read. */
export async function correct(
  work: Work,
  individualId: string,
  body: Correction,
): Promise<ReplyIn<typeof correctIndividual>> {
  const { operationId } = work.actor
  const groupId = await getGroupOfIndividual(work, individualId)
  await holdGroup(work, groupId)
  work.vault.require(operationId)
  refuseWrongBirths(work, [body], 'body')
  const everyone = await work.tx.run(listIndividuals, { operationId, id: groupId })
  const person = everyone.find(({ id }) => id === individualId)
  const [record] = await work.tx.run(listSealedPeople, { operationId, groupIds: [], individualIds: [individualId] })
  // Without a file, nothing but an entry that nobody can read says that this person may be written down anew.
  if (!record && person?.state !== 'present') throw changedMeanwhile()
  const version = record
    ? await addVersions(work, record, body)
    : await writeFirst(work, { groupId, individualId }, body)

  const ageBand = bandAtDesk(body.birth, body.ageGroup, work.today)
  const { sex, nationality, language } = body
  await work.tx.run(correctFacts, { operationId, individualId, sex, ageBand, nationality, language })
  const changed = Object.entries({ sex, nationality, language, ageBand }).flatMap(([field, value]) => {
    const was = person?.[field as 'sex']
    // Which, never what: an event outlives the person's erasure.
    return was === value ? [] : [field]
  })
  await trace(work, { act: 'individual-corrected', purpose: 'correction', groupId, individualId, facts: { changed } })

  const [now] = await work.tx.run(listSealedPeople, { operationId, groupIds: [], individualIds: [individualId] })
  if (now) await work.names.replace(operationId, individualId, now.wrappedKey, blobsOf(now))
  return { version }
}

/** The next version of what changed. Refused where somebody else was quicker. */
async function addVersions(work: Work, record: SealedRecord, body: Correction): Promise<number> {
  const { operationId } = work.actor
  const { individualId } = record
  const { operationKey, random } = await householdKeys(work)
  const before = openRecord(work, record)
  if (before.version !== body.version) throw changedMeanwhile()
  const at = new Date(work.now)

  const write = async (blobClass: BlobClass, content: IdentityBlob | NeedsBlob) => {
    const place = { operationId, individualId, class: blobClass }
    const present = blobsOf(record).find((blob) => blob.class === blobClass)?.version ?? 0
    const version = present + 1
    if (present > 0) await work.tx.run(supersedeVersion, { ...place, version: present, at })
    const change = { class: blobClass, version, content }
    const blob = sealVersion(operationId, individualId, record.wrappedKey, change, { operationKey, random })
    const [written] = await work.tx.run(writeVersion, { ...place, version, blob, at })
    if (!written) throw changedMeanwhile()
    return version
  }
  const version = await write('identity', { name: body.name, birth: body.birth, relation: body.relation })
  if (JSON.stringify(before.needs) !== JSON.stringify(body.needs)) await write('needs', { needs: body.needs })
  return version
}

/**
 * What a phone sent cannot be read, and the people were asked again: the first version, under a key of the person's own.
 * Once everyone present has one, the entry is done and its envelope goes.
 */
async function writeFirst(
  work: Work,
  { groupId, individualId }: { groupId: string; individualId: string },
  { version, name, birth, relation, needs }: Correction,
): Promise<number> {
  const { operationId } = work.actor
  if (version !== 0) throw changedMeanwhile()
  const [entry] = await work.tx.run(holdEntryOfPerson, { operationId, groupId, individualId })
  if (!entry) throw changedMeanwhile()
  const details = { id: individualId, name, birth, relation, needs }
  const sealed = sealPerson(operationId, details, null, await householdKeys(work))
  await work.tx.run(insertPersonFile, { operationId, sealed, at: new Date(work.now) })
  await work.tx.run(closeEntry, { operationId, entryId: entry.id })
  return 1
}

import { notFound } from '#platform/base/problem.ts'
import type { ReplyIn } from '#platform/http/endpoint.ts'
import { openPerson, type StoredBlob } from '../../server/person-file.ts'
import type { openHousehold, readHousehold, readVersions } from '../contract.ts'
import type { OpeningPurpose } from '../model.ts'
import { cardReply } from './cards.ts'
import {
  listCards,
  listHistory,
  listIdentityVersions,
  listIndividuals,
  listReadings,
  listSealedPeople,
  type SealedRecord,
} from './queries-household.ts'
import { findHouseholdRows } from './queries-list.ts'
import { listUnreadable } from './queries-new.ts'
import { getGroup, getGroupOfIndividual, noteReading, trace, type Work } from './work.ts'

/** One household by its facts. Names stay closed. */
export async function readFacts(work: Work, id: string): Promise<ReplyIn<typeof readHousehold>> {
  const { operationId } = work.actor
  const group = await getGroup(work, id)
  const [row] = await work.tx.run(findHouseholdRows, { operationId, ids: [id] })
  if (!row) throw notFound()
  const people = await work.tx.run(listIndividuals, { operationId, id })
  const cards = await work.tx.run(listCards, { operationId, id })
  const history = await work.tx.run(listHistory, { operationId, id })
  const readings = await work.tx.run(listReadings, { operationId, id })
  await trace(work, { act: 'read-household', purpose: 'facts', groupId: id })
  return {
    household: row,
    siteName: group.siteName,
    joinedIntoId: group.joinedIntoId,
    practice: group.practice,
    people: people.map(({ registration, aid, tracing, legalHelp, statistics, ...person }) => ({
      ...person,
      // What erasure leaves is coarser than a page can say.
      ageBand: person.state === 'erased' ? ('unknown' as const) : person.ageBand,
      consent: { registration, aid, tracing, legalHelp, statistics },
    })),
    cards: cards.map(cardReply),
    history: history.map(({ at, kind, by }) => ({ at: at.toISOString(), kind, by })),
    readings: readings.map(({ at, act, by, purpose }) => ({ at: at.toISOString(), act, by, purpose })),
  }
}

/** The names of one household, for a purpose that the people themselves can see. */
export async function openNames(
  work: Work,
  id: string,
  purpose: OpeningPurpose,
): Promise<ReplyIn<typeof openHousehold>> {
  const { operationId } = work.actor
  await getGroup(work, id)
  work.vault.require(operationId)
  const sealed = await work.tx.run(listSealedPeople, { operationId, groupIds: [id], individualIds: [] })
  const facts = await work.tx.run(listIndividuals, { operationId, id })
  await noteReading(work, { act: 'open', groupIds: [id], people: sealed.length })
  await trace(work, { act: 'open-household', purpose, groupId: id })
  const opened = sealed.map((record) => openRecord(work, record))
  const complete = facts.every(({ id, state }) => state !== 'present' || opened.some((person) => person.id === id))
  const unreadable = complete ? [] : await work.tx.run(listUnreadable, { operationId, groupId: id })
  return {
    openedAt: new Date(work.now).toISOString(),
    complete,
    unreadable: unreadable.map(({ id }) => id),
    people: opened,
    phoneNumber: opened.find(({ phoneNumber }) => phoneNumber !== null)?.phoneNumber ?? null,
  }
}

/** What stood there before each correction. */
export async function openVersions(
  work: Work,
  individualId: string,
  purpose: OpeningPurpose,
): Promise<ReplyIn<typeof readVersions>> {
  const { operationId } = work.actor
  const groupId = await getGroupOfIndividual(work, individualId)
  await getGroup(work, groupId)
  const { operationKey } = work.vault.require(operationId)
  const versions = await work.tx.run(listIdentityVersions, { operationId, id: individualId })
  await noteReading(work, { act: 'open', groupIds: [groupId], people: 1 })
  await trace(work, { act: 'read-versions', purpose, groupId, individualId })
  return {
    versions: versions.map(({ version, blob, writtenAt, wrappedKey }) => {
      const { identity } = openPerson(
        operationId,
        individualId,
        wrappedKey,
        [{ class: 'identity', version, blob }],
        operationKey,
      )
      return { version, writtenAt: writtenAt.toISOString(), ...identity! }
    }),
  }
}

/** One person's sealed data, opened. */
export function openRecord(work: Work, record: SealedRecord) {
  const { operationId } = work.actor
  const { operationKey } = work.vault.require(operationId)
  const blobs = blobsOf(record)
  const { identity, contact, needs } = openPerson(
    operationId,
    record.individualId,
    record.wrappedKey,
    blobs,
    operationKey,
  )
  return {
    id: record.individualId,
    groupId: record.groupId,
    version: blobs.find((blob) => blob.class === 'identity')?.version ?? 0,
    name: identity?.name ?? null,
    birth: identity?.birth ?? { kind: 'unknown' as const },
    relation: identity?.relation ?? ('unknown' as const),
    needs: needs?.needs ?? [],
    phoneNumber: contact?.phoneNumber ?? null,
  }
}

export const blobsOf = ({ classes, versions, blobs }: SealedRecord): StoredBlob[] =>
  classes.map((blobClass, index) => ({ class: blobClass, version: versions[index]!, blob: blobs[index]! }))

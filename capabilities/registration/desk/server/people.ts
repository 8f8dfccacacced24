import type { BodyOf } from '#platform/http/endpoint.ts'
import { sealPerson } from '../../server/person-file.ts'
import { type addPerson, type changeFocalPoint, changeRefused, type recordDeath } from '../contract-changes.ts'
import { isChildAlone, refuseArrival } from '../model.ts'
import { type HandedReply, handOver, holdRegistered, replaceCard, withdraw } from './cards.ts'
import { listPresent, refuse, refuseWrongBirths, speaksFor, toPerson } from './households.ts'
import { setIndividualState, setStage } from './queries-changes.ts'
import { listIndividuals } from './queries-household.ts'
import { insertIndividual } from './queries-new.ts'
import { getGroupOfIndividual, holdGroup, householdKeys, trace, type Work } from './work.ts'

/** A birth, or someone who arrived. Sent again with the same id, nothing changes. */
export async function arrive(work: Work, groupId: string, body: BodyOf<typeof addPerson>): Promise<HandedReply> {
  const { operationId } = work.actor
  await holdRegistered(work, groupId)
  const everyone = await work.tx.run(listIndividuals, { operationId, id: groupId })
  if (everyone.some(({ id }) => id === body.person.id)) return handOver(work, groupId, null)
  refuseWrongBirths(work, [body.person], 'person')
  const { facts, details } = toPerson(work, { ...body.person, isFocalPoint: false })
  const present = everyone.filter(({ state }) => state === 'present')
  const confirmedByTrainedPerson = body.confirmedByTrainedPerson === true
  refuse(refuseArrival(present, facts, { reason: body.reason, confirmedByTrainedPerson }))

  const sealed = sealPerson(operationId, details, null, await householdKeys(work))
  await work.tx.run(insertIndividual, { operationId, groupId, facts, sealed, at: new Date(work.now) })
  await replaceCard(work, groupId, 'household-changed')
  await trace(work, {
    act: body.reason === 'birth' ? 'birth-recorded' : 'person-added',
    purpose: 'registration',
    groupId,
    individualId: facts.id,
    // No age: an event outlives the person's erasure.
    facts: { confirmedByTrainedPerson },
  })
  await work.names.add(operationId, [sealed])
  return handOver(work, groupId, null)
}

/** A death. The household goes on with another who speaks for it, or ends. */
export async function die(work: Work, individualId: string, body: BodyOf<typeof recordDeath>): Promise<HandedReply> {
  const { operationId } = work.actor
  const groupId = await getGroupOfIndividual(work, individualId)
  await holdRegistered(work, groupId)
  const present = await listPresent(work, groupId)
  const person = present.find(({ id }) => id === individualId)
  if (!person) throw changeRefused({ reason: 'not-present' })
  const remaining = present.filter(({ id }) => id !== individualId)
  if (isChildAlone(remaining) && !isChildAlone(present)) {
    // The children are alone from now on, whoever records it: it is flagged, and the person at the desk must know.
    refuse(body.confirmedByTrainedPerson ? undefined : 'trained-person-needed')
  }

  await work.tx.run(setIndividualState, { operationId, individualId, from: 'present', to: 'died' })
  if (remaining.length === 0) {
    await withdraw(work, groupId, 'left')
    await work.tx.run(setStage, { operationId, groupId, stage: 'left', waitingReason: null, joinedIntoId: null })
  } else {
    if (person.isFocalPoint) {
      if (!body.focalPointId) throw changeRefused({ reason: 'focal-point-missing' })
      await speaksFor(work, groupId, body.focalPointId)
    }
    await replaceCard(work, groupId, 'household-changed')
  }
  await trace(work, { act: 'death-recorded', purpose: 'registration', groupId, individualId, facts: {} })
  return handOver(work, groupId, null)
}

/** It was recorded by mistake. */
export async function undoDie(work: Work, individualId: string): Promise<HandedReply> {
  const { operationId } = work.actor
  const groupId = await getGroupOfIndividual(work, individualId)
  await holdGroup(work, groupId)
  const [back] = await work.tx.run(setIndividualState, { operationId, individualId, from: 'died', to: 'present' })
  if (!back) throw changeRefused({ reason: 'not-recorded-as-died' })
  const present = await listPresent(work, groupId)
  if (present.length === 1) {
    await work.tx.run(setStage, { operationId, groupId, stage: 'registered', waitingReason: null, joinedIntoId: null })
    await speaksFor(work, groupId, individualId)
  }
  await replaceCard(work, groupId, 'household-changed')
  await trace(work, { act: 'death-undone', purpose: 'registration', groupId, individualId, facts: {} })
  return handOver(work, groupId, null)
}

/** Another person present speaks for the household; it may be a child. */
export async function changeSpeaker(
  work: Work,
  groupId: string,
  { individualId }: BodyOf<typeof changeFocalPoint>,
): Promise<{ changed: true }> {
  await holdGroup(work, groupId)
  await speaksFor(work, groupId, individualId)
  await trace(work, { act: 'focal-point-changed', purpose: 'registration', groupId, individualId, facts: {} })
  return { changed: true }
}

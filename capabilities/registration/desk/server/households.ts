import { badInput } from '#platform/base/problem.ts'
import type { BodyOf, ReplyIn } from '#platform/http/endpoint.ts'
import { caseNumberOf } from '../../case-number.ts'
import { refuseBirth } from '../../model.ts'
import { prepareHousehold } from '../../server/households.ts'
import { insertHousehold } from '../../server/queries-household.ts'
import {
  changeRefused,
  type joinHouseholds,
  type PersonAtDesk,
  type registerAtDesk,
  type splitHousehold,
  trainedPersonNeeded,
} from '../contract-changes.ts'
import { bandAtDesk, type Refusal, refuseJoin, refuseSplit } from '../model.ts'
import {
  type HandedReply,
  handOver,
  holdRegistered,
  issueCard,
  renewAccessCode,
  replaceCard,
  withdraw,
} from './cards.ts'
import { clearFocalPoint, copyHold, moveIndividuals, setFocalPoint, setStage } from './queries-changes.ts'
import { findGroup, listIndividuals, lockNewGroup } from './queries-household.ts'
import { insertEmptyGroup } from './queries-new.ts'
import { chooseSite, householdKeys, noteReading, trace, type Work } from './work.ts'

/** A household that comes to the desk without a phone. Sent again, it is the same household. */
export async function register(work: Work, body: BodyOf<typeof registerAtDesk>): Promise<HandedReply> {
  const { operationId } = work.actor
  await work.tx.run(lockNewGroup, { operationId, id: body.id })
  const [existing] = await work.tx.run(findGroup, { operationId, id: body.id })
  if (existing) return handOver(work, body.id, null)
  refuseWrongBirths(work, body.people)
  const siteId = await chooseSite(work, body.siteId)
  const { household, accessCode } = await prepareHousehold(
    {
      people: body.people.map((person) => toPerson(work, person)),
      phoneNumber: body.phoneNumber,
      language: body.language,
      siteId,
      invitationId: null,
      source: 'desk',
      registeredAt: work.now,
    },
    await householdKeys(work),
  )
  const caseNumber = caseNumberOf(body.id, household.registeredOn)
  await work.tx.run(insertHousehold, { ...household, groupId: body.id, caseNumber })
  await trace(work, { act: 'register-at-desk', purpose: 'registration', groupId: body.id })
  await work.names.add(operationId, household.sealed)
  return handOver(work, body.id, accessCode)
}

/** Facts and details of one person as the desk gave them; the age band follows from the birth. */
export function toPerson(work: Work, { name, birth, ageGroup, relation, needs, ...facts }: PersonAtDesk) {
  return {
    facts: { ...facts, ageBand: bandAtDesk(birth, ageGroup, work.today) },
    details: { id: facts.id, name, birth, relation, needs },
  }
}

/** Says which birth cannot be, by its place in the form. */
export function refuseWrongBirths(work: Work, people: readonly Pick<PersonAtDesk, 'birth'>[], prefix = 'people'): void {
  const errors = people.flatMap(({ birth }, index) => {
    const code = refuseBirth(birth, work.today)
    const field = prefix === 'people' ? `people.${index}.birth` : `${prefix}.birth`
    const message =
      code === 'in-the-future'
        ? 'This birth lies in the future. Give a day up to today.'
        : 'Check the year: it lies more than 130 years back.'
    return code ? [{ field, code, message }] : []
  })
  if (errors.length > 0) throw badInput({ errors })
}

/** Some people go on as a household of their own. */
export async function split(
  work: Work,
  id: string,
  body: BodyOf<typeof splitHousehold>,
): Promise<ReplyIn<typeof splitHousehold>> {
  const { operationId } = work.actor
  const group = await holdRegistered(work, id)
  const [existing] = await work.tx.run(findGroup, { operationId, id: body.newId })
  if (existing) return { created: await handOver(work, body.newId, null), remaining: await handOver(work, id, null) }
  refuse(
    refuseSplit(await listPresent(work, id), body.individualIds, {
      ...body,
      confirmedByTrainedPerson: body.confirmedByTrainedPerson === true,
    }),
  )

  await work.tx.run(insertEmptyGroup, {
    operationId,
    id: body.newId,
    caseNumber: caseNumberOf(body.newId, work.today),
    language: group.language,
    siteId: group.siteId,
    registeredAt: new Date(work.now),
    registeredOn: work.today,
    // Replaced below by the hash of the code that is printed.
    accessCodeHash: work.random.bytes(32),
  })
  await work.tx.run(moveIndividuals, { operationId, individualIds: body.individualIds, groupId: body.newId })
  await work.tx.run(copyHold, { operationId, from: id, to: body.newId })
  await speaksFor(work, body.newId, body.focalPointId)
  await speaksFor(work, id, body.remainingFocalPointId)
  await issueCard(work, body.newId)
  await replaceCard(work, id, 'household-changed')
  const accessCode = await renewAccessCode(work, body.newId)
  const facts = { people: body.individualIds.length, confirmedByTrainedPerson: body.confirmedByTrainedPerson === true }
  await trace(work, {
    act: 'household-split',
    purpose: 'registration',
    groupId: id,
    facts: { ...facts, into: body.newId },
  })
  await trace(work, {
    act: 'household-split-off',
    purpose: 'registration',
    groupId: body.newId,
    facts: { ...facts, from: id },
  })
  return { created: await handOver(work, body.newId, accessCode), remaining: await handOver(work, id, null) }
}

/** The people of `otherId` come into this household; the other keeps its number, to be found again. */
export async function join(work: Work, id: string, body: BodyOf<typeof joinHouseholds>): Promise<HandedReply> {
  const { operationId } = work.actor
  if (body.otherId === id) throw changeRefused({ reason: 'same-household' })
  // Always in the same order, so that two desks joining the same two never wait for each other.
  for (const groupId of [id, body.otherId].sort()) await holdRegistered(work, groupId)
  const coming = await listPresent(work, body.otherId)
  refuse(
    refuseJoin(await listPresent(work, id), coming, {
      ...body,
      confirmedByTrainedPerson: body.confirmedByTrainedPerson === true,
    }),
  )

  // Whoever has this household's code reads on its page, from now on, who came: that is opening them.
  await noteReading(work, { act: 'open', groupIds: [body.otherId], people: coming.length })
  await withdraw(work, body.otherId, 'household-changed')
  await work.tx.run(setStage, {
    operationId,
    groupId: body.otherId,
    stage: 'left',
    waitingReason: null,
    joinedIntoId: id,
  })
  await work.tx.run(moveIndividuals, { operationId, individualIds: coming.map(({ id }) => id), groupId: id })
  await work.tx.run(copyHold, { operationId, from: body.otherId, to: id })
  await speaksFor(work, id, body.focalPointId)
  await replaceCard(work, id, 'household-changed')
  const facts = { people: coming.length, confirmedByTrainedPerson: body.confirmedByTrainedPerson === true }
  await trace(work, {
    act: 'household-joined',
    purpose: 'registration',
    groupId: id,
    facts: { ...facts, from: body.otherId },
  })
  await trace(work, {
    act: 'household-joined-into',
    purpose: 'registration',
    groupId: body.otherId,
    facts: { ...facts, into: id },
  })
  return handOver(work, id, null)
}

/** Those present, with what the rules of the model ask. */
export async function listPresent(work: Work, groupId: string) {
  const people = await work.tx.run(listIndividuals, { operationId: work.actor.operationId, id: groupId })
  return people.filter(({ state }) => state === 'present')
}

/** One person present speaks for the household, whoever did before. */
export async function speaksFor(work: Work, groupId: string, individualId: string): Promise<void> {
  const { operationId } = work.actor
  await work.tx.run(clearFocalPoint, { operationId, groupId })
  const [set] = await work.tx.run(setFocalPoint, { operationId, groupId, individualId })
  if (!set) throw changeRefused({ reason: 'focal-point-missing' })
}

export function refuse(refusal: Refusal | undefined): void {
  if (refusal === 'trained-person-needed') throw trainedPersonNeeded()
  if (refusal) throw changeRefused({ reason: refusal })
}

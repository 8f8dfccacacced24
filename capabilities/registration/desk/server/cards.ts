import { encodeCardSync } from '#capabilities/proof/model.ts'
import { shortCodeOf } from '#capabilities/proof/short-code.ts'
import { addYears } from '#platform/base/plain-date.ts'
import type { ReplyIn } from '#platform/http/endpoint.ts'
import { hashAccessCode, newAccessCode } from '../../access-code.ts'
import { CARD_VALID_YEARS } from '../../model.ts'
import { insertCard } from '../../server/queries-intake.ts'
import { notInThisState, type reprintCard } from '../contract-changes.ts'
import type { WithdrawalReason } from '../model.ts'
import { findEntryOfGroup, recountHousehold, setAccessCode, setStage, withdrawCards } from './queries-changes.ts'
import { type CardRecord, type GroupRecord, listCards, listIndividuals } from './queries-household.ts'
import { getGroup, holdGroup, issuingKeys, noteReading, trace, type Work } from './work.ts'

export type HandedReply = ReplyIn<typeof reprintCard>

const CARD_TRIES = 5

/** A card as replies carry it. */
export const cardReply = ({ shortCode, text, issuedAt, expiresOn, withdrawnAt, withdrawnReason }: CardRecord) => ({
  shortCode,
  text,
  issuedAt: issuedAt.toISOString(),
  expiresOn,
  withdrawnAt: withdrawnAt?.toISOString() ?? null,
  withdrawnReason,
})

/** What the desk hands over: the valid card, and the access code where one was made just now. */
export async function handOver(work: Work, groupId: string, accessCode: string | null): Promise<HandedReply> {
  const group = await getGroup(work, groupId)
  const cards = await work.tx.run(listCards, { operationId: work.actor.operationId, id: groupId })
  const valid = cards.find(({ withdrawnAt }) => withdrawnAt === null)
  return {
    id: groupId,
    caseNumber: group.caseNumber,
    householdSize: group.householdSize,
    adults: group.adults,
    children: group.children,
    language: group.language,
    practice: group.practice,
    card: valid ? cardReply(valid) : null,
    accessCode,
  }
}

/** Issues a card for the household as it is now. A phone's own random number is kept where it is free. */
export async function issueCard(work: Work, groupId: string, phoneCti?: Uint8Array): Promise<void> {
  const { keys, places, random } = await issuingKeys(work)
  // Someone may have left by their own page since the last card was made.
  await work.tx.run(recountHousehold, { operationId: work.actor.operationId, groupId })
  const { householdSize, registeredOn } = await getGroup(work, groupId)
  const expiresOn = addYears(work.today, CARD_VALID_YEARS)
  for (let i = 0; i < CARD_TRIES; i++) {
    const cti = i === 0 && phoneCti ? phoneCti : random.bytes(8)
    const statusIndex = places.take(random)
    const [issued] = await work.tx.run(insertCard, {
      operationId: work.actor.operationId,
      groupId,
      cti,
      shortCode: shortCodeOf(cti),
      statusIndex,
      token: encodeCardSync({ type: 'card', householdSize, statusIndex, cti, registeredOn, expiresOn }, keys.issuing),
      issuedAt: new Date(work.now),
      expiresOn,
    })
    if (issued) return
  }
  throw new Error('no free place for a card was found')
}

/** The old card is withdrawn and one that says the household's new size takes its place. */
export async function replaceCard(work: Work, groupId: string, reason: WithdrawalReason): Promise<void> {
  await withdraw(work, groupId, reason)
  await issueCard(work, groupId)
}

export const withdraw = (work: Work, groupId: string, reason: WithdrawalReason) =>
  work.tx.run(withdrawCards, { operationId: work.actor.operationId, groupId, at: new Date(work.now), reason })

/** A short printed code in place of the one the household had. It opens the names on the household's page: giving it is opening them. */
export async function renewAccessCode(work: Work, groupId: string): Promise<string> {
  const { length: people } = await work.tx.run(listIndividuals, { operationId: work.actor.operationId, id: groupId })
  await noteReading(work, { act: 'open', groupIds: [groupId], people })
  const accessCode = newAccessCode(work.random, 60)
  const accessCodeHash = await hashAccessCode(accessCode)
  await work.tx.run(setAccessCode, { operationId: work.actor.operationId, groupId, accessCodeHash })
  return accessCode
}

/** Only a registered household has a card. */
export async function holdRegistered(work: Work, groupId: string): Promise<GroupRecord> {
  const group = await holdGroup(work, groupId)
  if (group.stage !== 'registered') throw notInThisState({ stage: group.stage })
  return group
}

/** The valid card once more. */
export async function reprint(work: Work, groupId: string): Promise<HandedReply> {
  await holdRegistered(work, groupId)
  await trace(work, { act: 'card-reprinted', purpose: 'registration', groupId, facts: {} })
  return handOver(work, groupId, null)
}

/** The card stops to be valid; the household stays registered. */
export async function withdrawOnly(work: Work, groupId: string, reason: WithdrawalReason): Promise<HandedReply> {
  await holdRegistered(work, groupId)
  const withdrawn = await withdraw(work, groupId, reason)
  if (withdrawn.length === 0) throw notInThisState({ stage: 'no-valid-card' })
  await trace(work, { act: 'card-withdrawn', purpose: 'registration', groupId, facts: { reason } })
  return handOver(work, groupId, null)
}

/** A lost phone or card, a damaged one, or a withdrawal that was a mistake: a new card, and where asked a new code. */
export async function reissue(
  work: Work,
  groupId: string,
  { reason, newAccessCode: isCodeNew }: { reason: WithdrawalReason; newAccessCode: boolean },
): Promise<HandedReply> {
  await holdRegistered(work, groupId)
  await replaceCard(work, groupId, reason)
  const accessCode = isCodeNew ? await renewAccessCode(work, groupId) : null
  await trace(work, {
    act: 'card-reissued',
    purpose: 'registration',
    groupId,
    facts: { reason, newAccessCode: isCodeNew },
  })
  return handOver(work, groupId, accessCode)
}

/** A person has looked at a late or surplus registration: it gets its card, with the short code of its ticket. */
export async function accept(work: Work, groupId: string): Promise<HandedReply> {
  const { operationId } = work.actor
  const group = await holdGroup(work, groupId)
  if (group.stage !== 'waiting') throw notInThisState({ stage: group.stage })
  await work.tx.run(setStage, { operationId, groupId, stage: 'registered', waitingReason: null, joinedIntoId: null })
  const [entry] = await work.tx.run(findEntryOfGroup, { operationId, groupId })
  await issueCard(work, groupId, entry?.cti)
  await trace(work, { act: 'registration-accepted', purpose: 'registration', groupId, facts: {} })
  return handOver(work, groupId, null)
}

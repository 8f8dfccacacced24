import { notFound } from '#platform/base/problem.ts'
import type { BodyOf, ReplyIn } from '#platform/http/endpoint.ts'
import { openEnvelope } from '#platform/vault/open-envelope.ts'
import { changedMeanwhile } from '../../desk/contract-changes.ts'
import { correct } from '../../desk/server/correcting.ts'
import { listIndividuals, listSealedPeople } from '../../desk/server/queries-household.ts'
import { openRecord } from '../../desk/server/reading.ts'
import { getGroup, holdGroup, noteReading, trace, type Work } from '../../desk/server/work.ts'
import { isChildBand, refuseBirth } from '../../model.ts'
import {
  type acceptCorrection,
  type answerCorrection,
  correctionUnreadable,
  type listCorrections,
  type openCorrection,
} from '../contract-desk.ts'
import { CorrectionContent, correctionBinding } from '../model.ts'
import { decideCorrection, findCorrection, listOpenCorrections } from './queries-rights.ts'

/** What waits; what is asked stays sealed until somebody opens it. */
export async function listWaiting({ tx, actor }: Work): Promise<ReplyIn<typeof listCorrections>> {
  const { operationId, siteIds } = actor
  const rows = await tx.run(listOpenCorrections, { operationId, siteIds: siteIds === 'all' ? null : siteIds })
  return { corrections: rows.map(({ receivedAt, ...row }) => ({ ...row, receivedAt: receivedAt.toISOString() })) }
}

export async function open(work: Work, id: string): Promise<ReplyIn<typeof openCorrection>> {
  const asked = await getOpen(work, id)
  const { groupId, individualId } = asked
  work.vault.require(work.actor.operationId)
  const { person, facts } = await present(work, groupId, individualId)
  await noteReading(work, { act: 'open', groupIds: [groupId], people: 1 })
  await trace(work, { act: 'open-correction', purpose: 'correction', groupId })
  const { sex, nationality } = facts
  return { person: person ?? null, sex, nationality, change: (await read(work, asked)) ?? null }
}

/** The wish becomes a new version on the way every correction takes. */
export async function acceptAsked(
  work: Work,
  id: string,
  { version }: BodyOf<typeof acceptCorrection>,
): Promise<ReplyIn<typeof acceptCorrection>> {
  const asked = await getOpen(work, id)
  const { groupId, individualId } = asked
  work.vault.require(work.actor.operationId)
  const change = await read(work, asked)
  const { person, facts } = await present(work, groupId, individualId)
  if (!change || !person) throw correctionUnreadable()
  if (person.version !== version) throw changedMeanwhile()
  const { sex, nationality, language, ageBand } = facts
  const { name, birth, relation, needs } = person
  const before = { sex, nationality, name, birth, relation, needs }
  const corrected = await correct(work, individualId, {
    version,
    language,
    // What a registrar saw stays where the birth says nothing.
    ...(ageBand === 'unknown' ? {} : { ageGroup: isChildBand(ageBand) ? ('child' as const) : ('adult' as const) }),
    ...before,
    [change.field]: change.value,
  })
  await decide(work, id, 'accepted', null)
  return corrected
}

export async function answer(
  work: Work,
  id: string,
  { reason }: BodyOf<typeof answerCorrection>,
): Promise<ReplyIn<typeof answerCorrection>> {
  const { groupId } = await getOpen(work, id)
  await decide(work, id, 'refused', reason)
  await trace(work, { act: 'correction-answered', purpose: 'correction', groupId, facts: { reason } })
  return { answered: true }
}

async function decide(work: Work, id: string, state: 'accepted' | 'refused', reason: string | null): Promise<void> {
  const { operationId, accountId } = work.actor
  await work.tx.run(decideCorrection, { operationId, id, state, reason, at: new Date(work.now), accountId })
}

type Asked = { id: string; groupId: string; individualId: string; envelope: Buffer | null }

/** One that still waits, of a household the actor reaches; its household is held until this act is done. */
async function getOpen(work: Work, id: string): Promise<Asked> {
  const { operationId } = work.actor
  const [asked] = await work.tx.run(findCorrection, { operationId, id })
  if (!asked) throw notFound()
  await getGroup(work, asked.groupId)
  if (asked.state !== 'open') throw changedMeanwhile()
  await holdGroup(work, asked.groupId)
  return asked
}

/** Undefined when it does not open, is about somebody else, or says what cannot be. */
async function read(work: Work, { id, individualId, envelope }: Asked) {
  const { operationId } = work.actor
  const keys = await work.keysOf(operationId)
  if (!envelope || !keys) return undefined
  const { info, aad } = correctionBinding(operationId, id)
  const pair = { privateKey: work.vault.require(operationId).secret('intake'), publicKey: keys.intakePublicKey }
  let content: unknown
  try {
    content = JSON.parse(new TextDecoder().decode(openEnvelope(pair, envelope, info, aad)))
  } catch {
    return undefined
  }
  const parsed = CorrectionContent.safeParse(content)
  if (!parsed.success || parsed.data.individualId !== individualId || parsed.data.correctionId !== id) return undefined
  const { change } = parsed.data
  return change.field === 'birth' && refuseBirth(change.value, work.today) ? undefined : change
}

async function present(work: Work, groupId: string, individualId: string) {
  const { operationId } = work.actor
  const facts = (await work.tx.run(listIndividuals, { operationId, id: groupId })).find(({ id }) => id === individualId)
  if (!facts) throw notFound()
  const [record] = await work.tx.run(listSealedPeople, { operationId, groupIds: [], individualIds: [individualId] })
  return { facts, person: record && openRecord(work, record) }
}

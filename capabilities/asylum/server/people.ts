import { badInput } from '#platform/base/problem.ts'
import type { BodyOf, ReplyIn } from '#platform/http/endpoint.ts'
import * as contract from '../contract-people.ts'
import {
  endMandate,
  findInterview,
  findPersonKey,
  insertMandate,
  listMandates,
  listSealedMandates,
  saveInterview,
  setLanguage,
} from './queries-people.ts'
import { getClaim, holdClaim, trace, type Work } from './work.ts'

/** A name and how to reach it, sealed under the key of the person it acts for: the registration keeps that key. */
export type SealedNames = {
  seal(at: At, wrappedKey: Uint8Array, content: NameAndContact, operationKey: Uint8Array): Uint8Array
  open(at: At, wrappedKey: Uint8Array, sealed: Uint8Array, operationKey: Uint8Array): NameAndContact
}
type At = { operationId: string; individualId: string; mandateId: string }
type NameAndContact = { name: string; contact: string | null }
type Done = { id: string }

export async function add(work: Work, id: string, body: BodyOf<typeof contract.addMandate>): Promise<Done> {
  const { tx, actor, vault, sealedNames } = work
  const { operationId } = actor
  const { record } = await holdClaim(work, id)
  const { operationKey } = vault.require(operationId)
  if (body.until !== null && body.until < body.from) throw wrongDay('until', 'until must not be before from.')
  const [key] = await tx.run(findPersonKey, { operationId, individualId: record.individualId })
  if (!key) throw contract.personErased()
  const at = { operationId, individualId: record.individualId, mandateId: body.id }
  const { name, contact, ...facts } = body
  const [made] = await tx.run(insertMandate, {
    ...{ ...facts, operationId, claimId: id, individualId: record.individualId },
    sealed: sealedNames.seal(at, key.wrappedKey, { name, contact }, operationKey),
    ...{ at: new Date(work.now), by: actor.accountId },
  })
  if (!made) {
    const known = (await tx.run(listMandates, { operationId, claimId: id })).find((each) => each.id === body.id)
    if (!known || known.kind !== body.kind || known.from !== body.from) throw contract.mandateConflict()
    return { id: body.id }
  }
  await trace(work, 'add-mandate', record.groupId, body.kind)
  return { id: body.id }
}

/** A mandate ends on a day; what was done under it before stays done. */
export async function end(
  work: Work,
  id: string,
  { mandateId, until }: BodyOf<typeof contract.endMandate>,
): Promise<Done> {
  const { record } = await holdClaim(work, id)
  const { operationId } = work.actor
  const [ended] = await work.tx.run(endMandate, { operationId, claimId: id, id: mandateId, until })
  if (!ended) throw wrongDay('until', 'Choose a mandate of this claim, and a day that is not before its first.')
  await trace(work, 'end-mandate', record.groupId)
  return { id: mandateId }
}

/** The same path as a household's names: refused while locked, counted, traced at the household. */
export async function open(work: Work, id: string): Promise<ReplyIn<typeof contract.openMandates>> {
  const { tx, actor, vault, oversight, sealedNames } = work
  const { operationId } = actor
  const { record } = await getClaim(work, id)
  const { operationKey } = vault.require(operationId)
  const rows = await tx.run(listSealedMandates, { operationId, claimId: id })
  const doing = { tx, actor, clock: () => work.now, random: work.random }
  await oversight.noteReading(doing, { act: 'open', groupIds: [record.groupId], people: rows.length })
  await trace(work, 'open-mandates', record.groupId)
  return {
    mandates: rows.map(({ id, individualId, sealed, wrappedKey }) => ({
      id,
      ...sealedNames.open({ operationId, individualId, mandateId: id }, wrappedKey, sealed, operationKey),
    })),
  }
}

export async function setInterview(
  work: Work,
  id: string,
  { language, heardBy, special }: BodyOf<typeof contract.setInterview>,
): Promise<Done> {
  const { record } = await holdClaim(work, id)
  const at = { operationId: work.actor.operationId, claimId: id }
  await work.tx.runAll([saveInterview({ ...at, heardBy, special }), setLanguage({ ...at, language })])
  await trace(work, 'set-interview', record.groupId)
  return { id }
}

/** Who acts for the person, by facts, and how the person asked to be heard. */
export async function peopleOf({ tx, actor }: Pick<Work, 'tx' | 'actor'>, claimId: string) {
  const at = { operationId: actor.operationId, claimId }
  const [interview] = await tx.run(findInterview, at)
  return {
    mandates: await tx.run(listMandates, at),
    interview: interview ?? { heardBy: 'anyone' as const, special: false },
  }
}

const wrongDay = (field: string, message: string) => badInput({ errors: [{ field, code: 'wrong-day', message }] })

import type * as z from 'zod/mini'
import { encodeCardSync, type PaperKind } from '#capabilities/proof/model.ts'
import { paperHash } from '#capabilities/proof/printed-fields.ts'
import { shortCodeOf } from '#capabilities/proof/short-code.ts'
import type { Birth } from '#capabilities/registration/model.ts'
import type { BodyOf, ReplyIn } from '#platform/http/endpoint.ts'
import { locales } from '#platform/messages/messages.ts'
import { lettersNotPrinted } from '#platform/paper/fonts.ts'
import { personErased } from '../../contract-people.ts'
import type { Rules } from '../../rules.ts'
import { record } from '../../server/claims.ts'
import { listPeopleOfClaim } from '../../server/queries.ts'
import { holdClaim, type OpenClaim, trace } from '../../server/work.ts'
import * as contract from '../contract.ts'
import { constanciaStep, issuableKinds, languagesOf, validUntilOf } from '../issuable.ts'
import type { ClaimPaperFacts } from '../model.ts'
import { printedValuesOf } from './claim-paper.ts'
import { factsOf, wrong } from './facts.ts'
import { endPaper, findPaper, findPerson, insertPaper, listPapers, type PaperRecord, takeNumber } from './queries.ts'
import { getPaper, isPresent, openPaper, paperReply } from './reading.ts'
import type { PaperWork } from './work.ts'

type Reply = ReplyIn<typeof contract.issuePaper>
type Body = BodyOf<typeof contract.issuePaper>
type Again = BodyOf<typeof contract.reissuePaper>

/** A paper for one person of a claim. A constancia is also a step of the procedure: it is recorded in the same act. */
export async function issue(work: PaperWork, claimId: string, body: Body): Promise<Reply> {
  const open = await holdClaim(work, claimId)
  const today = await todayOf(work, open)
  const { kind } = body.details
  const known = await knownPaper(work, { ...body, claimId, kind })
  if (known) return paperReply(known, today)
  const earlier = (await work.tx.run(listPapers, { operationId: work.actor.operationId, id: claimId })).find(
    (paper) => paper.individualId === body.individualId && paper.kind === kind && paper.state === 'issued',
  )
  if (earlier && earlier.validUntil >= today) throw contract.paperStillValid({ paperId: earlier.id })
  return make(work, open, { ...body, version: 1, ...(earlier && { earlier, reason: 'expired' }) })
}

/** The old one ends in the act that makes the new one. What an officer said of it is said again, unless it is told anew. */
export async function reissue(work: PaperWork, paperId: string, body: Again): Promise<Reply> {
  if (body.id === paperId) throw contract.paperConflict()
  const { claimId } = await getPaper(work, paperId)
  const open = await holdClaim(work, claimId)
  const earlier = await getPaper(work, paperId)
  const { kind, individualId } = earlier
  const known = await knownPaper(work, { id: body.id, claimId, individualId, kind })
  if (known) return paperReply(known, await todayOf(work, open))
  if (earlier.state !== 'issued') throw contract.paperRefused({ reason: 'not-valid-any-more' })
  if (body.details && body.details.kind !== kind) throw wrong('details.kind', `A ${kind} is issued anew as a ${kind}.`)
  const { details, facts } = await openPaper(work, paperId)
  const before = facts.kind === 'hearing' ? facts.version : 1
  return make(work, open, {
    ...{ ...body, individualId, details: body.details ?? details, earlier },
    // Whoever lost a notice has it again; one that says something else is the next.
    version: body.details ? before + 1 : before,
  })
}

export async function withdraw(
  work: PaperWork,
  paperId: string,
  { reason }: BodyOf<typeof contract.withdrawPaper>,
): Promise<Reply> {
  const { operationId, accountId } = work.actor
  const { claimId } = await getPaper(work, paperId)
  const open = await holdClaim(work, claimId)
  const ending = { operationId, id: paperId, state: 'withdrawn' as const, reason, replacedBy: null }
  const [ended] = await work.tx.run(endPaper, { ...ending, at: new Date(work.now), by: accountId })
  const paper = await getPaper(work, paperId)
  // Pressed twice it is withdrawn once; one that was replaced has nothing left to withdraw.
  if (!ended && (paper.state !== 'withdrawn' || paper.endReason !== reason))
    throw contract.paperRefused({ reason: 'not-valid-any-more' })
  if (ended) {
    const { groupId } = open.record
    await trace(work, 'withdraw-paper', groupId)
    if (paper.kind !== 'decision') await work.tellHousehold(work.tx, { groupId, cause: `paper/${paperId}/ended` })
  }
  return paperReply(paper, await todayOf(work, open))
}

type Making = Pick<Body, 'id' | 'individualId' | 'language' | 'details'> & {
  version: number
  earlier?: PaperRecord
  reason?: Again['reason'] | 'expired'
}

async function make(work: PaperWork, before: OpenClaim, making: Making): Promise<Reply> {
  const { tx, actor, vault, now } = work
  const { operationId, accountId } = actor
  const { id, individualId, details, earlier, reason, version, language } = making
  const { kind } = details
  const { id: claimId, procedure, procedureVersion, siteId } = before.record
  const rules = await work.book.rulesOf(procedure, procedureVersion)
  const today = work.book.todayOf(rules.procedure)
  if (!(await work.mayIssuePapers(operationId, today))) throw contract.noPapersHere()
  const why = issuableKinds({ rules, events: before.events }).find((each) => each.kind === kind)!.why
  if (why) throw contract.paperRefused({ reason: why })
  const people = (await tx.run(listPeopleOfClaim, { operationId, id: claimId })).filter(isPresent)
  if (!people.some((person) => person.id === individualId))
    throw wrong('individualId', 'Choose somebody of this claim who is present.')
  const { operationKey } = vault.require(operationId)
  const person = await openPerson(work, individualId, operationKey)
  // A new term, and not the rest of the old one; also where the step was recorded once and its term is over.
  const term = validUntilOf({ rules, events: before.events, days: work.book.daysOf(rules) })
  const isRenewed = reason === 'renewed' || reason === 'expired' || (!earlier && term !== undefined && term < today)
  const events = kind === 'constancia' ? await takeStep(work, before, rules, isRenewed) : before.events
  const { own, validUntil } = factsOf(work, {
    ...{ rules, events, today, details, version, born: bornOf(person.birth, kind) },
    keptUntil: isRenewed ? undefined : earlier?.validUntil,
    spoken: locales.find(({ code }) => code === language)!.name,
  })
  const keys = (await work.keysOf(operationId))!
  const office = siteId ?? NO_OFFICE
  const year = Number(today.slice(0, 4))
  const [series] = await tx.run(takeNumber, { operationId, office, year })
  const number = `${year}-${String(series!.last).padStart(NUMBER_DIGITS, '0')}`
  const facts = {
    ...{
      number: person.caseNumber,
      paperNumber: number,
      name: person.name,
      issuer: keys.issuerName,
      practice: keys.practice,
    },
    ...{ procedure: rules.procedure.procedure, authority: rules.procedure.authority },
    ...own,
  } as ClaimPaperFacts
  const languages = languagesOf(rules.procedure, language)
  const reasons = (details.kind === 'decision' && details.letter.reasons) || []
  for (const [n, { language }] of reasons.entries())
    if (language !== languages.procedure && language !== languages.person)
      throw wrong(`details.letter.reasons.${n}.language`, 'Write the reasons in a language of this paper.')
  const printed = printedValuesOf(facts, languages)
  // A paper with boxes in place of letters could not be compared by anybody.
  if (
    lettersNotPrinted([...Object.values(printed), ...reasons.flatMap(({ paragraphs }) => paragraphs)].join(' '))
      .length > 0
  )
    throw contract.paperRefused({ reason: 'letters-not-printed' })
  const printedHash = await paperHash(kind, printed)
  const at = new Date(now)
  if (earlier)
    await tx.run(endPaper, {
      ...{ operationId, id: earlier.id, state: 'replaced', reason: reason!, replacedBy: id, at, by: accountId },
    })
  const places = await work.statusIndices(operationId)
  for (let i = 0; i < PLACE_TRIES; i++) {
    const cti = work.random.bytes(8)
    const statusIndex = places.take(work.random)
    const claims = { type: 'constancia' as const, householdSize: people.length, statusIndex, cti, printedHash }
    const days = { registeredOn: today, expiresOn: validUntil, ...(kind !== 'constancia' && { paper: kind }) }
    const token = encodeCardSync({ ...claims, ...days }, keys.issuing)
    const content = { form: 1 as const, details, facts, languages, token, madeAt: at.toISOString() }
    const place = { operationId, individualId, paperId: id }
    const [made] = await tx.run(insertPaper, {
      ...{ operationId, id, claimId, individualId, kind, office, cti, shortCode: shortCodeOf(cti), statusIndex },
      ...{ languages: [...new Set([languages.procedure, languages.person])], issuedAt: at, issuedOn: today },
      ...{ number, issuedBy: accountId, validUntil },
      sealed: work.sealedPapers.seal(place, person.wrappedKey, content, operationKey),
    })
    if (!made) {
      places.release(statusIndex)
      continue
    }
    // The kind is not told: whoever reads who did what with their file would learn of a decision before somebody tells them.
    await trace(work, earlier ? 'reissue-paper' : 'issue-paper', person.groupId)
    // A letter is told by a person, with time to ask: no message runs before it.
    if (kind !== 'decision') await work.tellHousehold(tx, { groupId: person.groupId, cause: `paper/${id}` })
    return paperReply(await getPaper(work, id), today)
  }
  throw contract.paperConflict()
}

/** Opens the name of whom a paper is for, as opening their household does: counted, and only while unlocked. */
async function openPerson(work: PaperWork, individualId: string, operationKey: Uint8Array) {
  const { tx, actor, now, random } = work
  const { operationId } = actor
  const [person] = await tx.run(findPerson, { operationId, id: individualId })
  if (!person?.blob) throw personErased()
  const { groupId, caseNumber, wrappedKey, version, blob } = person
  await work.oversight.noteReading(
    { tx, actor, clock: () => now, random },
    { act: 'open', groupIds: [groupId], people: 1 },
  )
  const sealed = { wrappedKey, version: version!, blob }
  const { name, birth } = work.sealedPapers.identityOf({ operationId, individualId }, sealed, operationKey)
  if (name === null) throw contract.paperRefused({ reason: 'no-name' })
  return { groupId, caseNumber, wrappedKey, name, birth }
}

/** The constancia alone says a day of birth, and a day is never made of a year. */
function bornOf(birth: z.infer<typeof Birth>, kind: PaperKind): string | undefined {
  if (birth.kind === 'date') return birth.on
  if (kind === 'constancia') throw contract.paperRefused({ reason: 'no-birth-day' })
  return undefined
}

/** Issuing a constancia is what the step of that name is: both are done, or neither. */
async function takeStep(work: PaperWork, open: OpenClaim, rules: Rules, isRenewal: boolean) {
  const step = constanciaStep(rules, open.events, isRenewal)
  if (!step) return open.events
  const on = work.book.todayOf(rules.procedure)
  const act = { kind: 'step' as const, step: step.id, actor: step.actors[0]!, on, atMs: work.now }
  await record(work, open.record.id, { seen: open.events.length, act })
  return (await holdClaim(work, open.record.id)).events
}

/** Sent again, it is the same paper; another one under its id is refused. */
async function knownPaper(
  work: PaperWork,
  { id, claimId, individualId, kind }: { id: string; claimId: string; individualId: string; kind: PaperKind },
): Promise<PaperRecord | undefined> {
  const [known] = await work.tx.run(findPaper, { operationId: work.actor.operationId, id })
  if (!known) return undefined
  if (known.claimId !== claimId || known.individualId !== individualId || known.kind !== kind)
    throw contract.paperConflict()
  return known
}

async function todayOf({ book }: PaperWork, { record }: OpenClaim): Promise<string> {
  return book.todayOf((await book.rulesOf(record.procedure, record.procedureVersion)).procedure)
}

/** Papers of an operation without sites are of one series. */
const NO_OFFICE = '00000000-0000-0000-0000-000000000000'
const NUMBER_DIGITS = 6
const PLACE_TRIES = 5

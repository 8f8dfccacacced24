import type { z } from 'zod/mini'
import {
  createOwnAppointments,
  type OwnAppointment,
  type OwnAppointmentAct,
} from '#capabilities/appointments/server/own-appointments.ts'
import { createOwnPapers, type OwnPaper } from '#capabilities/asylum/papers/server/own-papers.ts'
import type { PaperToPrint } from '#capabilities/asylum/papers/server/reading.ts'
import { createOwnClaims, type OwnClaim } from '#capabilities/asylum/server/own-claims.ts'
import { decideOwn, ownChoices } from '#capabilities/messages/server/choosing.ts'
import { type ExpectedWait, expectedWait } from '#capabilities/planning/server/counting-waits.ts'
import type { RegistrationStatus } from '#capabilities/registration/contract.ts'
import { operationLocked, Problem } from '#platform/base/problem.ts'
import { createSealedPapers } from '../sealed-papers.ts'
import type { World } from '../world.ts'
import { type Choices, decideMessages } from './own-messages.ts'

/** What somebody asks for on their own page, together with the code that opens it. */
export type OwnAct =
  | { about: 'claim'; step: string; wanted: boolean }
  | { about: 'appointment'; id: string; what: OwnAppointmentAct }
  | { about: 'paper'; id: string }
  | { about: 'messages'; form: Readonly<Record<string, string | undefined>> }

/** What a code opens: where the registration stands, its claims where claims are heard, and the choice of messages. */
export type OwnPage = {
  status: z.infer<typeof RegistrationStatus>
  claims: readonly OwnClaim[]
  /** Of each claim how long a decision may take, in their order; undefined where none is awaited. */
  waits: readonly (ExpectedWait | undefined)[]
  appointments: readonly OwnAppointment[]
  papers: readonly OwnPaper[]
  /** The paper that was asked for. */
  toPrint: PaperToPrint | undefined
  choices: Choices
  /** The key of the sentence that says why what was asked was not done. */
  notDone: string | undefined
}

/** Throws the problem that known and unknown codes share. */
export type OpenOwn = (accessCode: string, act?: OwnAct) => Promise<OwnPage>

/** A code is looked up once. A journey hears no claims, and is not asked. */
export function openOwn(world: World): OpenOwn {
  const claims = createOwnClaims(world)
  const appointments = createOwnAppointments(world)
  const papers = createOwnPapers({ ...world, sealedPapers: createSealedPapers(world.random) })
  return async (accessCode, act) => {
    const found = await world.own.find(accessCode)
    const { operationId, kind } = found.keys
    const own = { operationId, groupId: found.own.id }
    const hears = kind === 'authority'
    const [read, choose] = [
      () => ownChoices(world, own),
      (choice: Parameters<typeof decideOwn>[2]) => decideOwn(world, own, choice),
    ]
    if (hears && act?.about === 'claim') await claims.wish(operationId, own.groupId, act.step, act.wanted)
    if (hears && act?.about === 'appointment') await appointments.act(operationId, own.groupId, act.id, act.what)
    const notDone = act?.about === 'messages' ? await decideMessages({ read, choose }, act.form) : undefined
    const toPrint =
      hears && act?.about === 'paper' ? await papers.take(operationId, own.groupId, act.id).catch(isLocked) : undefined
    const all = hears ? await claims.ofHousehold(operationId, own.groupId) : []
    return {
      status: await world.own.statusOf(found),
      claims: all,
      waits: await Promise.all(all.map((claim) => waitOf(world, operationId, claim))),
      appointments: hears ? await appointments.ofHousehold(operationId, own.groupId) : [],
      papers: hears ? await papers.ofHousehold(operationId, own.groupId) : [],
      choices: await read(),
      ...{ toPrint: toPrint ?? undefined, notDone: toPrint === null ? 'paper_own_later' : notDone },
    }
  }
}

/** Nothing is awaited before a claim is lodged and after a decision was told; while it rests, nobody can say. */
async function waitOf(
  world: World,
  operationId: string,
  { stage, queue, isPaused }: OwnClaim,
): Promise<ExpectedWait | undefined> {
  if (stage !== 'lodged' && stage !== 'admitted') return undefined
  return isPaused ? 'cannot-say' : expectedWait(world, { operationId, ...queue })
}

/** Names cannot be opened just now: said on the page, which is there all the same. */
function isLocked(problem: unknown): null {
  if (problem instanceof Problem && problem.kind === operationLocked.kind) return null
  throw problem
}

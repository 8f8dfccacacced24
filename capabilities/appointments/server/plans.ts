import { reachesSite } from '#capabilities/access/policy.ts'
import type { Timers } from '#platform/base/environment.ts'
import { addDays } from '#platform/base/plain-date.ts'
import type { BodyOf, QueryOf, ReplyIn } from '#platform/http/endpoint.ts'
import { earliestDay, timeOf } from '../calendar.ts'
import { actConflict } from '../contract.ts'
import {
  type dropPlan,
  type makePlan,
  type PlanLine,
  planGone,
  planRuns,
  type readPlan,
  tooManyToPlan,
} from '../contract-plans.ts'
import { PLANNED_MAX, type Purpose, type Reason } from '../model.ts'
import { familyOf, frameOf, reasonOf } from '../planning.ts'
import { readClaims } from './claims-waiting.ts'
import { roundsFor, type Solved, solveApart } from './planner.ts'
import type { AppointmentRecord } from './queries.ts'
import { findOffice, type OfficeRow } from './queries-office.ts'
import { countWaiting, listFairly, type WaitRecord } from './queries-waiting.ts'
import { repairTask } from './repairing.ts'
import { getOffice, type Place, readPlace, type Work } from './work.ts'

type Time = { day: string; slot: number; officerId: string; interpreter: boolean }
/** One household of a plan: where it would be heard, or not yet, and why. */
export type Line = {
  /** Its entry on the waiting list and its place in the fair order, or the appointment that moves. */
  subject: { wait: WaitRecord; position: number } | { appointment: AppointmentRecord }
  now: Time | null
  reason: Reason
}
export type Plan = {
  id: string
  operationId: string
  siteId: string
  kind: 'waiting' | 'repair'
  purpose: Purpose | undefined
  days: number
  state: 'reading' | 'planning' | 'ready' | 'accepting' | 'accepted' | 'failed'
  /** Why there is no plan: `too-many-to-plan`, or `unexpected`. */
  failure: string | null
  done: number
  lines: Line[]
  moves: number
  movesNeeded: number
  cost: number
  lowerBound: number
  /** Names of officers and times as they were when it was made. */
  office: OfficeRow
  names: ReadonlyMap<string, string>
  accepted: { booked: number; moved: number; passedOver: number } | undefined
  stop: AbortController
}

/** Plans of this process, kept for an hour. One is made at a time: the other core answers people. */
export function createPlans({ timers }: { timers: Timers }) {
  const plans = new Map<string, Plan>()
  return {
    find: (id: string) => plans.get(id),
    isBusy: () => [...plans.values()].some(({ state }) => state === 'reading' || state === 'planning'),
    keep(plan: Plan) {
      plans.set(plan.id, plan)
      timers.after(KEPT_MS, () => this.drop(plan.id))
    },
    drop(id: string) {
      plans.get(id)?.stop.abort()
      plans.delete(id)
    },
  }
}
export type Plans = ReturnType<typeof createPlans>

const KEPT_MS = 3_600_000
const PAGE = 50
/** Of those who wait so many are planned for each free slot; the others are behind them in any case. */
const FAMILIES_PER_SLOT = 2
const FAMILIES_MIN = 100

/** Begins a plan; it is made after this transaction, and books nothing. */
export async function make(work: Work, body: BodyOf<typeof makePlan>): Promise<ReplyIn<typeof makePlan>> {
  const { id, siteId, kind, purpose, days } = body
  const { operationId } = work.actor
  const { plans } = work
  const office = await getOffice(work, siteId)
  const known = plans.find(id)
  if (known) {
    const isSame = known.operationId === operationId && known.siteId === siteId && known.kind === kind
    if (!isSame) throw actConflict()
    return { id }
  }
  if (kind === 'waiting') {
    const [counted] = await work.tx.run(countWaiting, { operationId, siteId, purpose: purpose ?? null })
    if (counted!.waiting > PLANNED_MAX) throw tooManyToPlan({ waiting: counted!.waiting, max: PLANNED_MAX })
  }
  if (plans.isBusy()) throw planRuns()
  const plan: Plan = {
    ...{ id, operationId, siteId, kind, purpose, days, office, names: new Map(), stop: new AbortController() },
    ...{ state: 'reading', failure: null, done: 0, lines: [], moves: 0, movesNeeded: 0, cost: 0, lowerBound: 0 },
    accepted: undefined,
  }
  plans.keep(plan)
  work.tx.afterCommit(() => {
    void run(work, plan).catch(() => {
      // A plan that was dropped is not there any more.
      if (plans.find(id)) Object.assign(plan, { state: 'failed', failure: plan.failure ?? 'unexpected' })
    })
  })
  return { id }
}

type Services = Pick<Work, 'db' | 'clock' | 'random' | 'timers' | 'waitingClaims'>

async function run(services: Services, plan: Plan): Promise<void> {
  const { operationId, siteId, kind, stop } = plan
  const { db, timers } = services
  if (kind === 'waiting')
    await readClaims(services, plan, () => {
      stop.signal.throwIfAborted()
      // How many claims there are is not known before the last page: never more than a third.
      plan.done += (READING - plan.done) / 20
    })
  plan.done = READING
  const { task, finish, kept } = await db.transaction(operationId, async (tx) => {
    const [office] = await tx.run(findOffice, { operationId, siteId })
    if (!office) throw new Error('the calendar is gone')
    const now = services.clock()
    const { today } = await readPlace({ tx, now }, office, NEVER, NEVER)
    const place = await readPlace({ tx, now }, office, today, addDays(today, plan.days - 1))
    Object.assign(plan, { office, names: new Map(place.resources.map(({ id, name }) => [id, name])) })
    return kind === 'repair' ? repairTask(tx, now, place, plan) : waitingTask(tx, now, place, plan)
  })
  plan.state = 'planning'
  const onProgress = (done: number) => {
    plan.done = READING + (1 - READING) * done
  }
  const solved = await solveApart(task, { timers, onProgress, stop: stop.signal })
  const lines = finish(solved)
  const { cost, lowerBound, moves = 0, movesNeeded = 0 } = solved
  const moved = { moves: kept + moves, movesNeeded: kept + movesNeeded }
  Object.assign(plan, { lines, cost, lowerBound, ...moved, done: 1, state: 'ready' })
}

const READING = 0.3
const NEVER = '9999-12-31'

/** Those who wait, the fairest first, and what becomes of the answer. */
async function waitingTask(tx: Parameters<typeof readPlace>[0]['tx'], now: number, place: Place, plan: Plan) {
  const { office, today } = place
  const { operationId } = tx
  const { siteId, purpose = null, days } = plan
  const [counted] = await tx.run(countWaiting, { operationId, siteId, purpose })
  if (counted!.waiting > PLANNED_MAX) {
    plan.failure = tooManyToPlan.kind
    throw new Error('too many')
  }
  const frame = frameOf(place, { days, now })
  const limit = Math.max(FAMILIES_MIN, frame.freeSlots * FAMILIES_PER_SLOT)
  const { passedOverMax } = office
  const waits = await tx.run(listFairly, { operationId, siteId, passedOverMax, purpose, today, skip: 0, limit })
  const earliest = new Map(waits.map((wait) => [wait.id, earliestDay(office, wait, today)]))
  const families = waits.map((wait) => familyOf(frame, wait, earliest.get(wait.id)!))
  return {
    kept: 0,
    task: { problem: { ...frame.problem, families }, rounds: roundsFor(families.length) },
    finish({ assignments, unassigned }: Solved): Line[] {
      const byId = new Map(waits.map((wait, position) => [wait.id, { wait, position }]))
      const told = (family: string, reason: Parameters<typeof reasonOf>[1]) =>
        reasonOf(frame, reason, plan.names, earliest.get(family)!)
      return [
        ...assignments.map(({ family, officer, day, slot, interpreter, reason }) => ({
          subject: byId.get(family)!,
          now: { day: frame.days[day]!, slot, officerId: officer, interpreter },
          reason: told(family, reason),
        })),
        ...unassigned.map(({ family, reason }) => ({
          ...{ subject: byId.get(family)!, now: null, reason: told(family, reason) },
        })),
      ]
    },
  }
}

export function getPlan(work: Work, id: string): Plan {
  const plan = work.plans.find(id)
  if (!plan || plan.operationId !== work.actor.operationId || !reachesSite(work.actor, plan.siteId)) throw planGone()
  return plan
}

export function read(
  work: Work,
  id: string,
  { show, after = '0' }: QueryOf<typeof readPlan>,
): ReplyIn<typeof readPlan> {
  const plan = getPlan(work, id)
  const { siteId, kind, state, failure, done, lines, moves, movesNeeded, cost, lowerBound } = plan
  const placed = lines.filter(({ now }) => now !== null)
  const left = lines.filter(({ now }) => now === null)
  const shown = show === 'left' ? left : placed
  const end = Number(after) + PAGE
  return {
    ...{ id, siteId, kind, state, failure, done, moves, movesNeeded, cost, lowerBound },
    ...{ placed: placed.length, left: left.length },
    lines: shown.slice(Number(after), end).map((line) => toLine(plan, line)),
    next: end < shown.length ? String(end) : null,
  }
}

export function drop(work: Work, id: string): ReplyIn<typeof dropPlan> {
  if (work.plans.find(id)) {
    getPlan(work, id)
    work.plans.drop(id)
  }
  return { id }
}

function toLine({ office, names }: Plan, { subject, now, reason }: Line): PlanLine {
  const at = ({ day, slot, officerId, interpreter }: Time) => ({
    ...{ day, from: timeOf(office, slot), officer: names.get(officerId) ?? '', hasInterpreter: interpreter },
  })
  const whose = 'wait' in subject ? subject.wait : subject.appointment
  return {
    ...{ caseNumber: whose.caseNumber, householdId: whose.groupId, purpose: whose.purpose },
    was:
      'appointment' in subject
        ? {
            ...at({ ...subject.appointment, interpreter: subject.appointment.interpreterId !== null }),
            officer: subject.appointment.officerName,
          }
        : null,
    now: now && at(now),
    reason,
  }
}

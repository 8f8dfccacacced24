import type { Actor } from '#capabilities/access/model.ts'
import { reachesSite } from '#capabilities/access/policy.ts'
import type { Clock, Random, Timers } from '#platform/base/environment.ts'
import { addDays, type PlainDate } from '#platform/base/plain-date.ts'
import { notFound } from '#platform/base/problem.ts'
import type { Database, Tx } from '#platform/database/connect.ts'
import type { Statement } from '#platform/database/query.ts'
import { actStatement } from '#platform/ledger/audit.ts'
import { createBoard, type Hold } from '../board.ts'
import { type Absence, localDay } from '../calendar.ts'
import { noCalendar } from '../contract.ts'
import type { ListWaitingClaims } from './claims-waiting.ts'
import type { Plans } from './plans.ts'
import {
  findOffice,
  listAbsences,
  listHolds,
  listResources,
  type OfficeRow,
  type ResourceRow,
} from './queries-office.ts'

export type AppointmentServices = {
  db: Database
  clock: Clock
  random: Random
  timers: Timers
  keysOf: (operationId: string) => Promise<{ kind: 'authority' | 'journey' } | undefined>
  /** Something about an appointment is new: those who asked for messages get one, in the transaction of the act. It names nobody. */
  tellHousehold(tx: Tx, about: { groupId: string; cause: string }): Promise<unknown>
  /** Open claims that need a meeting, a page at a time. */
  waitingClaims: ListWaitingClaims
  /** Plans that are being made or looked at. */
  plans: Plans
  /** The ids of the claims of a household's people. */
  claimsOfHousehold(tx: Tx, householdId: string): Promise<string[]>
}

/** One act on appointments: who, when, inside which transaction. */
export type Work = AppointmentServices & { tx: Tx; actor: Actor; now: number }

/** A place as it is now: how it hears people, who and what it has, and what is taken of the days that were asked for. */
export type Place = {
  office: OfficeRow
  today: PlainDate
  resources: ResourceRow[]
  absences: Absence[]
  holds: Hold[]
  board: ReturnType<typeof createBoard>
}

/** A place that the actor works at; otherwise it is not there. */
export function assertReaches({ actor }: Work, siteId: string): void {
  if (!reachesSite(actor, siteId)) throw notFound()
}

export async function getOffice(work: Work, siteId: string, query = findOffice): Promise<OfficeRow> {
  assertReaches(work, siteId)
  const [office] = await work.tx.run(query, { operationId: work.actor.operationId, siteId })
  if (!office) throw noCalendar()
  return office
}

/** What a place has and what is taken from one day to another; the office's row is read, or held, before. */
export async function readPlace(
  { tx, now }: { tx: Tx; now: number },
  office: OfficeRow,
  from: PlainDate,
  to: PlainDate,
  /** Appointments whose own seats count as free. */
  except: ReadonlySet<string> = new Set(),
): Promise<Place> {
  const at = { operationId: tx.operationId, siteId: office.siteId }
  const [resources, absences, all] = (await tx.runAll([
    listResources(at),
    listAbsences({ ...at, from }),
    listHolds({ ...at, from, to }),
  ])) as unknown as [ResourceRow[], Absence[], Hold[]]
  const holds = all.filter(({ appointmentId }) => !except.has(appointmentId))
  return {
    ...{ office, resources, absences, holds, today: localDay(now, office.timeZone) },
    board: createBoard({ office, resources, absences, holds }),
  }
}

/** So far ahead anything can be booked. */
export const lastDay = (today: PlainDate): PlainDate => addDays(today, 366)

/** Readings and acts are found with the household: its people see them. */
export const trace = (
  { now, random, actor }: Pick<Work, 'now' | 'random' | 'actor'>,
  act: string,
  groupId: string,
): Statement<unknown> =>
  actStatement({ clock: () => now, random }, actor.operationId, {
    ...{ actor, act, subjectKind: 'registration-group', subjectId: groupId, purpose: 'appointment' },
  })

/** What is changed at a place as a whole. */
export const traceSite = (
  { now, random, actor }: Pick<Work, 'now' | 'random' | 'actor'>,
  act: string,
  siteId: string,
): Statement<unknown> =>
  actStatement({ clock: () => now, random }, actor.operationId, {
    ...{ actor, act, subjectKind: 'site', subjectId: siteId, purpose: 'appointment' },
  })

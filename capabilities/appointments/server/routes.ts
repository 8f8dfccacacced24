import type { Actor } from '#capabilities/access/model.ts'
import {
  mayBookAppointments,
  mayManageCalendars,
  mayPlanAppointments,
  mayReadAppointments,
} from '#capabilities/access/policy.ts'
import type { Endpoint } from '#platform/http/endpoint.ts'
import { type Route, type StaffInput, serve } from '#platform/http/serve.ts'
import * as contract from '../contract.ts'
import * as calendars from '../contract-calendars.ts'
import * as planning from '../contract-plans.ts'
import * as waiting from '../contract-waiting.ts'
import { accept } from './accepting.ts'
import { book, bookNow } from './booking.ts'
import { cancel, come, move } from './changing.ts'
import * as feed from './feed.ts'
import * as offices from './offices.ts'
import * as plans from './plans.ts'
import { freeTimes, ofDay, ofHousehold, readOne } from './reading.ts'
import { add, listPage, propose, remove } from './waiting.ts'
import type { AppointmentServices, Work } from './work.ts'

/** Appointments of an authority's operation. A journey makes none. */
export function appointmentRoutes(handed: Omit<AppointmentServices, 'plans'>): Route<Actor>[] {
  const services = { ...handed, plans: plans.createPlans(handed) }
  const work = async <E extends Endpoint>({ actor, tx }: StaffInput<E, Actor>): Promise<Work> => {
    if ((await services.keysOf(actor.operationId))?.kind !== 'authority') throw contract.noAppointmentsHere()
    return { ...services, actor, tx, now: services.clock() }
  }
  return [
    serve(calendars.listOffices, mayReadAppointments, async (input) => offices.list(await work(input))),
    serve(calendars.setOffice, mayManageCalendars, async (input) => offices.set(await work(input), input.body)),
    serve(calendars.readOffice, mayReadAppointments, async (input) => offices.read(await work(input), input.params.id)),
    serve(calendars.setResource, mayManageCalendars, async (input) =>
      offices.setCalendar(await work(input), input.body),
    ),
    serve(calendars.addAbsence, mayPlanAppointments, async (input) => offices.away(await work(input), input.body)),
    serve(calendars.endAbsence, mayPlanAppointments, async (input) => offices.back(await work(input), input.params.id)),
    serve(calendars.makeFeed, mayReadAppointments, async (input) => feed.make(await work(input), input.params.id)),
    serve(calendars.endFeed, mayReadAppointments, async (input) => feed.end(await work(input), input.params.id)),
    serve(contract.readDay, mayReadAppointments, async (input) => ofDay(await work(input), input.query)),
    serve(contract.findFreeTimes, mayReadAppointments, async (input) => freeTimes(await work(input), input.query)),
    serve(contract.readAppointment, mayReadAppointments, async (input) => readOne(await work(input), input.params.id)),
    serve(contract.listOfHousehold, mayReadAppointments, async (input) =>
      ofHousehold(await work(input), input.params.id),
    ),
    serve(contract.bookAppointment, mayBookAppointments, async (input) => book(await work(input), input.body)),
    serve(contract.walkIn, mayBookAppointments, async (input) => bookNow(await work(input), input.body)),
    serve(contract.moveAppointment, mayBookAppointments, async (input) =>
      move(await work(input), input.params.id, input.body),
    ),
    serve(contract.cancelAppointment, mayBookAppointments, async (input) =>
      cancel(await work(input), input.params.id, input.body),
    ),
    serve(contract.recordComing, mayBookAppointments, async (input) =>
      come(await work(input), input.params.id, input.body),
    ),
    serve(waiting.listWaiting, mayReadAppointments, async (input) => listPage(await work(input), input.query)),
    serve(waiting.addToWaiting, mayBookAppointments, async (input) => add(await work(input), input.body)),
    serve(waiting.removeFromWaiting, mayBookAppointments, async (input) => remove(await work(input), input.params.id)),
    serve(waiting.listProposals, mayReadAppointments, async (input) => propose(await work(input), input.query)),
    serve(planning.makePlan, mayPlanAppointments, async (input) => plans.make(await work(input), input.body)),
    serve(planning.readPlan, mayPlanAppointments, async (input) =>
      plans.read(await work(input), input.params.id, input.query),
    ),
    serve(planning.acceptPlan, mayPlanAppointments, async (input) => accept(await work(input), input.params.id)),
    serve(planning.dropPlan, mayPlanAppointments, async (input) => plans.drop(await work(input), input.params.id)),
  ]
}

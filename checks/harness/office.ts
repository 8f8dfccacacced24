import type { Role } from '#capabilities/access/model.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { householdAtDesk, personAtDesk, startDesk } from './desk.ts'

const { random } = realEnvironment()

export type TestOffice = Awaited<ReturnType<typeof startOffice>>
/** A Monday; the clock of the desk stands on the Sunday before it, early in the morning where the office is. */
export const MONDAY = '2021-10-25'
const WEEK = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: 540, to: 780 }))

/** A place with two officers, one pool of interpreters and two rooms: four slots of an hour a day, from nine. */
export async function startOffice() {
  const desk = await startDesk()
  const [operationId] = desk.operations
  const siteId = newId(random)
  // Signed in before there are other officers, so that they are nobody of this office.
  await desk.call('GET', '/appointments/offices', { as: 'case-officer' })
  const ids = { ana: newId(random), luz: newId(random), pool: newId(random), one: newId(random), two: newId(random) }
  const accounts = { ana: newId(random), luz: newId(random) }
  await desk.fresh.asOwner((client) =>
    client.query(
      `with a as (insert into site (operation_id, id, name, kind) values ($1, $2, 'Office', 'office')),
         b as (insert into account (operation_id, id, login, display_name, created_at)
           values ($1, $3, 'ana', 'Officer Ana', now()), ($1, $4, 'luz', 'Officer Luz', now()))
       insert into account_role (operation_id, account_id, role, given_at) values ($1, $3, 'case-officer', now()), ($1, $4, 'case-officer', now())`,
      [operationId, siteId, accounts.ana, accounts.luz],
    ),
  )
  const by = (as: Role, path: string, body?: object, method: 'GET' | 'POST' = body ? 'POST' : 'GET') =>
    desk.call(method, `/appointments${path}`, { as, ...(body && { body }) })
  const office = {
    ...{ siteId, version: 0, timeZone: 'America/Mexico_City', dayStarts: 540, slotMinutes: 60, slotsPerDay: 4 },
    ...{ noticeDays: 0, counselDays: 0, passedOverMax: 2 },
  }
  const calendar = (id: string, kind: string, changes: object = {}) => ({
    ...{ id, siteId, kind, accountId: null, label: null, languages: [], special: false, heardBy: 'anyone', number: 1 },
    ...{ hours: WEEK, closed: false, ...changes },
  })
  const made = [
    await by('site-manager', '/offices', office),
    ...(await Promise.all(
      [
        calendar(ids.ana, 'officer', { accountId: accounts.ana, languages: ['es'] }),
        calendar(ids.luz, 'officer', {
          accountId: accounts.luz,
          languages: ['es', 'ht'],
          special: true,
          heardBy: 'woman',
        }),
        calendar(ids.pool, 'interpreter', { languages: ['ht'], number: 1 }),
        calendar(ids.one, 'room', { label: 'Room 1' }),
        calendar(ids.two, 'room', { label: 'Room 2' }),
      ].map((body) => by('site-manager', '/calendars', body)),
    )),
  ]
  for (const answer of made) if (answer.status !== 200) throw new Error(JSON.stringify(answer))

  /** A household registered at the desk. */
  async function household(...people: Parameters<typeof personAtDesk>[0][]) {
    const all = people.length > 0 ? people : [{}]
    const body = householdAtDesk(all.map((person, n) => personAtDesk({ isFocalPoint: n === 0, ...person })))
    const answer = await desk.call('POST', '/desk/households', { as: 'registrar', body })
    if (answer.status !== 200) throw new Error(JSON.stringify(answer))
    return { id: body.id, people: body.people.map(({ id }) => id), accessCode: answer.json.accessCode as string }
  }

  const asked = (householdId: string, changes: object = {}) => ({
    ...{ id: newId(random), siteId, householdId, purpose: 'interview', claimIds: [], language: 'es' },
    ...{ special: false, heardBy: 'anyone', slots: 1, ...changes },
  })
  const booking = (householdId: string, changes: object = {}) => ({
    ...asked(householdId),
    ...{ day: MONDAY, slot: 0, officerId: ids.ana, agreed: false, ...changes },
  })
  /** A household with an appointment, of a desk that has none for it yet. */
  async function booked(changes: object = {}) {
    const family = await household()
    const answer = await by('registrar', '/bookings', booking(family.id, changes))
    if (answer.status !== 200) throw new Error(JSON.stringify(answer))
    return { family, ...answer.json } as { family: typeof family } & Record<string, never> & {
        id: string
        version: number
      }
  }
  const waiting = (householdId: string, changes: object = {}) => ({
    ...asked(householdId),
    ...{ priority: 1, noticeDays: 0, officerId: null, ...changes },
  })
  return {
    ...{ desk, operationId, siteId, ids, accounts, office },
    ...{ by, calendar, household, asked, booking, booked, waiting },
  }
}

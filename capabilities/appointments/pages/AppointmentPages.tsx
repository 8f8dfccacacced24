import type { Desk } from '#capabilities/registration/desk/pages/desk.ts'
import { Appointment } from './Appointment.tsx'
import { Calendars } from './Calendars.tsx'
import { Day } from './Day.tsx'
import { Plan } from './Plan.tsx'
import { Waiting } from './Waiting.tsx'

/** Whether an address within the desk is one of the pages below. */
export const isAppointmentPath = (path: string): boolean =>
  path === '/appointments' || path.startsWith('/appointments/')

/** The page of appointments that an address names; what none of them has is told by the page of one appointment. */
export function AppointmentPages({ desk, accountId }: { desk: Desk; accountId: string }) {
  const [first = '', second = ''] = desk.path.value.split('/').slice(2)
  switch (first) {
    case '':
      return <Day desk={desk} />
    case 'waiting':
      return <Waiting desk={desk} />
    case 'calendars':
      return <Calendars desk={desk} accountId={accountId} />
    case 'plans':
      return <Plan desk={desk} id={second} />
    default:
      return <Appointment key={first} desk={desk} id={first} />
  }
}

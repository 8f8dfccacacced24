import { randomUUID } from 'node:crypto'
import { budgets } from '#checks/budgets.ts'
import { percentile } from '../load/percentile.ts'
import { atMost, type Benchmark, shown } from './benchmark.ts'
import { signIn } from './claims.ts'
import { serve, withDataFolder } from './serving.ts'

const BOOKED = 200
const AT_ONCE = 4
const FROM = '2022-02-07'
const DAYS_MAX = 90
const OFFICE = { timeZone: 'America/Mexico_City', dayStarts: 480, slotMinutes: 30, slotsPerDay: 16 }
type Free = { slot: number; officer: { id: string } }
type Household = { id: string; stage: string }
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: 480, to: 960 }))

/** One office, its officers' calendars filling up: bookings by four desks at once, and the day on the board. */
export const appointments: Benchmark = {
  name: 'appointments',
  about: `${BOOKED} households booked at one office by ${AT_ONCE} desks at once`,
  run: ({ progress }) =>
    withDataFolder(async (dataDir) => {
      progress('inventing an office')
      const server = await serve(dataDir)
      try {
        const [manager, clerk] = [await signIn(server.url, 'site-manager'), await signIn(server.url, 'registrar')]
        const { offices } = (await manager('GET', '/appointments/offices')).json
        const { siteId, settings } = offices[0]
        // The practice world may have an office already; then this is it.
        if (!settings) await openOffice(manager, siteId)
        progress('booking')
        const households: string[] = []
        for (let next: string | null = ''; next !== null && households.length < BOOKED; ) {
          const { json } = await clerk('GET', `/desk/households${next && `?after=${encodeURIComponent(next)}`}`)
          households.push(
            ...json.households.flatMap(({ id, stage }: Household) => (stage === 'registered' ? [id] : [])),
          )
          next = json.next
        }
        const free: { day: string; slot: number; officerId: string }[] = []
        for (let day = 0; day < DAYS_MAX && free.length < households.length; day++) {
          const from = new Date(Date.parse(FROM) + day * 86_400_000).toISOString().slice(0, 10)
          const asked = `siteId=${siteId}&householdId=${households[0]}&purpose=document&language=es&from=${from}&days=1`
          const { times } = (await clerk('GET', `/appointments/free?${asked}`)).json
          // One of each hour: two might want the same room.
          const hours = new Map(times.map((time: Free) => [time.slot, time])) as Map<number, Free>
          for (const { slot, officer } of hours.values()) free.push({ day: from, slot, officerId: officer.id })
        }
        const booked: number[] = []
        const desk = async (first: number) => {
          for (let n = first; n < Math.min(BOOKED, households.length, free.length); n += AT_ONCE) {
            const { ms } = await clerk('POST', '/appointments/bookings', {
              ...{ id: randomUUID(), siteId, householdId: households[n], purpose: 'document', claimIds: [] },
              ...{ language: 'es', special: false, heardBy: 'anyone', slots: 1, agreed: true, ...free[n] },
            })
            booked.push(ms)
          }
        }
        await Promise.all(Array.from({ length: AT_ONCE }, (_, first) => desk(first)))
        const days: number[] = []
        for (let n = 0; n < 40; n++)
          days.push((await clerk('GET', `/appointments/day?siteId=${siteId}&day=${FROM}`)).ms)
        return [
          atMost('bookingP95Ms', percentile(booked, 0.95), 'ms', budgets.appointments.bookingP95Ms),
          shown('bookingP50Ms', percentile(booked, 0.5), 'ms'),
          atMost('dayP95Ms', percentile(days, 0.95), 'ms', budgets.appointments.dayP95Ms),
          shown('booked', booked.length, 'households'),
        ]
      } finally {
        await server.stop()
      }
    }),
}

async function openOffice(manager: Awaited<ReturnType<typeof signIn>>, siteId: string): Promise<void> {
  const rules = { noticeDays: 0, counselDays: 0, passedOverMax: 3 }
  await manager('POST', '/appointments/offices', { siteId, version: 0, ...OFFICE, ...rules })
  const { officers } = (await manager('GET', `/appointments/offices/${siteId}`)).json
  const plain = { siteId, special: true, heardBy: 'anyone', number: 1, hours: EVERY_DAY, closed: false }
  for (const { accountId } of officers) {
    const officer = { ...plain, id: randomUUID(), kind: 'officer', accountId, label: null, languages: ['es'] }
    await manager('POST', '/appointments/calendars', officer)
  }
}

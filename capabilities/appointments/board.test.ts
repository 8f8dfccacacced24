import { expect, test } from 'vitest'
import { createBoard, type Hold, type Need } from './board.ts'
import {
  type Absence,
  earliestDay,
  localDay,
  momentsOf,
  type Office,
  type Resource,
  slotAt,
  timeOf,
} from './calendar.ts'

const office: Office = {
  ...{ siteId: 's', timeZone: 'America/Mexico_City', dayStarts: 540, slotMinutes: 60, slotsPerDay: 4 },
  ...{ noticeDays: 2, counselDays: 10, passedOverMax: 3 },
}
const week = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: 540, to: 780 }))
const resource = (id: string, kind: Resource['kind'], changes: Partial<Resource> = {}): Resource => ({
  ...{
    id,
    kind,
    accountId: null,
    label: id,
    languages: [],
    special: false,
    heardBy: 'anyone' as const,
    number: 1,
    hours: week,
  },
  ...changes,
})
const resources = [
  resource('ana', 'officer', { languages: ['es'] }),
  resource('luz', 'officer', {
    languages: ['es'],
    special: true,
    heardBy: 'woman',
    hours: [{ weekday: 1, from: 540, to: 660 }],
  }),
  resource('pool', 'interpreter', { languages: ['ht'], number: 2 }),
  resource('room', 'room', { label: 'Room 1' }),
  resource('window', 'window', { label: 'Window A' }),
]
const board = (holds: Hold[] = [], absences: Absence[] = []) => createBoard({ office, resources, absences, holds })
const need = (changes: Partial<Need> = {}): Need => ({
  ...{ language: 'es', special: false, heardBy: 'anyone', slots: 1, purpose: 'interview' },
  ...changes,
})
const MONDAY = '2021-11-01'
const hold = (resourceId: string, slot: number, seat = 0): Hold => ({
  ...{ resourceId, day: MONDAY, slot, seat, appointmentId: 'a' },
})

test('a family sits with somebody who is there, speaks its language or has an interpreter, and has a room', () => {
  const seats = board().seatsFor(need({ language: 'ht', slots: 2 }), 'ana', MONDAY, 1)
  expect(seats).toMatchObject({ officer: { id: 'ana' }, interpreter: { id: 'pool' }, place: { id: 'room' } })
  expect(
    typeof seats === 'object' && seats.holds.map((each) => `${each.resourceId} ${each.slot} ${each.seat}`),
  ).toEqual([...['ana 1 0', 'ana 2 0', 'pool 1 0', 'pool 2 0', 'room 1 0', 'room 2 0']])
  expect(board().seatsFor(need({ purpose: 'document' }), 'ana', MONDAY, 0)).toMatchObject({ place: { id: 'window' } })
})

test('whoever cannot be heard then is told why', () => {
  const why = (changes: Partial<Need>, officer: string, slot: number, full = board(), day = MONDAY) =>
    full.seatsFor(need(changes), officer, day, slot)
  expect(why({}, 'ana', 0, board(), '2021-10-31')).toBe('officer-away')
  expect(why({}, 'luz', 2)).toBe('officer-away')
  expect(why({ slots: 2 }, 'ana', 3)).toBe('no-such-time')
  expect(why({ special: true }, 'ana', 0)).toBe('not-for-special-needs')
  expect(why({ heardBy: 'woman' }, 'ana', 0)).toBe('not-as-asked')
  expect(why({ language: 'ar' }, 'ana', 0)).toBe('no-interpreter')
  expect(why({}, 'ana', 0, board([hold('ana', 0)]))).toBe('officer-busy')
  expect(why({}, 'ana', 0, board([hold('room', 0)]))).toBe('no-room')
})

test('an interpreter who is away leaves one place fewer, whichever of the pool was promised', () => {
  const away = { id: 'x', resourceId: 'pool', firstOn: MONDAY, lastOn: MONDAY, number: 1 }
  const ofSeat = (seat: number) =>
    board([hold('pool', 0, seat)], [away]).seatsFor(need({ language: 'ht' }), 'ana', MONDAY, 0)
  expect([ofSeat(0), ofSeat(1)]).toEqual(['no-interpreter', 'no-interpreter'])
  expect(board([hold('pool', 0, 0)]).seatsFor(need({ language: 'ht' }), 'ana', MONDAY, 0)).toMatchObject({
    holds: expect.arrayContaining([expect.objectContaining({ resourceId: 'pool', seat: 1 })]),
  })
})

test('free times come in order and no more than asked for', () => {
  expect(
    board()
      .freeTimes(need(), '2021-10-30', 7, 3)
      .map(({ day, slot, officerId }) => `${day} ${slot} ${officerId}`),
  ).toEqual([...[`${MONDAY} 0 ana`, `${MONDAY} 0 luz`, `${MONDAY} 1 ana`]])
})

test('days and slots are those of the place, also when its clocks change', () => {
  expect(timeOf(office, 3)).toBe('12:00')
  // Summer time ended in Mexico City on 31 October 2021.
  expect(new Date(momentsOf(office, '2021-10-30', 0, 1).from).toISOString()).toBe('2021-10-30T14:00:00.000Z')
  expect(new Date(momentsOf(office, MONDAY, 0, 2).from).toISOString()).toBe('2021-11-01T15:00:00.000Z')
  expect(momentsOf(office, MONDAY, 0, 2).to - momentsOf(office, MONDAY, 0, 2).from).toBe(2 * 3_600_000)
  expect(localDay(Date.parse('2021-11-01T05:59:00Z'), office.timeZone)).toBe('2021-10-31')
  expect([
    slotAt(office, Date.parse('2021-11-01T15:00:00Z')),
    slotAt(office, Date.parse('2021-11-01T14:59:00Z')),
  ]).toEqual([0, undefined])
  // 02:30 on the day summer time began is no time: it is read as an hour later.
  const night = { ...office, dayStarts: 150 }
  expect(new Date(momentsOf(night, '2021-04-04', 0, 1).from).toISOString()).toBe('2021-04-04T08:30:00.000Z')
})

test('a family is told in time and has time to find counsel: the later of both days counts', () => {
  const earliest = (since: string) => earliestDay(office, { noticeDays: 2, since }, '2021-10-24')
  expect([earliest('2021-10-01'), earliest('2021-10-20')]).toEqual(['2021-10-26', '2021-10-30'])
})

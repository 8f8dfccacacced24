import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { assess } from './assessing.ts'
import { refusalSentence, refusalsOf } from './checking.ts'
import { createGateDays } from './day.ts'
import { adviseGate, pausedAfter } from './letting-in.ts'
import { EXAMPLE_GATE, type Gate, meanPartySize } from './model.ts'
import { finish, planSlots, SEARCH } from './slots.ts'
import { reissueSlots } from './slowing.ts'
import { corridorFlow, LANE_SECONDS_PER_PERSON, peakFlow, WEIDMANN, walkingSpeed } from './walking.ts'

const SMALL: Gate = { ...EXAMPLE_GATE, counters: 3, slots: 6, areaM2: 40 }
const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0)

test('Weidmann’s curve peaks at 1.225 people per metre and second, and nobody moves at 5.4 per m²', () => {
  expect(Math.abs(peakFlow().perMetreSecond / 1.225 - 1)).toBeLessThan(0.005)
  expect(peakFlow().peoplePerM2).toBeCloseTo(1.75, 2)
  expect(walkingSpeed(0)).toBe(1.34)
  expect(corridorFlow(5.4)).toBe(0)
  expect(corridorFlow(1)).toBeCloseTo(1.058, 3)
})

test('the day holds families whole, calls them in the order they came, and counts who waits together', () => {
  const gate: Gate = {
    ...SMALL,
    counters: 1,
    minutesPerFamily: 10,
    serviceScv: 0,
    showUpShare: 1,
    partyShares: [0, 0, 1],
  }
  const still: Gate = { ...gate, earlyMinutes: 0, spreadMinutes: 0, secondsPerPersonAtLane: 0.5, corridorMetres: 50 }
  const day = createGateDays(still, 7)([4, 0, 0, 1], 0)
  expect(day).toMatchObject({ families: 5, people: 15, peopleMax: 12 })
  // Three people pass the lane in 1.5 seconds; the fourth family is called when three have been heard.
  expect(day.waitMinutesMax).toBeCloseTo(30 + 1.5 / 60, 6)
  expect(day.lastCalledAt).toBeCloseTo(90 + 1.5 / 60, 6)
})

test('families come in the shares that were said, around their slot, and take the time that was said', () => {
  const many: Gate = { ...SMALL, counters: 200, slots: 1, waitMinutesMax: 480, showUpShare: 0.8, minutesPerFamily: 30 }
  const simulate = createGateDays(many, 3)
  const days = Array.from({ length: 200 }, (_, day) => ({ ...simulate([100], day) }))
  const mean = (of: (day: (typeof days)[number]) => number) => sum(days.map(of)) / days.length
  expect(Math.abs(mean(({ families }) => families) / 80 - 1)).toBeLessThan(0.02)
  expect(Math.abs(mean(({ people }) => people) / (80 * meanPartySize(many)) - 1)).toBeLessThan(0.02)
  // One counter and a fixed order: the last of a hundred is called when the others have been served.
  const one = createGateDays({ ...many, counters: 1, showUpShare: 1, spreadMinutes: 0, earlyMinutes: 0 }, 3)
  const last = Array.from({ length: 400 }, (_, day) => one([100], day).lastCalledAt)
  const average = sum(last) / last.length
  const variance = sum(last.map((each) => (each - average) ** 2)) / last.length
  expect(Math.abs(average / (99 * 30) - 1)).toBeLessThan(0.02)
  expect(Math.abs(variance / (99 * 900 * many.serviceScv) - 1)).toBeLessThan(0.25)
})

test('a plan holds both limits on days it has not seen, and one more family in every slot would not', () => {
  const { bookings } = finish(planSlots(SMALL))
  const seen = finish(assess(SMALL, bookings, { days: 4_000, seed: 99 }))
  expect(seen.daysOverDensity).toBeLessThanOrEqual(0.001)
  expect(seen.daysOverWait).toBeLessThanOrEqual(0.05)
  const more = finish(
    assess(
      SMALL,
      bookings.map((each) => each + 1),
      { days: 1_000, seed: 99 },
    ),
  )
  expect(more.daysOverWait).toBeGreaterThan(0.05)
})

test('a smaller area or fewer counters never mean more bookings', () => {
  const fewer = { strictness: { ...SEARCH, days: 500 }, proof: { ...SEARCH, days: 2_000 } }
  const total = (gate: Gate) => sum(finish(planSlots(gate, fewer)).bookings)
  const all = total(SMALL)
  expect(total({ ...SMALL, areaM2: 15 })).toBeLessThan(all)
  expect(total({ ...SMALL, counters: 2 })).toBeLessThan(all)
})

test('a plan says what limits it: the counters, the area, or the lanes', () => {
  const fewer = { strictness: { ...SEARCH, days: 300 }, proof: { ...SEARCH, days: 1_000 } }
  const limit = (changes: Partial<Gate>) => {
    const gate = { ...SMALL, ...changes }
    return finish(planSlots(gate, fewer)).limit
  }
  expect(limit({})).toBe('counters')
  for (const areaM2 of [10, 15, 20]) expect(limit({ areaM2 })).toBe('area')
  expect(limit({ minutesPerFamily: 3, secondsPerPersonAtLane: 60, areaM2: 500 })).toBe('lanes')
})

test('a day as planned moves nobody; a slow one moves whole families, later and never earlier', () => {
  const { bookings } = finish(planSlots(SMALL))
  const now = { nextSlot: 2, booked: bookings, peopleWaiting: 4, countersOpen: 3, minutesPerFamily: 20 }
  expect(finish(reissueSlots(SMALL, now))).toMatchObject({ reason: 'as-planned', moved: 0, anotherDay: 0 })

  const slow = finish(reissueSlots(SMALL, { ...now, peopleWaiting: 30, minutesPerFamily: 32 }))
  expect(slow.reason).toBe('slower')
  expect(slow.moved + slow.anotherDay).toBeGreaterThan(0)
  for (const { slot, booked, keep, moved, anotherDay } of slow.slots) {
    expect(keep + sum(moved.map(({ families }) => families)) + anotherDay).toBe(booked)
    expect(moved.every(({ to }) => to > slot)).toBe(true)
  }
  const closed = finish(reissueSlots(SMALL, { ...now, countersOpen: 0 }))
  expect(closed).toMatchObject({ reason: 'fewer-counters', moved: 0, anotherDay: sum(bookings.slice(2)) })
})

test('the gate pauses itself at 1.5 people per m², says closed at 2.0, and opens again at 1.0', () => {
  const size = { areaM2: 100, minutesPerFamily: 20, partySize: 2, waitMinutesMax: 45 }
  const at = (inside: number, paused: 'by-hand' | 'crowded' | null = null, countersOpen = 20) =>
    adviseGate(size, { inside, countersOpen, paused: pausedAfter(size, inside, paused) })
  expect(at(60)).toMatchObject({ verdict: 'let-in', reasons: ['room'], room: 40, waitMinutes: 30 })
  expect(at(120)).toMatchObject({ verdict: 'let-in', reasons: ['long-wait', 'over-plan'], tooMany: 20 })
  expect(at(150)).toMatchObject({ verdict: 'pause', reasons: ['crowded', 'long-wait'] })
  expect(at(120, 'crowded').verdict).toBe('pause')
  expect(at(100, 'crowded').verdict).toBe('let-in')
  expect(at(200).reasons[0]).toBe('closed')
  expect(at(10, 'by-hand')).toMatchObject({ verdict: 'pause', reasons: ['by-hand'] })
  expect(at(10, null, 0)).toMatchObject({ verdict: 'pause', reasons: ['no-counters'], waitMinutes: null })
})

test('what cannot be is told with the field, what it was and what is possible', () => {
  const told = (changes: Partial<Gate>) => refusalsOf({ ...EXAMPLE_GATE, ...changes }).map(refusalSentence)
  expect(told({})).toEqual([])
  expect(told({ counters: 0 })).toEqual(['counters: 0 is not possible. Choose a whole number from 1 to 200.'])
  expect(told({ areaM2: -5 })).toEqual(['areaM2: -5 is not possible. Choose a number from 1 to 100000.'])
  expect(told({ waitMinutesMax: Number.NaN })[0]).toContain('waitMinutesMax: NaN is not possible')
  expect(told({ slotMinutes: 7 })).toEqual([
    'slotMinutes: 7 minutes do not divide the hour into slots. Choose 5, 10, 15, 30.',
  ])
  expect(told({ minutesPerFamily: 300, slots: 8 })[0]).toContain('longer than the whole day at this gate')
  expect(told({ partyShares: [0.5, 0.3] })).toEqual([
    'partyShares: the shares add up to 80 %. They must add up to 100 %, none below 0.',
  ])
  expect(told({ counters: 1e9 })[0]).toContain('Choose a whole number from 1 to 200')
  expect(told({ counters: 200, minutesPerFamily: 1 })[0]).toContain('families a day are too many for one gate')
})

/** Public data beside the repository, where it is. */
const DATA = join(import.meta.dirname, '../../../shared/data')
test.skipIf(!existsSync(DATA))('the curve and the lane agree with published figures and measured crossings', () => {
  const constants = readFileSync(`${DATA}/constants/calibration_constants.csv`, 'utf8')
  const weidmann = /^weidmann_free_speed,([\d.]+),.*maximum density ([\d.]+) per m2; capacity ([\d.]+)/m.exec(
    constants,
  )!
  expect(Number(weidmann[1])).toBe(WEIDMANN.freeMetresPerSecond)
  expect(Number(weidmann[2])).toBe(WEIDMANN.peoplePerM2Max)
  expect(Math.abs(peakFlow().perMetreSecond / Number(weidmann[3]) - 1)).toBeLessThan(0.005)
  const crossings = readFileSync(`${DATA}/pedestrian-bottleneck/gate_crossings_040.csv`, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
  const times = crossings.map((line) => Number(line.split(',')[2]))
  const headway = (times.at(-1)! - times[0]!) / (times.length - 1)
  expect(Math.abs(LANE_SECONDS_PER_PERSON / headway - 1)).toBeLessThan(0.005)
  // Width times the curve's peak would be half of what really passes an entrance for one person.
  expect((0.5 * peakFlow().perMetreSecond) / (1 / headway)).toBeLessThan(0.6)
})

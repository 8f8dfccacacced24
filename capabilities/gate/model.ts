import * as z from 'zod/mini'

/**
 * People on a square metre of the waiting area: planned at most, warned at, closed at. Standing queues of level of service A and B need
 * 0.9 m² a person and more (J. J. Fruin, Pedestrian Planning and Design, 1971): 1.0 is their edge, 2.0 lies in level D (0.3 to 0.6 m²).
 */
export const DENSITY = { planned: 1, warned: 1.5, closed: 2 }

/** On so many days at most the area may be over its density, or anybody wait longer than the limit. */
export const RISK = { density: 0.001, wait: 0.05 }

export const SLOT_MINUTES = [5, 10, 15, 30] as const

/** Most a plan is made for: a day of more families is several gates. */
export const FAMILIES_PER_DAY_MAX = 5_000
export const PARTY_SIZE_MAX = 12

const share = z.number().check(z.gte(0), z.lte(1))

/** A place people choose to reach by appointment: what it has, how families come, and what they must never meet. */
export const Gate = z.strictObject({
  areaM2: z.number().check(z.gte(1), z.lte(100_000)),
  counters: z.int().check(z.gte(1), z.lte(200)),
  /** One family at one counter: its mean and its squared coefficient of variation (0 always the same, 1 exponential). */
  minutesPerFamily: z.number().check(z.gte(0.5), z.lte(480)),
  serviceScv: z.number().check(z.gte(0), z.lte(4)),
  lanes: z.int().check(z.gte(1), z.lte(50)),
  secondsPerPersonAtLane: z.number().check(z.gte(0.5), z.lte(300)),
  corridorMetres: z.number().check(z.gte(0.5), z.lte(50)),
  /** Of the families who have a slot, how many come. */
  showUpShare: z.number().check(z.gte(0.05), z.lte(1)),
  /** Shares of families of one person, of two, and so on; they add up to 1. */
  partyShares: z.array(share).check(z.minLength(1), z.maxLength(PARTY_SIZE_MAX)),
  /** A family comes so many minutes before its slot on average (negative: after), with this standard deviation. */
  earlyMinutes: z.number().check(z.gte(-60), z.lte(60)),
  spreadMinutes: z.number().check(z.gte(0), z.lte(60)),
  slotMinutes: z.int().check(z.gte(5), z.lte(30)),
  slots: z.int().check(z.gte(1), z.lte(144)),
  /** From arriving to being called to a counter. */
  waitMinutesMax: z.number().check(z.gte(1), z.lte(480)),
})
export type Gate = z.infer<typeof Gate>

/** A registration point for a morning and an afternoon: invented, with the figures whose sources `docs/gate.md` gives. */
export const EXAMPLE_GATE: Gate = {
  areaM2: 120,
  counters: 6,
  minutesPerFamily: 20,
  serviceScv: 0.5,
  lanes: 1,
  secondsPerPersonAtLane: 5.5,
  corridorMetres: 2,
  showUpShare: 0.9,
  partyShares: [0.4, 0.2, 0.17, 0.13, 0.06, 0.04],
  earlyMinutes: 5,
  spreadMinutes: 10,
  slotMinutes: 30,
  slots: 16,
  waitMinutesMax: 45,
}

export const meanPartySize = ({ partyShares }: Pick<Gate, 'partyShares'>): number =>
  partyShares.reduce((sum, share, i) => sum + share * (i + 1), 0)

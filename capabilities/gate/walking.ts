import { exp } from '#platform/simulation/functions.ts'

/**
 * How many people pass a metre of corridor in a second, by how many stand on a square metre: Weidmann's curve, the flow-density relation
 * of U. Weidmann, Transporttechnik der Fussgänger (ETH Zürich, IVT 90, 1993): v(ρ) = 1.34 (1 − exp(−1.913 (1/ρ − 1/5.4))) m/s.
 */
export const WEIDMANN = { freeMetresPerSecond: 1.34, shape: 1.913, peoplePerM2Max: 5.4 }

/** Metres per second at `peoplePerM2`; free speed where nobody is, 0 where nobody can move. */
export function walkingSpeed(peoplePerM2: number): number {
  if (!(peoplePerM2 > 0)) return WEIDMANN.freeMetresPerSecond
  if (peoplePerM2 >= WEIDMANN.peoplePerM2Max) return 0
  const crowding = 1 / peoplePerM2 - 1 / WEIDMANN.peoplePerM2Max
  return WEIDMANN.freeMetresPerSecond * (1 - exp(-WEIDMANN.shape * crowding))
}

/** People per metre of width and second. */
export const corridorFlow = (peoplePerM2: number): number => peoplePerM2 * walkingSpeed(peoplePerM2)

/** The density at which most people pass, and how many: beyond it more people mean less flow. */
export function peakFlow(): { peoplePerM2: number; perMetreSecond: number } {
  let from = 0
  let to = WEIDMANN.peoplePerM2Max
  // The curve has one peak: each round drops the third of the interval that cannot hold it.
  for (let round = 0; round < 100; round++) {
    const third = (to - from) / 3
    if (corridorFlow(from + third) < corridorFlow(to - third)) from += third
    else to -= third
  }
  return { peoplePerM2: (from + to) / 2, perMetreSecond: corridorFlow((from + to) / 2) }
}

/**
 * Seconds between two people of one calm lane of 0.5 m where nothing is checked: 1.15 people a second, measured with 75 volunteers (Pedestrian
 * Dynamics Data Archive, doi:10.34735/ped.2018.1, run 040). Width times flow would give half of it: a lane is counted as a lane.
 */
export const LANE_SECONDS_PER_PERSON = 0.871

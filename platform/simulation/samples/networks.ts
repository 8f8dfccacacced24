import fc from 'fast-check'
import type { Flow, Spread, Station } from '../flow.ts'

/** Two stations and a delay that lead to each other and out, with all a station may have. */
export const anyFlow = fc
  .record({
    servers: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 40 }),
    pace: fc.array(fc.constantFrom(0, 0.5, 1), { minLength: 1, maxLength: 40 }),
    order: fc.constantFrom('first-come' as const, 'last-come' as const, 'oldest' as const, 'newest' as const),
    form: fc.constantFrom(
      'fixed' as const,
      'exponential' as const,
      'gamma' as const,
      'lognormal' as const,
      'hyperexponential' as const,
    ),
    scv: fc.double({ min: 1, max: 4, noNaN: true }),
    places: fc.option(fc.integer({ min: 1, max: 30 })),
    leaves: fc.constantFrom(0, 0.05, 1),
    isPreemptive: fc.boolean(),
    hasLoad: fc.boolean(),
    assistants: fc.option(fc.integer({ min: 0, max: 2 })),
    ranks: fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 1 })),
    perDay: fc.array(fc.double({ min: 0, max: 8, noNaN: true }), { minLength: 1, maxLength: 40 }),
    count: fc.tuple(fc.nat(60), fc.nat(30), fc.nat(30)),
    measured: fc.constantFrom(3, 4),
  })
  .map((given): Flow => {
    const routes = [
      [
        { share: 0.3, node: 0, kind: 1 },
        { share: 0.2, node: 1, kind: 0 },
        { share: 0.5, node: 3, kind: 0 },
      ],
      [
        { share: 0.4, node: 2, kind: 1 },
        { share: 0.2, node: 4, kind: 0 },
        { share: 0.4, node: 3, kind: 1 },
      ],
    ]
    const lasts: Spread = { form: given.form, mean: 0.7, scv: given.scv }
    const station: Station = {
      form: 'station',
      servers: Float64Array.from(given.servers, (count) => (given.isPreemptive ? Math.min(1, count) : count)),
      ...{ pace: Float64Array.from(given.pace), work: [lasts, lasts], rank: [...given.ranks], order: given.order },
      ...{ isPreemptive: given.isPreemptive, routes },
      ...(given.places === null ? {} : { places: { total: given.places, turnedAwayTo: 2 } }),
      ...(given.leaves === 0 ? {} : { leaving: { perDay: [given.leaves, 0], to: [4, 4] } }),
      ...(given.hasLoad ? { load: { reference: 10, exponent: 0.3, slowest: 0.5, fastest: 1.5 } } : {}),
      ...(given.assistants === null ? {} : { assistants: { present: given.assistants, isNeeded: [true, false] } }),
    }
    return {
      ...{
        days: 40,
        kinds: 2,
        nodes: [
          station,
          { ...station, order: 'first-come' },
          { form: 'delay', lasts, routes },
          { form: 'gone' },
          { form: 'gone' },
        ],
      },
      arrivals: [0, 1].map((kind) => ({ kind, node: kind, perDay: Float64Array.from(given.perDay) })),
      waiting: {
        ...{ kind: Int32Array.of(0, 1, 0), node: Int32Array.of(0, 1, 2), bornOn: Int32Array.of(-9, 0, -4) },
        count: Float64Array.from(given.count),
      },
      measure: {
        ...{
          node: given.measured,
          groups: 1,
          groupOf: [0, 0],
          periodDays: 7,
          sampleDays: 3,
          lag: Float64Array.of(1, 2),
        },
        watch: [-4, 0, -9].map((bornOn) => ({ kind: bornOn === 0 ? 1 : 0, bornOn })),
      },
    }
  })

/** Where each must have its event anyway there is nothing to compare. */
export const plainFlow = anyFlow.filter(({ nodes }) =>
  nodes.every((node) => node.form !== 'station' || (!node.places && !node.isPreemptive)),
)

/**
 * One station, oldest first, whose line is long on some days and comes to its end on others, and to which some come back on the same day.
 * Two arrivals of unlike size: on some days only one of them is put off.
 */
export const crowdedFlow = fc
  .record({
    servers: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 40 }),
    pace: fc.array(fc.constantFrom(0, 1, 1), { minLength: 1, maxLength: 40 }),
    perDay: fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 40 }),
    fewPerDay: fc.integer({ min: 0, max: 5 }),
    rank: fc.integer({ min: 0, max: 1 }),
    count: fc.nat(150),
  })
  .map(({ servers, pace, perDay, fewPerDay, rank, count }): Flow => {
    const work: Spread = { form: 'exponential', mean: 0.1, scv: 1 }
    const back = (kind: number) => [{ share: 1, node: 0, kind }]
    const on = (kind: number) => [
      { share: 0.2, node: 1, kind },
      { share: 0.8, node: 2, kind },
    ]
    return {
      ...{ days: 40, kinds: 2 },
      nodes: [
        {
          ...{ form: 'station', servers: Float64Array.from(servers), pace: Float64Array.from(pace) },
          ...{ work: [work, work], rank: [0, rank], order: 'oldest', routes: [on(0), on(1)] },
        },
        { form: 'delay', lasts: { form: 'exponential', mean: 0.3, scv: 1 }, routes: [back(1), back(0)] },
        { form: 'gone' },
      ],
      arrivals: [
        { kind: 0, node: 0, perDay: Float64Array.from(perDay) },
        { kind: 1, node: 0, perDay: Float64Array.of(fewPerDay) },
      ],
      waiting: {
        ...{ kind: Int32Array.of(0), node: Int32Array.of(0), bornOn: Int32Array.of(-9), count: Float64Array.of(count) },
      },
      measure: { node: 2, groups: 2, groupOf: [0, 1], periodDays: 3.7, sampleDays: 1 },
    }
  })

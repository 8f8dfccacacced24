import { expect, test } from 'vitest'
import { solveWholeFlow } from './whole-flow.ts'

const OPTIONS = { penalty: 1000, costStep: 1 }

/** Two sources reach the root over a cheap middle with room for three, or directly and dearly. */
const model = {
  nodeCount: 3,
  supply: [2, 2, 0],
  //     0→2  1→2  2→root 0→root 1→root
  from: [0, 1, 2, 0, 1],
  to: [2, 2, 3, 3, 3],
  capacity: [9, 9, 3, 9, 9],
  cost: [1, 2, 0, 10, 7],
  rows: [],
}

test('the flow is as cheap as can be, and says that nothing is cheaper', () => {
  const { flow, cost, lowerBound } = solveWholeFlow(model, OPTIONS)
  expect({ flow: [...flow!], cost, lowerBound }).toEqual({ flow: [2, 1, 3, 0, 1], cost: 11, lowerBound: 11 })
})

test('a row ties arcs together: as much from the second source as from the first', () => {
  const rows = [{ arcs: [0, 1], factors: [-1, 1], constant: 0 }]
  const { flow, cost, lowerBound } = solveWholeFlow({ ...model, rows }, OPTIONS)
  expect({ flow: [...flow!], cost, lowerBound }).toEqual({ flow: [1, 2, 3, 1, 0], cost: 15, lowerBound: 15 })
})

test('a row that half a unit would satisfy best is satisfied by whole ones', () => {
  // Twice the first arc at most as much as the second and one more.
  const rows = [{ arcs: [0, 1], factors: [-2, 1], constant: 0 }]
  const { flow, cost, lowerBound, nodes } = solveWholeFlow({ ...model, rows }, OPTIONS)
  expect({ flow: [...flow!], cost, lowerBound }).toEqual({ flow: [1, 2, 3, 1, 0], cost: 15, lowerBound: 15 })
  expect(nodes).toBeGreaterThanOrEqual(1)
})

test('where no flow keeps the rows there is none', () => {
  const rows = [{ arcs: [0], factors: [1], constant: -3 }]
  expect(solveWholeFlow({ ...model, rows }, OPTIONS)).toMatchObject({ flow: undefined, cost: Number.POSITIVE_INFINITY })
})

test('a search cut short says how far it can be off', () => {
  const { flow, cost, lowerBound } = solveWholeFlow(model, { ...OPTIONS, nodesMax: 0 })
  expect({ flow, cost, lowerBound }).toEqual({ flow: undefined, cost: Infinity, lowerBound: -Infinity })
})

import { createFlowProgram, type FlowModel, type FlowResult } from './flow-with-rows.ts'

export type WholeFlow = {
  /** Whole numbers, or nothing where no flow keeps the rows. */
  flow: Float64Array | undefined
  cost: number
  /** Equal to the cost when the flow is proven to be as cheap as any. */
  lowerBound: number
  /** How many relaxed flows were needed: 1 where the first was whole. */
  nodes: number
}

/**
 * The cheapest flow in whole numbers. Capacities and supplies are whole, so only rows can leave a flow broken: then one of their arcs is
 * held below and above its broken value in turn, each time from where the flow stood, until what is left cannot be cheaper.
 */
export function solveWholeFlow(
  model: FlowModel,
  options: { penalty: number; costStep: number; nodesMax?: number },
): WholeFlow {
  const program = createFlowProgram(model, options.penalty)
  const candidates = [...new Set(model.rows.flatMap(({ arcs }) => arcs))]
  const open: Node[] = [{ holds: [], bound: Number.NEGATIVE_INFINITY }]
  let best: Pick<WholeFlow, 'flow' | 'cost'> = { flow: undefined, cost: Number.POSITIVE_INFINITY }
  let nodes = 0
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.bound >= best.cost) continue
    if (nodes >= (options.nodesMax ?? NODES_MAX)) {
      open.push(node)
      break
    }
    nodes++
    const result = solveHeld(node.holds)
    const bound = Math.max(node.bound, roundedUp(result.lowerBound))
    if (result.shortfall > SHORTFALL_TIE || bound >= best.cost) continue
    const broken = mostBroken(candidates, result.flow)
    if (broken === undefined) {
      const whole = isWhole(result.flow) ? result : solveHeld(candidates.flatMap((arc) => held(arc, result.flow[arc]!)))
      if (!isWhole(whole.flow)) throw new Error('A flow between whole bounds came out broken.')
      if (whole.cost < best.cost)
        best = {
          flow: whole.flow.map((value) => Math.round(value) + 0),
          cost: Math.round(whole.cost / options.costStep) * options.costStep,
        }
      continue
    }
    const value = result.flow[broken]!
    const below = { holds: [...node.holds, { arc: broken, atMost: Math.floor(value) }], bound }
    const above = { holds: [...node.holds, { arc: broken, atLeast: Math.ceil(value) }], bound }
    // The nearer side last: it is looked at first.
    if (value - Math.floor(value) < 0.5) open.push(above, below)
    else open.push(below, above)
  }
  return { ...best, lowerBound: open.reduce((least, { bound }) => Math.min(least, bound), best.cost), nodes }

  function solveHeld(holds: readonly Hold[]): FlowResult {
    const rows = holds.map(({ arc, atMost, atLeast }) =>
      program.addRow({
        arcs: [arc],
        factors: [atMost === undefined ? 1 : -1],
        constant: atMost ?? -(atLeast ?? 0),
      }),
    )
    const result = program.solve()
    for (const row of rows) program.dropRow(row)
    return result
  }

  function roundedUp(bound: number): number {
    return Math.ceil(bound / options.costStep - BOUND_TIE) * options.costStep
  }
}

type Hold = { arc: number; atMost?: number; atLeast?: number }
type Node = { holds: readonly Hold[]; bound: number }

const NODES_MAX = 5_000
const SHORTFALL_TIE = 1e-3
const BOUND_TIE = 1e-5
const BROKEN = 1e-5

const held = (arc: number, value: number): Hold[] => {
  const whole = Math.round(value)
  return [
    { arc, atMost: whole },
    { arc, atLeast: whole },
  ]
}

const distance = (value: number) => Math.abs(value - Math.round(value))
const isWhole = (flow: Float64Array): boolean => flow.every((value) => distance(value) < BROKEN)

function mostBroken(arcs: readonly number[], flow: Float64Array): number | undefined {
  let most: number | undefined
  for (const arc of arcs)
    if (distance(flow[arc]!) > BROKEN && (most === undefined || distance(flow[arc]!) > distance(flow[most]!)))
      most = arc
  return most
}

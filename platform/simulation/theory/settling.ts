import type { Queue, QueueRow } from './reading.ts'

/** A queue to which more comes than it can serve has no steady state to measure: the sentence that says so. */
export function whyItNeverSettles(queue: Queue): string | undefined {
  const { kind, rows } = queue
  if (kind.name === 'mmck') {
    const [row] = rows
    const { c, K_places_total: places } = row!.number
    return places! < c!
      ? `Line ${row!.line}, column K_places_total: "${places}" stands there; possible is c (${c}) or more, since those being served have places too.`
      : undefined
  }
  if (kind.name === 'erlang_a' || kind.name === 'fluid_backlog') return undefined
  if (kind.name === 'jackson') return whyANodeNeverSettles(queue)
  const load = rows.reduce((sum, row) => sum + loadOf(kind.name, row), 0)
  if (load < LOAD_MAX) return undefined
  const columns = { mmc: 'lambda', mg1: 'lambda', mdc: 'rho', mmc_priority: 'lambda_k', mg1_priority_cobham: 'lambda' }
  return neverSettles(rows.at(-1)!, columns[kind.name], load)
}

/** Arrivals at each node in the long run, λ = γ + Rᵀλ (Jackson 1957), by repeated substitution; undefined when nobody leaves. */
export function arrivalsByNode(rows: QueueRow[]): number[] | undefined {
  const outside = rows.map(({ number }) => number.external_arrivals!)
  let now = outside
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const next = outside.map((from, j) => rows.reduce((sum, { shares }, i) => sum + now[i]! * shares[j]!, from))
    const change = Math.max(...next.map((value, j) => Math.abs(value - now[j]!)))
    const largest = Math.max(...next)
    now = next
    if (change <= 1e-9 * largest) return now
  }
  return undefined
}

/** Above this a run that tells the figures would take longer than any bound here. */
const LOAD_MAX = 0.9999
const ROUNDS_MAX = 20_000

function loadOf(kind: Queue['kind']['name'], { number }: QueueRow): number {
  if (kind === 'mdc') return number.rho!
  if (kind === 'mmc') return number.lambda! / (number.c! * number.mu!)
  if (kind === 'mmc_priority') return number.lambda_k! / (number.c! * number.mu!)
  return number.lambda! * number.mean_service!
}

function whyANodeNeverSettles({ rows }: Queue): string | undefined {
  const arrivals = arrivalsByNode(rows)
  if (!arrivals)
    return `Line ${rows[0]!.line}, column routing_row: whoever comes never leaves again, so the queues never settle; some share must lead out.`
  if (arrivals.every((each) => each === 0))
    return `Line ${rows[0]!.line}, column external_arrivals: "0" at every node; possible is a number above 0 at one node at least.`
  for (const [i, row] of rows.entries()) {
    const load = arrivals[i]! / (row.number.c! * row.number.mu!)
    if (load >= LOAD_MAX) return neverSettles(row, 'external_arrivals', load)
  }
  return undefined
}

const neverSettles = (row: QueueRow, column: string, load: number) =>
  `Line ${row.line}, column ${column}: more comes than can be served (load ${Math.round(load * 1e4) / 1e4}), so the queue never settles: it grows without end and has no mean wait. Possible is a load below ${LOAD_MAX}.`

/**
 * The kinds of queue with known answers, each told by the names of its columns. `inputs` describe the queue, `values` are what
 * a run is held against. Several rows of one id are one queue where `part` names the column that tells them apart.
 */
export type KindName =
  | 'mmc'
  | 'mg1'
  | 'mmc_priority'
  | 'mg1_priority_cobham'
  | 'jackson'
  | 'erlang_a'
  | 'mmck'
  | 'mdc'
  | 'fluid_backlog'

export type Kind = { name: KindName; inputs: Record<string, Allowed>; part?: string; values: string[] }

/** What a cell may hold. */
export type Allowed =
  | { form: 'number'; from: number; to: number; isAbove?: boolean }
  | { form: 'whole'; from: number; to: number }
  | { form: 'word'; words: string[] }
  | { form: 'shares' }

const rate: Allowed = { form: 'number', from: 0.0001, to: 1e6 }
const duration: Allowed = { form: 'number', from: 0.000001, to: 10_000 }
const variation: Allowed = { form: 'number', from: 0, to: 64 }
const servers: Allowed = { form: 'whole', from: 1, to: 10_000 }
const classNumber: Allowed = { form: 'whole', from: 1, to: 20 }
const perDay: Allowed = { form: 'number', from: 0, to: 100_000 }

export const kinds: readonly Kind[] = [
  {
    name: 'mmck',
    inputs: { c: servers, K_places_total: { form: 'whole', from: 1, to: 100_000 }, lambda: rate, mu: rate },
    values: ['p_block', 'Lq', 'Wq_accepted', 'throughput'],
  },
  {
    name: 'erlang_a',
    inputs: { c: servers, lambda: rate, mu: rate, theta_abandon: rate },
    values: ['p_wait', 'p_abandon', 'Lq', 'mean_queue_time_all', 'utilisation'],
  },
  {
    name: 'jackson',
    inputs: {
      node: { form: 'whole', from: 0, to: 49 },
      c: servers,
      mu: rate,
      external_arrivals: { form: 'number', from: 0, to: 1e6 },
      routing_row: { form: 'shares' },
    },
    part: 'node',
    values: ['lambda_effective', 'rho', 'p_wait', 'Wq_per_visit', 'L_node', 'L_network', 'sojourn_network'],
  },
  {
    name: 'mmc_priority',
    inputs: { class_1_is_highest: classNumber, c: servers, mu: rate, lambda_k: rate },
    part: 'class_1_is_highest',
    values: ['p_wait', 'Wq_nonpreemptive', 'W_nonpreemptive', 'T_preemptive_resume_c1', 'Wq_fifo_same_load'],
  },
  {
    name: 'mg1_priority_cobham',
    inputs: { class_1_is_highest: classNumber, lambda: rate, mean_service: duration, scv: variation },
    part: 'class_1_is_highest',
    values: ['sigma_k', 'W0', 'Wq_nonpreemptive_MG1'],
  },
  {
    name: 'mg1',
    inputs: {
      service: { form: 'word', words: ['D', 'M', 'E', 'LN', 'H2'] },
      param: variation,
      lambda: rate,
      mean_service: duration,
    },
    values: ['Wq_PK', 'sd_wait_FIFO', 'Lq', 'W', 'sd_wait_LIFO'],
  },
  {
    name: 'mdc',
    inputs: { c: servers, rho: { form: 'number', from: 0, to: 1e6, isAbove: true }, D: duration },
    values: ['Wq_MDc_exact'],
  },
  {
    name: 'fluid_backlog',
    inputs: {
      Q0: { form: 'number', from: 0, to: 20_000_000 },
      lambda_per_day: perDay,
      mu0_per_day: perDay,
      added_mu_per_day: perDay,
      start_day: { form: 'number', from: 0, to: 20_000 },
      ramp_days: { form: 'number', from: 0, to: 20_000 },
    },
    values: [
      ...['peak_day', 'peak_backlog', 'Q_365', 'Q_730', 'Q_1826'],
      ...['day_backlog_zero', 'fifo_virtual_wait_day0', 'fifo_virtual_wait_day365'],
    ],
  },
  {
    name: 'mmc',
    inputs: { c: servers, lambda: rate, mu: rate },
    values: [
      ...['rho', 'erlang_b', 'p_wait_erlang_c', 'Lq', 'Wq', 'L', 'W', 'sd_wait'],
      ...['wait_p50', 'wait_p90', 'wait_p95', 'wait_p99'],
    ],
  },
]

/** The kind whose inputs are all among the columns; the first of `kinds`, where those that ask for more stand before those that ask for less. */
export function kindOf(columns: string[]): Kind | { refused: string } {
  const found = kinds.find(({ inputs }) => Object.keys(inputs).every((name) => columns.includes(name)))
  if (found && !(found.name === 'mmc' && isHalfOfAnother(columns))) return found
  const closest = closestKind(columns)
  const missing = Object.keys(closest.inputs).filter((name) => !columns.includes(name))
  return {
    refused:
      `Line 1: these columns (${columns.join(', ').slice(0, 200)}) are those of no kind of queue known here. ` +
      `The closest is ${closest.name}, which also needs ${missing.join(', ')}. ` +
      `Kinds: ${kinds
        .map(({ name }) => name)
        .toSorted()
        .join(', ')}.`,
  }
}

/** A column that only another kind has: the file is not M/M/c with an extra column, it lacks a column of that kind. */
function isHalfOfAnother(columns: string[]): boolean {
  return ['K_places_total', 'theta_abandon', 'routing_row', 'node', 'class_1_is_highest', 'lambda_k', 'Q0'].some(
    (name) => columns.includes(name),
  )
}

function closestKind(columns: string[]): Kind {
  const lackOf = ({ inputs }: Kind) => {
    const names = Object.keys(inputs)
    return names.filter((name) => !columns.includes(name)).length / names.length
  }
  // The best by share of its columns; those only mmc lacks are told by the column that is theirs alone.
  const candidates = kinds.filter(({ name }) => name !== 'mmc' || !isHalfOfAnother(columns))
  return candidates.toSorted((a, b) => lackOf(a) - lackOf(b))[0]!
}

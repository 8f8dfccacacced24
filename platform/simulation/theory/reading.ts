import { firstSentences, readCsvLines } from '#platform/base/csv-lines.ts'
import { type Allowed, type Kind, kindOf } from './kinds.ts'
import { whyItNeverSettles } from './settling.ts'

/** One row: numbers and words by the name of their column. */
export type QueueRow = {
  line: number
  id: string
  number: Record<string, number>
  word: Record<string, string>
  /** Shares of whoever leaves a node, by node in the order of their numbers. */
  shares: number[]
  /** By value column; null where the file leaves it empty. */
  values: Record<string, number | null>
}

/** Rows that are one queue, in the order of their parts; `at` are their places in the file. */
export type Queue = { id: string; kind: Kind; rows: QueueRow[]; at: number[] }

export type QueueFile = { kind: Kind; values: string[]; rows: QueueRow[]; queues: Queue[] }

/** A file of queues, or up to ten sentences, each naming line and column, what was there and what is possible. */
export function readQueues(text: string): QueueFile | { refused: string } {
  const lines = readCsvLines(text, { lineCharactersMax: 100_000 })
  if ('refused' in lines) return lines
  const [head, ...body] = lines
  if (!head) return { refused: 'The file is empty: the first line names the columns.' }
  const columns = head.cells
  const doubled = columns.find((name, i) => columns.indexOf(name) !== i)
  if (doubled !== undefined) return { refused: `Line 1: the column ${doubled.slice(0, 60)} stands there twice.` }
  const kind = kindOf(columns)
  if ('refused' in kind) return kind
  if (body.length === 0) return { refused: 'The file has columns and no rows.' }
  if (body.length > ROWS_MAX)
    return { refused: `The file has ${body.length} rows; at most ${ROWS_MAX} are simulated at once.` }

  const wrong: string[] = []
  const rows = body.map(({ line, cells }, i) => rowOf({ kind, columns, cells, line, place: i }, wrong))
  const queues = wrong.length === 0 ? queuesOf(kind, rows, wrong) : []
  if (wrong.length > 0) return { refused: firstSentences(wrong) }
  const present = kind.values.filter((name) => columns.includes(name))
  // In the order of the file; a file without any value column asks for all.
  const values = present.length > 0 ? columns.filter((name) => present.includes(name)) : kind.values
  return { kind, values, rows, queues }
}

const ROWS_MAX = 5_000
type RawRow = { kind: Kind; columns: string[]; cells: string[]; line: number; place: number }

function rowOf({ kind, columns, cells, line, place }: RawRow, wrong: string[]): QueueRow {
  const row: QueueRow = { line, id: String(place), number: {}, word: {}, shares: [], values: {} }
  if (cells.length !== columns.length) {
    wrong.push(
      `Line ${line}: ${cells.length} cells under ${columns.length} columns. Numbers have no thousands separators, decimals a point.`,
    )
    return row
  }
  columns.forEach((name, i) => {
    const cell = cells[i]!
    const allowed = kind.inputs[name]
    if (name === 'id') row.id = cell.slice(0, 100)
    else if (allowed) readInput(row, name, { cell, allowed }, wrong)
    else if (kind.values.includes(name)) row.values[name] = cell === '' ? null : numberIn(row, name, cell, wrong)
  })
  return row
}

function readInput(
  row: QueueRow,
  name: string,
  { cell, allowed }: { cell: string; allowed: Allowed },
  wrong: string[],
): void {
  const refuse = (possible: string) =>
    wrong.push(
      `Line ${row.line}, column ${name}: ${cell === '' ? 'nothing' : `"${cell.slice(0, 40)}"`} stands there; ${possible}.`,
    )
  if (allowed.form === 'word') {
    row.word[name] = cell
    if (!allowed.words.includes(cell)) refuse(`possible are ${allowed.words.join(', ')}`)
  } else if (allowed.form === 'shares') {
    row.shares = cell.split(';').map((share) => (NUMBER.test(share.trim()) ? Number(share) : Number.NaN))
    if (!row.shares.every((share) => share >= 0 && share <= 1))
      refuse('possible are shares from 0 to 1, with ; between them')
    else if (row.shares.reduce((sum, share) => sum + share, 0) > 1 + 1e-9)
      refuse(
        `the shares add up to ${rounded(row.shares.reduce((sum, share) => sum + share, 0))}, and no more than 1 can leave`,
      )
  } else {
    const value = NUMBER.test(cell) ? Number(cell) : Number.NaN
    const { from, to } = allowed
    const isAbove = allowed.form === 'number' && allowed.isAbove === true
    row.number[name] = value
    const isWhole = allowed.form === 'number' || Number.isInteger(value)
    if (!(isWhole && value >= from && value <= to && !(isAbove && value === from)))
      refuse(
        `possible is a ${isWhole && allowed.form === 'number' ? '' : 'whole '}number ${isAbove ? `above ${from}` : `from ${from}`} up to ${to}, without thousands separators`,
      )
  }
}

function numberIn(row: QueueRow, name: string, cell: string, wrong: string[]): number | null {
  if (NUMBER.test(cell)) return Number(cell)
  wrong.push(
    `Line ${row.line}, column ${name}: "${cell.slice(0, 40)}" stands there; possible is a number without thousands separators, or nothing.`,
  )
  return null
}

/** Digits with a point, and an exponent where one is needed; no hexadecimal, no `NaN`, no `Infinity`. */
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$/

const rounded = (value: number) => Math.round(value * 1e6) / 1e6

function queuesOf(kind: Kind, rows: QueueRow[], wrong: string[]): Queue[] {
  const byId = new Map<string, Queue>()
  rows.forEach((row, place) => {
    const key = kind.part === undefined ? String(place) : row.id
    const queue = byId.get(key) ?? { id: row.id, kind, rows: [], at: [] }
    queue.rows.push(row)
    queue.at.push(place)
    byId.set(key, queue)
  })
  const queues = [...byId.values()]
  for (const queue of queues) {
    if (kind.part !== undefined) putInOrder(queue, kind.part, wrong)
    const why = wrong.length === 0 ? whyItNeverSettles(queue) : undefined
    if (why !== undefined) wrong.push(why)
  }
  return queues
}

function putInOrder(queue: Queue, part: string, wrong: string[]): void {
  const order = queue.rows
    .map((row, i) => ({ row, at: queue.at[i]! }))
    .toSorted((a, b) => a.row.number[part]! - b.row.number[part]! || a.at - b.at)
  queue.rows = order.map(({ row }) => row)
  queue.at = order.map(({ at }) => at)
  const first = queue.kind.inputs[part]
  const from = first?.form === 'whole' ? first.from : 0
  queue.rows.forEach((row, i) => {
    const refuse = (name: string, cell: unknown, possible: string) =>
      wrong.push(`Line ${row.line}, column ${name}: "${cell}" stands there; ${possible}.`)
    if (row.number[part] !== i + from)
      refuse(
        part,
        row.number[part],
        `the rows of id ${queue.id} are numbered ${from}, ${from + 1}, … without gaps or doubles`,
      )
    if (queue.kind.name === 'mmc_priority')
      for (const name of ['c', 'mu'])
        if (row.number[name] !== queue.rows[0]!.number[name])
          refuse(
            name,
            row.number[name],
            `all classes of id ${queue.id} share the same servers, ${queue.rows[0]!.number[name]}`,
          )
    if (queue.kind.name === 'jackson' && row.shares.length !== queue.rows.length)
      refuse(
        'routing_row',
        row.shares.join(';'),
        `id ${queue.id} has ${queue.rows.length} nodes, so ${queue.rows.length} shares`,
      )
  })
}

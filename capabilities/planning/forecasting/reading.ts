import { firstSentences, printable, readCsvLines } from '#platform/base/csv-lines.ts'
import { MONTHS_MIN } from './forecast.ts'
import { findMonth, type Month, monthText } from './months.ts'

/** Counts of consecutive months, oldest first. */
export type History = { first: Month; values: Float64Array; isSorted: boolean }

/**
 * A file of months and counts (`month,value`, YYYY-MM), or up to ten sentences, each naming line and field, what was there and what is possible.
 * Rows may stand in any order (`isSorted` says whether they did); a month that is missing or there twice is refused, never guessed.
 */
export function readHistory(text: string): History | { refused: string } {
  const lines = readCsvLines(text, { lineCharactersMax: 10_000 })
  if ('refused' in lines) return lines
  const [head, ...body] = lines
  if (!head) return { refused: `The file is empty. ${POSSIBLE}` }
  const columns = head.cells.map((cell) => cell.toLowerCase())
  if (!isHead(columns))
    return { refused: `Line ${head.line}: ${quoted(head.cells.join(','))} stands there. ${POSSIBLE}` }
  if (body.length > MONTHS_MAX)
    return { refused: `The file has ${body.length} rows; at most ${MONTHS_MAX} months are looked at.` }

  const wrong: string[] = []
  const rows = body.map((line) => rowOf(line, columns, wrong))
  if (wrong.length > 0) return { refused: firstSentences(wrong) }
  const ordered = rows.toSorted((a, b) => a.month - b.month || a.line - b.line)
  ordered.forEach(({ month, line }, i) => {
    const before = ordered[i - 1]
    if (!before || month === before.month + 1) return
    if (month === before.month)
      wrong.push(
        `Line ${line}: the month ${monthText(month)} was there before, in line ${before.line}; possible is each month once.`,
      )
    else
      wrong.push(
        `Line ${line}: ${gapBefore(month, before.month)}; possible are months without gaps, 0 where nobody came.`,
      )
  })
  if (wrong.length > 0) return { refused: firstSentences(wrong) }
  if (ordered.length < MONTHS_MIN)
    return {
      refused: `The file has ${ordered.length} months; a forecast needs at least ${MONTHS_MIN}, better three years.`,
    }
  return {
    first: ordered[0]!.month,
    values: Float64Array.from(ordered, ({ value }) => value),
    isSorted: ordered.every((row, i) => row === rows[i]),
  }
}

const POSSIBLE =
  'The first line names the columns, month,value, with a comma between and nothing else; then one row for each month, such as 2021-07,12724.'
const MONTHS_MAX = 1_200
const VALUE_MAX = 1e9
const MONTH_FROM = 1900 * 12
const MONTH_TO = 2199 * 12 + 11

const isHead = (columns: string[]) => columns.length === 2 && columns.includes('month') && columns.includes('value')

type Line = { line: number; cells: string[] }
type Row = { line: number; month: Month; value: number }

function rowOf({ line, cells }: Line, columns: string[], wrong: string[]): Row {
  const row = { line, month: 0, value: 0 }
  if (cells.length !== 2) {
    wrong.push(
      `Line ${line}: ${cells.length === 1 ? '1 cell stands' : `${cells.length} cells stand`} there, ${quoted(cells.join(','))}; possible are two, month and value, the value without thousands separators.`,
    )
    return row
  }
  const text = cells[columns.indexOf('month')]!
  const month = findMonth(text)
  if (month === undefined || month < MONTH_FROM || month > MONTH_TO)
    wrong.push(
      `Line ${line}, month: ${quoted(text)} stands there; possible is a month as YYYY-MM, such as 2021-07, from ${monthText(MONTH_FROM)} to ${monthText(MONTH_TO)}.`,
    )
  else row.month = month
  const cell = cells[columns.indexOf('value')]!
  const value = NUMBER.test(cell) ? Number(cell) : Number.NaN
  if (value >= 0 && value <= VALUE_MAX) row.value = value
  else
    wrong.push(
      `Line ${line}, value: ${quoted(cell)} stands there; possible is a number from 0 to ${VALUE_MAX}, without thousands separators, decimals after a point.`,
    )
  return row
}

/** Digits with a point, and an exponent where one is needed; no hexadecimal, no `NaN`, no `Infinity`. */
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$/

const quoted = (cell: string) => (cell === '' ? 'nothing' : `"${printable(cell.slice(0, 60))}"`)

const gapBefore = (month: Month, before: Month) =>
  month - before === 2
    ? `before ${monthText(month)} the month ${monthText(before + 1)} is missing`
    : `before ${monthText(month)} the months ${monthText(before + 1)} to ${monthText(month - 1)} are missing`

import { stringify } from 'csv-stringify/sync'

/** Cells as CSV that no spreadsheet takes for a formula (OWASP, "CSV Injection"). */
export const writeCsv = (cells: string[][]): string =>
  stringify(
    cells.map((row) => row.map(neutral)),
    { record_delimiter: 'windows' },
  )

/** A cell that begins like a formula gets an apostrophe, which spreadsheets take as "this is text". */
export const neutral = (cell: string): string => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell)

import { parse } from 'csv-parse/sync'

/** The cells of each line that is not empty, with the number of the line, or why this is no CSV. */
export function readCsvLines(
  text: string,
  { lineCharactersMax }: { lineCharactersMax: number },
): { line: number; cells: string[] }[] | { refused: string } {
  try {
    // With `info`, each record comes with where it ends; the types of csv-parse do not say so.
    const records = parse(text, {
      ...{ bom: true, trim: true, info: true, skip_empty_lines: true, relax_column_count: true },
      max_record_size: lineCharactersMax,
    }) as unknown as { record: string[]; info: { lines: number } }[]
    return records.map(({ record, info }) => ({ line: info.lines, cells: record }))
  } catch (error) {
    return { refused: `The file is not CSV: ${printable((error as Error).message.slice(0, 300))}.` }
  }
}

/** A file that is no text must not move the reader's cursor. */
export const printable = (text: string) => text.replace(/\p{C}/gu, '?')

/** What is wrong with a file, a sentence a line; after ten, how many more there are. */
export const firstSentences = (wrong: readonly string[]): string =>
  [
    ...wrong.slice(0, SENTENCES_MAX),
    ...(wrong.length > SENTENCES_MAX ? [`… and ${wrong.length - SENTENCES_MAX} more.`] : []),
  ].join('\n')

const SENTENCES_MAX = 10

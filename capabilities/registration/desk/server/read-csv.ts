import { parse } from 'csv-parse/sync'
import type * as z from 'zod/mini'
import type { PlainDate } from '#platform/base/plain-date.ts'
import { toFieldErrors } from '#platform/http/validation.ts'
import {
  ageBandOf,
  Birth,
  type Consent,
  HOUSEHOLD_SIZE_MAX,
  type IndividualDetails,
  type IndividualFacts,
  Language,
  Name,
  Nationality,
  PhoneNumber,
  Relation,
  refuseBirth,
  Sex,
  SpecificNeedsCode,
} from '../../model.ts'
import { IMPORT_ROWS_MAX } from '../contract-files.ts'
import { type ImportColumn as Column, importColumns } from '../import-columns.ts'

/** A person of a file; the id is given when it is imported. */
export type FilePerson = { facts: Omit<IndividualFacts, 'id'>; details: Omit<IndividualDetails, 'id'> }
export type FileHousehold = { people: FilePerson[]; phoneNumber: string | null }
export type FileError = { row: number; column: string; code: string; message: string }
export type ReadFile = { households: FileHousehold[]; people: number; errors: FileError[]; errorCount: number }

const ERRORS_SHOWN_MAX = 200
const RECORD_LENGTH_MAX = 20_000
const HOUSEHOLD_KEY_MAX = 60

/** Reads a whole file and says all that is wrong with it, by row and column. Row 1 is the header. */
export function readCsv(csv: string, today: PlainDate): ReadFile {
  const errors: FileError[] = []
  let errorCount = 0
  const report = (row: number, column: string, code: string, message: string) => {
    errorCount++
    if (errors.length < ERRORS_SHOWN_MAX) errors.push({ row, column, code, message })
  }
  const nothing = () => ({ households: [], people: 0, errors, errorCount })

  const table = parseTable(csv, report)
  if (!table) return nothing()
  const [header = [], ...rows] = table
  const columns = header.map((name) => name.trim().toLowerCase())
  columns.forEach((name, index) => {
    if (!isColumn(name))
      // By its place: in a file without a header these are the cells of a person.
      report(1, `#${index + 1}`, 'unknown-column', `Use these columns: ${importColumns.join(', ')}.`)
    else if (columns.indexOf(name) !== index) report(1, name, 'column-twice', `${name} stands in the header twice.`)
  })
  for (const needed of ['household', 'name'] as const)
    if (!columns.includes(needed)) report(1, needed, 'missing-column', `The column ${needed} is missing.`)
  if (rows.length === 0) report(1, 'household', 'no-rows', 'There is no row under the header.')
  if (rows.length > IMPORT_ROWS_MAX)
    report(
      IMPORT_ROWS_MAX + 2,
      'household',
      'too-many-rows',
      `A file holds at most ${IMPORT_ROWS_MAX} people. Split it.`,
    )
  if (errorCount > 0) return nothing()

  const grouped = new Map<
    string,
    { row: number; person: FilePerson; saidFocal: boolean; phoneNumber: string | null }[]
  >()
  for (const [index, values] of rows.entries()) {
    const row = index + 2
    const cell = (column: Column) => (values[columns.indexOf(column)] ?? '').trim()
    const household = cell('household')
    if (values.length !== columns.length) {
      const counts = `This row has ${values.length} columns; the header has ${columns.length}.`
      report(row, 'household', 'wrong-number-of-columns', counts)
    } else if (!household || household.length > HOUSEHOLD_KEY_MAX) {
      report(row, 'household', 'missing', 'household must be 1 to 60 characters, the same for all who belong together.')
    } else {
      const read = readPerson(cell, today, (column, code, message) => report(row, column, code, message))
      const members = grouped.get(household) ?? []
      if (read) members.push({ row, ...read })
      if (members.length > 0) grouped.set(household, members)
    }
  }
  const households = [...grouped.values()].map((members) => toHousehold(members, report))
  return { households, people: rows.length, errors, errorCount }
}

type Report = (row: number, column: string, code: string, message: string) => void

function parseTable(csv: string, report: Report): string[][] | undefined {
  const firstLine = csv.slice(0, csv.search(/[\r\n]/) >>> 0)
  // Spreadsheets in many languages write semicolons.
  const delimiter = [';', '\t'].find((mark) => firstLine.split(mark).length > firstLine.split(',').length) ?? ','
  try {
    return parse(csv, {
      bom: true,
      delimiter,
      skip_empty_lines: true,
      relax_column_count: true,
      max_record_size: RECORD_LENGTH_MAX,
    }) as string[][]
  } catch (error) {
    // The library's own message quotes the cell.
    const lines = (error as { lines?: number }).lines ?? 1
    report(lines, 'household', 'not-csv', 'From this row on the file is not CSV. Check the quotation marks.')
    return undefined
  }
}

const isColumn = (name: string): name is Column => (importColumns as readonly string[]).includes(name)

function readPerson(
  cell: (column: Column) => string,
  today: PlainDate,
  refuse: (column: Column, code: string, message: string) => void,
) {
  let isRight = true
  const wrong = (column: Column, code: string, message: string) => {
    isRight = false
    refuse(column, code, message)
  }
  const take = <S extends z.ZodMiniType>(column: Column, schema: S, value: unknown): z.output<S> | undefined => {
    const result = schema.safeParse(value)
    if (result.success) return result.data
    const [first] = toFieldErrors(result.error.issues[0]!, column)
    wrong(column, first!.code, first!.message)
    return undefined
  }
  const yesOrNo = (column: Column): boolean | null => {
    const text = cell(column).toLowerCase()
    if (text === '') return null
    if (text !== 'yes' && text !== 'no') wrong(column, 'not-in-list', `${column} must be one of: yes, no, or empty.`)
    return text === 'yes'
  }

  const birth = readBirth(cell, today, wrong)
  const consent: Consent = {
    registration: yesOrNo('consent_registration'),
    aid: yesOrNo('consent_aid'),
    tracing: yesOrNo('consent_tracing'),
    legalHelp: yesOrNo('consent_legal_help'),
    statistics: yesOrNo('consent_statistics'),
  }
  const saidFocal = yesOrNo('focal_point') === true
  const needs = cell('needs')
    .split(/[|\s]+/)
    .filter((need) => need !== '')
    .map((need) => take('needs', SpecificNeedsCode, need))
  const name = cell('name') === '' ? null : take('name', Name, cell('name'))
  const sex = take('sex', Sex, cell('sex') || 'unknown')
  const nationality = take(
    'nationality',
    Nationality,
    /^[A-Za-z]{3}$/.test(cell('nationality'))
      ? cell('nationality').toUpperCase()
      : cell('nationality') || 'undisclosed',
  )
  const language = take('language', Language, cell('language') || 'en')
  const relation = take('relation', Relation, cell('relation') || (saidFocal ? 'focal-point' : 'unknown'))
  const phoneNumber = cell('phone_number') === '' ? null : take('phone_number', PhoneNumber, cell('phone_number'))
  if (!isRight || name === undefined || !sex || !nationality || !language || !relation || phoneNumber === undefined)
    return undefined
  const person: FilePerson = {
    facts: { isFocalPoint: false, sex, ageBand: ageBandOf(birth, today), nationality, language, consent },
    details: { name, birth, relation, needs: needs.filter((need) => need !== undefined) },
  }
  return { person, saidFocal, phoneNumber }
}

/** At most one of the three ways to say it; all empty means unknown. */
function readBirth(
  cell: (column: Column) => string,
  today: PlainDate,
  wrong: (column: Column, code: string, message: string) => void,
): Birth {
  const given = (['birth_date', 'birth_year', 'age'] as const).filter((column) => cell(column) !== '')
  const [column] = given
  if (!column) return { kind: 'unknown' }
  if (given.length > 1) wrong(given[1]!, 'given-twice', 'Give only one of birth_date, birth_year and age.')
  const text = cell(column)
  const candidate =
    column === 'birth_date'
      ? { kind: 'date', on: text }
      : column === 'birth_year'
        ? { kind: 'year', year: Number(text) }
        : { kind: 'age', years: Number(text), statedOn: today }
  const result = Birth.safeParse(candidate)
  if (!result.success) {
    const form = {
      birth_date: 'a day that exists, as YYYY-MM-DD',
      birth_year: 'a year of four digits',
      age: 'a whole number from 0 to 130',
    }
    wrong(column, 'wrong-format', `${column} must be ${form[column]}.`)
    return { kind: 'unknown' }
  }
  const refusal = refuseBirth(result.data, today)
  if (refusal)
    wrong(
      column,
      refusal,
      refusal === 'in-the-future' ? `${column} lies in the future.` : `${column} lies more than 130 years back.`,
    )
  return result.data
}

function toHousehold(
  members: { row: number; person: FilePerson; saidFocal: boolean; phoneNumber: string | null }[],
  report: Report,
): FileHousehold {
  const first = members[0]!
  const speakers = members.filter(({ saidFocal }) => saidFocal)
  if (members.length > HOUSEHOLD_SIZE_MAX)
    report(
      members[HOUSEHOLD_SIZE_MAX]!.row,
      'household',
      'household-too-large',
      `A household has at most ${HOUSEHOLD_SIZE_MAX} people.`,
    )
  if (speakers.length > 1 || (speakers.length === 0 && members.length > 1))
    report(
      (speakers[1] ?? first).row,
      'focal_point',
      'one-focal-point',
      'Exactly one person of a household has focal_point yes.',
    )
  const speaker = speakers[0] ?? first
  return {
    people: members.map(({ person, ...member }) => ({
      ...person,
      facts: { ...person.facts, isFocalPoint: member.row === speaker.row },
    })),
    phoneNumber: speaker.phoneNumber ?? members.find(({ phoneNumber }) => phoneNumber)?.phoneNumber ?? null,
  }
}

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type * as z from 'zod/mini'
import { JsonProblem, type JsonWithLines, parseJsonWithLines } from '#platform/base/json-lines.ts'
import { Calendar } from '../calendar.ts'
import { Procedure } from '../procedure.ts'
import { checkCalendar, checkProcedure, type Fault } from '../procedure-check.ts'

/** A file that cannot be used: which, in which line, and what would put it right. Told to whoever starts the server. */
export class ProcedureProblem extends Error {}

export type Procedures = { procedures: readonly Procedure[]; calendars: ReadonlyMap<string, Calendar> }

/** The procedures and calendars that come with the program. */
export const SHIPPED = {
  procedures: join(import.meta.dirname, '../procedures'),
  calendars: join(import.meta.dirname, '../calendars'),
}

/** Where an operation puts its own: files ending in `.json`, in two folders of the data folder that need not be there. */
export const ownFolders = (dataDir: string) => ({
  procedures: join(dataDir, 'procedures'),
  calendars: join(dataDir, 'calendars'),
})

/** Reads all of them, checks each, and throws everything that is wrong at once. */
export function readProcedures(folders: readonly { procedures: string; calendars: string }[]): Procedures {
  const faults: string[] = []
  const calendars = new Map<string, Calendar>()
  for (const path of folders.flatMap((each) => listJson(each.calendars))) {
    const read = readFile(path, Calendar, checkCalendar)
    faults.push(...read.faults)
    if (!read.value) continue
    if (calendars.has(read.value.calendar)) faults.push(taken(path, read, 'calendar', read.value.calendar))
    else calendars.set(read.value.calendar, read.value)
  }
  const procedures: Procedure[] = []
  for (const path of folders.flatMap((each) => listJson(each.procedures))) {
    const read = readFile(path, Procedure, (procedure) => {
      const calendar = calendars.get(procedure.calendar)
      if (calendar) return checkProcedure(procedure, calendar.agencies)
      return [
        {
          path: ['calendar'],
          message: `There is no calendar "${procedure.calendar}". There are: ${[...calendars.keys()].join(', ')}.`,
        },
      ]
    })
    faults.push(...read.faults)
    if (!read.value) continue
    const { procedure, version } = read.value
    if (procedures.some((other) => other.procedure === procedure && other.version === version))
      faults.push(taken(path, read, 'procedure', `${procedure}", version "${version}`))
    else procedures.push(read.value)
  }
  if (faults.length > 0) throw new ProcedureProblem(tell(faults))
  return { procedures, calendars }
}

type Read<T> = { value?: T; faults: string[]; json?: JsonWithLines }

/** A file as its schema and its own check find it; everything wrong in it has its line. */
function readFile<T>(path: string, schema: z.ZodMiniType<T>, check: (value: T) => Fault[]): Read<T> {
  const name = basename(path)
  let json: JsonWithLines
  try {
    if (statSync(path).size > BYTES_MAX)
      return { faults: [`${name}: larger than ${BYTES_MAX / 1024} KiB. Take out what is no rule.`] }
    json = parseJsonWithLines(new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)))
  } catch (error) {
    if (error instanceof JsonProblem) return { faults: [`${name}, line ${error.line}: ${error.message}`] }
    return { faults: [`${name}: cannot be read. It has to be a file of text in UTF-8 that this account may read.`] }
  }
  const parsed = schema.safeParse(json.value)
  const found = parsed.success ? check(parsed.data) : parsed.error.issues.flatMap((issue) => faultsOf(issue))
  const faults = found.map(({ path, message }) => ({ line: json.lineOf(path), text: `${where(path)}${message}` }))
  return {
    json,
    faults: faults.sort((a, b) => a.line - b.line).map(({ line, text }) => `${name}, line ${line}: ${text}`),
    ...(parsed.success && faults.length === 0 && { value: parsed.data }),
  }
}

type Issue = z.core.$ZodIssue

/** What the schema refused, as a sentence that says what would be right. */
function faultsOf(issue: Issue): Fault[] {
  const { path } = issue
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: 'This is not known here. Take it out, or look for a slip of the pen.',
      }))
    case 'too_small':
      return [
        {
          path,
          message:
            issue.origin === 'string'
              ? 'Some words are needed here.'
              : issue.origin === 'array'
                ? `At least ${issue.minimum} are needed here.`
                : `Give a whole number of at least ${issue.minimum}.`,
        },
      ]
    case 'too_big':
      return [
        {
          path,
          message:
            issue.origin === 'string'
              ? `At most ${issue.maximum} characters.`
              : issue.origin === 'array'
                ? `At most ${issue.maximum} of them.`
                : `Give a whole number of at most ${issue.maximum}.`,
        },
      ]
    case 'invalid_value':
      return [{ path, message: `One of these is right: ${issue.values.map(String).join(', ')}.` }]
    case 'invalid_type':
      return [
        {
          path,
          message: `${issue.input === undefined ? 'This is missing. Give' : 'Give'} ${WORDS[issue.expected] ?? issue.expected}.`,
        },
      ]
    case 'invalid_union': {
      // Of several forms, the one that comes nearest is the one that was meant.
      const nearest = issue.errors.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? []
      return nearest.length > 0 && depth(nearest) > 0
        ? nearest.flatMap((inner) => faultsOf({ ...inner, path: [...path, ...inner.path] } as Issue))
        : [
            {
              path,
              message: 'This has none of the forms it may have. Compare it with a file that came with the program.',
            },
          ]
    }
    default:
      return [{ path, message: `Give ${issue.message === 'Invalid input' ? 'another value' : issue.message}.` }]
  }
}

const depth = (issues: readonly Issue[]) => Math.max(0, ...issues.map(({ path }) => path.length))

const WORDS: Record<string, string> = {
  ...{ string: 'words in quotes', int: 'a whole number', number: 'a whole number', boolean: 'true or false' },
  ...{ array: 'a list in [ ]', object: 'an object in { }' },
}

const where = (path: readonly PropertyKey[]): string => {
  const text = path
    .map((part) => (typeof part === 'number' ? `[${part + 1}]` : String(part)))
    .join('.')
    .replaceAll('.[', '[')
  return text ? `${text}: ` : ''
}

const taken = (path: string, { json }: Read<unknown>, field: string, name: string) =>
  `${basename(path)}, line ${json!.lineOf([field])}: Another file holds the ${field} "${name}". Give this one another name or version.`

function tell(faults: readonly string[]): string {
  const shown = faults.slice(0, SHOWN_MAX)
  const more = faults.length > shown.length ? [`… and ${faults.length - shown.length} more.`] : []
  return ['A procedure cannot be used as it is written:', ...shown, ...more].join('\n')
}

function listJson(folder: string): string[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
  if (names.length > FILES_MAX)
    throw new ProcedureProblem(`${folder} holds more than ${FILES_MAX} files. Take out those nobody uses.`)
  return names.map((name) => join(folder, name))
}

const BYTES_MAX = 256 * 1024
const FILES_MAX = 200
const SHOWN_MAX = 20

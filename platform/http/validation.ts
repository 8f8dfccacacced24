import type * as z from 'zod/mini'
import { badInput, type FieldError } from '#platform/base/problem.ts'

type Issue = z.core.$ZodIssue

/** Parses what came in; what is wrong becomes one sentence per field, at most 20 of them. Values are never repeated. */
export function parseOrRefuse<S extends z.ZodMiniType>(schema: S, value: unknown, prefix = ''): z.output<S> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw badInput({ errors: result.error.issues.flatMap((issue) => toFieldErrors(issue, prefix)).slice(0, 20) })
}

/** Field errors of a parse that failed, for callers that collect them (an import, a phone). */
export function toFieldErrors(issue: Issue, prefix = ''): FieldError[] {
  const path = [prefix, ...issue.path.map(String)].filter((part) => part !== '').join('.')
  const field = path || 'body'
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      field: path ? `${path}.${safeName(key)}` : safeName(key),
      code: 'unknown-field',
      message: `${safeName(key)} is not a field here. Leave it out.`,
    }))
  const { code, message } = sentence(issue, field)
  return [{ field, code, message }]
}

function sentence(issue: Issue, field: string): { code: string; message: string } {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? { code: 'missing', message: `${field} is missing. Give ${article(issue.expected)}.` }
        : { code: 'wrong-type', message: `${field} must be ${article(issue.expected)}.` }
    case 'too_small':
      return issue.origin === 'string'
        ? { code: 'too-short', message: `${field} must have at least ${issue.minimum} characters.` }
        : issue.origin === 'array'
          ? { code: 'too-few', message: `${field} must have at least ${issue.minimum} entries.` }
          : { code: 'too-small', message: `${field} must be ${issue.minimum} or more.` }
    case 'too_big':
      return issue.origin === 'string'
        ? { code: 'too-long', message: `${field} must have at most ${issue.maximum} characters.` }
        : issue.origin === 'array'
          ? { code: 'too-many', message: `${field} must have at most ${issue.maximum} entries.` }
          : { code: 'too-big', message: `${field} must be ${issue.maximum} or less.` }
    case 'invalid_value':
      return {
        code: 'not-in-list',
        message: `${field} must be ${issue.values.length > 12 ? 'one of the listed values' : `one of: ${issue.values.map(String).join(', ')}`}.`,
      }
    case 'custom': {
      const code = issue.message ?? 'not-right'
      return { code, message: `${field} ${CUSTOM[code] ?? 'is not right. See the documentation of this field'}.` }
    }
    case 'invalid_format':
      return { code: 'wrong-format', message: `${field} must have the form: ${FORMATS[issue.format] ?? issue.format}.` }
    default:
      return { code: 'not-right', message: `${field} has none of the forms that are possible here.` }
  }
}

/** Refinements name themselves by a code; the sentence about it stands here once. */
const CUSTOM: Record<string, string> = {
  'lone-surrogate': 'contains half a character. Write it again',
  'control-character': 'contains an invisible control character. Write it again without it',
  'direction-override': 'contains an invisible mark that turns the direction of text. Write it again without it',
  'not-a-day': 'must be a day that exists, as YYYY-MM-DD',
  'in-the-future': 'lies in the future. Give a day up to today',
  'too-long-ago': 'lies more than 130 years back. Check the year',
  'unknown-country': 'must be an ISO 3166-1 alpha-3 code, "stateless" or "undisclosed"',
  'not-a-uuid': 'must be a UUID in lower case',
  'not-base64url': 'must be base64url without padding',
  'wrong-length': 'has the wrong length',
  'counts-differ': 'must equal the number of people given',
  'one-focal-point': 'must name exactly one focal point',
  'same-id-twice': 'must give each person an id of their own',
  'not-a-phone-number': 'must be a phone number with 6 to 15 digits, perhaps with + in front',
}

const FORMATS: Record<string, string> = { regex: 'the documented pattern', uuid: 'a UUID in lower case' }

const ARTICLES: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}
const article = (expected: string) => ARTICLES[expected] ?? `a ${expected}`

/** A key from outside may hold anything; what is echoed is short and plain. */
const safeName = (key: string) => key.replace(/[^\w.-]/g, '?').slice(0, 40)

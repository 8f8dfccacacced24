import { isPlainDate } from '#platform/base/plain-date.ts'
import { sameBytes } from '#platform/cose/cbor.ts'
import { type PaperKind, printedHashOf } from './model.ts'

/** How a field is compared: words and codes letter by letter, days and hours by what they mean. */
type FieldForm = 'words' | 'code' | 'day' | 'hour'

/**
 * What the hash of a paper covers, in its order. Version 1 of the text form: a field more or less, or another order, is a
 * new version, never a change of this one. The days of issue and of validity are not here: they are signed in the QR itself.
 */
export const printedFields = {
  constancia: { number: 'code', name: 'words', born: 'day' },
  interview: { number: 'code', name: 'words', day: 'day', hour: 'hour', place: 'words' },
  hearing: {
    ...{ number: 'code', name: 'words', reportDay: 'day', reportHour: 'hour', reportPlace: 'words' },
    ...{ day: 'day', hour: 'hour', court: 'words' },
  },
  decision: { number: 'code', name: 'words', outcome: 'words', appealUntil: 'day' },
} as const satisfies Record<PaperKind, Record<string, FieldForm>>

export type PrintedValues<K extends PaperKind = PaperKind> = { [kind in K]: Record<FieldOf<kind>, string> }[K]
type FieldOf<K extends PaperKind> = keyof (typeof printedFields)[K] & string

const FORM_VERSION = 1

/** The names of a paper's fields, in their order. */
export const fieldNamesOf = (kind: PaperKind): string[] => Object.keys(printedFields[kind])

/** How the field of this name is compared. */
export const fieldFormOf = (kind: PaperKind, name: string): FieldForm =>
  (printedFields[kind] as Record<string, FieldForm>)[name]!

/**
 * The one form of a field that is hashed, whatever way it was typed: case, accents, spaces, dashes and the digits of any
 * keyboard make no difference. `undefined` when nothing is left, or when it is no day or hour.
 */
export function normalForm(form: FieldForm, typed: string): string | undefined {
  if (form === 'day') return dayIn(typed)
  if (form === 'hour') return hourIn(typed)
  const letters = lettersOf(typed)
  return (form === 'code' ? letters.replaceAll(' ', '') : letters) || undefined
}

/** The hash for the QR; throws with the name of the first field that is empty or no day or hour. */
export async function paperHash<K extends PaperKind>(kind: K, values: PrintedValues<K>): Promise<Uint8Array> {
  const { fields, wrong } = normalFields(kind, values)
  if (wrong.length > 0) throw new Error(`a paper cannot be issued without this field: ${wrong[0]}`)
  return printedHashOf(fields)
}

export type Comparison = { result: 'same' | 'different' } | { result: 'incomplete'; fields: string[] }

/**
 * Compares what somebody typed from a paper with the hash in its QR. One hash covers all fields: it says that one
 * differs, not which, so that nobody can find out a name by asking field by field.
 */
export async function comparePrinted(
  kind: PaperKind,
  typed: Readonly<Record<string, string>>,
  hash: Uint8Array,
): Promise<Comparison> {
  const { fields, wrong } = normalFields(kind, typed)
  if (wrong.length > 0) return { result: 'incomplete', fields: wrong }
  return { result: sameBytes(await printedHashOf(fields), hash) ? 'same' : 'different' }
}

function normalFields(kind: PaperKind, values: Readonly<Record<string, string>>) {
  const fields: [name: string, value: string][] = [['paper', `${kind}/${FORM_VERSION}`]]
  const wrong: string[] = []
  for (const name of fieldNamesOf(kind)) {
    const value = normalForm(fieldFormOf(kind, name), values[name] ?? '')
    if (value === undefined) wrong.push(name)
    else fields.push([name, value])
  }
  return { fields, wrong }
}

/** Accents of Latin and vowel marks of Arabic are not read aloud; the vowel signs of other scripts are letters and stay. */
function lettersOf(typed: string): string {
  return westernDigits(typed)
    .normalize('NFKD')
    .replace(/[[\p{Mn}&&\p{Script=Inherited}]\p{Cf}\u0640\u02b9-\u02bf]/gv, '')
    .toUpperCase()
    .normalize('NFKC')
    .replace(/[\p{P}\p{S}\p{Z}\p{C}]+/gu, ' ')
    .trim()
}

/** `2021-10-24` or, day first, `24/10/2021`, with whatever stands between the numbers. */
function dayIn(typed: string): string | undefined {
  const numbers = westernDigits(typed)
    .match(/^\D*(\d{1,4})\D+(\d{1,2})\D+(\d{1,4})\D*$/)
    ?.slice(1)
  if (!numbers) return undefined
  const [year, month, day] = numbers[0]!.length === 4 ? numbers : numbers.toReversed()
  const date = `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`
  return year!.length === 4 && isPlainDate(date) ? date : undefined
}

/** Hours of the day as printed, from 0 to 23. */
function hourIn(typed: string): string | undefined {
  const [, hour, minute] = westernDigits(typed).match(/^\s*(\d{1,2})\s*[:.hH ]\s*(\d{2})\s*$/) ?? []
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59) return undefined
  return `${hour.padStart(2, '0')}:${minute}`
}

const westernDigits = (text: string) =>
  text.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String((digit.codePointAt(0)! - 0x660) & 0x0f))

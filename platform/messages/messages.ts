/** The languages Posada speaks, in the order a first visit offers them. */
export const locales = [
  { code: 'ht', name: 'Kreyòl ayisyen', shortName: 'Kreyòl', greeting: 'Byenveni', dir: 'ltr' },
  { code: 'es', name: 'Español', shortName: 'Español', greeting: 'Bienvenidos', dir: 'ltr' },
  { code: 'en', name: 'English', shortName: 'English', greeting: 'Welcome', dir: 'ltr' },
  { code: 'fr', name: 'Français', shortName: 'Français', greeting: 'Bienvenue', dir: 'ltr' },
  { code: 'pt', name: 'Português', shortName: 'Português', greeting: 'Bem-vindos', dir: 'ltr' },
  { code: 'ar', name: 'العربية', shortName: 'العربية', greeting: 'أهلاً وسهلاً', dir: 'rtl' },
] as const

/** A language code of `locales`. */
export type Locale = (typeof locales)[number]['code']
/** The messages of one language: key to sentence. Plural forms end in `#one`, `#few`, `#other` and so on. */
export type Catalogue = Readonly<Record<string, string>>
/** What stands in for the `{placeholders}` of a message; numbers are written in the digits of the language. */
export type MessageParams = Readonly<Record<string, string | number>>
/** Looks up one sentence. */
export type Text = (key: string, params?: MessageParams) => string

/** Is this one of our languages? */
export function isLocale(code: string): code is Locale {
  return locales.some((locale) => locale.code === code)
}

/** Reading direction of a language. */
export function directionOf(locale: Locale): 'ltr' | 'rtl' {
  return locale === 'ar' ? 'rtl' : 'ltr'
}

/** The best of our languages for what a browser asks for (`navigator.languages` or `Accept-Language` parts). */
export function preferredLocale(wanted: readonly string[], fallback: Locale = 'en'): Locale {
  for (const tag of wanted) {
    const code = tag.toLowerCase().split(/[-_;]/)[0] ?? ''
    if (isLocale(code)) return code
  }
  return fallback
}

/**
 * The lookup for one language. An unknown key or a missing parameter is a programmer's mistake and stops loudly:
 * a person must never read `{count}`.
 */
export function createText(catalogue: Catalogue, locale: Locale): Text {
  const plurals = new Intl.PluralRules(intlTag(locale))
  return (key, params = {}) => {
    const message = catalogue[key] ?? pluralForm(catalogue, key, params.count, plurals)
    if (message === undefined) throw new Error(`There is no message "${key}" in ${locale}.`)
    return message.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = params[name]
      if (value === undefined) throw new Error(`The message "${key}" needs {${name}}.`)
      return typeof value === 'number' ? formatNumber(value, locale) : isolate(value, locale)
    })
  }
}

/** `1204` as `1,204`; always Western digits. */
export function formatNumber(value: number, locale: Locale): string {
  return new Intl.NumberFormat(intlTag(locale)).format(value)
}

/** A plain date `2021-11-22` as "22 Nov" (`day`) or "22 Nov 2021" (`year`). */
export function formatDate(on: string, locale: Locale, style: 'day' | 'year' = 'year'): string {
  const [year = '', month = '', day = ''] = on.split('-')
  if (locale === 'ht') {
    const words = `${Number(day)} ${haitianMonths[Number(month) - 1] ?? month}`
    return style === 'year' ? `${words} ${year}` : words
  }
  return new Intl.DateTimeFormat(intlTag(locale), {
    day: 'numeric',
    month: locale === 'ar' ? 'long' : 'short', // Arabic month names have no short form
    ...(style === 'year' && { year: 'numeric' }),
    timeZone: 'UTC',
  }).format(Date.UTC(Number(year), Number(month) - 1, Number(day)))
}

/** The month of a plain date, with its year: "March 2027". */
export function formatMonth(on: string, locale: Locale): string {
  const [year = '', month = ''] = on.split('-')
  if (locale === 'ht') return `${haitianMonths[Number(month) - 1] ?? month} ${year}`
  return new Intl.DateTimeFormat(intlTag(locale), { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    Date.UTC(Number(year), Number(month) - 1, 1),
  )
}

/** An instant as the clock on the wall shows it: `08:10`. */
export function formatTime(at: Date, timeZone?: string): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(at)
}

/** An instant as day and time, both where the reader is: late in the evening it is another day in UTC already. */
export function formatMoment(at: string, locale: Locale, style: 'day' | 'year' = 'year'): string {
  const date = new Date(at)
  const on = `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`
  return `${formatDate(on, locale, style)}${locale === 'ar' ? '،' : ','} ${formatTime(date)}`
}

/** Names of the twelve months, in full; a date field accepts them as typed. */
export function monthNames(locale: Locale): string[] {
  if (locale === 'ht') return haitianMonths
  const format = new Intl.DateTimeFormat(intlTag(locale), { month: 'long', timeZone: 'UTC' })
  return Array.from({ length: 12 }, (_, month) => format.format(Date.UTC(2021, month, 1)))
}

function pluralForm(catalogue: Catalogue, key: string, count: unknown, plurals: Intl.PluralRules) {
  if (typeof count !== 'number') return undefined
  return catalogue[`${key}#${plurals.select(count)}`] ?? catalogue[`${key}#other`]
}

/** British English writes "22 Nov"; browsers know no Haitian Creole, whose numbers and plurals follow French. */
function intlTag(locale: Locale): string {
  return { en: 'en-GB', es: 'es', fr: 'fr', ht: 'fr', pt: 'pt', ar: 'ar-u-nu-latn' }[locale]
}

/** Keeps a value of the other direction in one piece: without it "371 / 412" reads "412 / 371" in Arabic. */
function isolate(value: string, locale: Locale): string {
  const foreign = directionOf(locale) === 'rtl' ? /[A-Za-zÀ-ɏ]|\d\D+\d/ : /[\u0590-\u08ff]/
  return foreign.test(value) ? `\u2068${value}\u2069` : value
}

const haitianMonths = [
  'janvye',
  'fevriye',
  'mas',
  'avril',
  'me',
  'jen',
  'jiyè',
  'out',
  'septanm',
  'oktòb',
  'novanm',
  'desanm',
]

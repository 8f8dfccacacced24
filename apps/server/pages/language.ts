import { join, resolve } from 'node:path'
import { readCatalogues } from '#platform/messages/catalogue-files.ts'
import {
  createText,
  isLocale,
  type Locale,
  locales,
  monthNames,
  preferredLocale,
  type Text,
} from '#platform/messages/messages.ts'

/** The language a page speaks, and its sentences. */
export type Tongue = { locale: Locale; text: Text }

/** The language asked for in the address (`?lang=ht`), else the browser's first one that we speak. */
export function tongueOf(query: Record<string, string | undefined>, acceptLanguage: string | undefined): Tongue {
  const wanted = query.lang ?? ''
  const locale = isLocale(wanted)
    ? wanted
    : preferredLocale(
        (acceptLanguage ?? '')
          .slice(0, 200)
          .split(',')
          .map((part) => part.trim()),
      )
  return tongueIn(locale)
}

/** Everything the server itself writes, in one language. */
export const tongueIn = (locale: Locale): Tongue => ({ locale, text: texts[locale] })

/** A day in full, as a heading has it: "24 October 2021". */
export function longDate(day: string, locale: Locale): string {
  const at = new Date(`${day}T00:00:00Z`)
  if (locale === 'ht') return `${at.getUTCDate()} ${monthNames('ht')[at.getUTCMonth()]} ${at.getUTCFullYear()}`
  const tag = { en: 'en-GB', es: 'es', fr: 'fr', pt: 'pt', ar: 'ar-u-nu-latn' }[locale]
  return new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeZone: 'UTC' }).format(at)
}

const capabilities = resolve(import.meta.dirname, '../../../capabilities')
const catalogues = readCatalogues([
  ...['pages', 'invitation', 'words'].map((folder) => join(capabilities, 'registration/messages', folder)),
  join(capabilities, 'messages/messages'),
  join(capabilities, 'asylum/papers/messages/register'),
  join(capabilities, 'appointments/messages/own'),
])
const texts = Object.fromEntries(locales.map(({ code }) => [code, createText(catalogues[code], code)])) as Record<
  Locale,
  Text
>

import { signal } from '@preact/signals'
import {
  type Catalogue,
  createText,
  directionOf,
  type Locale,
  type MessageParams,
  type Text,
} from '#platform/messages/messages.ts'

interface Language {
  locale: Locale
  text: Text
}

/** The language the page speaks now; screens that read it draw themselves again when it changes. */
export const language = signal<Language>({ locale: 'en', text: (key) => key })

/** One sentence in the language of the page. */
export function t(key: string, params?: MessageParams): string {
  return language.value.text(key, params)
}

/** Speaks another language from now on; direction and language stand on the document for screen readers and CSS. */
export function speakLanguage(locale: Locale, catalogue: Catalogue): void {
  document.documentElement.lang = locale
  document.documentElement.dir = directionOf(locale)
  language.value = { locale, text: createText(catalogue, locale) }
}

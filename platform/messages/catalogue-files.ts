import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Catalogue, type Locale, locales } from './messages.ts'

/** One language, merged from several message folders. Two folders may not use the same key. Server and build only. */
export function readCatalogue(folders: readonly string[], locale: Locale): Catalogue {
  const merged: Record<string, string> = {}
  for (const folder of folders) {
    const file = join(folder, `${locale}.json`)
    for (const [key, message] of Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Catalogue)) {
      if (key in merged) throw new Error(`The message "${key}" stands twice; the second time in ${file}.`)
      merged[key] = message
    }
  }
  return merged
}

/** All languages of some message folders, for pages the server writes. */
export function readCatalogues(folders: readonly string[]): Record<Locale, Catalogue> {
  const entries = locales.map(({ code }) => [code, readCatalogue(folders, code)] as const)
  return Object.fromEntries(entries) as Record<Locale, Catalogue>
}

import { join } from 'node:path'
import type { Plugin } from 'vite'
import { readCatalogue } from './catalogue-files.ts'
import { type Locale, locales } from './messages.ts'

const door = 'virtual:messages'

/** Gives pages `virtual:messages`: one downloadable piece per language, so that a phone loads only its own. */
export function messagesPlugin(folders: readonly string[]): Plugin {
  return {
    name: 'posada-messages',
    resolveId: (id) => (id.startsWith(door) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${door}`)) return undefined
      const locale = id.slice(door.length + 2) as Locale | ''
      if (!locale)
        return `const pieces = { ${locales.map(({ code }) => importOf(code)).join(', ')} }
        export const loadCatalogue = (locale) => pieces[locale]().then((piece) => piece.default)`
      for (const folder of folders) this.addWatchFile(join(folder, `${locale}.json`))
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(readCatalogue(folders, locale)))})`
    },
  }
}

/** Written out per language: only a literal import becomes a piece of its own. */
function importOf(locale: Locale): string {
  return `${locale}: () => import('${door}/${locale}')`
}

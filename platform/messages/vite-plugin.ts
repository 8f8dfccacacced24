import { join } from 'node:path'
import type { Plugin } from 'vite'
import { readCatalogue } from './catalogue-files.ts'
import { type Locale, locales } from './messages.ts'

const door = 'virtual:messages'

/**
 * Gives pages `virtual:messages`: one downloadable piece per language, so that a phone loads only its own. What is only
 * read by those who ask for it comes from `virtual:messages-later`, in pieces that are not kept for offline use.
 */
export function messagesPlugin(folders: readonly string[], later: readonly string[] = []): Plugin {
  return {
    name: 'posada-messages',
    resolveId: (id) => (id.startsWith(door) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${door}`)) return undefined
      const [name, piece] = id.slice(1).split('/') as [string, string | undefined]
      if (!piece)
        return `const pieces = { ${locales.map(({ code }) => importOf(name, code)).join(', ')} }
        export const loadCatalogue = (locale) => pieces[locale]().then((piece) => piece.default)`
      const isLater = name === `${door}-later`
      const locale = (isLater ? piece.slice('later-'.length) : piece) as Locale
      const from = isLater ? later : folders
      for (const folder of from) this.addWatchFile(join(folder, `${locale}.json`))
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(readCatalogue(from, locale)))})`
    },
  }
}

/** Written out per language: only a literal import becomes a piece of its own. */
function importOf(name: string, locale: Locale): string {
  return `${locale}: () => import('${name}/${name === door ? '' : 'later-'}${locale}')`
}

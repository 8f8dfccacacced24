/** Made by the page build: one downloadable piece per language, merged from the folders an app lists. */
declare module 'virtual:messages' {
  import type { Catalogue, Locale } from '#platform/messages/messages.ts'

  export const loadCatalogue: (locale: Locale) => Promise<Catalogue>
}

/** The same for screens that need a network anyway; not kept for offline use. */
declare module 'virtual:messages-later' {
  import type { Catalogue, Locale } from '#platform/messages/messages.ts'

  export const loadCatalogue: (locale: Locale) => Promise<Catalogue>
}

/** The web apps the server hands out: the folder under `apps/` and `dist/`, and the address they live at. */
export const pageApps = [
  { folder: 'self-registration', base: '/r/' },
  { folder: 'verifier', base: '/verify/' },
  { folder: 'field', base: '/field/' },
  { folder: 'desk', base: '/desk/' },
] as const

/** What the build must know about one web app; exported as `app` from its `app.config.ts`. */
export interface PageApp {
  /** Name under the icon on a phone's home screen. */
  name: string
  shortName: string
  /** Folders of `<language>.json` files, merged into one piece per language. */
  messages: string[]
  /** The same for screens that need a network anyway: loaded when asked for, not kept for offline use. */
  laterMessages?: string[]
  /** Works without a network after the first visit. */
  offline: boolean
}

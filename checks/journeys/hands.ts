import type { BrowserContext, Frame, Locator, Page } from 'playwright-core'
import { readCatalogue } from '#platform/messages/catalogue-files.ts'
import { createText, type Locale, type MessageParams, type Text } from '#platform/messages/messages.ts'

type Params = MessageParams

/** Somebody before a page: finds things by their role and by the words of the page's language, as people do. */
export type Hands = {
  page: Page
  /** Where they look: the page, or a frame in it. */
  view: Page | Frame
  context: BrowserContext
  t: Text
  press(key: string, params?: Params): Promise<void>
  write(key: string, value: string): Promise<void>
  /** Waits until the page asks or says this as its title. */
  reads(key: string, params?: Params): Promise<void>
  /** Waits until this sentence stands somewhere on the page. */
  sees(key: string, params?: Params): Promise<void>
  words(key: string, params?: Params): Locator
}

/** The words of an app in a language, out of the same files that the app is built from. */
export const wordsOf = ({ messages }: { messages: readonly string[] }, locale: Locale): Text =>
  createText(readCatalogue(messages, locale), locale)

/** Puts somebody before a page, or before a frame in it, that speaks with these words. */
export function handsOn(page: Page, t: Text, view: Page | Frame = page): Hands {
  const words: Hands['words'] = (key, params) => view.getByText(t(key, params)).first()
  return {
    page,
    view,
    context: page.context(),
    t,
    words,
    press: (key, params) =>
      view
        .getByRole('button', { name: t(key, params) })
        .first()
        .click(),
    write: (key, value) => view.getByLabel(t(key), { exact: true }).fill(value),
    reads: (key, params) => view.getByRole('heading', { level: 1, name: t(key, params) }).waitFor(),
    sees: (key, params) => words(key, params).waitFor(),
  }
}

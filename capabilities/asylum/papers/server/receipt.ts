import { resolve } from 'node:path'
import { readCatalogues } from '#platform/messages/catalogue-files.ts'
import { createText, directionOf, formatDate, type Locale } from '#platform/messages/messages.ts'
import type { Sheet, Words } from '#platform/paper/sheet.ts'
import type { Words as Said } from '../../rule.ts'
import type { PaperLanguages } from '../model.ts'

/** What was recorded the minute somebody lodged a claim: facts, no name, so that it is there also while names are locked. */
export type ReceiptFacts = {
  /** Of the claim. */
  number: string
  /** The step that opened it, in the words of the procedure, and its day. */
  step: Said
  on: string
  people: number
  issuer: string
  authority: string
  practice: boolean
}

/** A receipt to hand over. It has no code and is verified by nobody; it says that it is no constancia. */
export function receiptSheet(facts: ReceiptFacts, languages: PaperLanguages): Sheet {
  const spoken = [...new Set([languages.procedure, languages.person])]
  const [first, second] = spoken as [Locale, Locale?]
  const inEach = (key: string) => spoken.map((locale) => words(locale, texts(locale)(key)))
  const title = (locale: Locale) => words(locale, texts(locale)('papers_receipt_title'))
  const said = (locale: Locale) => words(facts.step[locale] ? locale : 'en', facts.step[locale] ?? facts.step.en)
  const field = (key: string, value: Words, meaning: Words[] = []) => ({ labels: inEach(key), value, meaning })
  return {
    title: spoken.map((locale) => texts(locale)('papers_receipt_title')).join(' · '),
    language: first,
    head: words(first, facts.issuer),
    ...(facts.practice && {
      stamp: [...new Set<Locale>(['en', ...spoken])].map((locale) => words(locale, texts(locale)('papers_practice'))),
    }),
    blocks: [
      { kind: 'words', style: 'title', words: title(first) },
      ...(second ? [{ kind: 'words', style: 'subtitle', words: title(second) } as const] : []),
      {
        kind: 'fields',
        fields: [
          field('verify_printed_number', words(first, facts.number)),
          field('papers_receipt_what', said(first), second ? [said(second)] : []),
          field(
            'papers_receipt_day',
            words(first, facts.on),
            spoken.map((locale) => words(locale, formatDate(facts.on, locale))),
          ),
          field('papers_receipt_people', words(first, String(facts.people))),
        ],
        notes: spoken.map((locale) =>
          ['papers_receipt_not', 'papers_receipt_keep', 'papers_receipt_nobody'].map((key) => ({
            style: 'text' as const,
            words: words(locale, texts(locale)(key)),
          })),
        ),
      },
    ],
    foot: words(first, `${facts.authority} · ${facts.number}`),
  }
}

const words = (locale: Locale, text: string): Words => ({ text, language: locale, direction: directionOf(locale) })

const messages = resolve(import.meta.dirname, '../messages')
const catalogues = readCatalogues([messages, resolve(messages, '../../../proof/messages/verifier')])
const texts = (locale: Locale) => createText(catalogues[locale], locale)

import { join, resolve } from 'node:path'
import { markShapes, qrShape, type Shape } from '#capabilities/proof/drawing.ts'
import { readCard } from '#capabilities/proof/model.ts'
import { comparePrinted, fieldFormOf, fieldNamesOf, type PrintedValues } from '#capabilities/proof/printed-fields.ts'
import { shortCodeOf } from '#capabilities/proof/short-code.ts'
import type { Timers } from '#platform/base/environment.ts'
import { readCatalogues } from '#platform/messages/catalogue-files.ts'
import { createText, directionOf, formatDate, type Locale, locales, type Text } from '#platform/messages/messages.ts'
import { lettersNotPrinted } from '#platform/paper/fonts.ts'
import type { Block, Field, Figure, Sheet, Words } from '#platform/paper/sheet.ts'
import { writeApart } from '#platform/paper/writing.ts'
import type { ClaimPaperFacts, PaperLanguages } from '../model.ts'
import { appealOf, checkOf, type Part, partsOf, type Sentence } from '../sentences.ts'

/** What of a paper is hashed into its QR (`paperHash`), exactly as it is printed. */
export function printedValuesOf(facts: ClaimPaperFacts, languages: PaperLanguages): PrintedValues {
  const all = { ...facts, ...('outcome' in facts && { outcome: outcomeIn(languages.procedure, facts.outcome) }) }
  const values = fieldNamesOf(facts.kind).map((name) => [name, String((all as Record<string, unknown>)[name])])
  return Object.fromEntries(values) as PrintedValues
}

/**
 * The paper as PDF. `signed` is the text of its QR (`RC1:…`, type 2). The same facts, text and time give the same bytes, so a
 * paper can be printed again instead of being kept. Throws for a QR of another paper: nothing is printed that would not verify.
 */
export const writeClaimPaper = (
  facts: ClaimPaperFacts,
  signed: string,
  languages: PaperLanguages,
  madeAt: Date,
  timers: Timers,
): Promise<Uint8Array> =>
  writeApart(async () => ({ paper: await claimSheet(facts, signed, languages), madeAt }), timers)

/** What stands on the paper, before it is drawn. */
export async function claimSheet(facts: ClaimPaperFacts, signed: string, languages: PaperLanguages): Promise<Sheet> {
  const claims = readCard(signed)?.claims
  const printed = printedValuesOf(facts, languages)
  if (claims?.type !== 'constancia' || (claims.paper ?? 'constancia') !== facts.kind)
    throw new Error('this code is not that of such a paper')
  if ((await comparePrinted(facts.kind, printed, claims.printedHash!)).result !== 'same')
    throw new Error('this code is that of another text')
  const missing = lettersNotPrinted(Object.values(printed).join(' '))
  if (missing.length > 0) throw new Error(`our fonts have no form for ${missing.join(' ')}`)

  const spoken = [...new Set([languages.procedure, languages.person])]
  const [first, second] = spoken as [Locale, Locale?]
  const inEach = (key: string, params = {}) => spoken.map((locale) => words(locale, texts[locale](key, params)))
  const title = `papers_title_${facts.kind}`
  const { kind } = facts
  const side = (part: Part): Block => ({ kind: 'columns', columns: spoken.map((locale) => partIn(locale, part)) })
  return {
    title: spoken.map((locale) => texts[locale](title)).join(' · '),
    language: first,
    head: words(first, facts.issuer),
    ...(facts.practice && {
      stamp: [...new Set<Locale>(['en', ...spoken])].map((locale) => words(locale, texts[locale]('papers_practice'))),
    }),
    blocks: [
      { kind: 'words', style: 'title', words: words(first, texts[first](title)) },
      ...(second ? [{ kind: 'words', style: 'subtitle', words: words(second, texts[second](title)) } as const] : []),
      {
        kind: 'fields',
        fields: fieldNamesOf(kind).map(
          (name): Field => ({
            labels: inEach(`verify_printed_${name}`),
            value: words(first, (printed as Record<string, string>)[name]!),
            meaning: meaningOf(facts, name, (printed as Record<string, string>)[name]!, spoken),
          }),
        ),
        figure: codeFigure(
          signed,
          shortCodeOf(claims.cti),
          [
            spoken.map((locale) => dated(locale, 'papers_issued', claims.registeredOn)),
            spoken.map((locale) => dated(locale, 'papers_valid', claims.expiresOn)),
          ],
          words(first, texts[first]('papers_code_picture', { code: shortCodeOf(claims.cti) })),
        ),
      },
      ...partsOf(facts, claims.expiresOn).map(side),
      ...(facts.kind === 'constancia' ? sharingBlocks(facts.dependants ?? [], spoken) : []),
      ...(facts.kind === 'decision' ? [...reasonBlocks(facts, spoken), side(appealOf(facts))] : []),
      side(checkOf(facts)),
      { kind: 'signature', labels: inEach('papers_signature') },
    ],
    foot: words(first, `${facts.issuer} · ${facts.number}`),
  }
}

/** What a printed value means, where it is a day, or a word of the procedure's language alone. */
function meaningOf(facts: ClaimPaperFacts, name: string, value: string, spoken: Locale[]): Words[] {
  if (fieldFormOf(facts.kind, name) === 'day') return spoken.map((locale) => words(locale, formatDate(value, locale)))
  if (facts.kind === 'decision' && name === 'outcome')
    return spoken.slice(1).map((locale) => words(locale, outcomeIn(locale, facts.outcome)))
  return []
}

function reasonBlocks(facts: ClaimPaperFacts & { kind: 'decision' }, spoken: Locale[]): Block[] {
  const written = spoken.filter((locale) => facts.reasons[locale]?.length)
  const heading: Block = { kind: 'columns', columns: spoken.map((locale) => [head(locale, 'papers_reasons')]) }
  const translated = written.length === spoken.length
  const language = locales.find(({ code }) => code === written[0])?.name ?? ''
  const missing = spoken.filter((locale) => !written.includes(locale))
  const basis = facts.basis.map(({ law, article, unconfirmed }) => (locale: Locale): string => {
    const t = texts[locale]
    const named = article ? t('papers_article', { law, article }) : law
    return unconfirmed ? t('papers_unconfirmed', { basis: named }) : named
  })
  return [
    ...(translated
      ? [
          {
            kind: 'columns' as const,
            columns: spoken.map((locale) => [
              head(locale, 'papers_reasons'),
              ...facts.reasons[locale]!.map((text) => paragraph(locale, text)),
            ]),
          },
        ]
      : [
          heading,
          ...missing.map(
            (locale): Block => ({
              kind: 'words',
              style: 'text',
              words: words(locale, texts[locale]('papers_reasons_language', { language })),
            }),
          ),
          ...written.flatMap((locale) =>
            facts.reasons[locale]!.map((text): Block => ({ kind: 'words', style: 'text', words: words(locale, text) })),
          ),
        ]),
    {
      kind: 'columns',
      columns: spoken.map((locale) => [
        head(locale, 'papers_basis'),
        ...basis.map((named) => paragraph(locale, named(locale))),
      ]),
    },
  ]
}

function sharingBlocks(names: readonly string[], spoken: Locale[]): Block[] {
  if (names.length === 0) return []
  const [first] = spoken as [Locale]
  return [
    {
      kind: 'columns',
      columns: spoken.map((locale) => [
        head(locale, 'papers_with'),
        paragraph(locale, texts[locale]('papers_with_note')),
      ]),
    },
    ...names.map((name): Block => ({ kind: 'words', style: 'text', words: words(first, name), above: 3 })),
  ]
}

/** The QR under an arch, as on the card: black on white, four modules clear. */
function codeFigure(signed: string, code: string, notes: Words[][], alt: Words): Figure {
  const arch = { d: 'M0 60V25a25 25 0 0 1 50 0v35a1.5 1.5 0 0 1-1.5 1.5h-47A1.5 1.5 0 0 1 0 60z', strokeMm: 0.3 }
  const shapes = [{ ...arch, x: 0, y: 0, scale: 1 }, ...markShapes(21.8, 4, 6.4), qrShape(signed, 6, 17.5, 38)].filter(
    (shape): shape is Extract<Shape, { kind: 'path' }> => 'd' in shape,
  )
  return { widthMm: 50, heightMm: 62, alt, paths: shapes, code, notes }
}

const partIn = (locale: Locale, { heading, sentences }: Part) => [
  head(locale, heading),
  ...sentences.map((sentence) => paragraph(locale, sentenceIn(locale, sentence))),
]

function sentenceIn(locale: Locale, { key, params, dates = {} }: Sentence): string {
  const written = Object.entries(dates).map(([name, on]) => [name, formatDate(on, locale)])
  return texts[locale](key, { ...params, ...Object.fromEntries(written) })
}

const dated = (locale: Locale, key: string, date: string) => words(locale, sentenceIn(locale, { key, dates: { date } }))
const head = (locale: Locale, key: string) => ({ style: 'heading' as const, words: words(locale, texts[locale](key)) })
const paragraph = (locale: Locale, text: string) => ({ style: 'text' as const, words: words(locale, text) })
const words = (locale: Locale, text: string): Words => ({ text, language: locale, direction: directionOf(locale) })
const outcomeIn = (locale: Locale, outcome: string) => texts[locale](`asylum_result_${outcome}`)

const asylum = resolve(import.meta.dirname, '../..')
const catalogues = readCatalogues([
  join(asylum, 'papers/messages'),
  join(asylum, 'messages'),
  // A paper calls its fields what the verifier asks for.
  resolve(asylum, '../proof/messages/verifier'),
])
const texts = Object.fromEntries(locales.map(({ code }) => [code, createText(catalogues[code], code)])) as Record<
  Locale,
  Text
>

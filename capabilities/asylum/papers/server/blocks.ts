import { markShapes, qrShape, type Shape } from '#capabilities/proof/drawing.ts'
import { type Locale, locales } from '#platform/messages/messages.ts'
import type { Block, Figure, Words } from '#platform/paper/sheet.ts'
import type { ClaimPaperFacts, LegalBasis } from '../model.ts'
import type { Part } from '../sentences.ts'
import { sentenceIn, texts, words } from './texts.ts'

/** The same heading and sentences in each language, side by side. */
export function partBlock(spoken: Locale[], { heading, sentences }: Part): Block {
  return {
    kind: 'columns',
    columns: spoken.map((locale) => [
      head(locale, heading),
      ...sentences.map((sentence) => paragraph(locale, sentenceIn(locale, sentence))),
    ]),
  }
}

/** The reasons as an officer wrote them, or that they come apart, and the law. What nobody translated is said to be in the other language. */
export function reasonBlocks(facts: ClaimPaperFacts & { kind: 'decision' }, spoken: Locale[]): Block[] {
  const written = spoken.filter((locale) => facts.reasons[locale]?.length)
  const paragraphs = (locale: Locale) => facts.reasons[locale]!.map((text) => paragraph(locale, text))
  const basis: Block = {
    kind: 'columns',
    columns: spoken.map((locale) => [
      head(locale, 'papers_basis'),
      ...facts.basis.map((law) => paragraph(locale, lawIn(locale, law))),
    ]),
  }
  if (written.length === spoken.length) {
    const columns = spoken.map((locale) => [head(locale, 'papers_reasons'), ...paragraphs(locale)])
    return [{ kind: 'columns', columns }, basis]
  }
  const language = locales.find(({ code }) => code === written[0])?.name
  const told = (locale: Locale) =>
    language ? texts[locale]('papers_reasons_language', { language }) : texts[locale]('papers_reasons_apart')
  return [
    {
      kind: 'columns',
      columns: spoken.map((locale) => [head(locale, 'papers_reasons'), paragraph(locale, told(locale))]),
    },
    ...written.flatMap((locale) => paragraphs(locale).map((each): Block => ({ kind: 'words', ...each }))),
    basis,
  ]
}

/** Those who share the claim, in two columns of names. */
export function sharingBlocks(names: readonly string[], spoken: Locale[]): Block[] {
  if (names.length === 0) return []
  const half = Math.ceil(names.length / 2)
  const columns = [names.slice(0, half), names.slice(half)].filter((column) => column.length > 0)
  return [
    {
      kind: 'columns',
      columns: spoken.map((locale) => [
        head(locale, 'papers_with'),
        { style: 'small', words: words(locale, texts[locale]('papers_with_note')) },
      ]),
    },
    { kind: 'columns', columns: columns.map((column) => column.map((name) => paragraph(spoken[0]!, name))) },
  ]
}

/** The QR under an arch, as on the card: black on white, four modules clear on every side. */
export function codeFigure(signed: string, alt: Words): Pick<Figure, 'widthMm' | 'heightMm' | 'alt' | 'paths'> {
  const shapes: Shape[] = [
    { kind: 'path', d: ARCH, x: 0, y: 0, scale: 1, strokeMm: 0.3 },
    ...markShapes(19.8, 3.5, 6.4),
    qrShape(signed, 6, 14.5, 34),
  ]
  return { widthMm: 46, heightMm: 53, alt, paths: shapes.filter((shape) => shape.kind === 'path') }
}

const ARCH = 'M0 50.500V23a23 23 0 0 1 46 0v27.500a1.5 1.5 0 0 1-1.5 1.500h-43a1.5 1.5 0 0 1-1.5-1.500z'

function lawIn(locale: Locale, { law, article, unconfirmed }: LegalBasis): string {
  const t = texts[locale]
  const basis = article ? t('papers_article', { law, article }) : law
  return unconfirmed ? t('papers_unconfirmed', { basis }) : basis
}

const head = (locale: Locale, key: string) => ({ style: 'heading' as const, words: words(locale, texts[locale](key)) })
const paragraph = (locale: Locale, text: string) => ({ style: 'text' as const, words: words(locale, text) })

import { type Catalogue, createText, formatDate, type Locale } from '#platform/messages/messages.ts'
import type { IconName } from '#platform/ui/icons.ts'
import {
  brokenLines,
  type Drawing,
  iconShape,
  markShapes,
  peopleShapes,
  qrShape,
  type Shape,
  stampShapes,
} from './drawing.ts'

/** What is printed on a card. No name, place, nationality or photo has a field here. */
export type CardPaper = {
  /** The signed text inside the QR. */
  text: string
  shortCode: string
  people: { adults: number; children: number }
  expiresOn: string
  practice: boolean
}

/** What the A6 sheet tells its holder besides. The code that opens their page is never on it, but on a strip of its own. */
export type SheetNotes = { appointment?: string; where?: string; complain?: string }

export type CardWords = Record<Locale, Catalogue>

/** The front of a card of 85 × 54 mm, in one language. */
export function drawCardFront(card: CardPaper, words: CardWords, locale: Locale): Drawing {
  const text = createText(words[locale], locale)
  return {
    widthMm: 85,
    heightMm: 54,
    label: text('proof_title'),
    shapes: [
      qrShape(card.text, 6, 6, 30),
      codeShape(card.shortCode, 21, 43, 4, 'middle'),
      ...markShapes(42, 5, 6),
      { kind: 'text', words: 'Posada', x: 50, y: 11, sizeMm: 5, bold: true },
      ...peopleShapes(card.people, 42, 19, 6),
      ...dateShapes(card, locale, 42, 29),
      ...(card.practice ? stampShapes(text('proof_practice'), 42, 36, 37, 5) : []),
      ...lineShapes([text('proof_title'), text('proof_not_identity')], 42, 46, 2.7),
    ],
  }
}

/** The back: one line in each language, and what to do when it is lost. */
export function drawCardBack(card: CardPaper, words: CardWords, locale: Locale): Drawing {
  const lost = createText(words[locale], locale)('proof_lost')
  return {
    widthMm: 85,
    heightMm: 54,
    label: lost,
    shapes: [
      ...noNameShapes(words, ORDER, 5, 80, 7, 6.2),
      ruleShape(5, 43.5, 75),
      { kind: 'text', words: lost, sizeMm: 2.9, y: 48.5, ...(locale === 'ar' ? RIGHT(80) : { x: 5 }) },
      ...(card.practice ? stampShapes('PRACTICE', 58, 3, 22, 4.5) : []),
    ],
  }
}

/** An A6 sheet in the holder's language and the office's: the code large, then what comes next. */
export function drawSheet(
  card: CardPaper,
  notes: SheetNotes,
  words: CardWords,
  holder: Locale,
  office: Locale,
): Drawing {
  const both = (key: string) =>
    [...new Set([holder, office])].map((locale) => inOnePiece(createText(words[locale], locale)(key))).join(' / ')
  const titles = [...new Set([holder, office])].map((locale) => createText(words[locale], locale)('proof_title'))
  return {
    widthMm: 105,
    heightMm: 148,
    label: titles[0]!,
    shapes: [
      { kind: 'text', words: 'Posada', x: 8, y: 14, sizeMm: 5.8, bold: true },
      ...titles.map((title, at) => ({
        kind: 'text' as const,
        words: title,
        x: 97,
        y: 11 + at * 4,
        sizeMm: 2.9,
        anchor: 'end' as const,
      })),
      {
        kind: 'path',
        d: 'M0 53V25a25 25 0 0 1 50 0v28a1.5 1.5 0 0 1-1.5 1.5h-47A1.5 1.5 0 0 1 0 53z',
        x: 8,
        y: 20,
        scale: 1,
        strokeMm: 0.25,
      },
      ...markShapes(29.8, 23.2, 6.4),
      qrShape(card.text, 16, 35.5, 34),
      ...peopleShapes(card.people, 63, 35, 6.4),
      codeShape(card.shortCode, 62, 52, 4.4, 'start'),
      ...dateShapes(card, holder, 62, 58),
      ...(card.practice ? stampShapes('PRACTICE', 62, 67, 35, 6) : []),
      ...noteShapes(both, notes),
      { kind: 'text', words: both('proof_not_identity'), x: 97, y: 18.2, sizeMm: 2.5, anchor: 'end' },
      ruleShape(8, 124, 89, true),
      ...noNameShapes(words, [...new Set<Locale>([holder, office, 'ar'])], 8, 97, 130, 5),
    ],
  }
}

const ORDER: Locale[] = ['ht', 'es', 'en', 'fr', 'pt', 'ar']
const POINTS_11 = 3.88

function noteShapes(both: (key: string) => string, notes: SheetNotes): Shape[] {
  const rows: [icon: IconName, key: string, words: string | undefined, linesMax: number][] = [
    ['calendar', 'proof_appointment', notes.appointment, 1],
    ['door', 'proof_where', notes.where, 2],
    ['message', 'proof_complain', notes.complain, 1],
  ]
  const shapes: Shape[] = []
  let y = 84
  for (const [icon, key, words, linesMax] of rows) {
    if (!words) continue
    shapes.push(iconShape(icon, 8, y - 4, 5.4), ...lineShapes([both(key)], 16.5, y, POINTS_11, true))
    const lines = brokenLines(words, 46).slice(0, linesMax).map(inOnePiece)
    shapes.push(...lineShapes(lines, 16.5, y + 5, POINTS_11))
    y += 8 + lines.length * 5
  }
  return shapes
}

function noNameShapes(
  words: CardWords,
  order: Locale[],
  left: number,
  right: number,
  from: number,
  step: number,
): Shape[] {
  return order.map((locale, at) => ({
    kind: 'text',
    words: createText(words[locale], locale)('proof_no_name'),
    y: from + at * step,
    sizeMm: 2.9,
    ...(locale === 'ar' ? RIGHT(right) : { x: left }),
  }))
}

const lineShapes = (lines: string[], x: number, y: number, sizeMm: number, bold = false): Shape[] =>
  lines.map((words, at) => ({ kind: 'text', words, x, y: y + at * sizeMm * 1.3, sizeMm, bold }))

const codeShape = (words: string, x: number, y: number, sizeMm: number, anchor: 'start' | 'middle'): Shape => ({
  kind: 'text',
  words,
  x,
  y,
  sizeMm,
  bold: true,
  mono: true,
  anchor,
})

const dateShapes = (card: CardPaper, locale: Locale, x: number, y: number): Shape[] => [
  iconShape('calendar', x, y, 4.6),
  {
    kind: 'text',
    words: inOnePiece(formatDate(card.expiresOn, locale)),
    x: x + 6,
    y: y + 3.7,
    sizeMm: 3.8,
    bold: true,
  },
]

const ruleShape = (x: number, y: number, widthMm: number, dashed = false): Shape => ({
  kind: 'path',
  d: `M0 0h${widthMm}`,
  x,
  y,
  scale: 1,
  strokeMm: 0.25,
  dashed,
})

/** Keeps words of one direction together among those of the other (Unicode isolates): "30 أبريل 2022" stays a date. */
const inOnePiece = (words: string) => `\u2068${words}\u2069`

/** Text that ends at the right edge: with `rtl` the start of a line is its right end. */
const RIGHT = (x: number) => ({ x, rtl: true, anchor: 'start' as const })

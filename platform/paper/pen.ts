import { breakLines, type Direction, type Paragraph, paragraphOf, readable, visualRuns } from './lines.ts'
import type { Figure, Style, Words } from './sheet.ts'

export type Element = PDFKit.PDFStructureElement
export type Look = { font: 'plain' | 'bold' | 'mono'; size: number; colour: string; tag: string; above: number }
/** Where a text stands: a column of the page, or the page. `left`: also what is read from the right begins there. */
export type Box = { x: number; width: number; align?: 'left' }

export const BLACK = '#000000'
/** Second text; on a printer without colours still dark enough to read (9.7 : 1). */
const GREY = '#444444'
export const looks: Record<Style, Look> = {
  title: { font: 'bold', size: 20, colour: BLACK, tag: 'H1', above: 0 },
  subtitle: { font: 'bold', size: 14, colour: BLACK, tag: 'H1', above: 0 },
  heading: { font: 'bold', size: 11, colour: BLACK, tag: 'H2', above: 11 },
  text: { font: 'plain', size: 10, colour: BLACK, tag: 'P', above: 5 },
  label: { font: 'plain', size: 8.5, colour: GREY, tag: 'P', above: 0 },
  value: { font: 'bold', size: 13, colour: BLACK, tag: 'P', above: 0 },
  small: { font: 'plain', size: 8.5, colour: GREY, tag: 'P', above: 3 },
  code: { font: 'mono', size: 17, colour: BLACK, tag: 'P', above: 4 },
  stamp: { font: 'bold', size: 17, colour: '#ffffff', tag: 'P', above: 0 },
}

/** What draws on the page a document is at: texts in order and tagged, lines and figures. */
export function createPen(document: PDFKit.PDFDocument) {
  const use = ({ font, size }: Look) => document.font(font).fontSize(size)
  const widthOf = (text: string) => document.widthOfString(text)

  /** An element with its language and direction, in its place among the others. What is drawn turned round is told as it is read. */
  function tagged(parent: Element, tag: string, words: Words, options = {}): Element {
    const { text, levels } = paragraphOf(words.text, words.direction)
    const isTurned = tag !== 'Sect' && tag !== 'Figure' && levels.some((level) => level % 2 === 1)
    const actual = isTurned && { actual: readable(text) }
    const element = document.struct(tag, { lang: words.language, ...actual, ...options })
    // The library has no option for it; the attribute is of ISO 32000-1, table 344.
    const { data } = (element as unknown as { dictionary: { data: { A?: object } } }).dictionary
    if (words.direction === 'rtl') data.A = { ...data.A, O: 'Layout', WritingMode: 'RlTb' }
    parent.add(element)
    return element
  }

  /** The lines of a text that is not wider than this. */
  function broken(words: Words, look: Look, width: number): { paragraph: Paragraph; lines: [number, number][] } {
    use(look)
    const paragraph = paragraphOf(words.text, words.direction)
    return { paragraph, lines: breakLines(paragraph.text, width, widthOf) }
  }

  /** One line, its runs in the order in which they are seen. */
  function line(
    paragraph: Paragraph,
    [from, to]: [number, number],
    look: Look,
    direction: Direction,
    box: Box,
    y: number,
  ) {
    use(look).fillColor(look.colour)
    const runs = visualRuns(paragraph, from, to)
    const widths = runs.map(widthOf)
    const total = widths.reduce((sum, each) => sum + each, 0)
    let x = direction === 'rtl' && box.align !== 'left' ? box.x + box.width - total : box.x
    // The space at which a line is broken is drawn too, or a screen reader would join two words.
    if (paragraph.text[to] === ' ' && direction === 'ltr') runs.push(`${runs.pop()} `)
    for (const [index, run] of runs.entries()) {
      if (run.trim()) document.text(run, x, y, { lineBreak: false })
      x += widths[index]!
    }
  }

  /** How wide words are that stand on one line. */
  function lengthOf(words: Words, look: Look): number {
    use(look)
    return widthOf(readable(paragraphOf(words.text, words.direction).text))
  }

  /** A line in the middle of its box. */
  function centred(paragraph: Paragraph, [from, to]: [number, number], look: Look, box: Box, y: number) {
    use(look)
    const width = widthOf(readable(paragraph.text.slice(from, to)))
    line(paragraph, [from, to], look, 'ltr', { x: box.x + (box.width - width) / 2, width }, y)
  }

  function paths(all: Figure['paths'], x: number, y: number, scale: number) {
    for (const path of all) {
      document.save()
      document.translate(x + path.x * scale, y + path.y * scale).scale(path.scale * scale)
      document.path(path.d)
      if (path.strokeMm === undefined) document.fill(BLACK)
      else {
        document
          .lineWidth(path.strokeMm / path.scale)
          .lineCap('round')
          .lineJoin('round')
        document.stroke(BLACK)
      }
      document.restore()
    }
  }

  /** What a screen reader passes over. */
  function artifact(draw: () => void) {
    const marked = document.markContent('Artifact', { type: 'Pagination' })
    draw()
    marked.endMarkedContent()
  }

  return { tagged, broken, line, lengthOf, centred, paths, artifact }
}

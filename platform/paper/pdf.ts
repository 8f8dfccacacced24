import { createRequire } from 'node:module'
import bidiFactory, { type Bidi } from 'bidi-js'
import PDFDocument from 'pdfkit'

/** A paper to read: headings, and lines of a label with what belongs to it. */
export type Paper = {
  /** Stands on the first page and in the document's title: names nobody. */
  title: string
  /** A language tag, for screen readers. */
  language: string
  direction: 'ltr' | 'rtl'
  lead: string[]
  sections: { heading: string; lines: { label: string; text: string }[] }[]
  /** Under every page. */
  foot: string
}

/** More than any household has; what would be more is cut off rather than written for ever. */
const LINES_MAX = 5_000
const PAGES_MAX = 200
const MARGIN = 50
const GREY = '#444444'
const { resolve } = createRequire(import.meta.url)
const fonts = {
  plain: resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  bold: resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
}
// Its types describe an ES module, what Node loads is the function itself.
const bidi = (bidiFactory as unknown as () => Bidi)()

/**
 * A4, black on white, tagged, with its language. No link, action, script or attachment; text is drawn, never interpreted.
 * The document says when nothing was made by whom: two papers of the same content differ in nothing but their date.
 */
export async function writePdf(paper: Paper, madeAt: Date): Promise<Uint8Array> {
  const document = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    pdfVersion: '1.7',
    tagged: true,
    lang: paper.language,
    displayTitle: true,
    autoFirstPage: true,
    info: { Title: paper.title, CreationDate: madeAt, Producer: 'Posada', Creator: 'Posada' },
  })
  const chunks: Buffer[] = []
  document.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = new Promise<void>((done, fail) => document.once('end', done).once('error', fail))
  document.registerFont('plain', fonts.plain)
  document.registerFont('bold', fonts.bold)
  draw(document, paper)
  document.end()
  await ended
  return Buffer.concat(chunks)
}

type Style = { font: 'plain' | 'bold'; size: number; colour?: string; tag: string; above?: number; indent?: number }

function draw(document: PDFKit.PDFDocument, paper: Paper): void {
  const width = document.page.width - 2 * MARGIN
  const bottom = document.page.height - MARGIN - 30
  const root = document.struct('Document')
  document.addStructure(root)
  let y = MARGIN
  let pages = 1
  let drawn = 0

  const foot = () => {
    const marked = document.markContent('Artifact', { type: 'Pagination' })
    drawLine(
      document,
      `${paper.foot} · ${pages}`,
      { font: 'plain', size: 8, colour: GREY, tag: 'P' },
      paper.direction,
      document.page.height - MARGIN - 10,
      width,
    )
    marked.endMarkedContent()
  }
  const write = (text: string, style: Style) => {
    const indent = style.indent ?? 0
    y += style.above ?? 0
    document.font(style.font).fontSize(style.size)
    for (const line of breakLines(document, clean(text), width - indent)) {
      if (drawn++ > LINES_MAX || pages > PAGES_MAX) return
      // No heading stands alone at the end of a page.
      const below = style.tag === 'H2' ? 3 : 1
      if (y + below * style.size * LINE > bottom) {
        foot()
        document.addPage()
        pages++
        y = MARGIN
      }
      document.font(style.font).fontSize(style.size)
      const content = document.struct(style.tag, {}, () =>
        drawLine(document, line, style, paper.direction, y, width - indent),
      )
      root.add(content)
      y += style.size * LINE
    }
  }

  write(paper.title, { font: 'bold', size: 20, tag: 'H1' })
  for (const line of paper.lead) write(line, { font: 'plain', size: 11, tag: 'P', above: 6 })
  for (const { heading, lines } of paper.sections) {
    write(heading, { font: 'bold', size: 14, tag: 'H2', above: 16 })
    for (const { label, text } of lines) {
      if (label) write(label, { font: 'plain', size: 9, colour: GREY, tag: 'P', above: 5 })
      write(text, { font: 'plain', size: 11, tag: 'P', above: label ? 0 : 4 })
    }
  }
  foot()
  root.end()
}

const LINE = 1.35
const READ_FROM_RIGHT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/

/** Controls and marks that turn text around have no place on a paper; what somebody typed stays in its own line. */
const clean = (text: string): string =>
  text
    .replace(/[\p{Cc}\u2028\u2029]/gu, ' ')
    .replace(/(?![\u200c\u200d])\p{Cf}/gu, '')
    .trim() || '–'

/** Greedy, at spaces; a word longer than the line is broken where it ends. */
function breakLines(document: PDFKit.PDFDocument, text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).flatMap((word) => breakWord(document, word, width))) {
    const longer = line ? `${line} ${word}` : word
    if (line && document.widthOfString(longer) > width) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line]
}

function breakWord(document: PDFKit.PDFDocument, word: string, width: number): string[] {
  if (document.widthOfString(word) <= width) return [word]
  const parts: string[] = []
  let part = ''
  for (const char of word) {
    if (part && document.widthOfString(part + char) > width) {
      parts.push(part)
      part = ''
    }
    part += char
  }
  return [...parts, part]
}

/** One line, its runs put in the order in which they are seen (Unicode bidirectional algorithm, rule L2). */
function drawLine(
  document: PDFKit.PDFDocument,
  text: string,
  { font, size, colour = 'black' }: Style,
  direction: Paper['direction'],
  y: number,
  width: number,
): void {
  document.font(font).fontSize(size).fillColor(colour)
  const runs = visualRuns(text, direction)
  const widths = runs.map((run) => document.widthOfString(run))
  const total = widths.reduce((sum, each) => sum + each, 0)
  let x = direction === 'rtl' ? document.page.width - MARGIN - total : MARGIN
  for (const [index, run] of runs.entries()) {
    if (run.trim()) document.text(run, x, y, { lineBreak: false, width: width + 1 })
    x += widths[index]!
  }
}

/**
 * Words and spaces of one direction each, from left to right as they are seen. The font shapes a word and turns it round
 * itself when its script is read from the right; the order of the words is ours.
 */
export function visualRuns(text: string, direction: Paper['direction']): string[] {
  // A number, a code or a name in other letters keeps its own order, as `<bdi>` does on a page.
  const base = direction === 'rtl' && READ_FROM_RIGHT.test(text) ? 'rtl' : 'ltr'
  const result = bidi.getEmbeddingLevels(text, base)
  const mirrored = bidi.getMirroredCharactersMap(text, result.levels)
  const runs: { text: string; level: number }[] = []
  for (let i = 0; i < text.length; i++) {
    const level = result.levels[i]!
    const char = mirrored.get(i) ?? text[i]!
    const last = runs.at(-1)
    const isSpace = char === ' '
    if (last && last.level === level && !isSpace && last.text !== ' ') last.text += char
    else runs.push({ text: char, level })
  }
  const highest = Math.max(0, ...runs.map(({ level }) => level))
  for (let level = highest; level > 0; level--) {
    for (let start = 0; start < runs.length; start++) {
      if (runs[start]!.level < level) continue
      let end = start
      while (end + 1 < runs.length && runs[end + 1]!.level >= level) end++
      runs.splice(start, end - start + 1, ...runs.slice(start, end + 1).reverse())
      start = end
    }
  }
  return runs.map((run) => run.text)
}

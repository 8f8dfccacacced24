import { mark } from '#platform/ui/icons.ts'
import { paragraphOf } from './lines.ts'
import { BLACK, type Box, createPen, type Element, type Look, looks } from './pen.ts'
import type { Block, Figure, Sheet, Words } from './sheet.ts'

/** More than any household has; what would be more is cut off rather than written for ever. */
const LINES_MAX = 5_000
const PAGES_MAX = 200
const LINE = 1.35
export const MARGIN = 50
/** Under it A4 has room that US Letter has not: whichever way a printer moves the page, nothing is cut off. */
const FOOT_Y = 760
const BOTTOM = FOOT_Y - 10
const GAP = 24
const STAMP_HEIGHT = 30
const POINTS_A_MM = 72 / 25.4
/** A paragraph of up to so many lines stays on one page. */
const LINES_TOGETHER = 6

/** Draws a sheet on as many pages as it needs; each paragraph tagged with its language and direction. */
export function drawSheet(document: PDFKit.PDFDocument, sheet: Sheet): void {
  const pen = createPen(document)
  const page: Box = { x: MARGIN, width: document.page.width - 2 * MARGIN }
  const root = document.struct('Document', { lang: sheet.language })
  document.addStructure(root)
  let y = MARGIN
  let pages = 1
  let drawn = 0

  stamp()
  if (sheet.head) head(sheet.head)
  for (const block of sheet.blocks) draw(block)
  feet()
  root.end()

  function draw(block: Block): void {
    if (block.kind === 'words') {
      const look = looks[block.style]
      write(root, block.words, { ...look, above: block.above ?? look.above }, page)
    } else if (block.kind === 'columns') columns(root, block.columns, page)
    else if (block.kind === 'fields') fields(block)
    else signature(block.labels)
  }

  /** Makes sure that so much fits on this page, or begins the next one; false where the paper ends. */
  function room(height: number): boolean {
    if (drawn > LINES_MAX) return false
    if (y + height <= BOTTOM) return true
    if (pages >= PAGES_MAX) return false
    document.addPage()
    pages++
    y = MARGIN
    stamp()
    return true
  }

  function write(parent: Element, words: Words, look: Look, box: Box): void {
    const { paragraph, lines } = pen.broken(words, look, box.width)
    y += look.above
    const element = pen.tagged(parent, look.tag, words)
    for (const [at, line] of lines.entries()) {
      if (!room(together(at, lines.length, look) * look.size * LINE)) break
      drawn++
      element.add(() => pen.line(paragraph, line, look, words.direction, box, y))
      y += look.size * LINE
    }
    element.end()
  }

  function columns(parent: Element, all: Extract<Block, { kind: 'columns' }>['columns'], box: Box): void {
    const { gap, width } = shares(box, all.length)
    // A screen reader reads one language to its end, then the next.
    const sections = all.map(([first]) => pen.tagged(parent, 'Sect', first!.words))
    const rows = Math.max(...all.map((column) => column.length))
    for (let row = 0; row < rows; row++) {
      const cells = all.flatMap((column, index) => {
        const cell = column[row]
        if (!cell) return []
        const look = looks[cell.style]
        const own = { x: box.x + index * (width + gap), width }
        return [{ ...cell, look, box: own, ...pen.broken(cell.words, look, width), section: sections[index]! }]
      })
      const { look } = cells[0]!
      const height = look.size * LINE
      const count = Math.max(...cells.map(({ lines }) => lines.length))
      y += look.above
      room(height * (Math.min(count, LINES_TOGETHER) + (look.tag === 'P' ? 0 : 3)))
      const elements = cells.map((cell) => pen.tagged(cell.section, look.tag, cell.words))
      for (let at = 0; at < count && room(together(at, count, look) * height); at++) {
        drawn++
        for (const [index, { paragraph, lines, words, box }] of cells.entries()) {
          const line = lines[at]
          if (line) elements[index]!.add(() => pen.line(paragraph, line, look, words.direction, box, y))
        }
        y += height
      }
      for (const element of elements) element.end()
    }
    for (const section of sections) section.end()
  }

  function fields({ fields, notes, figure }: Extract<Block, { kind: 'fields' }>): void {
    y += 12
    const top = y
    const at = pages
    const side = figure ? figure.widthMm * POINTS_A_MM : 0
    const box: Box = { x: page.x, width: page.width - (figure ? side + GAP : 0), align: 'left' }
    // Read first, drawn second: a field that comes to the next page must not take the figure along.
    const read = document.struct('Sect', { lang: sheet.language })
    root.add(read)
    if (figure) drawFigure(figure, { x: page.x + page.width - side, width: side })
    const under = y
    y = top
    for (const [index, { labels, value, meaning }] of fields.entries()) {
      y += index > 0 ? 8 : 0
      room(44)
      abreast(read, labels, looks.label, box)
      write(read, value, looks.value, box)
      abreast(read, meaning, { ...looks.small, above: 0 }, box, labels.length)
    }
    y += 6
    columns(read, notes, { x: box.x, width: box.width })
    read.end()
    if (pages === at) y = Math.max(y, under)
  }

  /**
   * Short words of each language beside each other, or one under the other where there is no room. Fewer than there are
   * columns stand in the last ones: the first language needs no word for its own.
   */
  function abreast(parent: Element, all: Words[], look: Look, box: Box, columns = all.length): void {
    const { gap, width } = shares(box, columns)
    if (all.some((words) => pen.lengthOf(words, look) > width)) {
      for (const words of all) write(parent, words, { ...look, above: 0 }, { x: box.x, width: box.width })
      return
    }
    if (all.length === 0 || !room(look.size * LINE)) return
    for (const [index, words] of all.entries()) {
      const paragraph = paragraphOf(words.text, words.direction)
      const element = pen.tagged(parent, look.tag, words)
      const own = { x: box.x + (index + columns - all.length) * (width + gap), width }
      element.add(() => pen.line(paragraph, [0, paragraph.text.length], look, words.direction, own, y))
      element.end()
    }
    y += look.size * LINE
  }

  /** Columns of one width, with room between them. */
  function shares(box: Box, count: number): { gap: number; width: number } {
    const gap = box.width < page.width ? GAP / 2 : GAP
    return { gap, width: (box.width - gap * (count - 1)) / Math.max(1, count) }
  }

  function signature(labels: Words[]): void {
    room(46)
    y += 30
    const width = page.width * 0.7
    pen.artifact(() => {
      document
        .lineWidth(0.75)
        .moveTo(page.x, y)
        .lineTo(page.x + width, y)
      document.stroke(BLACK)
    })
    y += 3
    abreast(root, labels, looks.label, { x: page.x, width })
  }

  function drawFigure(figure: Figure, box: Box): void {
    const height = figure.heightMm * POINTS_A_MM
    const bbox = [box.x, y, box.x + box.width, y + height]
    const element = pen.tagged(root, 'Figure', figure.alt, { alt: figure.alt.text, bbox })
    element.add(() => pen.paths(figure.paths, box.x, y, POINTS_A_MM))
    element.end()
    y += height
    if (!figure.code) return
    const look = looks.code
    const words = { text: figure.code, language: sheet.language, direction: 'ltr' as const }
    const { paragraph, lines } = pen.broken(words, look, box.width)
    y += look.above
    const code = pen.tagged(root, look.tag, words)
    code.add(() => pen.centred(paragraph, lines[0]!, look, box, y))
    code.end()
    y += look.size * LINE
  }

  /** The mark and who issued it. */
  function head(words: Words): void {
    const size = 16
    const shapes = [
      { d: mark.outer, x: 0, y: 0, scale: 1, strokeMm: 2 },
      { d: mark.inner, x: 0, y: 0, scale: 1 },
    ]
    pen.artifact(() => pen.paths(shapes, page.x, y, size / 24))
    y += 3
    const box = { x: page.x + size + 10, width: page.width - size - 10 }
    write(root, words, { ...looks.heading, tag: 'P', above: 0 }, box)
    y += 8
  }

  /** Words of every language in one black bar; read aloud once, on the first page. */
  function stamp(): void {
    const all = sheet.stamp ?? []
    if (all.length === 0) return
    pen.artifact(() => document.rect(page.x, y, page.width, STAMP_HEIGHT).fill(BLACK))
    const part = page.width / all.length
    for (const [index, words] of all.entries()) {
      const paragraph = paragraphOf(words.text, words.direction)
      const box = { x: page.x + index * part, width: part }
      const line = () => pen.centred(paragraph, [0, paragraph.text.length], looks.stamp, box, y + 4.5)
      if (pages > 1) pen.artifact(line)
      else {
        const element = pen.tagged(root, 'P', words)
        element.add(line)
        element.end()
      }
    }
    y += STAMP_HEIGHT + 10
  }

  function feet(): void {
    const { count } = document.bufferedPageRange()
    const { foot } = sheet
    const look = { ...looks.small, size: 8 }
    for (let index = 0; index < count; index++) {
      document.switchToPage(index)
      pen.artifact(() => {
        const number: Words = { ...foot, text: `${index + 1} / ${count}`, direction: 'ltr' }
        const taken = pen.lengthOf(number, look)
        const width = page.width - taken - GAP
        const { paragraph, lines } = pen.broken(foot, look, width)
        const rtl = foot.direction === 'rtl'
        pen.line(paragraph, lines[0]!, look, foot.direction, { x: page.x + (rtl ? taken + GAP : 0), width }, FOOT_Y)
        const of = paragraphOf(number.text, 'ltr')
        const end = { x: page.x + (rtl ? 0 : page.width - taken), width: taken }
        pen.line(of, [0, of.text.length], look, 'ltr', end, FOOT_Y)
      })
    }
  }
}

/** No heading and no first line stands alone at the end of a page, and no last line at the top of one. */
function together(at: number, lines: number, look: Look): number {
  if (look.tag.startsWith('H')) return 3
  if (at === 0) return lines <= 3 ? lines : 2
  return at === lines - 2 ? 2 : 1
}

import { mark } from '#platform/ui/icons.ts'
import { breakLines, type Direction, type Paragraph, paragraphOf, readable, visualRuns } from './lines.ts'
import type { Block, Figure, Sheet, Style, Words } from './sheet.ts'

type Document = PDFKit.PDFDocument
type Element = PDFKit.PDFStructureElement
type Look = { font: 'plain' | 'bold' | 'mono'; size: number; colour: string; tag: string; above: number }
/** A column of the page, or the page. */
type Box = { x: number; width: number; align?: 'left' }

const BLACK = '#000000'
/** Second text; on a printer without colours still dark enough to read (9.7 : 1). */
const GREY = '#444444'
const looks: Record<Style, Look> = {
  title: { font: 'bold', size: 20, colour: BLACK, tag: 'H1', above: 0 },
  subtitle: { font: 'bold', size: 14, colour: BLACK, tag: 'H1', above: 0 },
  heading: { font: 'bold', size: 11, colour: BLACK, tag: 'H2', above: 12 },
  text: { font: 'plain', size: 10, colour: BLACK, tag: 'P', above: 5 },
  label: { font: 'plain', size: 8.5, colour: GREY, tag: 'P', above: 9 },
  value: { font: 'bold', size: 13, colour: BLACK, tag: 'P', above: 0 },
  small: { font: 'plain', size: 8.5, colour: GREY, tag: 'P', above: 0 },
  code: { font: 'mono', size: 17, colour: BLACK, tag: 'P', above: 4 },
}

/** More than any household has; what would be more is cut off rather than written for ever. */
const LINES_MAX = 5_000
const PAGES_MAX = 200
const LINE = 1.35
export const MARGIN = 50
/** Below it A4 has room that US Letter has not: nothing stands there. */
const FOOT_Y = 752
const BOTTOM = FOOT_Y - 12
const GAP = 24
const POINTS_A_MM = 72 / 25.4

/** Draws a sheet on as many pages as it needs; each paragraph tagged with its language and direction. */
export function drawSheet(document: Document, sheet: Sheet): void {
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
    if (block.kind === 'words') write(root, block.words, { ...looks[block.style], ...above(block) }, page)
    else if (block.kind === 'columns') columns(block.columns)
    else if (block.kind === 'fields') fields(block)
    else signature(block.labels)
  }

  /** Makes sure that so much fits on this page, or begins the next one. */
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
    const { paragraph, lines } = broken(words, look, box)
    y += look.above
    const element = tagged(parent, look.tag, words)
    // No heading stands alone at the end of a page.
    const below = look.tag.startsWith('H') ? 3 : 1
    for (const [from, to] of lines) {
      if (!room(below * look.size * LINE)) break
      drawn++
      element.add(() => drawLine(paragraph, from, to, look, words.direction, box))
      y += look.size * LINE
    }
    element.end()
  }

  function columns(all: Extract<Block, { kind: 'columns' }>['columns']): void {
    const width = (page.width - GAP * (all.length - 1)) / all.length
    const sections = all.map(([first]) => tagged(root, 'Sect', first!.words))
    const rows = Math.max(...all.map((column) => column.length))
    for (let row = 0; row < rows; row++) {
      const cells = all.flatMap((column, index) => {
        const cell = column[row]
        if (!cell) return []
        const box = { x: page.x + index * (width + GAP), width }
        const look = looks[cell.style]
        return [{ ...cell, look, box, ...broken(cell.words, look, box), in: sections[index]! }]
      })
      const { look } = cells[0]!
      const lines = Math.max(...cells.map((cell) => cell.lines.length))
      y += look.above
      // A paragraph of up to six lines stays in one piece.
      room(look.size * LINE * (Math.min(lines, 6) + (look.tag === 'P' ? 0 : 4)))
      const elements = cells.map((cell) => tagged(cell.in, look.tag, cell.words))
      for (let line = 0; line < lines; line++) {
        if (!room(look.size * LINE)) break
        drawn++
        for (const [index, { paragraph, lines, words, box }] of cells.entries()) {
          const [from, to] = lines[line] ?? []
          if (to !== undefined) elements[index]!.add(() => drawLine(paragraph, from!, to, look, words.direction, box))
        }
        y += look.size * LINE
      }
      for (const element of elements) element.end()
    }
    for (const section of sections) section.end()
  }

  function fields({ fields, figure }: Extract<Block, { kind: 'fields' }>): void {
    y += 12
    const side = figure ? figure.widthMm * POINTS_A_MM : 0
    const top = y
    const at = pages
    let under = y
    if (figure) {
      drawFigure(figure, { x: page.x + page.width - side, width: side })
      under = y
      y = top
    }
    const box: Box = { x: page.x, width: page.width - (figure ? side + GAP : 0), align: 'left' }
    for (const [index, { labels, value, meaning }] of fields.entries()) {
      y += index > 0 ? looks.label.above : 0
      room(44)
      abreast(labels, looks.label, box)
      write(root, value, looks.value, box)
      if (meaning.length > 0) abreast(meaning, looks.small, box)
    }
    if (pages === at) y = Math.max(y, under)
  }

  /** Short words of each language on one line, where there is room for them. */
  function abreast(all: Words[], look: Look, box: Box): void {
    setFont(look)
    const total = all.reduce((sum, { text }) => sum + document.widthOfString(readable(text)), GAP * (all.length - 1))
    const [first, ...others] = all
    if (total > box.width || others.length === 0) {
      for (const words of all) write(root, words, { ...look, above: 0 }, { x: box.x, width: box.width })
      return
    }
    if (!room(look.size * LINE)) return
    let x = box.x
    for (const words of [first!, ...others]) {
      const paragraph = paragraphOf(words.text, words.direction)
      const width = widthOf(readable(paragraph.text))
      // What is read from the right stands at the right, the others follow each other.
      const rtl = words.direction === 'rtl'
      const own: Box = rtl ? { x: box.x, width: box.width } : { x, width: box.width }
      const element = tagged(root, look.tag, words)
      element.add(() => drawLine(paragraph, 0, paragraph.text.length, look, words.direction, own))
      element.end()
      if (!rtl) x += width + GAP / 2
    }
    y += look.size * LINE
  }

  function signature(labels: Words[]): void {
    room(60)
    y += 44
    const box: Box = { x: page.x, width: page.width * 0.55 }
    artifact(() =>
      document
        .lineWidth(0.75)
        .moveTo(box.x, y)
        .lineTo(box.x + box.width, y)
        .stroke(BLACK),
    )
    y += 3
    abreast(labels, looks.small, box)
  }

  function drawFigure(figure: Figure, { x, width }: Box): void {
    const top = y
    const element = tagged(root, 'Figure', figure.alt, {
      alt: figure.alt.text,
      bbox: [x, top, x + width, top + figure.heightMm * POINTS_A_MM],
    })
    element.add(() => drawPaths(figure.paths, x, top, POINTS_A_MM))
    element.end()
    y = top + figure.heightMm * POINTS_A_MM
    const centred = (words: Words, look: Look) => {
      setFont(look)
      const paragraph = paragraphOf(words.text, words.direction)
      const lines = breakLines(paragraph.text, width, widthOf)
      const own = tagged(root, look.tag, words)
      for (const [from, to] of lines) {
        const taken = widthOf(readable(paragraph.text.slice(from, to)))
        const box: Box = { x: x + (width - taken) / 2, width: taken, align: 'left' }
        own.add(() => drawLine(paragraph, from, to, look, words.direction, box))
        y += look.size * LINE
      }
      own.end()
    }
    if (figure.code) {
      y += looks.code.above
      centred({ text: figure.code, language: sheet.language, direction: 'ltr' }, looks.code)
    }
    for (const note of figure.notes) {
      y += 3
      for (const words of note) centred(words, looks.small)
    }
  }

  function drawPaths(paths: Figure['paths'], x: number, top: number, scale: number): void {
    for (const path of paths) {
      document.save()
      document.translate(x + path.x * scale, top + path.y * scale).scale(path.scale * scale)
      document.path(path.d)
      if (path.strokeMm === undefined) document.fill(BLACK)
      else
        document
          .lineWidth(path.strokeMm / path.scale)
          .lineCap('round')
          .lineJoin('round')
          .stroke(BLACK)
      document.restore()
    }
  }

  /** The mark and who issued it. */
  function head(words: Words): void {
    const width = 16
    artifact(() =>
      drawPaths(
        [
          { d: mark.outer, x: 0, y: 0, scale: 1, strokeMm: 2 },
          { d: mark.inner, x: 0, y: 0, scale: 1 },
        ],
        page.x,
        y,
        width / 24,
      ),
    )
    y += 3
    write(
      root,
      words,
      { ...looks.heading, tag: 'P', above: 0 },
      { x: page.x + width + 10, width: page.width - width - 10 },
    )
    y += 14
  }

  /** Words of every language in one black bar; read aloud once, on the first page. */
  function stamp(): void {
    const words = sheet.stamp
    if (!words?.length) return
    const height = 30
    const look: Look = { font: 'bold', size: 17, colour: '#ffffff', tag: 'P', above: 0 }
    artifact(() => document.rect(page.x, y, page.width, height).fill(BLACK))
    const top = y
    y += 4.5
    setFont(look)
    const part = page.width / words.length
    for (const [index, each] of words.entries()) {
      const paragraph = paragraphOf(each.text, each.direction)
      const taken = widthOf(readable(paragraph.text))
      const box: Box = { x: page.x + index * part + (part - taken) / 2, width: taken, align: 'left' }
      const line = () => drawLine(paragraph, 0, paragraph.text.length, look, each.direction, box)
      if (pages > 1) artifact(line)
      else {
        const element = tagged(root, 'P', each)
        element.add(line)
        element.end()
      }
    }
    y = top + height + 14
  }

  function feet(): void {
    const { count } = document.bufferedPageRange()
    const look = { ...looks.small, size: 8 }
    for (let number = 0; number < count; number++) {
      document.switchToPage(number)
      y = FOOT_Y
      artifact(() => {
        const of = paragraphOf(`${number + 1} / ${count}`, 'ltr')
        setFont(look)
        const room = widthOf(of.text) + GAP
        const rtl = sheet.foot.direction === 'rtl'
        const { paragraph, lines } = broken(sheet.foot, look, { x: 0, width: page.width - room })
        const [from, to] = lines[0]!
        const box = { x: page.x + (rtl ? room : 0), width: page.width - room }
        drawLine(paragraph, from, to, look, sheet.foot.direction, box)
        drawLine(of, 0, of.text.length, look, rtl ? 'ltr' : 'rtl', page)
      })
    }
  }

  function artifact(drawIt: () => void): void {
    const marked = document.markContent('Artifact', { type: 'Pagination' })
    drawIt()
    marked.endMarkedContent()
  }

  /** An element with its language and direction, in its place among the others. What is drawn turned round is told as it is read. */
  function tagged(parent: Element, tag: string, words: Words, options = {}): Element {
    const { text, levels } = paragraphOf(words.text, words.direction)
    const isTurned = tag !== 'Sect' && tag !== 'Figure' && levels.some((level) => level % 2 === 1)
    const element = document.struct(tag, {
      lang: words.language,
      ...(isTurned && { actual: readable(text) }),
      ...options,
    })
    const { data } = (element as unknown as { dictionary: { data: { A?: object } } }).dictionary
    if (words.direction === 'rtl') data.A = { ...data.A, O: 'Layout', WritingMode: 'RlTb' }
    parent.add(element)
    return element
  }

  function broken(words: Words, look: Look, box: Box): { paragraph: Paragraph; lines: [number, number][] } {
    setFont(look)
    const paragraph = paragraphOf(words.text, words.direction)
    return { paragraph, lines: breakLines(paragraph.text, box.width, widthOf) }
  }

  /** One line, its runs in the order in which they are seen. */
  function drawLine(paragraph: Paragraph, from: number, to: number, look: Look, direction: Direction, box: Box): void {
    setFont(look)
    document.fillColor(look.colour)
    const runs = visualRuns(paragraph, from, to)
    const widths = runs.map(widthOf)
    const total = widths.reduce((sum, each) => sum + each, 0)
    let x = direction === 'rtl' && box.align !== 'left' ? box.x + box.width - total : box.x
    for (const [index, run] of runs.entries()) {
      if (run.trim()) document.text(run, x, y, { lineBreak: false })
      x += widths[index]!
    }
  }

  function setFont({ font, size }: Look): void {
    document.font(font).fontSize(size)
  }

  function widthOf(text: string): number {
    return document.widthOfString(text)
  }
}

const above = ({ above }: { above?: number }) => (above === undefined ? {} : { above })

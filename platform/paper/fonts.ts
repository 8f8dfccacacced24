import { createRequire } from 'node:module'
import PDFDocument from 'pdfkit'

/** A font as the PDF library reads it; what its types leave out. */
type Font = { layout(text: string): unknown; hasGlyphForCodePoint(codePoint: number): boolean; _glyphs: object }

const { resolve } = createRequire(import.meta.url)
const files = {
  plain: resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  bold: resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
  mono: resolve('dejavu-fonts-ttf/ttf/DejaVuSansMono-Bold.ttf'),
}
let fonts: Record<keyof typeof files, Font> | undefined

/** Read once for all papers of a thread: that is most of the time one paper takes. */
function readFonts() {
  fonts ??= { plain: read(files.plain), bold: read(files.bold), mono: read(files.mono) }
  return fonts
}

/** For a new paper: what fonts remember of earlier ones, which letters a form stood for, would otherwise be in it. */
export function freshFonts() {
  for (const font of Object.values(readFonts())) font._glyphs = {}
  return readFonts()
}

/** Letters and digits for which the fonts have no form. Signs are left out: nobody types them to compare a paper. */
export const lettersNotPrinted = (text: string): string[] =>
  [...new Set(text.normalize('NFC').match(/[\p{L}\p{N}\p{M}]/gu) ?? [])].filter((letter) => !isDrawn(letter))

/** What the fonts cannot draw stands as a box, so that nobody takes it for left out. */
export const drawable = (text: string): string =>
  PLAIN.test(text) ? text : text.replace(/[^\s]/gu, (char) => (isDrawn(char) ? char : '\u25a1'))

/** What every one of the fonts has, and most papers have nothing else. */
const PLAIN = /^[\u0020-\u007e\u00a0-\u017f\u2013-\u2026]*$/

/** Joiners shape the letters beside them, isolates keep words in one piece: neither has a form of its own. */
const NOT_DRAWN = /\u200c|\u200d|\u2068|\u2069/

const isDrawn = (char: string): boolean => {
  const { plain, bold } = readFonts()
  const codePoint = char.codePointAt(0)!
  return NOT_DRAWN.test(char) || [plain, bold].every((font) => font.hasGlyphForCodePoint(codePoint))
}

function read(file: string): Font {
  const document = new PDFDocument({ autoFirstPage: false }).font(file)
  return (document as unknown as { _font: { font: Font } })._font.font
}

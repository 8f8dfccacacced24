import PDFDocument from 'pdfkit'
import { freshFonts } from './fonts.ts'
import { drawSheet, MARGIN } from './layout.ts'
import type { Direction } from './lines.ts'
import type { Block, Sheet, Words } from './sheet.ts'

/** A paper to read in one language: headings, and lines of a label with what belongs to it. */
export type Paper = {
  /** Stands on the first page and in the document's title: names nobody. */
  title: string
  /** A language tag, for screen readers. */
  language: string
  direction: Direction
  lead: string[]
  sections: { heading: string; lines: { label: string; text: string }[] }[]
  /** Under every page. */
  foot: string
}

/**
 * A4, black on white, tagged, each part with its language. No link, action, script or attachment; text is drawn, never
 * interpreted. The document says when nothing was made by whom: the same sheet and time give the same bytes.
 */
export async function writePdf(paper: Paper | Sheet, madeAt: Date): Promise<Uint8Array> {
  const sheet = 'blocks' in paper ? paper : sheetOf(paper)
  const document = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    pdfVersion: '1.7',
    subset: 'PDF/A-2a',
    tagged: true,
    lang: sheet.language,
    displayTitle: true,
    bufferPages: true,
    info: { Title: sheet.title, CreationDate: madeAt, Producer: 'Posada', Creator: 'Posada' },
  })
  const chunks: Buffer[] = []
  document.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = new Promise<void>((done, fail) => document.once('end', done).once('error', fail))
  for (const [name, font] of Object.entries(freshFonts()))
    document.registerFont(name, font as unknown as PDFKit.Mixins.PDFFontSource)
  drawSheet(document, sheet)
  document.end()
  await ended
  return Buffer.concat(chunks)
}

function sheetOf({ title, language, direction, lead, sections, foot }: Paper): Sheet {
  const words = (text: string): Words => ({ text, language, direction })
  const text = (text: string, above: number): Block => ({ kind: 'words', style: 'text', words: words(text), above })
  return {
    ...{ title, language, foot: words(foot) },
    blocks: [
      { kind: 'words', style: 'title', words: words(title) },
      ...lead.map((line) => text(line, 6)),
      ...sections.flatMap(({ heading, lines }): Block[] => [
        { kind: 'words', style: 'heading', words: words(heading) },
        ...lines.flatMap(({ label, text: value }): Block[] =>
          label ? [{ kind: 'words', style: 'label', words: words(label), above: 5 }, text(value, 0)] : [text(value, 4)],
        ),
      ]),
    ],
  }
}

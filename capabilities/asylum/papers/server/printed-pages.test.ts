import { expect, test } from 'vitest'
import { paperKinds } from '#capabilities/proof/model.ts'
import { type DrawnText, readDrawnText } from '#checks/harness/pdf-text.ts'
import { writePdf } from '#platform/paper/pdf.ts'
import { examplePapers, signExample } from '../example-papers.ts'
import type { ClaimPaperFacts, PaperLanguages } from '../model.ts'
import { claimSheet, printedValuesOf } from './claim-paper.ts'

const madeAt = new Date('2021-10-25T15:00:00Z')
const arabic: PaperLanguages = { procedure: 'es', person: 'ar' }
const write = async (facts: ClaimPaperFacts, languages = arabic) =>
  writePdf(await claimSheet(facts, await signExample(facts, printedValuesOf(facts, languages)), languages), madeAt)
const wordsOn = (page: DrawnText[]) => page.map(({ text }) => text).join(' ')
/** Without what an older font or a longer title would change: the letters, in the order in which they are drawn. */
const letters = (text: string) => text.replace(/\s/gu, '')

test('a paper is tagged: each part with its language and direction, the code with words instead of its picture', async () => {
  const { structure } = readDrawnText(await write(examplePapers.constancia))
  expect(structure).toContain('/Marked true')
  for (const tag of ['Document', 'H1', 'H2', 'P', 'Sect', 'Figure'])
    expect(structure).toMatch(new RegExp(`/S /${tag}\\b`))
  const elements = structure.split('\n>>').filter((element) => element.includes('/S /P'))
  const inArabic = elements.filter((element) => element.includes('/Lang (ar)'))
  expect(inArabic.length).toBeGreaterThan(10)
  // Turned round on the page, and told as it is read.
  for (const element of inArabic) {
    expect(element).toContain('/WritingMode /RlTb')
    expect(element).toContain('/ActualText')
  }
  const others = elements.filter((element) => !element.includes('/Lang (ar)'))
  expect(others.length).toBeGreaterThan(10)
  for (const element of others) expect(element).not.toMatch(/WritingMode|ActualText/)
  expect(structure).toMatch(/\/S \/Figure[\s\S]*?\/Alt \(/)
})

test('a paper is of PDF/A, level 2a: every form it draws stands for letters, its fonts and colours are inside', async () => {
  const pdf = await write(examplePapers.decision)
  const { pages, structure } = readDrawnText(pdf)
  const all = pages.flat()
  expect(all.length).toBeGreaterThan(50)
  for (const { text } of all) expect(text).toMatch(/^[^\0\ufffe\ufeff]+$/u)
  expect([...new Set(all.map(({ font }) => font.split('+')[1]))].sort()).toEqual([
    ...['DejaVuSans', 'DejaVuSans-Bold', 'DejaVuSansMono-Bold'],
  ])
  expect(structure).toContain('/FontFile2')
  expect(structure).toContain('/GTS_PDFA1')
  expect(structure).toContain('/Lang (es)')
  expect(Buffer.from(pdf).toString('latin1')).toMatch(/pdfaid:part>2<[\s\S]*pdfaid:conformance>A</)
  expect(structure).not.toMatch(/\/(JavaScript|JS|URI|Annots|OpenAction|AA|EmbeddedFiles|Encrypt|AcroForm)\b/)
})

test('every page of a practice paper says PRACTICE in English and in both its languages, and no page of another does', async () => {
  const { practice, ...real } = examplePapers.decision
  const long = { ...real, reasons: { es: Array<string>(12).fill(real.reasons.es[0]!) } }
  const inPractice = readDrawnText(await write({ ...long, practice: true })).pages
  expect(inPractice.length).toBeGreaterThan(1)
  for (const page of inPractice) {
    for (const word of ['PRACTICE', 'PRÁCTICA']) {
      const stamped = page.find(({ text }) => text === word)
      expect(stamped?.font).toContain('Bold')
    }
    // Drawn from the right: the letters stand in the order in which they are seen.
    expect(page.some(({ text }) => [...text].reverse().join('') === 'تدريب')).toBe(true)
  }
  for (const page of readDrawnText(await write({ ...long, practice: false })).pages)
    expect(wordsOn(page)).not.toMatch(/PRACTICE|PRÁCTICA|بيردت/)
})

test('all that is printed is inside the margins that A4 and US Letter share, however a printer places the page', async () => {
  for (const kind of paperKinds)
    for (const page of readDrawnText(await write(examplePapers[kind])).pages)
      for (const { x, y } of page) {
        expect(x).toBeGreaterThan(45)
        expect(x).toBeLessThan(595 - 45)
        // Letter is 50 points shorter than A4: off the top, off the bottom, or half of it off each.
        expect(y).toBeGreaterThan(50 + 18)
        expect(y).toBeLessThan(842 - 45)
      }
})

const SENTENCE = 'Nadie puede devolver a esta persona al país del que huyó.'

test('a very long name and fifteen dependants leave the page whole', async () => {
  const name = `María de los Ángeles ${'Guadalupe-Esperanza '.repeat(9)}${'x'.repeat(120)}`
  const dependants = Array.from({ length: 15 }, (_, index) => `Jean-Robert Pierre-Louis ${index + 1}`)
  const { pages } = readDrawnText(await write({ ...examplePapers.constancia, name, dependants }))
  const all = letters(pages.map((page) => wordsOn(page)).join(''))
  const inSpanish = letters(pages.map((page) => wordsOn(page.filter(({ x }) => x < 300))).join(''))
  expect(all).toContain(letters(name))
  for (const dependant of dependants) expect(all).toContain(letters(dependant))
  expect(inSpanish).toContain(letters(SENTENCE))
  expect(all).toContain('1990-03-07')
  for (const { x, y } of pages.flat()) expect(x > 45 && x < 550 && y > 68).toBe(true)
})

test('a name with marks that turn text round, controls and signs changes nothing but its own line', async () => {
  const hostile = '\u202eAna\u2066 \u0000\u0007Sol\u2029(PRACTICE)\u200f \ud800 <b>/JS\\ 🧿'
  const usual = readDrawnText(await write(examplePapers.constancia)).pages.flat()
  const { pages, structure } = readDrawnText(await write({ ...examplePapers.constancia, name: hostile }))
  const drawn = pages.flat()
  const own = drawn.filter(({ text }) => text.includes('Sol'))
  expect(own.map(({ text }) => text)).toEqual(['Ana Sol (PRACTICE) <b>/JS\\ □'])
  expect(drawn.filter((each) => each !== own[0])).toEqual(usual.filter(({ text }) => !text.includes('Marie-Ange')))
  expect(structure).not.toMatch(/\/JavaScript|\/JS\b/)
})

test('a name in letters that our fonts have no form for is not printed as boxes, and the error says which letters', async () => {
  await expect(write({ ...examplePapers.constancia, name: 'Rahim রহিম' })).rejects.toThrow('ম')
  expect((await write({ ...examplePapers.constancia, name: 'مريم الحسن' })).length).toBeGreaterThan(10_000)
})

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { closeWindows, openBrowser, readQr } from '#checks/harness/browser.ts'
import { likenessOfLines, pictureByPoppler, pictureInChromium, textByPoppler } from '#checks/harness/pdf-pictures.ts'
import { writePdf } from '#platform/paper/pdf.ts'
import { examplePapers, signExample } from '../example-papers.ts'
import { claimSheet, printedValuesOf } from './claim-paper.ts'

let browser: Browser | undefined
let page: Page
beforeAll(async () => {
  browser = await openBrowser()
  if (browser) page = await browser.newPage({ viewport: { width: 794, height: 1_123 }, deviceScaleFactor: 1.8 })
})
afterAll(() => closeWindows(browser))

const madeAt = new Date('2021-10-25T15:00:00Z')
const arabic = { procedure: 'es', person: 'ar' } as const

/** Letters that join, letters that become one, marks over them, brackets, and words and numbers of the other direction. */
const TEXTS = [
  'لا يجوز لأحد أن يعيد هذا الشخص إلى البلد الذي فرّ منه.',
  'طلب هذا الشخص اللجوء لدى COMAR, Comisión Mexicana برقم TAP-0042/2021، ولم يصدر القرار بعد.',
  'يمكنك طلب المراجعة (recurso de revisión) حتى \u206829 نوفمبر 2021\u2069.',
  'مَرْيَمُ الحَسَن: هل تسمعك امرأة أم رجل؟ نعم (الأولى)!',
]
const reversedWords = (text: string) => text.split(' ').reverse().join(' ')
const reversedLetters = (text: string) => [...text].reverse().join('')
const unjoined = (text: string) => [...text].join('\u200c')

const drawn = (texts: string[]) =>
  writePdf(
    {
      ...{ title: 'x', language: 'ar', foot: { text: '', language: 'ar', direction: 'ltr' } },
      blocks: texts.map((text) => ({
        ...{ kind: 'words', style: 'text', above: 30 },
        words: { text, language: 'ar', direction: 'rtl' },
      })),
    },
    madeAt,
  )

async function asChromiumWrites(texts: string[]): Promise<Uint8Array> {
  const font = readFileSync(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'))
  await page.setContent(`<!doctype html><meta charset="utf-8"><style>
    @font-face { font-family: D; src: url(data:font/ttf;base64,${font.toString('base64')}) }
    body { margin: 50pt; font: 10pt D } p { margin: 30pt 0; white-space: nowrap }
    </style>${texts.map((text) => `<p dir="rtl" lang="ar">${text}</p>`).join('')}`)
  await page.evaluate(() => document.fonts.ready)
  return page.screenshot()
}

const keep = (name: string, picture: Uint8Array) => {
  const folder = join(import.meta.dirname, '../../../../artefacts/claim-papers')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${name}.png`), picture)
}

describe('a paper as it is seen', () => {
  test('the code is read back from its page, in Chromium and, where it is there, by Poppler as a cheap printer prints', async ({
    skip,
  }) => {
    if (!browser) return skip()
    // It stands in the same place on all four; these have the least and the most beside it.
    for (const kind of ['constancia', 'hearing'] as const) {
      const facts = examplePapers[kind]
      const signed = await signExample(facts, printedValuesOf(facts, arabic))
      const pdf = await writePdf(await claimSheet(facts, signed, arabic), madeAt)
      if (kind === 'hearing') {
        const picture = await pictureInChromium(browser, pdf)
        keep('hearing-chromium', picture)
        expect(await readQr(picture), kind).toBe(signed)
      }
      const printed = pictureByPoppler(pdf, 150, ['-mono'])
      if (printed) expect(await readQr(printed), kind).toBe(signed)
      const text = textByPoppler(pdf)
      if (text) for (const words of ['PRACTICE', 'PRÁCTICA', facts.number, facts.name]) expect(text).toContain(words)
    }
  })

  test('Arabic looks as Chromium writes it; in another order or with letters that do not join it looks otherwise', async ({
    skip,
  }) => {
    if (!browser) return skip()
    const wrong = [reversedWords, reversedLetters, unjoined].flatMap((mutate) => TEXTS.map(mutate))
    const right = await asChromiumWrites([...TEXTS, ...TEXTS, ...TEXTS, ...TEXTS])
    const paper = await drawn([...TEXTS, ...wrong])
    const likeness = await likenessOfLines(page, await pictureInChromium(browser, paper), right)
    expect(likeness.length).toBe(16)
    for (const like of likeness.slice(0, TEXTS.length)) expect(like).toBeGreaterThan(0.75)
    for (const like of likeness.slice(TEXTS.length)) expect(like).toBeLessThan(0.55)
  })
})

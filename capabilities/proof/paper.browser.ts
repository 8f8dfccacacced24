import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { readCatalogues } from '#platform/messages/catalogue-files.ts'
import { findChromium } from '../../scripts/chromium.mjs'
import { svgOf } from './drawing.ts'
import { exampleClaims } from './example-cards.ts'
import { encodeCardSync } from './model.ts'
import { drawCardBack, drawCardFront, drawSheet } from './paper.ts'
import { practiceSigner } from './practice-signer.ts'
import { shortCodeOf } from './short-code.ts'

const executablePath = findChromium()
const ARTEFACTS = join(import.meta.dirname, '../../artefacts/papers')

describe.skipIf(!executablePath)('papers as a printer gets them', () => {
  test('the code on a card and on a sheet is read back at 300 and at 100 dots an inch', async () => {
    const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')
    prepareZXingModule({ overrides: { wasmBinary: Uint8Array.from(readFileSync(wasm)).buffer } })
    mkdirSync(ARTEFACTS, { recursive: true })
    const words = readCatalogues([join(import.meta.dirname, 'messages/card')])
    const claims = exampleClaims({ householdSize: 3 })
    const card = {
      text: encodeCardSync(claims, practiceSigner('practice-journey')),
      shortCode: shortCodeOf(claims.cti),
      people: { adults: 1, children: 2 },
      expiresOn: claims.expiresOn,
      practice: true,
    }
    const notes = {
      appointment: '22 Nov – 20 Dec 2021 · 8 of 10 households',
      where: 'Tapachula office, gate 2',
      complain: 'any stop',
    }
    const papers = {
      front: drawCardFront(card, words, 'ht'),
      back: drawCardBack(card, words, 'ht'),
      sheet: drawSheet(card, notes, words, 'ht', 'es'),
      'sheet-ar': drawSheet(card, notes, words, 'ar', 'es'),
    }
    const browser = await chromium.launch({
      executablePath: executablePath!,
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run'],
    })
    for (const dotsPerInch of [300, 100]) {
      const page = await browser.newPage({ deviceScaleFactor: dotsPerInch / 96, viewport: { width: 500, height: 700 } })
      for (const [name, drawing] of Object.entries(papers)) {
        await page.setContent(svgOf(drawing))
        const picture = await page.locator('svg').screenshot()
        if (dotsPerInch === 300) writeFileSync(join(ARTEFACTS, `${name}.png`), picture)
        const [code] = await readBarcodes(Uint8Array.from(picture), { formats: ['QRCode'], tryHarder: true })
        expect({ name, dotsPerInch, text: code?.text }).toEqual({
          name,
          dotsPerInch,
          text: name === 'back' ? undefined : card.text,
        })
      }
      await page.close()
    }
    await browser.close()
  })
})

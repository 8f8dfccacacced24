import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { temporaryFolder } from '#checks/harness/posada.ts'
import { signerFromSeed } from '#platform/cose/ed25519.ts'
import { exampleClaims } from './example-cards.ts'
import { encodeCard, encodeCardSync } from './model.ts'
import { readPixels } from './pages/read-pixels.ts'
import { colouredOf, type GreyImage } from './pages/repair-image.ts'
import { practiceSigner } from './practice-signer.ts'
import { QUIET_ZONE_MODULES, qrPath, qrSymbol } from './qr.ts'

const signer = practiceSigner('practice-authority')
const text = encodeCardSync(exampleClaims(), signer)

beforeAll(() => {
  const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')
  prepareZXingModule({ overrides: { wasmBinary: Uint8Array.from(readFileSync(wasm)).buffer } })
})

test('a card is QR version 8 at level M; a constancia and a ticket stay within version 10', async () => {
  expect(qrSymbol(text)).toMatchObject({ version: 8, size: 49 })
  const largest = { householdSize: 30, statusIndex: 2 ** 32 - 1 }
  const constancia = exampleClaims({ type: 'constancia', printedHash: new Uint8Array(16).fill(255), ...largest })
  expect(qrSymbol(encodeCardSync(constancia, signer)).version).toBeLessThanOrEqual(10)
  const phone = await signerFromSeed(new Uint8Array(32).fill(9))
  const ticket = exampleClaims({ type: 'ticket', householdSize: 30, statusIndex: 0 })
  expect(qrSymbol(await encodeCard(ticket, phone)).version).toBeLessThanOrEqual(10)
  expect(() => qrSymbol('A'.repeat(400))).toThrow('version')
})

test('what is drawn is read back letter by letter', async () => {
  for (const pixelsPerModule of [2, 3, 4, 8]) {
    expect(await readPixels(colouredOf(rasterised(text, pixelsPerModule)))).toBe(text)
  }
})

test('zbarimg, where it is installed, reads the same', () => {
  if (spawnSync('zbarimg', ['--version']).error) return console.warn('Skipped: zbarimg is not on this machine.')
  const { width, height, pixels } = rasterised(text, 6)
  const file = join(temporaryFolder(), 'card.pgm')
  writeFileSync(file, Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), pixels]))
  expect(execFileSync('zbarimg', ['--quiet', '--raw', file], { encoding: 'utf8' }).trimEnd()).toBe(text)
})

test('a print with a scratch through every module, and one full of grain, are still read', async () => {
  const scratched = rasterised(text, 6)
  scratched.pixels.forEach((_, at) => {
    if (at % 3 === 0 || Math.floor(at / scratched.width) % 3 === 0) scratched.pixels[at] = 255
  })
  expect(await readOnce(scratched)).toBeUndefined()
  expect(await readPixels(colouredOf(scratched))).toBe(text)

  const grainy = rasterised(text, 6)
  let state = 1
  grainy.pixels.forEach((shade, at) => {
    state = (state * 48_271) % 2_147_483_647
    if (state % 100 < 8) grainy.pixels[at] = 255 - shade
  })
  expect(await readOnce(grainy)).toBeUndefined()
  expect(await readPixels(colouredOf(grainy))).toBe(text)
})

test('a picture without a code is no card', async () => {
  expect(
    await readPixels(colouredOf({ width: 200, height: 200, pixels: new Uint8Array(40_000).fill(255) })),
  ).toBeUndefined()
})

const readOnce = async (image: GreyImage) =>
  (await readBarcodes(colouredOf(image) as ImageData, { formats: ['QRCode'], tryHarder: true })).find(
    (code) => code.isValid,
  )

/** Draws the path itself, as a renderer would: strips of `M x y h width v1 …`. */
function rasterised(content: string, pixelsPerModule: number): GreyImage {
  const symbol = qrSymbol(content)
  const side = (symbol.size + QUIET_ZONE_MODULES * 2) * pixelsPerModule
  const pixels = new Uint8Array(side * side).fill(255)
  for (const [, column, row, width] of qrPath(symbol).matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    const top = (Number(row) + QUIET_ZONE_MODULES) * pixelsPerModule
    const left = (Number(column) + QUIET_ZONE_MODULES) * pixelsPerModule
    for (let y = top; y < top + pixelsPerModule; y++) {
      pixels.fill(0, y * side + left, y * side + left + Number(width) * pixelsPerModule)
    }
  }
  return { width: side, height: side, pixels }
}

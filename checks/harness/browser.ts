import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { launchBrowser } from '#apps/posada/bench/browser.ts'

let opened: Promise<Browser | undefined> | undefined

/**
 * Chromium, or undefined where there is none: the tests say so and are skipped. The files of one process share it, and each has
 * windows with storage of their own; it ends with the process.
 */
export async function openBrowser(): Promise<Browser | undefined> {
  if ((await opened)?.isConnected() === false) opened = undefined
  opened ??= launchBrowser().catch((error: unknown) => {
    console.warn(`Browser tests are skipped: ${error instanceof Error ? error.message : error}`)
    return undefined
  })
  return opened
}

/** Closes all windows of a file that ends. */
export async function closeWindows(browser: Browser | undefined): Promise<void> {
  await Promise.all(browser?.contexts().map((context) => context.close()) ?? [])
}

/** A phone's window with storage of its own. What a page throws fails the test that asks for `problems`. */
export async function openPhone(
  browser: Browser,
  size: { width: number; height: number } = { width: 360, height: 740 },
): Promise<{ context: BrowserContext; page: Page; problems: string[] }> {
  const context = await browser.newContext({ viewport: size, locale: 'en' })
  const page = await context.newPage()
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    // Lost connections are part of what is tested; refusals of the content policy are not.
    if (message.type() === 'error' && !message.text().includes('ERR_')) problems.push(message.text())
  })
  return { context, page, problems }
}

/** No serious finding of axe, and nothing to scroll sideways. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  const violations = await findViolations(page)
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(
    { name, serious: serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`) },
    `accessibility of ${name}`,
  ).toEqual({ name, serious: [] })
  await expectNoSidewaysScroll(page, name)
}

/** What frames found is joined in a blank page; a page without any is judged where it stands, by the same rules. */
async function findViolations(page: Page) {
  if (page.frames().length > 1) {
    const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] })
    return (await axe.analyze()).violations
  }
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(AXE)
  const mild = await page.evaluate<string[]>(MILD_RULES)
  const rules = Object.fromEntries(mild.map((id) => [id, { enabled: false }]))
  const axe = new AxeBuilder({ page, axeSource: THERE_ALREADY }).options({ resultTypes: ['violations'], rules })
  return (await axe.setLegacyMode().analyze()).violations
}

/** The page takes in a million characters once and not, as left alone, twice for each look. */
const AXE = readFileSync(
  createRequire(createRequire(import.meta.url).resolve('@axe-core/playwright')).resolve('axe-core/axe.min.js'),
  'utf8',
)
const THERE_ALREADY = 'void 0'
/** A rule's findings have the impact written at the rule: what these find would be thrown away, so nobody looks for it. */
const MILD_RULES = `axe._audit.rules.filter(({ impact }) => impact === 'minor' || impact === 'moderate').map(({ id }) => id)`

/** Nothing is cut at this width, at 320 px, and with text at 200 %. */
export async function expectNoSidewaysScroll(page: Page, name: string): Promise<void> {
  const overflow = () => page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth))
  const size = page.viewportSize()
  const usual = await overflow()
  await page.setViewportSize({ width: 320, height: 640 })
  const narrow = await overflow()
  if (size) await page.setViewportSize(size)
  await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'))
  const large = await overflow()
  const tooWide = large > 0 ? await listTooWide(page) : []
  await page.evaluate(() => document.documentElement.style.removeProperty('font-size'))
  expect({ name, usual, narrow, large, tooWide }).toEqual({ name, usual: 0, narrow: 0, large: 0, tooWide: [] })
}

/** What sticks out, so that a failure says where to look. */
const listTooWide = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('body *')]
      .filter((element) => {
        const { left, right } = element.getBoundingClientRect()
        return left < 0 || right > window.innerWidth
      })
      .map((element) => `${element.tagName.toLowerCase()}.${element.className}`)
      .slice(0, 10),
  )

/** What a QR in a picture says; undefined where none can be read. */
export async function readQr(picture: Uint8Array): Promise<string | undefined> {
  const { prepareZXingModule, readBarcodes } = await import('zxing-wasm/reader')
  const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')
  prepareZXingModule({ overrides: { wasmBinary: Uint8Array.from(readFileSync(wasm)).buffer } })
  const [barcode] = await readBarcodes(picture, { formats: ['QRCode'] })
  return barcode?.text
}

/** Whether somebody wants to look: pictures of every page take a tenth of the time. */
export const keepsPictures = process.env.POSADA_PICTURES === '1'

/** Keeps a picture among the artefacts, to be looked at. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  if (!keepsPictures) return
  const file = join(root, 'artefacts', `${name}.png`)
  mkdirSync(dirname(file), { recursive: true })
  await page.screenshot({ path: file, fullPage: true })
}

const root = resolve(import.meta.dirname, '../..')

/** The focus has moved there: it follows the new page by a moment, and a screen reader waits as well. */
export async function expectFocus(target: Locator): Promise<void> {
  await expect
    .poll(() => target.evaluate((element) => element === document.activeElement), { timeout: 5_000 })
    .toBe(true)
}

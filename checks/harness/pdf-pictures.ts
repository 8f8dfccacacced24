import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'

/** The first page of a PDF as Chromium's viewer shows it: PDFium, which knows nothing of what wrote it. */
export async function pictureInChromium(browser: Browser, pdf: Uint8Array): Promise<Uint8Array> {
  const context = await browser.newContext({ viewport: { width: 1_000, height: 1_425 }, deviceScaleFactor: 1.5 })
  const page = await context.newPage()
  const picture = await inFolder(async (folder) => {
    const file = join(folder, 'paper.pdf')
    writeFileSync(file, pdf)
    await page.goto(`${pathToFileURL(file).href}#toolbar=0&navpanes=0&view=FitH`)
    // The viewer says nowhere that it has drawn: look until there is a page, and it stays as it is.
    let last: Buffer | undefined
    for (let looks = 0; looks < 60; looks++) {
      const now = await page.screenshot()
      if (last?.equals(now) && now.length > 30_000) return now
      last = now
      await page.waitForTimeout(100)
    }
    throw new Error('the viewer of Chromium has not drawn the page within some seconds')
  })
  await context.close()
  return picture
}

/** The same as Poppler draws it, black and white as a cheap printer would; undefined where there is no `pdftoppm`. */
export function pictureByPoppler(pdf: Uint8Array, dotsPerInch: number, options: string[] = []): Uint8Array | undefined {
  return byPoppler('pdftoppm', pdf, (file, out) => {
    execFileSync('pdftoppm', ['-r', String(dotsPerInch), '-png', '-singlefile', ...options, file, out])
    return readFileSync(`${out}.png`)
  })
}

/** What `pdftotext` reads of it; undefined where there is none. */
export function textByPoppler(pdf: Uint8Array): string | undefined {
  return byPoppler('pdftotext', pdf, (file) => execFileSync('pdftotext', ['-layout', file, '-']).toString())
}

function byPoppler<T>(program: string, pdf: Uint8Array, use: (file: string, out: string) => T): T | undefined {
  try {
    execFileSync(program, ['-v'], { stdio: 'ignore' })
  } catch {
    console.warn(`There is no ${program} here: what it would read of a paper was not looked at.`)
    return undefined
  }
  const folder = mkdtempSync(join(tmpdir(), 'posada-paper-'))
  try {
    const file = join(folder, 'paper.pdf')
    writeFileSync(file, pdf)
    return use(file, join(folder, 'page'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'posada-paper-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/**
 * How alike the lines of text in two pictures look, from 0 to 1, line by line: the ink they share, of all the ink of either,
 * after each line was brought to one size. `page`: any page, to paint on.
 */
export async function likenessOfLines(page: Page, one: Uint8Array, other: Uint8Array): Promise<number[]> {
  const pictures = [one, other].map((png) => `data:image/png;base64,${Buffer.from(png).toString('base64')}`)
  return page.evaluate(async (urls) => {
    const WIDTH = 600
    const HEIGHT = 26
    const lines = await Promise.all(urls.map(linesIn))
    return lines[0]!.flatMap((line, index) => (lines[1]![index] ? [alike(line, lines[1]![index]!)] : []))

    /** Each line of text as a small grey picture of the ink in it. */
    async function linesIn(url: string): Promise<Float32Array[]> {
      const image = new Image()
      image.src = url
      await image.decode()
      const canvas = new OffscreenCanvas(image.width, image.height)
      const context = canvas.getContext('2d', { willReadFrequently: true })!
      context.drawImage(image, 0, 0)
      const { data, width, height } = context.getImageData(0, 0, image.width, image.height)
      const grey = (x: number, y: number) => data[(y * width + x) * 4]!
      // Around the page the viewer is dark.
      let left = 0
      while (grey(left, height >> 1) < 250) left++
      let right = width - 1
      while (grey(right, height >> 1) < 250) right--
      let top = 0
      while (grey(left + 4, top) < 250) top++
      const rows: { x0: number; x1: number; y: number }[] = []
      for (let y = top; y < height; y++) {
        let [x0, x1] = [width, -1]
        for (let x = left; x <= right; x++)
          if (grey(x, y) < 128) {
            x0 = Math.min(x0, x)
            x1 = x
          }
        if (x1 >= 0) rows.push({ x0, x1, y })
      }
      const found: { x0: number; x1: number; y0: number; y1: number }[] = []
      for (const { x0, x1, y } of rows) {
        const last = found.at(-1)
        if (last && y - last.y1 < 20)
          Object.assign(last, { x0: Math.min(last.x0, x0), x1: Math.max(last.x1, x1), y1: y })
        else found.push({ x0, x1, y0: y, y1: y })
      }
      return found.map(({ x0, x1, y0, y1 }) => {
        const small = new OffscreenCanvas(WIDTH, HEIGHT).getContext('2d')!
        small.imageSmoothingQuality = 'high'
        // A hair's breadth is no difference.
        small.filter = 'blur(1.5px)'
        small.fillStyle = '#fff'
        small.fillRect(0, 0, WIDTH, HEIGHT)
        small.drawImage(canvas, x0, y0, x1 - x0 + 1, y1 - y0 + 1, 0, 0, WIDTH, HEIGHT)
        const pixels = small.getImageData(0, 0, WIDTH, HEIGHT).data
        return Float32Array.from({ length: WIDTH * HEIGHT }, (_, at) => 255 - pixels[at * 4]!)
      })
    }

    function alike(a: Float32Array, b: Float32Array): number {
      let [shared, all] = [0, 0]
      for (let at = 0; at < a.length; at++) {
        shared += Math.min(a[at]!, b[at]!)
        all += Math.max(a[at]!, b[at]!)
      }
      return shared / all
    }
  }, pictures)
}

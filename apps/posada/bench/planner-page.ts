import type { Browser } from 'playwright-core'
import { budgets } from '#checks/budgets.ts'
import { WrongInput } from '../command.ts'
import { atMost, type BenchRow, median, shown } from './benchmark.ts'
import { launchBrowser } from './browser.ts'
import { serve, withDataFolder } from './serving.ts'
import { watchTasks } from './task-times.ts'

/**
 * The planner's page in Chromium, by the clock, in practice: from choosing another starting point, so that both scenarios are computed
 * anew, to their first band on the page. The pause after the last key is in it.
 */
export async function pageRows(progress: (text: string) => void): Promise<BenchRow[]> {
  const browser = await launchBrowser().catch((error: unknown) => {
    if (error instanceof WrongInput) return undefined
    throw error
  })
  if (!browser) return [shown('the page: no Chromium to measure in', 0, '1')]
  try {
    return await withDataFolder(async (dataDir) => {
      progress('the planner’s page: starting practice')
      const server = await serve(dataDir)
      try {
        progress('the planner’s page: the first band')
        return await measured(browser, server.url)
      } finally {
        await server.stop()
      }
    })
  } finally {
    await browser.close()
  }
}

async function measured(browser: Browser, url: string): Promise<BenchRow[]> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  const { operations } = await (await context.request.get(`${url}/api/access/operations`)).json()
  const headers = { origin: url }
  const { id: operationId } = operations.find(({ kind }: { kind: string }) => kind === 'authority')
  const data = { operationId, role: 'planner' }
  const signedIn = await context.request.post(`${url}/api/access/practice-sign-in`, { headers, data })
  if (!signedIn.ok()) throw new Error(`practice did not let a planner in: ${signedIn.status()}`)
  await page.goto(`${url}/desk/planner?lang=en`)
  await page.getByText(BAND).waitFor({ timeout: BAND_MS_MAX })
  const stop = await watchTasks(browser, page)
  const seconds: number[] = []
  for (let i = 0; i < STARTS.length * ROUNDS; i++) {
    seconds.push(
      (await page.evaluate(
        ([value, longest]) =>
          new Promise<number>((resolve, reject) => {
            performance.clearMarks()
            const pressedAt = performance.now()
            const choice = document.querySelector<HTMLSelectElement>('#planner-start')!
            choice.value = value
            choice.dispatchEvent(new Event('change', { bubbles: true }))
            const look = () => {
              // The frame after the one in which the band was drawn.
              if (performance.getEntriesByName('planner-band').length > 0)
                requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - pressedAt)))
              else if (performance.now() - pressedAt > longest) reject(new Error('no band came'))
              else requestAnimationFrame(look)
            }
            look()
          }),
        [STARTS[i % STARTS.length]!, BAND_MS_MAX] as const,
      )) / 1000,
    )
  }
  const { cpuMs, clockMs } = await stop()
  await context.close()
  const { firstBandSeconds, pageTaskMs } = budgets.planner
  return [
    atMost('the page: from pressing to the first band, by the clock, middle', median(seconds), 's', firstBandSeconds),
    shown('the page: from pressing to the first band, by the clock, longest', Math.max(...seconds), 's'),
    atMost('the page: longest task of its own thread, processor', cpuMs, 'ms', pageTaskMs),
    shown('the page: longest task of its own thread, by the clock', clockMs, 'ms'),
  ]
}

/** Each time another one, none of which was kept: the worker keeps the worlds of the last. */
const STARTS = ['tapachula-2021', 'us-immigration-courts-2021', 'us-asylum-offices-2021']
const ROUNDS = 3
const BAND_MS_MAX = 20_000
const BAND = /^(A first look, of|Of) \d+ runs\./

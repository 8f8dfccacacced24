import { randomBytes } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { encodeCardSync } from '#capabilities/proof/model.ts'
import { practiceSigner } from '#capabilities/proof/practice-signer.ts'
import { budgets } from '#checks/budgets.ts'
import { findInvitation } from '../load/invited.ts'
import { percentile } from '../load/percentile.ts'
import { atMost, type Benchmark, type BenchRow } from './benchmark.ts'
import { launchBrowser, slowPage } from './browser.ts'
import { serve, withDataFolder } from './serving.ts'

/** What an old phone feels: the first screen on a bad network, again without one, and a card checked in the page. */
export const usable: Benchmark = {
  name: 'usable',
  about: 'self-registration and the verifier in Chromium, made as slow as an old phone',
  run: ({ progress, signal }) =>
    withDataFolder(async (dataDir) => {
      const server = await serve(dataDir)
      const browser = await launchBrowser()
      try {
        const invitation = await findInvitation(new URL(server.url), signal)
        progress('the first screen')
        const rows = await measureFirstScreen(browser, `${server.url}/r/#${invitation}`)
        progress('checking a card')
        return [...rows, await measureVerifying(browser, `${server.url}/verify/?lang=en`)]
      } finally {
        await browser.close()
        await server.stop()
      }
    }),
}

const RUNS = 3
const SLOW_NETWORK = { kbitPerSecond: 400, roundTripMs: 400 }

async function measureFirstScreen(browser: Browser, link: string): Promise<BenchRow[]> {
  const cold: number[] = []
  const warm: number[] = []
  for (let run = 0; run < RUNS; run++) {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 } })
    const first = await slowPage(context, { cpu: 4, network: SLOW_NETWORK })
    cold.push(await secondsToFirstAnswer(first.page, link))
    await first.page.close()
    await keepOffline(await context.newPage(), link)
    await context.setOffline(true)
    const again = await slowPage(context, { cpu: 4 })
    warm.push(await secondsToFirstAnswer(again.page, link))
    await context.close()
  }
  const { usableSeconds, warmSeconds } = budgets.firstScreen
  return [
    atMost('usableColdSeconds', percentile(cold, 0.5), 's', usableSeconds),
    atMost('usableWarmOfflineSeconds', percentile(warm, 0.5), 's', warmSeconds),
  ]
}

/** Until a language can be chosen, which is the first answer. */
async function secondsToFirstAnswer(page: Page, link: string): Promise<number> {
  const startedAt = performance.now()
  await page.goto(link, { waitUntil: 'commit' })
  await firstAnswer(page).waitFor({ state: 'visible' })
  return (performance.now() - startedAt) / 1000
}

const firstAnswer = (page: Page) => page.getByRole('button', { name: 'Kreyòl' }).first()

/** Waits until the page itself says that it is ready without signal. */
async function keepOffline(page: Page, link: string): Promise<void> {
  await page.goto(link)
  await page.getByRole('button', { name: 'English' }).first().click()
  await page.getByText('Ready to use without signal.').waitFor()
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await page.close()
}

async function measureVerifying(browser: Browser, link: string): Promise<BenchRow> {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } })
  const { page } = await slowPage(context, { cpu: 6 })
  const times: number[] = []
  for (let run = 0; run < RUNS; run++) {
    const card = {
      type: 'card' as const,
      householdSize: 4,
      statusIndex: 70_000 + run,
      cti: randomBytes(8),
      registeredOn: '2021-10-24',
      expiresOn: '2022-10-24',
    }
    const text = encodeCardSync(card, practiceSigner('practice-journey'))
    await page.goto(link)
    await page.getByLabel('Type what is on the card').fill(text)
    await page.getByRole('button', { name: 'Check', exact: true }).click()
    // The page marks the moment it has the text and the moment it knows.
    const measured = await page.waitForFunction(() => performance.getEntriesByName('card-verified')[0]?.duration)
    times.push((await measured.jsonValue())!)
  }
  await context.close()
  return atMost('verifyPageMs', Math.max(...times), 'ms', budgets.verify.pageMs)
}

import { existsSync } from 'node:fs'
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core'
import { WrongInput } from '../command.ts'

/** Chromium as an old phone would feel it. */
export type SlowPage = { page: Page; cdp: CDPSession }

/** Starts the Chromium of this machine. */
export async function launchBrowser(): Promise<Browser> {
  const { chromium } = await import('playwright-core')
  const executablePath = [process.env.POSADA_CHROMIUM, ...PLACES].find((path) => path && existsSync(path))
  if (!executablePath)
    throw new WrongInput('There is no Chromium here to measure in. Install it, or name it in POSADA_CHROMIUM.')
  return chromium.launch({ executablePath, args: FLAGS })
}

/** A page on a processor so many times slower and, if told, a slow network. */
export async function slowPage(
  context: BrowserContext,
  options: { cpu: number; network?: { kbitPerSecond: number; roundTripMs: number } },
): Promise<SlowPage> {
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: options.cpu })
  if (options.network) {
    const bytesPerSecond = (options.network.kbitPerSecond * 1000) / 8
    await cdp.send('Network.enable')
    await cdp.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: options.network.roundTripMs,
      downloadThroughput: bytesPerSecond,
      uploadThroughput: bytesPerSecond,
    })
  }
  return { page, cdp }
}

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
]
const FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Two pages for an address bar that nobody sees, loaded anew for every window.
  '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup',
]

import type { Browser, Page, Request } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tabsFor } from '#apps/desk/tabs.ts'
import { pageApps } from '#apps/page-app.ts'
import { listRoutes } from '#apps/server/app.ts'
import type { Role } from '#capabilities/access/model.ts'
import {
  closeWindows,
  expectAccessible,
  expectNoSidewaysScroll,
  keepPicture,
  keepsPictures,
  openBrowser,
} from '#checks/harness/browser.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { directionOf } from '#platform/messages/messages.ts'

type Address = {
  name: string
  path: string
  /** Who is signed in to the journey's operation; nobody where it is not said. */
  as?: Role
  /** In the address, after `#`. */
  invitation?: true
  /** Reads the same whatever language is asked for: for programmers in English, on paper in all languages at once. */
  sameForAll?: true
}

/**
 * Every address of the product. What lies behind one address (each question, each answer of the verifier, each act at the
 * desk) is walked beside its app: apps/<app>/<app>.browser.ts.
 */
const addresses: readonly Address[] = [
  { name: 'first-page', path: '/' },
  { name: 'status', path: '/status' },
  { name: 'not-found', path: '/nothing-here' },
  { name: 'api', path: '/api', sameForAll: true },
  { name: 'practice-poster', path: '/practice/poster', sameForAll: true },
  { name: 'self-registration', path: '/r/', invitation: true },
  { name: 'verifier', path: '/verify/' },
  { name: 'field-sign-in', path: '/field/' },
  { name: 'field-stops', path: '/field/', as: 'volunteer' },
  { name: 'desk-sign-in', path: '/desk/' },
  { name: 'desk-denied', path: '/desk/', as: 'volunteer' },
  { name: 'desk-registrations', path: '/desk/', as: 'registrar' },
  { name: 'desk-register', path: '/desk/register', as: 'registrar' },
  { name: 'desk-search', path: '/desk/search', as: 'registrar' },
  { name: 'desk-files', path: '/desk/files', as: 'registrar' },
  { name: 'desk-conflicts', path: '/desk/conflicts', as: 'registrar' },
  { name: 'desk-household', path: '/desk/households/:group', as: 'registrar' },
  { name: 'desk-totals', path: '/desk/totals', as: 'coordinator' },
  { name: 'desk-stops', path: '/desk/stops', as: 'coordinator' },
  { name: 'desk-invitations', path: '/desk/invitations', as: 'organiser' },
  { name: 'desk-health', path: '/desk/health', as: 'administrator' },
  { name: 'desk-messages', path: '/desk/messages', as: 'administrator' },
  { name: 'desk-corrections', path: '/desk/corrections', as: 'registrar' },
  { name: 'desk-retention', path: '/desk/retention', as: 'administrator' },
  { name: 'desk-quarantine', path: '/desk/quarantine', as: 'registrar' },
  { name: 'desk-keys', path: '/desk/keys', as: 'administrator' },
  { name: 'desk-oversight', path: '/desk/oversight', as: 'data-protection-officer' },
  { name: 'desk-audit', path: '/desk/audit', as: 'data-protection-officer' },
  { name: 'desk-accounts', path: '/desk/accounts', as: 'administrator' },
  { name: 'desk-my-sign-in', path: '/desk/me', as: 'volunteer' },
  { name: 'poster', path: '/desk/invitations/:invitation/poster', as: 'organiser', sameForAll: true },
]

/** What a page makes itself never leaves it. */
const OWN = ['data:', 'blob:']

const browser: Browser | undefined = await openBrowser()
let world: TestWorld
let server: { url: string; stop(): Promise<void> }
let ids: Record<string, string>

beforeAll(async () => {
  world = await testWorld({ people: 60 })
  server = await world.serve()
  const { rows } = await world.fresh.asOwner((client) =>
    client.query(
      `select (select id from registration_group where operation_id = $1 and household_size > 2 and stage = 'registered' order by id limit 1) as group,
              (select id from invitation where operation_id = $1 and token = $2) as invitation`,
      [world.practice.journey.operationId, world.practice.journey.invitation],
    ),
  )
  ids = rows[0]
})
afterAll(async () => {
  await closeWindows(browser)
  await server?.stop()
  await world?.close()
})

test('no address of the product is missing here', () => {
  const { documents } = listRoutes(world.world, { secure: false, isLoopback: () => true, onReceived: () => {} })
  const pages = documents.filter(({ method, mediaType }) => method === 'GET' && mediaType === 'text/html')
  expect(pages.length).toBeGreaterThan(3)
  const known = new Set(addresses.map(({ path }) => path.replaceAll(/:\w+/g, ':id')))
  for (const { path } of pages) expect(known).toContain(path)
  for (const { base } of pageApps) expect(known).toContain(base)
  for (const { path } of tabsFor('journey', () => true)) expect(known).toContain(`/desk${path}`)
})

for (const locale of ['en', 'ar'] as const) {
  const shown = addresses.filter(({ sameForAll }) => !sameForAll || locale === 'en')
  const windows = new Map<Role | undefined, Page>()

  test.skipIf(!browser).each(shown)(
    `$name can be used by everyone and asks no other server for anything, in ${locale}`,
    async (address) => {
      const page = windows.get(address.as) ?? (await windowOf(address.as, locale))
      windows.set(address.as, page)
      const problems: string[] = []
      let asked = 0
      const noteError = ({ message }: Error) => problems.push(message)
      const noteRequest = (request: Request) => {
        const { origin, protocol } = new URL(request.url())
        asked++
        if (origin !== server.url && !OWN.includes(protocol)) problems.push(`asked ${origin} for something`)
      }
      page.on('pageerror', noteError).on('request', noteRequest)
      await look(page, address, locale)
      page.off('pageerror', noteError).off('request', noteRequest)
      expect(problems).toEqual([])
      expect(asked).toBeGreaterThan(0)
    },
  )
}

/** A window of somebody's own, in which they go from address to address; closed with the browser. */
async function windowOf(role: Role | undefined, locale: string): Promise<Page> {
  const context = await browser!.newContext({ viewport: PHONE, locale })
  if (role) {
    const [name = '', value = ''] = (await world.signIn('journey', role)).split('=')
    await context.addCookies([{ name, value, url: server.url }])
  }
  return context.newPage()
}

/** Opens an address and looks at it as a phone and as a desk shows it. */
async function look(page: Page, { name, path, invitation, sameForAll }: Address, locale: 'en' | 'ar') {
  const filled = path.replace(/:(\w+)/, (_, id: string) => ids[id]!)
  const fragment = invitation ? `#${world.practice.journey.invitation}` : ''
  await page.setViewportSize(PHONE)
  await page.goto(`${server.url}${filled}?lang=${locale}${fragment}`)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'))
  if (!sameForAll) await expect.poll(() => page.locator('html').getAttribute('dir')).toBe(directionOf(locale))
  expect(await page.title()).not.toBe('')
  await expectAccessible(page, name)
  await photograph(page, `${name}-360-${locale}`)
  await page.setViewportSize(OFFICE)
  await expectNoSidewaysScroll(page, name)
  await photograph(page, `${name}-1280-${locale}`)
}

/** The whole page; what sticks to the bottom of the window stands at the end of it. */
async function photograph(page: Page, name: string) {
  if (!keepsPictures) return
  const { width, height } = page.viewportSize()!
  const whole = await page.evaluate(() => document.documentElement.scrollHeight)
  await page.setViewportSize({ width, height: Math.max(height, Math.min(whole, TALLEST)) })
  await keepPicture(page, `pictures/${name}`)
  await page.setViewportSize({ width, height })
}

const PHONE = { width: 360, height: 740 }
const OFFICE = { width: 1280, height: 900 }
const TALLEST = 6_000

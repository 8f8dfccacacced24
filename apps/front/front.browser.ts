import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findOpenInvitation } from '#capabilities/registration/server/queries-invitation.ts'
import { closeWindows, expectAccessible, keepPicture, openBrowser, openPhone } from '#checks/harness/browser.ts'
import { makeHousehold } from '#checks/harness/household.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { readByTwo } from '#checks/journeys/reading-qr.ts'

const WIDE = { width: 1280, height: 900 }
const NARROW = { width: 360, height: 740 }
const browser: Browser | undefined = await openBrowser()

let posada: TestWorld
let url: string
let stop: () => Promise<void>

beforeAll(async () => {
  posada = await testWorld()
  ;({ url, stop } = await posada.serve())
})
afterAll(async () => {
  await closeWindows(browser)
  await stop()
  await posada.close()
})

/** A household that some other phone sends now. */
async function registerElsewhere(): Promise<string> {
  const { operationId } = posada.practice.journey
  const now = new Date(posada.world.clock())
  const [invitation] = await posada.world.db.scoped(operationId, findOpenInvitation, { operationId, now })
  const keys = await posada.world.keyring.find(operationId)
  const made = await makeHousehold({
    operationId,
    intakePublicKey: keys!.intakePublicKey,
    invitation: invitation!.token,
    names: ['Rosemène Egzanp', 'Ti Jan Egzanp'],
    madeAt: now.toISOString(),
  })
  const reply = await posada.post('/api/registrations', made.entry)
  expect(reply.status).toBe(200)
  return made.accessCode
}

const numberAt = async (page: Page, name: string) =>
  Number((await page.locator(`[data-count=${name}]`).innerText()).replace(/\D/g, ''))

test.skipIf(!browser)('the desk’s count follows a household that a phone has sent', async () => {
  const { page, problems, context } = await openPhone(browser!, WIDE)
  await page.goto(`${url}/?lang=en`)
  await page.getByRole('heading', { name: '24 October 2021, practice' }).waitFor()
  const before = await numberAt(page, 'people')
  await registerElsewhere()
  await expect.poll(() => numberAt(page, 'people'), { timeout: 6_000 }).toBe(before + 2)
  expect(problems).toEqual([])
  await context.close()
})

test.skipIf(!browser)(
  'the switch cuts the network of the phone in the frame, and tells a phone that asks later',
  async () => {
    const { page, context } = await openPhone(browser!, WIDE)
    await page.goto(`${url}/?lang=en`)
    const heard = await context.newPage()
    await heard.goto(`${url}/status`)
    await heard.evaluate(() => {
      const channel = new BroadcastChannel('posada-practice-network')
      const all: unknown[] = []
      Object.assign(window, { heard: all, ask: () => channel.postMessage({ kind: 'ask' }) })
      channel.onmessage = ({ data }) => all.push(data)
    })
    const last = () => heard.evaluate(() => (window as unknown as { heard: unknown[] }).heard.at(-1))
    await page.getByRole('switch', { name: 'Cut the network' }).check()
    await page.getByText('The network is cut. The phone keeps the answers.').waitFor()
    await expect.poll(last).toEqual({ kind: 'cut', cut: true })
    // The phone in the frame asks too, whenever it has come up: what counts is what this one hears after asking.
    await heard.evaluate(() => {
      const { heard, ask } = window as unknown as { heard: unknown[]; ask(): void }
      heard.length = 0
      ask()
    })
    await expect.poll(last).toEqual({ kind: 'cut', cut: true })
    await page.getByRole('switch', { name: 'Cut the network' }).uncheck()
    await expect.poll(last).toEqual({ kind: 'cut', cut: false })
    await context.close()
  },
)

test.skipIf(!browser)('an organiser enters with one press and prints a poster that phones read', async () => {
  const { page, context, problems } = await openPhone(browser!, WIDE)
  await page.goto(`${url}/?lang=en`)
  await page.getByRole('heading', { name: 'Organiser of a journey' }).waitFor()
  await page.locator('form', { hasText: 'Organiser of a journey' }).getByRole('button', { name: 'Enter' }).click()
  await page.waitForURL(`${url}/desk/**`)
  const listed = await page.request.get(`${url}/api/desk/invitations`)
  const { invitations } = (await listed.json()) as { invitations: { id: string; state: string; link: string }[] }
  const open = invitations.find(({ state }) => state === 'open')!
  await page.goto(`${url}/desk/invitations/${open.id}/poster`)
  await page.getByRole('heading', { name: 'Kreyòl ayisyen' }).waitFor()
  expect(await readByTwo(await page.locator('.poster-qr').screenshot())).toBe(open.link)
  // On A4 paper the symbol itself is at least 12 cm wide.
  await page.emulateMedia({ media: 'print' })
  const pixels = await page.locator('.poster-qr path:last-child').evaluate((path) => path.getBoundingClientRect().width)
  expect((pixels / 96) * 2.54).toBeGreaterThanOrEqual(12)
  expect(
    (await page.pdf({ format: 'A4', preferCSSPageSize: true })).toString('latin1').match(/\/Type \/Page\b/g),
  ).toHaveLength(1)
  await expectAccessible(page, 'poster')
  await keepPicture(page, 'pages/poster')
  expect(problems.filter((problem) => !problem.includes('404'))).toEqual([])
  await context.close()
})

test.skipIf(!browser)(
  'without scripts the first page still counts, and a code still shows where it stands',
  async () => {
    const accessCode = await registerElsewhere()
    const context = await browser!.newContext({ viewport: NARROW, locale: 'ht', javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(url)
    expect(await numberAt(page, 'households')).toBeGreaterThan(10)
    await page.getByRole('link', { name: 'Konte ankò' }).click()
    await page.goto(`${url}/status`)
    await page.getByLabel('Kòd sekrè ou').fill(accessCode)
    await page.getByRole('button', { name: 'Montre kote li ye' }).click()
    await page.getByText('Ou enskri. Kat ou pare.').waitFor()
    expect(page.url()).not.toContain(accessCode.slice(0, 4))
    expect(await page.content()).not.toContain('Egzanp')
    await keepPicture(page, 'pages/status-ht-360')
    await context.close()
  },
)

const looks = [
  { size: NARROW, lang: 'en', scheme: 'light' },
  { size: NARROW, lang: 'ar', scheme: 'dark' },
  { size: WIDE, lang: 'en', scheme: 'dark' },
  { size: WIDE, lang: 'ar', scheme: 'light' },
] as const

test.skipIf(!browser).each(looks)(
  'first page, status and errors have no serious finding: $size.width px, $lang, $scheme',
  async ({ size, lang, scheme }) => {
    const { page, context } = await openPhone(browser!, size)
    await page.emulateMedia({ colorScheme: scheme })
    await page.setExtraHTTPHeaders({ 'accept-language': lang })
    for (const [name, path] of [
      ['first', `/?lang=${lang}`],
      ['status', `/status?lang=${lang}`],
      ['missing', '/nothing-here'],
      ['api', '/api'],
    ] as const) {
      await page.goto(url + path)
      if (name === 'first') await page.frameLocator('iframe').getByRole('button').first().waitFor()
      const picture = `pages/${name}-${lang}-${size.width}-${scheme}`
      await expectAccessible(page, picture)
      await keepPicture(page, picture)
    }
    await context.close()
  },
)

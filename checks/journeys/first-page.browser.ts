import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { app as registrationApp } from '#apps/self-registration/app.config.ts'
import { closeWindows, keepPicture, openBrowser, openPhone } from '#checks/harness/browser.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { handsOn, wordsOf } from './hands.ts'
import { tellOfFamily } from './registering.ts'

const browser: Browser | undefined = await openBrowser()
let world: TestWorld
let server: { url: string; stop(): Promise<void> }

beforeAll(async () => {
  world = await testWorld({ people: 40 })
  server = await world.serve()
})
afterAll(async () => {
  await closeWindows(browser)
  await server?.stop()
  await world?.close()
})

test.skipIf(!browser)(
  'whoever opens the first page can try all of it there: cut, register, and see the desk count',
  async () => {
    const { context, page, problems } = await openPhone(browser!, { width: 1280, height: 900 })
    const t = wordsOf({ messages: ['capabilities/registration/messages/pages'] }, 'en')
    await page.goto(`${server.url}/?lang=en`)
    const before = await peopleAtDesk(page, t('front_people'))
    const frame = await (await page.getByTitle(t('front_phone')).elementHandle())!.contentFrame()
    const phone = handsOn(page, wordsOf(registrationApp, 'ht'), frame!)
    await phone.sees('ui_offline_ready')

    await page.getByRole('switch', { name: t('front_cut') }).check()
    await phone.sees('ui_no_signal')
    await tellOfFamily(phone, { locale: 'ht', mother: 'Anèt Egzanp', children: ['Ti Sò'], country: 'Ayiti' })
    await phone.press('registration_send')
    await phone.sees('registration_not_confirmed')
    await keepPicture(page, 'journeys/first-page-cut')
    expect(await peopleAtDesk(page, t('front_people'))).toBe(before)

    await page.getByRole('switch', { name: t('front_cut') }).uncheck()
    await phone.sees('registration_received')
    await expect.poll(() => peopleAtDesk(page, t('front_people')), { timeout: 10_000 }).toBe(before + 2)
    await keepPicture(page, 'journeys/first-page-back')
    expect(problems).toEqual([])
    await context.close()
  },
)

/** The number under "People", as it is read out. */
async function peopleAtDesk(page: Page, term: string): Promise<number> {
  const pair = page.getByText(term, { exact: true }).locator('..')
  return Number((await pair.getByRole('definition').innerText()).replace(/\D/g, ''))
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { app as deskApp } from '#apps/desk/app.config.ts'
import { closeWindows, expectFocus, openBrowser, openPhone } from '#checks/harness/browser.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { locales } from '#platform/messages/messages.ts'
import { findChromium } from '../../scripts/chromium.mjs'
import { type Hands, handsOn, wordsOf } from './hands.ts'
import {
  codeOnCard,
  type Family,
  noteSecretCode,
  scanInvitation,
  tellOfChild,
  tellOfFamily,
  tellOfMother,
  tellTheRest,
} from './registering.ts'

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

const link = (query = '') => `${server.url}/r/${query}#${world.practice.journey.invitation}`
const rose: Family = { locale: 'en', mother: 'Rose Example', children: ['Lovely'], country: 'Haiti' }
const DAY_MS = 86_400_000
const dora: Family = { locale: 'en', mother: 'Dora Example', children: ['Pilar', 'Inés'], country: 'Honduras' }

test.skipIf(!browser)('two households on one phone do not see each other', async () => {
  const { context, page, problems } = await openPhone(browser!)
  const hands = await scanInvitation(page, link(), 'en')
  await tellOfFamily(hands, rose)
  await hands.press('registration_send')
  await hands.sees('registration_received')
  const firstCode = await codeOnCard(page)
  // Before the phone goes to others its secret code is noted, so that nobody else reads it later.
  await hands.press('registration_another_household')
  const firstSecret = await noteSecretCode(hands)
  await hands.press('registration_another_household')
  await hands.reads('registration_title')
  await tellOfFamily(hands, dora)
  await expectUnseen(page, [rose.mother, ...rose.children, firstSecret])
  await hands.press('registration_send')
  await hands.sees('registration_received')
  const secondSecret = await noteSecretCode(hands)
  await page.reload()
  await expectUnseen(page, [rose.mother, dora.mother, firstSecret, secondSecret])

  // What a scan of the card shows opens nothing; each secret code opens its own household.
  await page.goto(link())
  await hands.press('registration_have_card')
  await hands.write('registration_code_label', firstCode)
  await hands.press('registration_my_household_open')
  await page.getByRole('alert').waitFor()
  await hands.write('registration_code_label', secondSecret)
  await hands.press('registration_my_household_open')
  await page.getByText(dora.mother).first().waitFor()
  await expectUnseen(page, [rose.mother, ...rose.children])
  // The way back does not show it again.
  await page.reload()
  await expectUnseen(page, [dora.mother])
  expect(problems).toEqual([])
  await context.close()
})

test.skipIf(!browser)('a child alone is led to a trained person, on the phone and at the desk', async () => {
  const { context, page } = await openPhone(browser!)
  const child = await scanInvitation(page, link(), 'en')
  await child.press('registration_start')
  await child.press('registration_speaker_child_alone')
  await child.reads('registration_child_alone')
  await child.press('registration_child_alone_go_on')
  await child.press('registration_continue_with', { count: 1 })
  await child.write('registration_name_label', 'Nadège Example')
  await child.press('ui_continue')
  await child.press('registration_sex_female_child')
  // She does not know when she was born; that must not make an adult of her.
  await child.reads('registration_birth_you')
  await child.press('ui_unknown')
  await page.getByRole('button', { name: 'Haiti' }).click()
  await page.getByRole('main').getByRole('button', { name: 'Kreyòl ayisyen' }).click()
  await child.press('registration_nobody_needs')
  await child.press('registration_phone_none')
  for (const purpose of ['registration', 'aid', 'tracing', 'legal_help', 'statistics']) {
    await child.reads(`registration_consent_${purpose}`)
    await child.press('ui_no')
  }
  await child.press('registration_send')
  await child.sees('registration_show_trained_person')
  await child.sees('registration_received')
  const code = await codeOnCard(page)
  await context.close()

  const office = await openPhone(browser!, { width: 1280, height: 900 })
  const registrar = handsOn(office.page, wordsOf(deskApp, 'en'))
  await office.context.addCookies([await cookieOf('registrar')])
  await office.page.goto(`${server.url}/desk/?lang=en&attention=child-alone`)
  await registrar.reads('desk_registrations')
  await office.page.getByText(code).first().waitFor()
  await office.context.close()
})

test.skipIf(!browser)('leaving works at once on every page, and the way back shows nothing', async () => {
  const { context, page } = await openPhone(browser!)
  const leave = async (hands: Pick<Hands, 'press'>) => {
    await hands.press('ui_leave')
    await page.waitForURL('about:blank')
    expect(await page.locator('body').innerText()).toBe('')
    await page.goBack().catch(() => undefined) // there is nothing to go back to
    if (page.url() !== 'about:blank') await page.getByRole('button').first().waitFor()
    await expectUnseen(page, [rose.mother])
  }
  const hands = await scanInvitation(page, link(), 'en')
  await leave(hands)
  await page.goto(link('?lang=en'))
  await hands.press('registration_start')
  await leave(hands)
  await page.goto(link('?lang=en'))
  await hands.press('registration_go_on')
  await tellOfMother(hands, rose)
  await leave(hands)
  // What was told is still there for whoever knows that it was begun.
  await page.goto(link('?lang=en'))
  await hands.reads('registration_name_other', { who: hands.t('registration_person_child', { number: 1 }) })
  for (const address of ['/verify/?lang=en', '/field/?lang=en']) {
    await page.goto(server.url + address)
    await leave(hands)
  }
  await context.close()
})

test.skipIf(!browser)('what was told survives the end of the browser and a full day without a network', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'posada-phone-'))
  const open = () =>
    chromium.launchPersistentContext(folder, {
      executablePath: findChromium()!,
      args: ['--no-sandbox', '--disable-gpu'],
      viewport: { width: 360, height: 740 },
      locale: 'en',
    })
  try {
    const before = await open()
    const hands = await scanInvitation(await before.newPage(), link(), 'en')
    await hands.sees('ui_offline_ready')
    await hands.press('registration_start')
    await tellOfMother(hands, rose)
    await hands.reads('registration_name_other', { who: hands.t('registration_person_child', { number: 1 }) })
    await hands.write('registration_name_label', 'Half a na')
    await before.close()

    world.advance(DAY_MS)
    const after = await open()
    const again = handsOn(await after.newPage(), hands.t)
    await again.page.clock.setSystemTime(Date.now() + DAY_MS)
    await after.setOffline(true)
    await again.page.goto(`${server.url}/r/`)
    await again.reads('registration_name_other', { who: hands.t('registration_person_child', { number: 1 }) })
    expect(await again.page.getByLabel(hands.t('registration_name_label'), { exact: true }).inputValue()).toBe(
      'Half a na',
    )
    await tellOfChild(again, 'Lovely')
    await tellTheRest(again)
    await again.press('registration_send')
    await again.sees('registration_not_confirmed')
    await after.setOffline(false)
    await again.sees('registration_received')
    await after.close()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test.skipIf(!browser).each(locales.map(({ code }) => code))(
  'what must be put right is said first, in %s, and leads to its field',
  async (locale) => {
    const { context, page } = await openPhone(browser!)
    const hands = await scanInvitation(page, link(), locale)
    await hands.press('registration_start')
    await hands.press('registration_speaker_adult')
    await hands.press('registration_continue_with', { count: 1 })
    await hands.press('ui_continue')
    const summary = page.getByRole('alert')
    await summary.getByText(hands.t('registration_name_missing')).waitFor()
    await expectFocus(summary)
    await expect.poll(() => page.title()).toMatch(new RegExp(`^${hands.t('ui_error_title')}`))
    await summary.getByRole('button').click()
    const field = page.getByLabel(hands.t('registration_name_label'), { exact: true })
    await expectFocus(field)
    await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true')
    await field.fill('Ana')
    await hands.press('ui_continue')
    await hands.reads('registration_sex_you')
    await expect.poll(() => page.title()).not.toMatch(new RegExp(`^${hands.t('ui_error_title')}`))
    await context.close()
  },
)

test.skipIf(!browser)(
  'back is safe everywhere: all the way to the beginning and forward, nothing is lost',
  async () => {
    const { context, page, problems } = await openPhone(browser!)
    const hands = await scanInvitation(page, link(), 'en')
    await tellOfFamily(hands, rose)
    const told = await page.getByRole('main').innerText()
    const title = page.getByRole('heading', { level: 1, name: hands.t('registration_title') })
    for (let pages = 0; !(await title.isVisible()); pages++) {
      expect(pages).toBeLessThan(40)
      const heading = await page.getByRole('heading', { level: 1 }).innerText()
      // Once by the page's own button, once by the phone's.
      if (pages % 2 === 0) await hands.press('ui_back')
      else await page.goBack()
      await page.waitForFunction((was) => document.querySelector('h1')?.textContent !== was, heading)
    }
    await hands.press('registration_go_on')
    await hands.reads('registration_check')
    await expect.poll(() => page.getByRole('main').innerText()).toBe(told)
    expect(problems).toEqual([])
    await context.close()
  },
)

// Last: it moves the clock past the end of the invitation.
test.skipIf(!browser)(
  'what was begun before the invitation ended is still received, and a person looks at it',
  async () => {
    const { context, page, problems } = await openPhone(browser!)
    const hands = await scanInvitation(page, link(), 'en')
    await tellOfFamily(hands, rose)
    world.advance(90 * DAY_MS)
    await hands.press('registration_send')
    await hands.sees('registration_received_waiting')
    expect(await hands.words('registration_received').count()).toBe(0)
    await page.goto(link('?lang=en'))
    await hands.sees('registration_invitation_over')
    expect(await page.getByRole('button', { name: hands.t('registration_start') }).count()).toBe(0)
    expect(problems).toEqual([])
    await context.close()
  },
)

async function expectUnseen(page: Page, words: readonly string[]): Promise<void> {
  const content = await page.content()
  for (const word of words) expect(content).not.toContain(word)
}

async function cookieOf(role: 'registrar') {
  const [name = '', value = ''] = (await world.signIn('journey', role)).split('=')
  return { name, value, url: server.url }
}

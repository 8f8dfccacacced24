import type { BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { app as deskApp } from '#apps/desk/app.config.ts'
import { app as phoneApp } from '#apps/self-registration/app.config.ts'
import type { Role } from '#capabilities/access/model.ts'
import { openBrowser } from '#checks/harness/browser.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { type Hands, handsOn, wordsOf } from '../journeys/hands.ts'
import { codeOnCard, noteSecretCode, scanInvitation } from '../journeys/registering.ts'
import { CONTROLS, openProfile, putControls, scanProfile } from './browser-marker-scan.ts'

const hasBrowser = (await openBrowser()) !== undefined
let t: TestWorld
let server: { url: string; stop(): Promise<void> }
beforeAll(async () => {
  t = await testWorld({ people: 4 })
  server = await t.serve()
})
afterAll(async () => {
  await server?.stop()
  await t?.close()
})

/** What people tell in this test, and nobody else does. */
const STEM = 'Qzxvkjwq'
const PHONE = '9988776655443'
const MARKERS = [STEM, PHONE, '1907-03-11', '11.03.1907', '11/03/1907']

test.skipIf(!hasBrowser)(
  'nothing that was told or opened is left in clear on the disk of a phone or of an office, nor for the pages to read',
  async () => {
    const profile = await openProfile()
    try {
      const phone = await profile.open()
      const secret = await registerOnPhone(phone)
      await readAndCorrect(phone, secret)
      await leaveHalfTold(phone)
      await putControls(phone, server.url)
      await phone.close()
      const office = await profile.open({ width: 1280, height: 800 })
      await workAtTheDesk(office)
      await office.close()

      const secrets = [secret, secret.replaceAll(' ', '')]
      const { hits, bytes, handsOutKeys } = await scanProfile(profile, server.url, [...MARKERS, ...secrets])
      expect(hits).toEqual([])
      expect(handsOutKeys).toEqual([])
      expect(bytes).toBeGreaterThan(2 ** 20)
      const controls = (await scanProfile(profile, server.url, Object.values(CONTROLS))).hits
      const found = (marker: string) => controls.filter((hit) => hit.marker === marker).map(({ where }) => where)
      for (const [place, marker] of Object.entries(CONTROLS))
        expect([place, found(marker).length > 0]).toEqual([place, true])
    } finally {
      profile.remove()
    }
  },
)

const ownPage = () => `${server.url}/r/?lang=en#${t.practice.journey.invitation}`

/** An adult alone, with every field filled; her code is noted, and the phone forgets it. */
async function registerOnPhone(context: BrowserContext): Promise<string> {
  const page = await context.newPage()
  const invitation = t.practice.journey.invitation
  const hands = await scanInvitation(page, `${server.url}/r/#${invitation}`, 'en')
  await tellOfOneself(hands, 'one')
  for (const purpose of ['registration', 'aid', 'tracing', 'legal_help', 'statistics']) {
    await hands.reads(`registration_consent_${purpose}`)
    await hands.press('ui_yes')
  }
  await hands.reads('registration_check')
  await page.getByText(`${STEM} one`).first().waitFor()
  await hands.press('registration_send')
  await hands.sees('registration_received')
  await codeOnCard(page)
  const secret = await noteSecretCode(hands)
  await t.openSealed(t.practice.journey.operationId)
  return secret
}

async function tellOfOneself({ page, view, press, write, reads, t: words }: Hands, name: string): Promise<void> {
  await press('registration_start')
  await press('registration_speaker_adult')
  await press('registration_continue_with', { count: 1 })
  await write('registration_name_label', `${STEM} ${name}`)
  await press('ui_continue')
  await press('registration_sex_female_adult')
  for (const [id, value] of Object.entries({ day: '11', month: '3', year: '1907' }))
    await page.locator(`#birth-${id}`).fill(value)
  await press('ui_continue')
  await write('registration_country_search', 'Haiti')
  await view.getByRole('button', { name: 'Haiti' }).first().click()
  await view.getByRole('main').getByRole('button', { name: 'Kreyòl ayisyen' }).click()
  await press('registration_nobody_needs')
  await reads('registration_phone')
  await page.getByLabel(words('registration_phone_label'), { exact: true }).fill(`+${PHONE}`)
  await press('ui_continue')
}

/** Her own page, what she asks to be changed, and everything about her to take away. */
async function readAndCorrect(context: BrowserContext, secret: string): Promise<void> {
  const page = await context.newPage()
  const hands = handsOn(page, wordsOf(phoneApp, 'en'))
  await page.goto(ownPage())
  await hands.press('registration_have_card')
  await hands.write('registration_code_label', `${STEM} no code`)
  await hands.press('registration_my_household_open')
  await page.getByRole('alert').waitFor()
  await hands.write('registration_code_label', secret)
  await hands.press('registration_my_household_open')
  await hands.reads('registration_held')
  await page.getByText(`${STEM} one`).first().waitFor()
  const later = wordsOf({ messages: [...phoneApp.messages, ...phoneApp.laterMessages!] }, 'en')
  const { press } = handsOn(page, later)
  await press('registration_rights_open')
  await press('rights_correct')
  const sheet = page.getByRole('dialog')
  await sheet.getByLabel(later('rights_correct_right'), { exact: true }).fill(`${STEM} corrected`)
  await sheet.getByRole('button', { name: later('rights_correct_send') }).click()
  await page.getByText(later('rights_correct_sent')).waitFor()
  // Another wish is half written when she goes on to another page.
  await press('rights_correct')
  await sheet.getByLabel(later('rights_correct_right'), { exact: true }).fill(`${STEM} half written`)
  await page.goto(`${server.url}/verify/`)
}

/** A household that is told of and not sent; the page stays open until the browser ends. */
async function leaveHalfTold(context: BrowserContext): Promise<void> {
  const page = await context.newPage()
  const hands = handsOn(page, wordsOf(phoneApp, 'en'))
  await page.goto(ownPage())
  await tellOfOneself(hands, 'half told')
  await hands.reads('registration_consent_registration')
}

async function workAtTheDesk(context: BrowserContext): Promise<void> {
  const role: Role = 'registrar'
  const [name = '', value = ''] = (await t.signIn('journey', role)).split('=')
  await context.addCookies([{ name, value, url: server.url }])
  const page = await context.newPage()
  const desk = handsOn(page, wordsOf(deskApp, 'en'))
  await page.goto(`${server.url}/desk/search?lang=en`)
  await desk.write('desk_name', `${STEM} one`)
  await desk.write('desk_companion', `${STEM} other`)
  await page
    .getByRole('main')
    .getByRole('button', { name: desk.t('desk_find') })
    .click()
  await page
    .getByRole('link', { name: `${STEM} one` })
    .first()
    .click()
  await desk.reads('desk_household')
  await desk.press('desk_open_names')
  await page.getByText(`${STEM} one`).first().waitFor()
  await page.locator('summary', { hasText: 'Change' }).first().click()
  const corrected = page.locator('form', { has: page.getByRole('button', { name: 'Save correction' }) }).first()
  await corrected.getByLabel('Name').fill(`${STEM} by the desk`)
  await page.goto(`${server.url}/desk/search?lang=en`)
  await desk.write('desk_name', `${STEM} not looked for`)
  await page.goto(`${server.url}/verify/`)

  const registering = await context.newPage()
  await registering.goto(`${server.url}/desk/register?lang=en`)
  await registering.getByLabel('Name', { exact: true }).fill(`${STEM} registered`)
  await registering.getByLabel('Age in years').fill('31')
  await registering.getByRole('button', { name: 'Register household (1)' }).press('Enter')
  await registering.getByRole('heading', { name: 'Give this to the people' }).waitFor()
  const halfWritten = await context.newPage()
  await halfWritten.goto(`${server.url}/desk/register?lang=en`)
  await halfWritten.getByLabel('Name', { exact: true }).fill(`${STEM} half written`)
}

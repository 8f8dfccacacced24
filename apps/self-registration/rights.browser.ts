import { execFileSync, spawnSync } from 'node:child_process'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeWindows, expectAccessible, keepPicture, openBrowser, openPhone } from '#checks/harness/browser.ts'
import { makeHousehold } from '#checks/harness/household.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { readCatalogue } from '#platform/messages/catalogue-files.ts'
import { createText, type Locale } from '#platform/messages/messages.ts'
import { app } from './app.config.ts'

const browser: Browser | undefined = await openBrowser()
let t: TestWorld
let server: { url: string; stop(): Promise<void> }
beforeAll(async () => {
  t = await testWorld({ people: 4 })
  server = await t.serve()
})
afterAll(async () => {
  await closeWindows(browser)
  await server?.stop()
  await t?.close()
})

async function registered() {
  const { operationId, invitation } = t.practice.authority
  const { intakePublicKey } = (await t.world.keyring.find(operationId))!
  const names = ['مريم الحسن', 'Junior Tès', 'Rosa Tès']
  const made = await makeHousehold({ operationId, intakePublicKey, invitation, names })
  expect((await t.post('/api/registrations', made.entry)).status).toBe(200)
  await t.openSealed(operationId)
  return made
}

test.skipIf(!browser).each([
  ['en', 1280],
  ['ar', 360],
] as const)(
  'on the own page (%s) a person takes a consent back, asks for a correction, takes everything with her, and erases one',
  async (locale: Locale, width) => {
    const { accessCode } = await registered()
    const words = createText(readCatalogue([...app.messages, ...app.laterMessages!], locale), locale)
    const { page, problems } = await openPhone(browser!, { width, height: 800 })
    await page.goto(`${server.url}/r/?lang=${locale}#${t.practice.authority.invitation}`)
    const press = (key: string, params?: Record<string, string>) =>
      page
        .getByRole('button', { name: words(key, params) })
        .first()
        .click()
    await press('registration_have_card')
    await page.getByLabel(words('registration_code_label'), { exact: true }).fill(accessCode)
    await press('registration_my_household_open')
    await page.getByRole('heading', { level: 1, name: words('registration_held') }).waitFor()
    for (const shown of [words('registration_sex_female_adult'), '1990', words('registration_relation_child')])
      await page.getByText(shown, { exact: true }).first().waitFor()

    await press('registration_rights_open')
    const purpose = words('registration_purpose_aid')
    await press('rights_withdraw', { purpose })
    await page.getByText(words('rights_decided')).waitFor()
    await page
      .getByRole('button', { name: words('rights_agree', { purpose }) })
      .first()
      .waitFor()
    await expectAccessible(page, `rights-${locale}`)
    await keepPicture(page, `rights-${locale}-${width}`)

    await press('rights_correct')
    const sheet = page.getByRole('dialog')
    const right = sheet.getByLabel(words('rights_correct_right'), { exact: true })
    const send = sheet.getByRole('button', { name: words('rights_correct_send') })
    await send.click()
    await sheet.getByText(words('rights_correct_fill')).waitFor()
    await right.fill('Mariam')
    // Without signal it says so, and what was typed stays.
    await page.context().setOffline(true)
    await send.click()
    await sheet.getByText(words('registration_needs_signal_now')).waitFor()
    await page.context().setOffline(false)
    expect(await right.inputValue()).toBe('Mariam')
    await keepPicture(page, `rights-correct-${locale}-${width}`)
    await send.click()
    await page.getByText(words('rights_correct_sent')).waitFor()
    await page.getByText(words('rights_correction_open')).waitFor()

    const waiting = page.waitForEvent('download')
    await press('rights_archive')
    const download = await waiting
    expect(download.suggestedFilename()).toBe('posada-2021-10-24.zip')
    if (!spawnSync('unzip', ['-v']).error) {
      const data = execFileSync('unzip', ['-p', await download.path(), 'data.json'], { encoding: 'utf8' })
      const { people, corrections } = JSON.parse(data)
      expect(people[0]).toMatchObject({ name: 'مريم الحسن', phoneNumber: '+52 962 555 0100', consent: { aid: false } })
      expect(corrections).toMatchObject([{ state: 'open' }])
    }

    await press('rights_delete_one', { who: 'Rosa Tès' })
    await page
      .getByRole('dialog')
      .getByRole('button', { name: words('rights_delete_one', { who: 'Rosa Tès' }) })
      .click()
    await page.getByText(words('rights_deleted_one')).waitFor()
    await page.getByRole('heading', { name: 'Rosa Tès' }).first().waitFor({ state: 'detached' })
    expect(problems).toEqual([])
    await page.context().close()
  },
  60_000,
)

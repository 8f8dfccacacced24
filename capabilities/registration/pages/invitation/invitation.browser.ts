import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeWindows, expectAccessible, keepPicture, openBrowser, openPhone } from '#checks/harness/browser.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'

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

/** An organiser's browser, entered by the door of the first page. */
async function asOrganiser(size: { width: number; height: number }) {
  const phone = await openPhone(browser!, size)
  await phone.page.goto(`${url}/?lang=en`)
  await phone.page.locator('form', { hasText: 'Organiser of a journey' }).getByRole('button', { name: 'Enter' }).click()
  await phone.page.getByRole('heading', { level: 1, name: 'Invitations' }).waitFor()
  return phone
}

test.skipIf(!browser)('an organiser makes an invitation, replaces it, and takes the new one back', async () => {
  const { page, problems, context } = await asOrganiser({ width: 1280, height: 900 })
  await page.getByLabel('Name on the poster').fill('Parque central')
  await page.getByRole('textbox', { name: 'How many households are expected' }).fill('0')
  await page.getByRole('button', { name: 'Make the invitation' }).click()
  await page.getByRole('alert').getByText('The number of households must be from 1 to 1,000,000.').waitFor()
  await page.getByRole('textbox', { name: 'How many households are expected' }).fill('40')
  await page.getByRole('button', { name: 'Make the invitation' }).click()
  await page.getByText('The invitation is ready. Print its poster.').waitFor()
  const made = page.getByRole('article', { name: 'Parque central' })
  await made.getByText('0 of 40 households').waitFor()
  await expectAccessible(page, 'invitations')
  await keepPicture(page, 'pages/invitations-en-1280')

  await made.getByRole('button', { name: 'Replace by a new one' }).click()
  await made.getByRole('button', { name: 'Leave it as it is' }).click()
  await made.getByRole('button', { name: 'Replace by a new one' }).click()
  await made.getByRole('button', { name: 'Yes, replace it' }).click()
  await expect.poll(() => made.count()).toBe(2)
  await made.getByText('Taken back').waitFor()

  await made.first().getByRole('button', { name: 'Take back' }).click()
  await made.getByRole('button', { name: 'Yes, take it back' }).click()
  await expect.poll(() => made.getByText('Taken back').count()).toBe(2)
  expect(await made.getByRole('link', { name: 'Print the poster' }).count()).toBe(0)
  expect(problems).toEqual([])
  await context.close()
})

test.skipIf(!browser)('without an answer from the server nothing is lost, and the page says so', async () => {
  const { page, context } = await asOrganiser({ width: 360, height: 740 })
  await page.getByLabel('Name on the poster').fill('Casa del Migrante')
  await context.setOffline(true)
  await page.getByRole('button', { name: 'Make the invitation' }).click()
  await page.getByText('No answer from the server. Nothing was changed. Try again.').waitFor()
  expect(await page.getByLabel('Name on the poster').inputValue()).toBe('Casa del Migrante')
  await context.setOffline(false)
  await page.getByRole('button', { name: 'Make the invitation' }).click()
  await page.getByRole('article', { name: 'Casa del Migrante' }).waitFor()
  await expectAccessible(page, 'invitations, 360 px')
  await keepPicture(page, 'pages/invitations-en-360')
  await context.close()
})

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeWindows, expectAccessible, keepPicture, openBrowser, openPhone } from '#checks/harness/browser.ts'
import { makeHousehold } from '#checks/harness/household.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'

const DESK = { width: 1280, height: 800 }
const PHONE = { width: 360, height: 740 }

let browser: Browser | undefined
let t: TestWorld
let server: { url: string; stop(): Promise<void> }
beforeAll(async () => {
  browser = await openBrowser()
  t = await testWorld({ people: 20 })
  server = await t.serve()
}, 120_000)
afterAll(async () => {
  await closeWindows(browser)
  await server?.stop()
  await t?.close()
})

test('people whose entry cannot be read are asked again and written down', async (context) => {
  if (!browser) return context.skip()
  const groupId = await registered((content) => ({ ...content, version: 7 }))
  const { page, problems, ...window } = await signedIn()
  await page.goto(`${server.url}/desk/households/${groupId}?lang=en`)
  await page.getByRole('button', { name: 'Open names' }).click()
  await page.getByText('What the phone sent cannot be read.').waitFor()
  await expect.poll(() => page.getByText('Name cannot be read').count()).toBe(2)
  await look(page, 'unreadable-en')
  const first = page.locator('form', { has: page.getByRole('button', { name: 'Save correction' }) }).first()
  await first.getByLabel('Name').fill('Told Again')
  await first.getByRole('button', { name: 'Save correction' }).click()
  await first.getByText('Write an age from 0 to 130').first().waitFor()
  await first.getByLabel('Age in years').fill('31')
  await first.getByRole('button', { name: 'Save correction' }).click()
  await page.getByText('Corrected. What stood there before is kept.').waitFor()
  await page.getByRole('button', { name: 'Open names' }).click()
  await page.getByRole('heading', { name: 'Household of Told Again' }).waitFor()
  await expect.poll(() => page.getByText('Name cannot be read').count()).toBe(1)
  expect(problems).toEqual([])
  await window.context.close()
})

test('names that are open close soon after a colleague locks the operation', async (context) => {
  if (!browser) return context.skip()
  const groupId = await registered()
  const { page, ...window } = await signedIn()
  await page.goto(`${server.url}/desk/households/${groupId}?lang=en`)
  await page.getByRole('button', { name: 'Open names' }).click()
  await page.getByText('Junior Tès', { exact: true }).waitFor()
  await t.post('/api/access/panic-lock', {}, await t.signIn('journey', 'coordinator'))
  await page.getByRole('heading', { name: 'Sign in' }).waitFor({ timeout: 25_000 })
  expect(await page.getByText('Junior Tès', { exact: true }).count()).toBe(0)
  await window.context.close()
})

/** A household of the journey, opened as far as it can be; gives the address of its file. */
async function registered(change?: Parameters<typeof makeHousehold>[0]['change']): Promise<string> {
  const { operationId, invitation } = t.practice.journey
  const { intakePublicKey } = (await t.world.keyring.find(operationId))!
  const { entry } = await makeHousehold({ operationId, intakePublicKey, invitation, ...(change && { change }) })
  expect((await t.post('/api/registrations', entry)).status).toBe(200)
  await t.openSealed(operationId)
  const found = await t.fresh.asOwner((client) =>
    client.query('select group_id from intake_entry where id = $1', [entry.id]),
  )
  return found.rows[0].group_id
}

async function signedIn() {
  const opened = await openPhone(browser!, DESK)
  const [name = '', value = ''] = (await t.signIn('journey', 'registrar')).split('=')
  await opened.context.addCookies([{ name, value, url: server.url }])
  return opened
}

async function look(page: Page, name: string): Promise<void> {
  await keepPicture(page, `desk/${name}-1280`)
  await page.setViewportSize(PHONE)
  await expectAccessible(page, name)
  await keepPicture(page, `desk/${name}-360`)
  await page.setViewportSize(DESK)
}

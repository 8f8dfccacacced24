import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeWindows, expectAccessible, keepPicture, openBrowser, openPhone } from '#checks/harness/browser.ts'
import { makeHousehold } from '#checks/harness/household.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { toBase64url } from '#platform/base/ids.ts'

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

test('a registrar sets aside what does not open, takes it back, and brings a household back that stands at the desk', async (context) => {
  if (!browser) return context.skip()
  for (let n = 0; n < 3; n++) await sendJunk()
  await t.openSealed(t.practice.journey.operationId)
  const { page, problems, ...window } = await openPhone(browser, { width: 1280, height: 800 })
  const cookie = await t.signIn('journey', 'registrar')
  const [name, value] = cookie.split('=')
  await window.context.addCookies([{ name: name!, value: value!, url: server.url }])
  await page.goto(`${server.url}/desk/quarantine?lang=en`)
  await page.getByRole('heading', { level: 1, name: 'Quarantine' }).waitFor()
  await page.getByRole('button', { name: 'Not looked at yet · 3' }).waitFor()
  for (const [lang, width] of [
    ['en', 1280],
    ['en', 360],
    ['ar', 1280],
    ['ar', 360],
  ] as const) {
    await page.setViewportSize({ width, height: 800 })
    await page.goto(`${server.url}/desk/quarantine?lang=${lang}`)
    await page.locator('tbody tr').nth(2).waitFor()
    await keepPicture(page, `desk/quarantine-${lang}-${width}`)
    await expectAccessible(page, `quarantine ${lang} ${width}`)
  }
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.goto(`${server.url}/desk/quarantine?lang=en`)
  await page.getByRole('button', { name: 'Set all of these aside' }).click()
  await page.getByText('Nothing is here.').waitFor()
  await page.getByRole('button', { name: 'Set aside · 3' }).click()
  await page.getByRole('button', { name: 'Take all of these back' }).click()
  await page.getByRole('button', { name: 'Not looked at yet · 3' }).click()
  await page.locator('tbody a').first().click()
  await page.getByRole('button', { name: 'Bring back to the households' }).click()
  await page.getByText('Brought back to the households').first().waitFor()
  await expect.poll(() => page.getByRole('button', { name: 'Bring back to the households' }).count()).toBe(0)
  expect(problems).toEqual([])
  await window.context.close()
})

async function sendJunk(): Promise<void> {
  const { operationId, invitation } = t.practice.journey
  const { intakePublicKey } = (await t.world.keyring.find(operationId))!
  const { entry } = await makeHousehold({ operationId, intakePublicKey, invitation })
  const envelope = Buffer.from(entry.envelope, 'base64url').fill(7, 80)
  await t.post('/api/registrations', { ...entry, envelope: toBase64url(envelope) })
}

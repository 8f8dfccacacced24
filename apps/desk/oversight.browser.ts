import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeWindows, expectAccessible, keepPicture, openBrowser, openPhone } from '#checks/harness/browser.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { createSealer } from '#platform/ledger/sealing.ts'

const DESK = { width: 1280, height: 800 }
const PHONE = { width: 360, height: 740 }

let browser: Browser | undefined
let world: TestWorld
let server: { url: string; stop(): Promise<void> }
beforeAll(async () => {
  browser = await openBrowser()
  world = await testWorld({ people: 40 })
  server = await world.serve()
}, 120_000)
afterAll(async () => {
  await closeWindows(browser)
  await server?.stop()
  await world?.close()
})

/** A desk at which somebody is signed in already. */
async function deskAs(role: 'administrator' | 'data-protection-officer', path: string, language = 'en') {
  const opened = await openPhone(browser!, DESK)
  const [name = '', value = ''] = (await world.signIn('authority', role)).split('=')
  await opened.context.addCookies([{ name, value, url: server.url }])
  await opened.page.goto(`${server.url}/desk${path}?lang=${language}`)
  return opened
}

/** Seen at the size of a desk and of a phone. */
async function look(page: Page, name: string) {
  for (const size of [DESK, PHONE]) {
    await page.setViewportSize(size)
    await expectAccessible(page, `${name} ${size.width}`)
    await keepPicture(page, `${name}-${size.width}`)
  }
  await page.setViewportSize(DESK)
}

test('an administrator agrees as the second person, looks into an alarm, and the bar says how many are left', async (context) => {
  if (!browser) return context.skip()
  const { operationId } = world.practice.authority
  const officer = await world.signIn('authority', 'data-protection-officer')
  const facts = { recipient: 'Legal clinic', purpose: 'legal-help', basis: 'consent' }
  for (const recipient of ['Legal clinic', 'Hospital'])
    await world.post('/api/oversight/agreements', { act: 'export-names', facts: { ...facts, recipient } }, officer)
  for (const kind of ['wrong-unlocks', 'canary-opened'] as const)
    await world.world.oversight.raiseAlarm(operationId, { kind, accountId: null, facts: {} })

  const { page, problems } = await deskAs('administrator', '/oversight')
  await page.getByRole('heading', { name: 'Oversight', level: 1 }).waitFor()
  await page.getByRole('link', { name: 'Oversight 2' }).waitFor()
  await page.getByText('Hospital').waitFor()
  await look(page, 'oversight-en')
  const asked = page.getByRole('article').filter({ hasText: 'Legal clinic' })
  await asked.getByRole('button', { name: 'Agree' }).click()
  await asked.getByRole('button', { name: 'Press again to agree' }).click()
  await page.getByText('Written down.').waitFor()
  await page.getByRole('listitem').filter({ hasText: 'Legal clinic' }).getByText('Agreed').waitFor()

  await page.getByLabel('How it ended').first().selectOption({ label: 'It was training' })
  await page.getByRole('button', { name: 'Write down and close' }).first().click()
  await page.getByText('It was training ·').waitFor()
  await page.getByRole('link', { name: 'Oversight 1' }).waitFor()
  await page.getByRole('button', { name: 'Plant 3 households' }).click()
  await page.getByText('Nothing in the lists tells them apart.').waitFor()
  expect(problems).toEqual([])

  const arabic = await deskAs('administrator', '/oversight', 'ar')
  await arabic.page.getByText('Hospital').waitFor()
  await look(arabic.page, 'oversight-ar')
  expect(arabic.problems).toEqual([])
})

test('the data protection officer reads who opened what, narrows it, and verifies the log', async (context) => {
  if (!browser) return context.skip()
  await createSealer({ ...world.world, keysOf: world.world.keyring.find }).seal(world.practice.authority.operationId)
  const { page, problems } = await deskAs('data-protection-officer', '/audit')
  await page.getByRole('heading', { name: 'Who opened what', level: 1 }).waitFor()
  await page.getByRole('row').nth(3).waitFor()
  await page.getByLabel('Act').selectOption({ label: 'Signed in' })
  await page.getByRole('button', { name: 'Find' }).click()
  await expect.poll(() => page.locator('tbody tr', { hasNotText: 'Signed in' }).count()).toBe(0)
  expect(await page.getByLabel('The sealed log').inputValue()).toContain('posada-head-1 ')
  await page.getByRole('button', { name: 'Verify the log' }).click()
  await page.getByText('Valid. Nothing was changed').waitFor()
  await look(page, 'audit-en')
  expect(problems).toEqual([])

  const arabic = await deskAs('data-protection-officer', '/audit', 'ar')
  await arabic.page.getByRole('row').nth(3).waitFor()
  await look(arabic.page, 'audit-ar')
  expect(arabic.problems).toEqual([])
})

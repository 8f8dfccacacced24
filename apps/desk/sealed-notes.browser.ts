import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Role } from '#capabilities/access/model.ts'
import { closeWindows, expectAccessible, keepPicture, openBrowser, openPhone } from '#checks/harness/browser.ts'
import { someHousehold } from '#checks/harness/sealing.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'

const DESK = { width: 1280, height: 800 }
const PHONE = { width: 360, height: 740 }
const TEXT = 'She told this to nobody else.'

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

test('two officers: written, opened, handed over, closed to the giver; and back with the custodian’s words', async (context) => {
  if (!browser) return context.skip()
  const household = `${server.url}/desk/households/${await someHousehold(t)}`
  const [officer, caseworker, protection] = [
    await signedIn('case-officer'),
    await signedIn('tracing-caseworker'),
    await signedIn('data-protection-officer'),
  ]

  // A key for each, and words on paper.
  await caseworker.page.goto(`${server.url}/desk/sealed?lang=en`)
  await caseworker.page.getByRole('button', { name: 'Make my key in this browser' }).click()
  await caseworker.page.getByText('Your key is made.').waitFor()
  await protection.page.goto(`${server.url}/desk/recovery?lang=en`)
  await protection.page.getByRole('button', { name: 'Make new words' }).click()
  const words = protection.page.locator('.sealed-words li')
  await words.nth(32).waitFor()
  const paper = (await words.allTextContents()).join(' ')
  await look(protection.page, 'recovery-words-en')
  await protection.page.getByRole('button', { name: 'I have written them down' }).click()
  await words.first().waitFor({ state: 'detached' })
  await officer.page.goto(`${server.url}/desk/sealed?lang=en`)
  await look(officer.page, 'sealed-no-key-en')
  await officer.page.getByRole('button', { name: 'Make my key in this browser' }).click()
  await officer.page.getByText('Your key is made.').waitFor()
  // Read aloud by the caseworker, compared by the officer, kept in the officer's browser.
  const shown = officer.page.getByRole('listitem').filter({ hasText: 'Tracing caseworker' })
  const own = await caseworker.page.locator('main .card bdi.code').first().textContent()
  expect(await shown.locator('bdi.code').textContent()).toBe(own)
  await shown.getByRole('button', { name: 'Same characters' }).click()
  await shown.getByText('Compared', { exact: true }).waitFor()
  await look(officer.page, 'sealed-key-en')

  // Written and opened by the officer; the caseworker sees that it is there, and no more.
  await officer.page.goto(`${household}?lang=en`)
  await officer.page.locator('summary', { hasText: 'Write a sealed note' }).click()
  await officer.page.getByLabel('Text').fill(TEXT)
  await officer.page.getByRole('button', { name: 'Seal and send' }).click()
  await officer.page.getByText('Can open it: Case officer').waitFor()
  await officer.page.getByRole('button', { name: 'Open', exact: true }).click()
  await officer.page.locator('.sealed-text', { hasText: TEXT }).waitFor()
  await look(officer.page, 'sealed-note-en')
  await caseworker.page.goto(`${household}?lang=en`)
  await caseworker.page.getByText('Can open it: Case officer').waitFor()
  expect(await caseworker.page.getByRole('button', { name: 'Open', exact: true }).count()).toBe(0)

  await officer.page.locator('summary', { hasText: 'Hand over' }).click()
  await officer.page.getByLabel('To whom').selectOption({ label: 'Tracing caseworker (practice)' })
  await officer.page.getByRole('button', { name: 'Hand over' }).click()
  await officer.page.getByText('Can open it: Tracing caseworker').waitFor()
  await expect.poll(() => officer.page.getByRole('button', { name: 'Open', exact: true }).count()).toBe(0)
  await caseworker.page.goto(`${server.url}/desk/sealed?lang=en`)
  await caseworker.page.getByRole('button', { name: 'Open', exact: true }).click()
  await caseworker.page.locator('.sealed-text', { hasText: TEXT }).waitFor()

  // The caseworker's browser is lost: in another one the note is there and does not open, until the words are typed.
  const newBrowser = await signedIn('tracing-caseworker')
  await newBrowser.page.goto(`${server.url}/desk/sealed?lang=en`)
  await newBrowser.page.getByText('This is sealed to another key of yours.').waitFor()
  await newBrowser.page.getByRole('button', { name: 'Make my key in this browser' }).click()
  await newBrowser.page.getByText('Your key is made.').waitFor()
  await protection.page.reload()
  await protection.page.getByLabel('Whose browser is lost').selectOption({ label: 'Tracing caseworker (practice)' })
  await protection.page.getByLabel('To whom').selectOption({ label: 'Tracing caseworker (practice)' })
  const sent: string[] = []
  protection.page.on('request', (request) => sent.push(request.postData() ?? ''))
  await protection.page.getByLabel('The 33 words').fill(paper)
  await look(protection.page, 'recovery-en')
  await protection.page.getByRole('button', { name: 'Bring notes back' }).click()
  await protection.page.getByText('Texts brought back: 1').waitFor()
  expect(sent.filter((body) => paper.split(' ').filter((word) => body.includes(word)).length > 2)).toEqual([])
  await newBrowser.page.reload()
  await newBrowser.page.getByRole('button', { name: 'Open', exact: true }).click()
  await newBrowser.page.locator('.sealed-text', { hasText: TEXT }).waitFor()

  // The officer's browser knew another key: nothing is sealed to the new one before it is compared.
  await officer.page.goto(`${server.url}/desk/sealed?lang=ar`)
  await officer.page.getByText('تغيّر هذا المفتاح').waitFor()
  await look(officer.page, 'sealed-key-ar')
  for (const { problems, context } of [officer, caseworker, protection, newBrowser]) {
    expect(problems).toEqual([])
    await context.close()
  }
})

test('where the browser keeps nothing no key is made', async (context) => {
  if (!browser) return context.skip()
  const { page, ...window } = await signedIn('case-officer')
  await page.addInitScript(() => Reflect.deleteProperty(Window.prototype, 'indexedDB'))
  await page.addInitScript(() => Object.defineProperty(window, 'indexedDB', { value: undefined }))
  await page.goto(`${server.url}/desk/sealed?lang=en`)
  await page.getByText('This browser keeps nothing.').first().waitFor()
  expect(await page.getByRole('button', { name: 'Make my key' }).count()).toBe(0)
  await window.context.close()
})

async function signedIn(role: Role) {
  const opened = await openPhone(browser!, DESK)
  const [name = '', value = ''] = (await t.signIn('authority', role)).split('=')
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

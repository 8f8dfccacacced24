import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen } from '#apps/server/listen.ts'
import {
  closeWindows,
  expectAccessible,
  expectNoSidewaysScroll,
  keepPicture,
  openBrowser,
  openPhone,
} from '#checks/harness/browser.ts'
import { type Staff, startStaff } from '#checks/harness/staff.ts'

const DESK = { width: 1280, height: 900 }
const PHONE = { width: 360, height: 740 }

let browser: Browser | undefined
let staff: Staff
let server: Awaited<ReturnType<typeof listen>>
/** Passkeys belong to a name, so the browser comes by one; at an address of digits there are none. */
let url: string
let digits: string

beforeAll(async () => {
  browser = await openBrowser()
  staff = await startStaff()
  await staff.add('adam', 'administrator')
  await staff.add('olga', 'data-protection-officer')
  server = await listen(staff.world, { host: '127.0.0.1', port: 0 })
  url = server.url.replace('127.0.0.1', 'localhost')
  digits = url.replace('localhost', '127.0.0.1')
}, 120_000)
afterAll(async () => {
  await closeWindows(browser)
  await server?.stop()
  await staff?.drop()
})

/** A window on a computer with a finger reader that always knows the finger. */
async function openComputer() {
  const opened = await openPhone(browser!, DESK)
  opened.context.setDefaultTimeout(8_000)
  const cdp = await opened.context.newCDPSession(opened.page)
  await cdp.send('WebAuthn.enable')
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  })
  return opened
}

async function signInAs(page: Page, login: string) {
  await page.goto(`${url}/desk/?lang=en&operation=${staff.operations[0]}`)
  await page.getByLabel('Name').fill(login)
  await page.getByLabel('Passphrase').fill(staff.passphrase)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('link', { name: 'My sign-in' }).waitFor()
}

/** The same address in English and Arabic, at the size of a desk and of a phone. */
async function look(page: Page, name: string, path: string) {
  for (const [language, direction] of [
    ['ar', 'rtl'],
    ['en', 'ltr'],
  ]) {
    if (path) await page.goto(`${url}/desk${path}${path.includes('?') ? '&' : '?'}lang=${language}`)
    if (path) await page.locator(`html[dir=${direction}] h1`).waitFor()
    if (path) await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'))
    for (const size of [PHONE, DESK]) {
      await page.setViewportSize(size)
      if (size === PHONE) await expectAccessible(page, `${name} ${language}`)
      else await expectNoSidewaysScroll(page, `${name} ${language}`)
      await keepPicture(page, `passkeys-${name}-${size.width}-${path ? language : 'as-is'}`)
    }
    if (!path) return
  }
}

test('a colleague gets a code, makes a passkey with it, and from then on signs in and shows who they are with a finger', async (context) => {
  if (!browser) return context.skip()
  const office = await openPhone(browser, DESK)
  await signInAs(office.page, 'adam')
  await office.page.getByRole('link', { name: 'Accounts' }).click()
  await office.page.getByLabel('Name to sign in with').fill('nora.admin')
  await office.page.getByLabel('Name that others see').fill('Nora')
  await office.page.locator('form').last().getByLabel('Administrator').check()
  await office.page.getByRole('button', { name: 'Make the account' }).click()
  await office.page.getByRole('heading', { name: 'Code for Nora' }).waitFor()
  const link = await office.page.getByText('/desk/#enrol=').innerText()
  await look(office.page, 'given', '')

  const { page, problems } = await openComputer()
  await page.goto(link.replace('/desk/#', '/desk/?lang=ar#'))
  await page.getByRole('button', { name: 'أنشئ مفتاح دخول' }).waitFor()
  await look(page, 'enrolment-ar', '')
  await page.goto(link.replace('/desk/#', '/desk/?lang=en#'))
  await page.getByRole('heading', { name: 'Nora · First' }).waitFor()
  expect(page.url()).not.toContain('enrol')
  await look(page, 'enrolment', '')
  await page.getByRole('button', { name: 'Make a passkey' }).click()
  await page.getByRole('link', { name: 'My sign-in' }).waitFor()

  await page.getByRole('button', { name: 'Sign out' }).click()
  const door = `/?operation=${staff.operations[0]}`
  await look(page, 'sign-in', door)
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.getByRole('link', { name: 'My sign-in' }).waitFor()

  // A proof lasts ten minutes; after that the sheet asks for the finger again.
  staff.advance(11 * 60_000)
  await look(page, 'my-sign-in', '/me')
  await page.getByText('First passkey', { exact: true }).waitFor()
  await page.getByText('You have no passphrase.').waitFor()
  const remove = page.getByRole('button', { name: 'Remove First passkey' })
  await remove.click()
  await page.getByRole('button', { name: 'Press again to remove it' }).click()
  const sheet = page.getByRole('dialog', { name: 'Is it you?' })
  await sheet.getByRole('button', { name: 'Use a passkey' }).waitFor()
  await look(page, 'step-up', '')
  await sheet.getByRole('button', { name: 'Use a passkey' }).click()
  await page.getByText('This is your only way in.').waitFor()
  const save = page.getByRole('button', { name: 'Save the new passphrase' })
  await page.getByLabel('New passphrase').fill('too short')
  await save.click()
  await page.getByText('Write at least 12 letters.').waitFor()
  await page.getByLabel('New passphrase').fill('orchard violin copper meadow')
  // The finger of a minute ago is not enough for this.
  staff.advance(60_000)
  await save.click()
  await sheet.getByRole('button', { name: 'Use a passkey' }).click()
  await page.getByText('Your new passphrase works from now on.').waitFor()
  await page.getByText('You can also sign in with a passphrase.').waitFor()

  // Seen from another window: it can be ended from here.
  await page.getByText('Here', { exact: true }).waitFor()
  expect(problems.filter((each) => !/40[139]/.test(each))).toEqual([])
  await office.context.close()
})

test('a lost way in is given anew after a second person agreed, roles are changed, and a code typed by hand opens a passphrase', async (context) => {
  if (!browser) return context.skip()
  const rosa = await staff.add('rosa', 'registrar')
  const { page, context: window } = await openPhone(browser, DESK)
  await signInAs(page, 'adam')
  await page.getByRole('link', { name: 'Accounts' }).click()
  await page.getByText('Change rosa').click()
  const form = page.locator('details[open]')
  await form.getByLabel('Case officer').check()
  await look(page, 'accounts-open', '')
  await form.getByRole('button', { name: 'Save the roles' }).click()
  await page.getByText('The roles are changed.').waitFor()
  await form.getByRole('button', { name: 'New way in for rosa' }).click()
  await page.getByText('A second person agrees first').waitFor()

  const olga = await staff.signIn('olga')
  const [asked] = (await olga.get('/oversight/agreements')).json.agreements
  expect(asked).toMatchObject({ act: 'replace-passkey', facts: { accountId: rosa }, about: 'rosa' })
  await olga.post(`/oversight/agreements/${asked.id}/agree`)
  await form.getByRole('button', { name: 'New way in for rosa' }).click()
  await page.getByRole('heading', { name: 'Code for rosa' }).waitFor()
  const code = await page.locator('p.code').innerText()
  expect(code).toMatch(/^(\w{4} ){6}\w{2}$/)

  // At an address of digits no passkey works: one sentence says so.
  const plain = await openPhone(browser, PHONE)
  await plain.page.goto(`${digits}/desk/?lang=en&operation=${staff.operations[0]}`)
  await plain.page.getByText('Passkeys do not work at this address').waitFor()
  await plain.page.getByRole('button', { name: 'I have a code' }).click()
  await plain.page.getByLabel('Code from your colleague').fill('0000 0000 0000 0000 0000 0000 00')
  await plain.page.getByRole('button', { name: 'Go on' }).click()
  await plain.page.getByText('This code opens nothing any more.').waitFor()
  await plain.page.getByLabel('Code from your colleague').fill(code.toLowerCase())
  await plain.page.getByRole('button', { name: 'Go on' }).click()
  await plain.page.getByLabel('Your passphrase').fill('short')
  await plain.page.getByRole('button', { name: 'Choose this passphrase' }).click()
  await plain.page.getByText('Write at least 12 letters.').waitFor()
  await look(plain.page, 'passphrase', '')
  await plain.page.getByLabel('Your passphrase').fill('orchard violin copper meadow')
  await plain.page.getByRole('button', { name: 'Choose this passphrase' }).click()
  await plain.page.getByRole('link', { name: 'My sign-in' }).waitFor()
  await plain.context.close()
  await window.close()
})

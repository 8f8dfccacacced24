import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen } from '#apps/server/listen.ts'
import { openWorld, type World } from '#apps/server/world.ts'
import { setLapse } from '#capabilities/access/custody/server/queries.ts'
import { createOperation } from '#capabilities/access/server/operations.ts'
import { insertAccount, insertRole } from '#capabilities/access/server/queries-accounts.ts'
import { closeWindows, expectAccessible, keepPicture, openBrowser, openPhone } from '#checks/harness/browser.ts'
import { type FreshDatabase, freshDatabase } from '#checks/harness/database.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { hashPassphrase } from '#platform/vault/passphrase.ts'

const environment = realEnvironment()
const { random, clock } = environment
const words = ['lamp river olive melon coast', 'coast drum paper swan ember', 'ember table orchard lemon tide']
const passphrase = 'quiet harbor lantern maple'

let browser: Browser | undefined
let fresh: FreshDatabase
let world: World
let server: Awaited<ReturnType<typeof listen>>
let id: string

beforeAll(async () => {
  browser = await openBrowser()
  fresh = await freshDatabase()
  const { ownerUrl, secretsDir } = fresh
  world = await openWorld({ ...environment, isPractice: false, ownerUrl, secretsDir, poolSize: 4, log: () => {} })
  const operation = { kind: 'authority', name: 'Office', issuerName: 'Office', practice: false } as const
  id = (await createOperation(world.db, { ...operation, custodianPassphrases: words }, world)).operationId
  const at = new Date(clock())
  const passphraseHash = await hashPassphrase(passphrase)
  for (const [login, role] of [
    ['adam', 'administrator'],
    ['rosa', 'registrar'],
  ] as const) {
    const accountId = newId(random)
    const account = { operationId: id, id: accountId, login, displayName: login, createdAt: at, passphraseHash }
    await world.db.scoped(id, insertAccount, account)
    await world.db.scoped(id, insertRole, { operationId: id, accountId, role, siteId: null, givenAt: at })
  }
  server = await listen(world, { host: '127.0.0.1', port: 0 })
}, 120_000)
afterAll(async () => {
  await closeWindows(browser)
  await server?.stop()
  await world?.close()
  await fresh?.drop()
})

test('two custodians at two computers open it without an account, and the page says how many are here', async (context) => {
  if (!browser) return context.skip()
  const first = await openPhone(browser)
  const second = await openPhone(browser, { width: 1280, height: 800 })
  for (const { page } of [first, second]) await page.goto(`${server.url}/desk/unlock?operation=${id}&lang=en`)
  await first.page.getByText('Two custodians are needed.').waitFor()
  await expectAccessible(first.page, 'custodian')
  await first.page.getByLabel('Number of the custodian').selectOption('3')
  await first.page.getByLabel('Words of this custodian').fill('not the words at all')
  await first.page.getByRole('button', { name: 'Give the words' }).click()
  await first.page.getByRole('alert').getByText('These words do not open it.').waitFor()
  await first.page.getByLabel('Words of this custodian').fill(words[2]!)
  await first.page.getByRole('button', { name: 'Give the words' }).click()
  await first.page.getByText('1 of 2 is here.').waitFor()
  await keepPicture(first.page, 'keys-custodian-360')
  expect(world.vault.isUnlocked(id)).toBe(false)

  await second.page.reload()
  await second.page.getByText('1 of 2 is here.').waitFor()
  await second.page.getByLabel('Words of this custodian').fill(words[0]!)
  await second.page.getByRole('button', { name: 'Give the words' }).click()
  await second.page.getByText('The names are open.').waitFor()
  expect(world.vault.isUnlocked(id)).toBe(true)
  for (const { context, problems } of [first, second]) {
    expect(problems.filter((each) => !each.includes('422') && !each.includes('401'))).toEqual([])
    await context.close()
  }
})

async function signedIn(login: string, size?: { width: number; height: number }) {
  const opened = await openPhone(browser!, size)
  await opened.page.goto(`${server.url}/desk/?lang=en&operation=${id}`)
  await opened.page.getByLabel('Name').first().fill(login)
  await opened.page.getByLabel('Passphrase').fill(passphrase)
  await opened.page.getByRole('button', { name: 'Sign in' }).last().click()
  await opened.page.getByRole('link', { name: 'My sign-in' }).waitFor()
  return opened
}

test('an administrator sees the custodians by number and when it lapses, chooses the days, and asks a colleague for a new key', async (context) => {
  if (!browser) return context.skip()
  const { page, context: window } = await signedIn('adam', { width: 1280, height: 900 })
  await page.getByRole('link', { name: 'Keys' }).click()
  await page.getByText('Custodian 2, since').waitFor()
  await expectAccessible(page, 'keys')
  await keepPicture(page, 'keys-1280-en')
  await page.getByLabel('Days until the names close by themselves').fill('40')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Days must be a number from 1 to 30.').waitFor()
  await page.getByLabel('Days until the names close by themselves').fill('3')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved.').waitFor()
  await page.getByRole('button', { name: 'Make a new key' }).click()
  await page.getByText('A colleague agrees first').waitFor()
  await page.setViewportSize({ width: 360, height: 740 })
  await page.goto(`${server.url}/desk/keys?lang=ar`)
  await page.getByRole('heading', { level: 1, name: 'المفاتيح' }).waitFor()
  await expectAccessible(page, 'keys-ar')
  await keepPicture(page, 'keys-360-ar')
  await window.close()
})

test('the day before names close by themselves every desk says so, and leads to where custodians renew it', async (context) => {
  if (!browser) return context.skip()
  await world.db.scoped(id, setLapse, { operationId: id, lapsesAfterDays: 1 })
  const custodians = [1, 2].map((ordinal) => ({ ordinal, passphrase: words[ordinal - 1]! }))
  const body = JSON.stringify({ operationId: id, custodians })
  const headers = { 'content-type': 'application/json' }
  expect((await fetch(`${server.url}/api/access/unlock`, { method: 'POST', headers, body })).status).toBe(200)

  // Whoever has no part in the keys is told, and sent nowhere.
  const rosa = await signedIn('rosa')
  await rosa.page.getByText('Names close in less than a day').waitFor()
  expect(await rosa.page.getByRole('link', { name: 'Names close' }).count()).toBe(0)
  await keepPicture(rosa.page, 'keys-lapse-registrar-360')

  const { page, context: window } = await signedIn('adam')
  await page.getByRole('link', { name: 'Names close in less than a day' }).waitFor()
  await page.goto(`${server.url}/desk/keys?lang=ar`)
  await page.getByRole('link', { name: 'تُقفل الأسماء خلال يوم' }).waitFor()
  await page.getByLabel('رقم الأمين').first().waitFor()
  await expectAccessible(page, 'lapse-360-ar')
  await keepPicture(page, 'keys-lapse-360-ar')
  await page.setViewportSize({ width: 1280, height: 900 })
  await keepPicture(page, 'keys-lapse-1280-ar')

  await page.goto(`${server.url}/desk/accounts?lang=en`)
  await page.getByRole('link', { name: 'Names close in less than a day' }).click()
  await world.db.scoped(id, setLapse, { operationId: id, lapsesAfterDays: 7 })
  for (const { ordinal, passphrase } of custodians) {
    await page.getByLabel('Number of the custodian').selectOption(String(ordinal))
    await page.getByLabel('Words of this custodian').fill(passphrase)
    await page.getByRole('button', { name: 'Give the words' }).click()
    if (ordinal === 1) await page.getByText('1 of 2 is here.').waitFor()
  }
  await page.getByText('The names stay open.').waitFor()
  expect(await page.getByRole('link', { name: 'Names close' }).count()).toBe(0)
  await rosa.page.getByRole('link', { name: 'Find a person' }).click()
  await rosa.page.getByText('Names close in less than a day').waitFor({ state: 'detached' })
  await rosa.context.close()
  await window.close()
})

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeCardSync } from '#capabilities/proof/model.ts'
import { practiceSigner } from '#capabilities/proof/practice-signer.ts'
import {
  closeWindows,
  expectAccessible,
  expectFocus,
  keepPicture,
  openBrowser,
  openPhone,
} from '#checks/harness/browser.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'

const browser = await openBrowser()
const inBrowser = test.skipIf(!browser)

type Card = { token: string; shortCode: string; size: number }

let t: TestWorld
let server: { url: string; stop(): Promise<void> }
/** Of the largest household of the practice journey. */
let card: Card
let coordinator: string

beforeAll(async () => {
  if (!browser) return
  t = await testWorld({ people: 60 })
  server = await t.serve()
  coordinator = await t.signIn('journey', 'coordinator')
  const { rows } = await t.fresh.asOwner((client) =>
    client.query<Card>(
      `select c.token, c.short_code as "shortCode", g.household_size as size
       from card c join registration_group g on g.operation_id = c.operation_id and g.id = c.group_id
       where c.operation_id = $1 and c.withdrawn_at is null order by g.household_size desc, c.short_code limit 1`,
      [t.practice.journey.operationId],
    ),
  )
  card = rows[0]!
})
afterAll(async () => {
  await closeWindows(browser)
  await server?.stop()
  await t?.close()
})

/** As a shelter's authority would issue it. */
const foreignCard = encodeCardSync(
  {
    ...{ type: 'card', householdSize: 3, statusIndex: 1, cti: new Uint8Array(8).fill(7) },
    ...{ registeredOn: '2021-10-20', expiresOn: '2027-10-20' },
  },
  practiceSigner('practice-authority'),
)

/** A stop of its own for each test, so that its totals are the test's alone. */
async function enterStop(name: string): Promise<string> {
  const id = crypto.randomUUID()
  const reachedAt = new Date(t.world.clock()).toISOString()
  const reply = await t.post('/api/journeys/stops', { id, name, reachedAt }, coordinator)
  expect(reply.status).toBe(200)
  return id
}

async function totalsAt(stopId: string) {
  const reply = await t.request('/api/journeys/totals', { cookie: coordinator })
  const { stops } = (await reply.json()) as { stops: { stop: { id: string } }[] }
  return stops.find(({ stop }) => stop.id === stopId)
}

async function volunteerAt(stop: string, options: { lang?: string } = {}) {
  const phone = await openPhone(browser as Browser)
  const { page } = phone
  await page.goto(`${server.url}/field/?lang=${options.lang ?? 'en'}`)
  await page.getByRole('button', { name: /Practise|تدرّب/ }).click()
  await page.getByRole('button', { name: stop }).click()
  return phone
}

/** Types what a camera would have read: the card's text, or its code. */
async function show(page: Page, text: string) {
  await page.getByRole('button', { name: 'Scan a card' }).click()
  await page.getByLabel('Or type the code').fill(text)
  await page.getByRole('button', { name: 'Use this code' }).click()
}

const countButton = (page: Page) => page.getByRole('button', { name: /^Count \d+ (person|people)$/ })
const group = (page: Page) => page.getByRole('region', { name: 'Your groups' }).getByRole('listitem')

inBrowser('a volunteer counts without signal, and two phones agree once both have sent', async () => {
  const stopId = await enterStop('Huixtla')
  const one = await volunteerAt('Huixtla')
  await one.page.getByText('Ready to use without signal.').waitFor()
  await one.page.getByText('Groups you count appear here.').waitFor()
  await one.context.setOffline(true)
  await one.page.reload()

  // One of them is missing; then four people without a card are counted, and taken back.
  await show(one.page, card.token)
  await one.page.getByText(`The card is for ${card.size} people.`).waitFor()
  await expectAccessible(one.page, 'field: how many')
  await one.page.getByRole('button', { name: 'Fewer: People here' }).click()
  await countButton(one.page).click()
  await expect.poll(() => group(one.page).innerText()).toMatch(/Group A[\s\S]*someone is missing/)
  for (let i = 0; i < 3; i++) await one.page.getByRole('button', { name: 'More: No card' }).click()
  await one.page.getByRole('button', { name: 'Count 4 people without a card' }).click()
  await one.page.getByText('4 people counted').waitFor()
  await one.page.getByRole('button', { name: 'Undo' }).click()
  await one.page.getByText(`${card.size - 1} people counted`).waitFor()
  await one.page.getByText('3 waiting').waitFor()
  await keepPicture(one.page, 'field/en-360-no-signal')

  await one.page.reload()
  await one.page.getByText(`${card.size - 1} people counted`).waitFor()
  await one.page.getByText('3 counts wait on this phone. They are safe.').waitFor()

  // Another volunteer sees the whole household a moment later.
  const two = await volunteerAt('Huixtla')
  await show(two.page, card.shortCode)
  for (let i = 1; i < card.size; i++) await two.page.getByRole('button', { name: 'More: People here' }).click()
  await countButton(two.page).click()
  await two.page.getByText('complete').waitFor()

  await one.context.setOffline(false)
  await one.page
    .getByText(/waiting|wait on/)
    .first()
    .waitFor({ state: 'detached' })
  await one.page.getByText('complete').waitFor()
  expect(await totalsAt(stopId)).toMatchObject({
    people: card.size,
    households: 1,
    nameless: 0,
    householdsIncomplete: 0,
  })
  expect([...one.problems, ...two.problems].filter((problem) => !problem.includes('401'))).toEqual([])
  await Promise.all([one.context.close(), two.context.close()])
})

inBrowser('a volunteer reads no total and no name', async () => {
  const cookie = await t.signIn('journey', 'volunteer')
  for (const path of ['/api/journeys/totals', '/api/desk/registrations', '/api/desk/counts'])
    expect((await t.request(path, { cookie })).status, path).toBeGreaterThanOrEqual(403)
})

inBrowser('a card of an authority is counted without its number', async () => {
  const stopId = await enterStop('Mapastepec')
  const { page, context } = await volunteerAt('Mapastepec')
  await show(page, foreignCard)
  await page.getByText('This card is from others.').waitFor()
  await countButton(page).click()
  await page
    .getByText(/counted$/)
    .first()
    .waitFor()
  await expect.poll(() => totalsAt(stopId)).toMatchObject({ people: 3, households: 0, nameless: 3 })
  const { rows } = await t.fresh.asOwner((client) =>
    client.query('select 1 from check_in where stop_id = $1 and short_code is not null', [stopId]),
  )
  expect(rows).toEqual([])
  await context.close()
})

inBrowser('what is no card is said plainly, and the focus goes there', async () => {
  await enterStop('Escuintla')
  const { page, context } = await volunteerAt('Escuintla')
  await show(page, 'K7P-4QX-92M')
  const summary = page.getByRole('alert')
  await summary.getByText('The code has 10 letters and numbers. Check each one.').waitFor()
  await expectFocus(summary)
  await expect.poll(() => page.title()).toMatch(/^Error:/)
  await expectAccessible(page, 'field: wrong code')
  await context.close()
})

inBrowser('a session that ends does not stop the counting, and nothing counted is lost', async () => {
  const stopId = await enterStop('Pijijiapan')
  const { page, context } = await volunteerAt('Pijijiapan')
  await page.getByText('Groups you count appear here.').waitFor()
  await context.clearCookies()
  await page.getByRole('button', { name: 'Count 1 person without a card' }).click()
  await page.getByText('Sign in again to send what waits here.').waitFor()
  await page.getByRole('button', { name: 'Count 1 person without a card' }).click()
  expect(await totalsAt(stopId)).toMatchObject({ people: 0 })
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('button', { name: 'Practise as a volunteer' }).click()
  await page
    .getByText(/waiting|wait on/)
    .first()
    .waitFor({ state: 'detached' })
  await expect.poll(() => totalsAt(stopId)).toMatchObject({ people: 2, nameless: 2 })
  await context.close()
})

inBrowser('every screen is accessible in English and Arabic, at 360 and 1280 pixels', async () => {
  await enterStop('Arriaga')
  for (const lang of ['en', 'ar']) {
    const { page, context } = await openPhone(browser as Browser)
    const look = async (name: string) => {
      for (const width of [360, 1280]) {
        await page.setViewportSize({ width, height: 780 })
        await expectAccessible(page, `field: ${name}, ${lang}, ${width}`)
        await keepPicture(page, `field/${lang}-${width}-${name}`)
      }
      await page.setViewportSize({ width: 360, height: 780 })
    }
    await page.goto(`${server.url}/field/?lang=${lang}`)
    await page.getByRole('button', { name: /Practise|تدرّب/ }).waitFor()
    await look('sign-in')
    await page.getByRole('button', { name: /Practise|تدرّب/ }).click()
    await page.getByRole('button', { name: 'Arriaga' }).waitFor()
    await look('stops')
    await page.getByRole('button', { name: 'Arriaga' }).click()
    await page.getByRole('button', { name: /Water|الماء/ }).click()
    await page.getByRole('button', { name: /^Count 1 person|^عُدّ/ }).click()
    await page.getByRole('button', { name: /Undo|تراجع/ }).waitFor()
    await look('counting')
    await page.getByRole('button', { name: /Scan a card|امسح بطاقة/ }).click()
    await page.getByRole('textbox').waitFor()
    await look('scan')
    await context.close()
  }
})

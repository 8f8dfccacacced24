import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { app as fieldApp } from '#apps/field/app.config.ts'
import { app as verifierApp } from '#apps/verifier/app.config.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import type { readTotals } from '#capabilities/journeys/contract.ts'
import { keepPicture, openBrowser, openPhone } from '#checks/harness/browser.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { directionOf } from '#platform/messages/messages.ts'
import { type Hands, handsOn, wordsOf } from './hands.ts'
import { readByTwo } from './reading-qr.ts'
import {
  codeOnCard,
  type Family,
  photographQr,
  scanInvitation,
  tellOfChild,
  tellOfMother,
  tellTheRest,
} from './registering.ts'

const browser: Browser | undefined = await openBrowser()
let world: TestWorld
let server: { url: string; stop(): Promise<void> }

beforeAll(async () => {
  world = await testWorld({ people: 60 })
  server = await world.serve()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await world?.close()
})

type Story = Family & {
  /** How many of them stand at the stop. */
  atStop: number
}
const stories: Story[] = [
  { locale: 'ht', mother: 'Rozlin Egzanp', children: ['Mirlann', 'Tifi'], country: 'Ayiti', atStop: 3 },
  { locale: 'ar', mother: 'سلمى مثال', children: ['نور', 'ليان'], country: 'اليمن', atStop: 2 },
]

describe.skipIf(!browser).each(stories)('from the roadside to the desk, in $locale', (story) => {
  const { locale } = story
  const size = story.children.length + 1
  let mother: Hands
  let photo: Buffer
  let cardText: string
  let code: string

  test('a mother registers two children with the network off from the second page on', async () => {
    const { context, page, problems } = await openPhone(browser!)
    mother = await scanInvitation(page, `${server.url}/r/#${world.practice.journey.invitation}`, locale)
    expect(await page.locator('html').getAttribute('dir')).toBe(directionOf(locale))
    await mother.sees('ui_offline_ready')
    await context.setOffline(true)

    await mother.press('registration_start')
    await tellOfMother(mother, story)
    const [first, ...others] = story.children
    await mother.write('registration_name_label', first!)
    await mother.press('ui_continue')
    await mother.reads('registration_sex_other', { who: first! })
    await page.reload()
    // The question she was at, and everything told before.
    await mother.reads('registration_sex_other', { who: first! })
    await mother.press('registration_sex_female_child')
    await mother.press('ui_unknown')
    await mother.press('registration_relation_child')
    for (const child of others) await tellOfChild(mother, child)
    await tellTheRest(mother)
    for (const name of [story.mother, ...story.children]) await page.getByText(name).first().waitFor()
    await keepPicture(page, `journeys/${locale}-1-check`)
    await mother.press('registration_send')

    await mother.sees('registration_not_confirmed')
    expect(await mother.words('registration_received').count()).toBe(0)
    code = await codeOnCard(page)
    expect(await readByTwo(await photographQr(mother))).toMatch(/^RC1:/)
    await keepPicture(page, `journeys/${locale}-2-ticket`)
    expect(problems).toEqual([])
  })

  test('the card after the network is back has the same code, and two readers read it off the screen', async () => {
    const { context, page } = mother
    await context.setOffline(false)
    await mother.sees('registration_received')
    expect(await codeOnCard(page)).toBe(code)
    photo = await photographQr(mother)
    cardText = await readByTwo(photo)
    expect(cardText).toMatch(/^RC1:/)
    await keepPicture(page, `journeys/${locale}-3-card`)
  })

  test('a stranger’s phone without signal verifies it: typed, and from a picture', async () => {
    const { context, page, problems } = await openPhone(browser!)
    const stranger = handsOn(page, wordsOf(verifierApp, locale))
    await page.goto(`${server.url}/verify/?lang=${locale}`)
    await stranger.sees('ui_offline_ready')
    await page.getByText(stranger.t('verify_lists_none')).waitFor({ state: 'hidden' })
    await context.setOffline(true)
    await page.reload()
    await stranger.write('verify_typed', cardText)
    await page.getByRole('button', { name: stranger.t('verify_check'), exact: true }).click()
    await stranger.reads('verify_valid')
    await stranger.sees('verify_practice')
    await page.getByText(code).waitFor()
    await keepPicture(page, `journeys/${locale}-4-verified`)
    await stranger.press('verify_other')
    await page
      .getByLabel(stranger.t('verify_file'))
      .setInputFiles({ name: 'screen.png', mimeType: 'image/png', buffer: photo })
    await stranger.reads('verify_valid')
    expect(problems).toEqual([])
    await context.close()
  })

  test('a volunteer without signal counts them; twice is once; only the coordinator learns the totals', async () => {
    const before = await totalsAt('Álvaro Obregón')
    const { context, page, problems } = await openPhone(browser!)
    await enter(page, 'Volunteer at a stop')
    const volunteer = handsOn(page, wordsOf(fieldApp, locale))
    await page.goto(`${server.url}/field/?lang=${locale}`)
    await page.getByRole('button', { name: 'Álvaro Obregón' }).click()
    await volunteer.sees('ui_offline_ready')
    await context.setOffline(true)
    await page.reload()
    const count = async () => {
      await volunteer.press('journeys_scan')
      await volunteer.write('journeys_type_code', cardText)
      await volunteer.press('journeys_use_code')
      await volunteer.sees('journeys_card_says', { count: size })
      for (let missing = size - story.atStop; missing > 0; missing--)
        await volunteer.press('ui_fewer', { what: volunteer.t('journeys_people_here') })
      await volunteer.press('journeys_count_people', { count: story.atStop })
      await volunteer.sees('journeys_counted', { count: story.atStop })
    }
    const outcome = story.atStop === size ? 'journeys_complete' : 'journeys_someone_missing'
    await count()
    await volunteer.sees(outcome)
    await count()
    await page.getByRole('status').getByText(String(story.atStop), { exact: true }).first().waitFor()
    await keepPicture(page, `journeys/${locale}-5-counted`)

    await context.setOffline(false)
    await expect.poll(async () => (await totalsAt('Álvaro Obregón')).people).toBe(before.people + story.atStop)
    await page.getByText(volunteer.t('journeys_waiting', { count: 2 })).waitFor({ state: 'hidden' })
    await volunteer.sees(outcome)
    const after = await totalsAt('Álvaro Obregón')
    expect(after.households).toBe(before.households + 1)
    expect(after.householdsIncomplete).toBe(before.householdsIncomplete + (story.atStop === size ? 0 : 1))
    // The volunteer's own session is refused what the coordinator may read.
    expect((await page.request.get(`${server.url}/api/journeys/totals`)).status()).toBe(403)
    expect(problems).toEqual([])
    await context.close()
  })
})

/** One press on a door of the first page. */
async function enter(page: Page, door: string): Promise<void> {
  await page.goto(`${server.url}/?lang=en`)
  const form = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: door, exact: true }) })
  await form.getByRole('button', { name: 'Enter' }).click()
  await page.waitForURL(/\/(desk|field)\//)
}

async function totalsAt(stopName: string) {
  const reply = await world.request('/api/journeys/totals', { cookie: await world.signIn('journey', 'coordinator') })
  const { stops } = (await reply.json()) as ReplyOf<typeof readTotals>
  return stops.find(({ stop }) => stop.name === stopName)!
}

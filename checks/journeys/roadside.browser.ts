import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { app as deskApp } from '#apps/desk/app.config.ts'
import { app as fieldApp } from '#apps/field/app.config.ts'
import { app as verifierApp } from '#apps/verifier/app.config.ts'
import type { readTotals } from '#capabilities/journeys/contract.ts'
import { closeWindows, keepPicture, openBrowser, openPhone } from '#checks/harness/browser.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { directionOf } from '#platform/messages/messages.ts'
import { type Hands, handsOn, wordsOf } from './hands.ts'
import { readByTwo } from './reading-qr.ts'
import {
  codeOnCard,
  type Family,
  noteSecretCode,
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
  await closeWindows(browser)
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
  let totalsBefore: ReplyOf<typeof readTotals>['stops'][number]
  let mother: Hands
  let photo: Buffer
  let cardText: string
  let code: string

  beforeAll(async () => {
    totalsBefore = await totalsAtStop()
  })

  test('a mother registers two children with the network off from the second page on', async () => {
    const { context, page, problems } = await openPhone(browser!)
    mother = await scanInvitation(page, `${server.url}/r/#${world.practice.journey.invitation}`, locale)
    await expect.poll(() => page.locator('html').getAttribute('dir')).toBe(directionOf(locale))
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
    await mother.reads('registration_birth_other', { who: first! })
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

  test('a volunteer without signal counts them at a stop, and twice is once', async () => {
    const { context, page, problems } = await openPhone(browser!)
    await enter(page, 'volunteer')
    const volunteer = handsOn(page, wordsOf(fieldApp, locale))
    await page.goto(`${server.url}/field/?lang=${locale}`)
    await page.getByRole('button', { name: STOP }).click()
    await volunteer.sees('ui_offline_ready')
    await context.setOffline(true)
    await page.reload()
    const outcome = story.atStop === size ? 'journeys_complete' : 'journeys_someone_missing'
    for (const time of ['once', 'twice'] as const) {
      await volunteer.press('journeys_scan')
      await volunteer.write('journeys_type_code', cardText)
      await volunteer.press('journeys_use_code')
      await volunteer.sees('journeys_card_says', { count: size })
      if (time === 'twice') await volunteer.sees('journeys_already', { count: story.atStop })
      for (let missing = size - story.atStop; missing > 0; missing--)
        await volunteer.press('ui_fewer', { what: volunteer.t('journeys_people_here') })
      await volunteer.press('journeys_count_people', { count: story.atStop })
      await volunteer.sees('journeys_counted', { count: story.atStop })
      await volunteer.sees(outcome)
    }
    await volunteer.sees('journeys_waiting', { count: 2 })
    await keepPicture(page, `journeys/${locale}-5-counted`)

    await context.setOffline(false)
    await volunteer.words('journeys_waiting', { count: 2 }).waitFor({ state: 'hidden' })
    // This phone's own number, and whether all of the group are here, as the server knows it.
    await page
      .getByRole('status')
      .filter({ hasText: volunteer.t('journeys_on_this_phone') })
      .getByText(`${story.atStop}`, { exact: true })
      .waitFor()
    await volunteer.sees(outcome)
    expect((await page.request.get(`${server.url}/api/journeys/totals`)).status()).toBe(403)
    expect(problems).toEqual([])
    await context.close()
  })

  test('the coordinator alone sees the totals', async () => {
    const { context, page, problems } = await openPhone(browser!, OFFICE)
    await enter(page, 'coordinator')
    const coordinator = handsOn(page, wordsOf(deskApp, locale))
    await page.goto(`${server.url}/desk/totals?lang=${locale}`)
    await coordinator.reads('journeys_totals_title')
    const stop = page.getByRole('article', { name: STOP })
    const counted = totalsBefore.people + story.atStop
    await stop.getByText(`${counted}`, { exact: true }).first().waitFor()
    const incomplete = totalsBefore.householdsIncomplete + (story.atStop === size ? 0 : 1)
    await stop.getByText(coordinator.t('journeys_total_incomplete', { count: incomplete })).waitFor()
    expect(await page.content()).not.toContain(story.mother)
    await keepPicture(page, `journeys/${locale}-6-totals`)
    expect(problems).toEqual([])
    await context.close()
  })

  test('a registrar finds the household by name and opens it', async () => {
    const { context, page, problems } = await openPhone(browser!, OFFICE)
    await enter(page, 'registrar')
    const registrar = handsOn(page, wordsOf(deskApp, locale))
    await page.goto(`${server.url}/desk/search?lang=${locale}`)
    await registrar.reads('desk_search')
    await registrar.write('desk_name', story.mother)
    await registrar.write('desk_companion', story.children[0]!)
    await page
      .getByRole('main')
      .getByRole('button', { name: registrar.t('desk_find') })
      .click()
    await registrar.sees('desk_agrees_companion')
    await page.getByRole('link', { name: story.mother }).first().click()
    await registrar.reads('desk_household')
    expect(await page.getByRole('main').innerText()).not.toContain(story.mother)
    await registrar.press('desk_open_names')
    for (const name of [story.mother, ...story.children]) await page.getByText(name, { exact: true }).first().waitFor()
    await page.getByText(code).first().waitFor()
    await keepPicture(page, `journeys/${locale}-7-household`)
    // Neither address nor title tell whose file is open.
    expect(`${page.url()} ${await page.title()}`).not.toContain(story.mother)
    expect(problems).toEqual([])
    await context.close()
  })

  test('she sees on her own phone who opened her file', async () => {
    const secret = await noteSecretCode(mother)
    await mother.press('registration_my_household')
    await mother.write('registration_code_label', secret)
    await mother.press('registration_my_household_open')
    await mother.reads('registration_held')
    await mother.page.getByText(story.mother).first().waitFor()
    // Everything that is held, also what was sealed: how her children are related to her.
    await mother.sees('registration_relation_child')
    await mother.page
      .getByText(`${mother.t('registration_reading_by_registrar')}: ${mother.t('registration_reading_opened')}`)
      .waitFor()
    await mother.page
      .getByText(`${mother.t('registration_reading_by_registrar')}: ${mother.t('registration_reading_found')}`)
      .waitFor()
    await keepPicture(mother.page, `journeys/${locale}-8-held`)
    await mother.context.close()
  })
})

const STOP = 'Álvaro Obregón'
const OFFICE = { width: 1280, height: 900 }

/** One press on a door of the first page. */
async function enter(page: Page, door: string): Promise<void> {
  const { t } = handsOn(page, wordsOf({ messages: ['capabilities/registration/messages/pages'] }, 'en'))
  await page.goto(`${server.url}/?lang=en`)
  await page
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name: t(`front_door_${door}`), exact: true }) })
    .getByRole('button')
    .click()
  await page.waitForURL(/\/(desk|field)\//)
}

async function totalsAtStop() {
  const reply = await world.request('/api/journeys/totals', { cookie: await world.signIn('journey', 'coordinator') })
  const { stops } = (await reply.json()) as ReplyOf<typeof readTotals>
  return stops.find(({ stop }) => stop.name === STOP)!
}

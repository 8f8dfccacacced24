import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen } from '#apps/server/listen.ts'
import type { Role } from '#capabilities/access/model.ts'
import { closeWindows, expectAccessible, keepPicture, openBrowser, openPhone } from '#checks/harness/browser.ts'
import { MONDAY, startOffice, type TestOffice } from '#checks/harness/office.ts'

const THURSDAY = '2021-10-28'
const browser: Browser | undefined = await openBrowser()
let o: TestOffice
let server: { url: string; stop(): Promise<void> }
beforeAll(async () => {
  o = await startOffice()
  for (let slot = 0; slot < 3; slot++) await o.booked({ day: THURSDAY, slot })
  server = await listen(o.desk.world, { host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  await closeWindows(browser)
  await server?.stop()
  await o?.desk.drop()
})

async function signedIn(role: Role, width = 1280) {
  const opened = await openPhone(browser!, { width, height: 800 })
  const answer = await o.desk.app.request('/api/access/practice-sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ operationId: o.operationId, role }),
  })
  const [name = '', value = ''] = answer.headers.get('set-cookie')!.split(';')[0]!.split('=')
  await opened.context.addCookies([{ name, value, url: server.url }])
  return opened
}
const at = (path: string, lang = 'en') =>
  `${server.url}/desk/appointments${path}${path.includes('?') ? '&' : '?'}lang=${lang}`

test.skipIf(!browser)(
  'an office plans those who wait, accepts, moves one and takes it back, and says who did not come',
  async () => {
    for (const more of [{ language: 'ht', priority: 5 }, { special: true, slots: 2 }, { heardBy: 'woman' }, {}]) {
      const household = await o.household()
      await o.by('registrar', '/waiting', o.waiting(household.id, more))
    }
    const { page, context, problems } = await signedIn('case-officer')
    // One more is put on the list where its names are.
    const { id } = await o.household()
    await page.goto(`${server.url}/desk/households/${id}?lang=en`)
    await page.getByText('This household has no appointment.').waitFor()
    await page.locator('summary').filter({ hasText: 'New appointment' }).click()
    await page.getByRole('button', { name: 'Find a time' }).click()
    await page.getByRole('radio').first().waitFor()
    await expectAccessible(page, 'new appointment')
    await keepPicture(page, 'desk-appointments-household-en')
    await page.getByRole('button', { name: 'Put on the waiting list' }).click()
    await page.getByText('On the waiting list.', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'Appointments' }).click()
    await page.getByRole('link', { name: 'Waiting list' }).click()
    await page.getByText('Households that wait: 5.').waitFor()
    await keepPicture(page, 'desk-appointments-waiting-en')
    await page.getByLabel('Days ahead').fill('1')
    await page.getByRole('button', { name: 'Make a plan' }).click()
    await page.getByText('Nobody has a place in this plan.').waitFor()
    // Today is a Sunday, and nobody works: the other half of the plan says why.
    await page.getByRole('button', { name: 'Leave the plan' }).click()
    await page.getByLabel('Days ahead').fill('20')
    await page.getByRole('button', { name: 'Make a plan' }).click()
    await page.getByText('A place for 5. Not yet: 0.').waitFor()
    await page.getByText('With an officer for special needs who speaks Español.').first().waitFor()
    await expectAccessible(page, 'plan')
    await keepPicture(page, 'desk-appointments-plan-en')
    await page.getByRole('button', { name: 'Accept the plan' }).click()
    await page.getByText('Accepted. Booked or moved: 5.').waitFor()

    await page.goto(at(`?day=${MONDAY}`))
    const seat = page.locator('a.board-seat').first()
    await seat.waitFor()
    await expectAccessible(page, 'day of an office')
    await keepPicture(page, 'desk-appointments-day-en')
    // The board is walked by the arrow keys.
    await seat.focus()
    await page.keyboard.press('ArrowRight')
    expect(await seat.evaluate((element) => element === document.activeElement)).toBe(false)
    await page.keyboard.press('ArrowLeft')
    expect(await seat.evaluate((element) => element === document.activeElement)).toBe(true)
    await page.keyboard.press('Enter')
    await page.locator('summary').filter({ hasText: 'Move to another time' }).click()
    await page.getByLabel('Look for times from this day on').fill(THURSDAY)
    await page.getByRole('radio').first().check()
    await keepPicture(page, 'desk-appointment-en')
    await page.getByRole('button', { name: 'Move here' }).click()
    await page.getByText('Moved. The new time is').waitFor()
    await page.getByText('28 Oct').first().waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Undone. It is as it was.').waitFor()
    await page.getByText('25 Oct').first().waitFor()
    await page.locator('summary').filter({ hasText: 'Cancel the appointment' }).click()
    await page.getByRole('button', { name: 'Cancel the appointment' }).click()
    await page.getByText('Cancelled. The family waits on from where it stood.').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.locator('.tag').filter({ hasText: 'Booked' }).waitFor()
    await context.close()

    // The next morning, somebody signs in anew.
    o.desk.advance(30 * 3_600_000)
    const { page: later, context: next } = await signedIn('case-officer', 360)
    await later.goto(at(''))
    await later
      .getByRole('button', { name: /^Did not come/ })
      .first()
      .click()
    await keepPicture(later, 'desk-appointments-day-en-360')
    await later.getByText('Recorded. The family waits on. Nothing else follows.').waitFor()
    await later.locator('.tag').filter({ hasText: 'Did not come' }).waitFor()
    expect(problems).toEqual([])
    await next.close()
  },
  60_000,
)

test.skipIf(!browser)(
  'an officer falls ill: as few as can be move; a calendar’s address is shown once; all of it is read in Arabic on a phone',
  async () => {
    const { page, context, problems } = await signedIn('site-manager')
    await page.goto(at('/calendars'))
    await page.getByRole('heading', { name: 'Who is not there', exact: true }).waitFor()
    await page.getByRole('button', { name: 'Make an address for a calendar program: Officer Ana' }).click()
    const address = await page.getByText(/\/calendars\/.*\.ics$/).textContent()
    expect(await (await fetch(address!)).text()).toContain('BEGIN:VCALENDAR')
    await page.getByRole('button', { name: 'Withdraw the address: Officer Ana' }).click()
    await page.getByText('The address does not work any more.').waitFor()
    expect((await fetch(address!)).status).toBe(404)

    await page.getByLabel('Who or what').selectOption({ label: 'Officer Ana (Officer)' })
    await page.getByLabel('First day').fill(THURSDAY)
    await page.getByLabel('Last day').fill(THURSDAY)
    await expectAccessible(page, 'calendars')
    await keepPicture(page, 'desk-appointments-calendars-en')
    await page.getByRole('button', { name: 'Say who is not there' }).click()
    await page.getByRole('button', { name: 'Plan them anew' }).first().click()
    await page.getByText('Moves: 3. Have to: 3. Without a place: 0.').waitFor()
    await keepPicture(page, 'desk-appointments-repair-en')
    await page.getByRole('button', { name: 'Accept the plan' }).click()
    await page.getByText('Accepted. Booked or moved: 3.').waitFor()
    expect(problems).toEqual([])
    await context.close()

    const phone = await signedIn('case-officer', 360)
    for (const [name, path] of [
      ['day', `?day=${THURSDAY}`],
      ['waiting', '/waiting'],
      ['calendars', '/calendars'],
    ] as const) {
      await phone.page.goto(at(path, 'ar'))
      await phone.page.locator('.card:visible').first().waitFor()
      if (name !== 'calendars') await expectAccessible(phone.page, `${name} ar`)
      await keepPicture(phone.page, `desk-appointments-${name}-ar-360`)
    }
    await phone.context.close()
  },
  60_000,
)

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen } from '#apps/server/listen.ts'
import { EXAMPLE_GATE } from '#capabilities/gate/model.ts'
import { closeWindows, expectAccessible, keepPicture, openBrowser, openPhone } from '#checks/harness/browser.ts'
import { startDesk, type TestDesk } from '#checks/harness/desk.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'

const { random } = realEnvironment()
const browser: Browser | undefined = await openBrowser()
const siteId = newId(random)
let desk: TestDesk
let server: { url: string; stop(): Promise<void> }
beforeAll(async () => {
  desk = await startDesk()
  await desk.fresh.asOwner((client) =>
    client.query(`insert into site (operation_id, id, name, kind) values ($1, $2, 'Álvaro Obregón', 'office')`, [
      ...[desk.operations[0], siteId],
    ]),
  )
  server = await listen(desk.world, { host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  await closeWindows(browser)
  await server?.stop()
  await desk?.drop()
})

async function signedIn(width: number) {
  const opened = await openPhone(browser!, { width, height: 800 })
  const [name = '', value = ''] = (await desk.cookie('site-manager')).split('=')
  await opened.context.addCookies([{ name, value, url: server.url }])
  return opened
}
const at = (path: string, lang = 'en') => `${server.url}/desk/gate${path}?lang=${lang}`

test.skipIf(!browser)(
  'a site manager plans the slots of a gate and keeps them; what cannot be is told at its field',
  async () => {
    const { page, context, problems } = await signedIn(1280)
    await page.goto(at(''))
    await page.getByText('This place has no gate yet.').waitFor()
    await page.getByRole('link', { name: 'Set up the gate' }).click()
    await page.getByLabel('Counters', { exact: true }).fill('0')
    await page.getByLabel('Waiting area, m²').fill('')
    await page.getByRole('button', { name: 'Compute the slots' }).click()
    await page
      .getByRole('alert')
      .getByText('Counters: 0 is not possible. Choose a whole number from 1 to 200.')
      .waitFor()
    await page.getByLabel('Counters', { exact: true }).fill('3')
    await page.getByLabel('Waiting area, m²').fill('12,5')
    await page.getByLabel('Slots a day').fill('6')
    await page.getByText('How people come and walk').click()
    await page.getByLabel('Time zone').fill('UTC')
    await expectAccessible(page, 'plan of a gate')
    await page.getByRole('button', { name: 'Compute the slots' }).click()
    await page.getByText(/^Book \d+ families a day/).waitFor()
    await page.getByText('The waiting area limits this plan.').waitFor()
    expect(await page.getByRole('row').count()).toBe(7)
    await page.getByRole('button', { name: 'Keep this plan' }).click()
    await page.getByText('Kept. Everybody at this gate sees it.').waitFor()
    await expectAccessible(page, 'slots of a gate')
    await keepPicture(page, 'desk-gate-plan-en')
    await page.setViewportSize({ width: 360, height: 800 })
    await keepPicture(page, 'desk-gate-plan-en-360')
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.goto(at('/plan', 'ar'))
    await page.getByRole('table').waitFor()
    await keepPicture(page, 'desk-gate-plan-ar')
    await page.setViewportSize({ width: 360, height: 800 })
    await keepPicture(page, 'desk-gate-plan-ar-360')
    expect(problems).toEqual([])
    await context.close()
  },
  30_000,
)

test.skipIf(!browser)(
  'at the gate every press is seen by the other manager; it pauses, takes back, and issues slots again when it is slow',
  async () => {
    const { gates } = (await desk.call('GET', '/gates', { as: 'site-manager' })).json
    const gate = { ...EXAMPLE_GATE, areaM2: 12.5, counters: 3, slots: 6 }
    const kept = { siteId, version: gates[0].kept?.version ?? 0, timeZone: 'UTC', opensMinutes: 480, gate }
    await desk.call('POST', '/gates', { as: 'site-manager', body: { ...kept, bookings: [4, 4, 4, 4, 4, 4] } })
    const { page, context, problems } = await signedIn(360)
    await page.goto(at(''))
    await page.getByRole('heading', { name: 'Let in' }).waitFor()
    await expectAccessible(page, 'gate, open')
    await keepPicture(page, 'desk-gate-open-en-360')
    // By keyboard, as by a thumb.
    await page.getByRole('button', { name: 'Came in: 8' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('Counted. Came in: 8.').waitFor()
    await page.getByText('Next: let in family by family. Room for 4 more people.').waitFor()
    // Somebody else counts on another phone: both are in the next reply.
    await desk.call('POST', `/gates/${siteId}/presses`, {
      as: 'site-manager',
      body: { id: newId(random), kind: 'came', number: 7 },
    })
    await page.getByRole('button', { name: 'Came in: 4' }).click()
    await page.getByRole('heading', { name: 'Pause' }).waitFor()
    await page.getByText('The waiting area is too full, by 7 people.').waitFor()
    await expectAccessible(page, 'gate, paused')
    await keepPicture(page, 'desk-gate-paused-en-360')
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Undone. The count is as if it had not been pressed.').waitFor()

    await context.setOffline(true)
    await page.getByRole('button', { name: 'Called or left: 5' }).click()
    await page.getByText('No signal. This press is not counted yet. Press “Try again”.').waitFor()
    await context.setOffline(false)
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('Counted. Called or left: 5.').waitFor()
    await page.getByRole('heading', { name: 'Let in' }).waitFor()

    await page.getByLabel('Minutes for one family, today').fill('45')
    await page.getByRole('button', { name: 'Look at new slots' }).click()
    await page.getByText('A family takes longer today than planned.').waitFor()
    await expectAccessible(page, 'gate, slots again')
    await keepPicture(page, 'desk-gate-again-en-360')
    await page.goto(at('', 'ar'))
    await page.getByRole('heading', { level: 2 }).first().waitFor()
    await expectAccessible(page, 'gate, Arabic')
    await keepPicture(page, 'desk-gate-ar-360')
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.goto(at(''))
    await page.getByRole('heading', { name: 'Let in' }).waitFor()
    await keepPicture(page, 'desk-gate-open-en')
    expect(problems.filter((problem) => !/ERR_INTERNET_DISCONNECTED|Failed to load resource/.test(problem))).toEqual([])
    await context.close()
  },
  30_000,
)

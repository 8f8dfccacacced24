import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen } from '#apps/server/listen.ts'
import { closeWindows, expectAccessible, keepPicture, openBrowser, openPhone } from '#checks/harness/browser.ts'
import { layClaims } from '#checks/harness/caseload.ts'
import { startDesk, type TestDesk } from '#checks/harness/desk.ts'

const browser: Browser | undefined = await openBrowser()
let desk: TestDesk
let server: { url: string; stop(): Promise<void> }
beforeAll(async () => {
  desk = await startDesk()
  server = await listen(desk.world, { host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  await closeWindows(browser)
  await server?.stop()
  await desk?.drop()
})

async function open(as: 'planner' | 'administrator') {
  const opened = await openPhone(browser!, { width: 1280, height: 900 })
  const [name = '', value = ''] = (await desk.cookie(as)).split('=')
  await opened.context.addCookies([{ name, value, url: server.url }])
  return opened
}
const at = (rest = '', lang = 'en') => `${server.url}/desk/planner?lang=${lang}${rest}`

test.skipIf(!browser)(
  'a planner starts from the caseload, saves a plan; a colleague opens it by its link, and nothing newer is overwritten',
  async () => {
    const { page, context, problems } = await open('planner')
    await page.goto(at())
    const saved = page.getByRole('region', { name: 'Saved plans' })
    await saved.getByText('No plan is saved yet.').waitFor()
    const start = page.getByLabel('Start from')
    await start.selectOption({ label: 'From our caseload' })
    await page.getByText('No procedure is chosen here yet.').waitFor()
    expect(await page.getByLabel('More officers', { exact: true }).count()).toBe(0)

    await desk.call('POST', '/asylum/settings', {
      as: 'administrator',
      body: {
        version: 0,
        procedure: 'mx_comar',
        procedureVersion: '2021-10',
        answers: {},
        calendarAnswers: {},
        rows: [],
      },
    })
    await layClaims(desk, desk.operations[0], [
      { count: 300, began: '2021-09-09', stage: 'lodged' },
      { count: 120, began: '2021-06-19', stage: 'admitted' },
      {
        ...{ count: 60, began: '2021-05-10', stage: 'closed', closed: { on: '2021-09-15', reason: 'recognised' } },
        steps: [
          { step: 'interview', on: '2021-08-20' },
          { step: 'decide', on: '2021-09-15' },
        ],
      },
    ])
    // As a link brings it.
    await page.goto(`${at()}#start=caseload`)
    await page.reload()
    await page.getByText('Waiting for an interview: 420. Interviewed, waiting for the decision: 0.').waitFor()
    await page.getByRole('heading', { name: 'Steps of the procedure' }).waitFor()
    const steps = page.getByRole('region', { name: 'Steps of the procedure' }).getByRole('table')
    expect(await steps.getByRole('row', { name: 'Decides Decision 63' }).count()).toBe(1)
    await page.getByText(/^Of 200 runs\./).waitFor({ timeout: 20_000 })
    await expectAccessible(page, 'planner from the caseload')
    await keepPicture(page, 'desk-planner-own-en')

    await saved.getByRole('button', { name: 'Save', exact: true }).click()
    await saved.getByText('Name the plan, in at most 120 letters.').waitFor()
    await page.keyboard.type('Our plan')
    await page.keyboard.press('Enter')
    await saved.getByText('Our plan is saved. Others here see it now.').waitFor()
    const link = saved.getByRole('link', { name: 'Our plan' })
    const href = await link.getAttribute('href')
    expect(href).toMatch(/^#start=plan&plan=[0-9a-f-]{36}/)

    const other = await open('administrator')
    await other.page.goto(`${at()}${href}`)
    const theirs = other.page.getByRole('region', { name: 'Saved plans' })
    await other.page.getByRole('option', { name: 'Our plan' }).waitFor({ state: 'attached' })
    await theirs.getByText(/Saved on .*2021 by Test planner/).waitFor()
    // Both have it open; whoever saves second is told.
    await link.click()
    await page.getByRole('button', { name: 'Save in this plan' }).waitFor()
    await other.page.getByLabel('More officers', { exact: true }).fill('20')
    await other.page.getByRole('button', { name: 'Save in this plan' }).click()
    await theirs.getByText('Our plan is saved.').waitFor()
    await page.getByRole('button', { name: 'Save in this plan' }).click()
    await saved.getByText('Somebody saved a newer version. Nothing was overwritten.').waitFor()
    await saved.getByText(/by Test administrator/).waitFor()
    await link.click()
    await expect.poll(() => page.getByLabel('More officers', { exact: true }).inputValue()).toBe('20')
    await saved.getByRole('button', { name: 'Save as a new plan' }).click()
    await expect.poll(() => saved.getByRole('link', { name: 'Our plan' }).count()).toBe(2)
    await saved.getByRole('button', { name: 'Delete Our plan' }).first().click()
    await expect.poll(() => saved.getByRole('link', { name: 'Our plan' }).count()).toBe(1)
    await saved.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => saved.getByRole('link', { name: 'Our plan' }).count()).toBe(2)

    // The answer is lost on the way: pressed again it is the same plan.
    await saved.getByLabel('Name of the plan').fill('Answered late')
    await page.route('**/api/planning/plans', async (route) => {
      await route.fetch()
      await route.abort()
      await page.unroute('**/api/planning/plans')
    })
    await saved.getByRole('button', { name: 'Save as a new plan' }).click()
    await saved.getByText('The server does not answer. What you typed is still here.').waitFor()
    await saved.getByRole('button', { name: 'Save as a new plan' }).click()
    await saved.getByText('Answered late is saved.').waitFor()
    expect(await saved.getByRole('link', { name: 'Answered late' }).count()).toBe(1)

    await context.setOffline(true)
    await saved.getByRole('button', { name: 'Save in this plan' }).click()
    await saved.getByText('The server does not answer. What you typed is still here.').waitFor()
    await start.selectOption({ label: 'From our caseload' })
    const lost = page.getByText('The server does not answer. What you typed is still here. Try again.').last()
    await lost.waitFor()
    await context.setOffline(false)
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('Waiting for an interview: 420.').waitFor()
    expect(await page.getByLabel('With this change').inputValue()).toBe('none')
    // The link of a colleague, pasted into the window that is open.
    await page.evaluate((fragment) => location.assign(fragment), href!)
    await page.getByRole('button', { name: 'Save in this plan' }).waitFor()
    expect([
      ...problems.filter((text) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED|409/.test(text)),
      ...other.problems,
    ]).toEqual([])
    await other.context.close()

    for (const [lang, width] of [
      ['en', 360],
      ['ar', 1280],
      ['ar', 360],
    ] as const) {
      await page.setViewportSize({ width, height: 900 })
      await page.goto(`${at('', lang)}#start=caseload`)
      await page.reload()
      await page.getByRole('table').first().waitFor({ timeout: 20_000 })
      await page.locator('#planner-steps-title').waitFor()
      await expectAccessible(page, `planner from the caseload, ${lang}, ${width}`)
      await keepPicture(page, `desk-planner-own-${lang}-${width}`)
    }
    await context.close()
  },
  60_000,
)

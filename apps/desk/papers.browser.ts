import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Role } from '#capabilities/access/model.ts'
import { closeWindows, expectAccessible, keepPicture, openBrowser, openPhone } from '#checks/harness/browser.ts'
import { householdAtDesk, personAtDesk } from '#checks/harness/desk.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'

const browser: Browser | undefined = await openBrowser()
let t: TestWorld
let server: { url: string; stop(): Promise<void> }
let claim: { id: string; individual_id: string }
beforeAll(async () => {
  t = await testWorld({ people: 300 })
  server = await t.serve()
  const officer = await t.signIn('authority', 'case-officer')
  // Somebody whose name and day of birth are known: without them there is no constancia.
  const principal = personAtDesk({ name: 'Wideline Egzanp', birth: { kind: 'date', on: '1990-05-01' } })
  const household = householdAtDesk([principal])
  expect((await t.post('/api/desk/households', household, await t.signIn('authority', 'registrar'))).status).toBe(200)
  claim = { id: crypto.randomUUID(), individual_id: principal.id }
  await t.post(
    '/api/asylum/claims',
    {
      ...{ id: claim.id, householdId: household.id, principalId: principal.id, dependantIds: [], language: 'ht' },
      ...{ isUnder18: 'no', isWithParentOrCaregiver: true, needsInterpreter: true },
      ...{ date: { date: 'entry', day: '2021-09-20' }, step: 'lodge', actor: 'person', on: '2021-10-24' },
    },
    officer,
  )
})
afterAll(async () => {
  await closeWindows(browser)
  await server?.stop()
  await t?.close()
})

async function signedIn(role: Role, width: number) {
  const opened = await openPhone(browser!, { width, height: 800 })
  const [name = '', value = ''] = (await t.signIn('authority', role)).split('=')
  await opened.context.addCookies([{ name, value, url: server.url }])
  return opened
}

test.skipIf(!browser)(
  'an officer issues a constancia and a notice on the page of a claim, issues one anew and withdraws it after being asked twice',
  async () => {
    const { page, context, problems } = await signedIn('case-officer', 1280)
    await page.goto(`${server.url}/desk/claims/${claim.id}?lang=en`)
    const papers = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Papers', exact: true }) })
    await papers.getByText('No paper yet.').waitFor()
    await expectAccessible(page, 'no papers')
    await papers.getByText('Issue a paper').click()
    await papers.getByRole('button', { name: 'Issue it' }).click()
    await page.getByText('Issued. Open the PDF and print it.').waitFor()
    await papers.getByText('Valid', { exact: true }).waitFor()
    expect(await papers.getByRole('link', { name: /Open the PDF: Constancia/ }).getAttribute('target')).toBe('_blank')

    // Something is missing: the sentence says what, and the form keeps what was typed.
    await papers.getByText('Issue a paper').click()
    await papers.getByLabel('Which paper').selectOption('interview')
    await papers.getByLabel('Day', { exact: true }).fill('2021-11-15')
    await papers.getByRole('button', { name: 'Issue it' }).click()
    await page.getByText('Choose a day and an hour.').waitFor()
    await papers.getByLabel('Hour').fill('09:30')
    await papers.getByLabel('Place').fill('Office of Tapachula, window 4')
    await papers.getByRole('button', { name: 'Issue it' }).click()
    await expect.poll(() => papers.getByText('Valid', { exact: true }).count()).toBe(2)

    const notice = papers.locator('li').filter({ hasText: 'Notice of interview' })
    await notice.getByText('Withdraw', { exact: true }).first().click()
    await notice.getByRole('button', { name: 'Withdraw', exact: true }).click()
    await notice.getByText('This stays so.').waitFor()
    await expectAccessible(page, 'papers')
    await keepPicture(page, 'desk-papers-en-1280')
    await notice.getByRole('button', { name: 'Yes, withdraw it' }).click()
    await papers.getByText('Withdrawn', { exact: true }).waitFor()

    const constancia = papers.locator('li').filter({ hasText: 'Constancia' })
    await constancia.getByText('Issue anew').first().click()
    await constancia.getByLabel('Why').first().selectOption('lost')
    await constancia.getByRole('button', { name: 'Issue anew' }).click()
    await papers.getByText('Replaced', { exact: true }).waitFor()
    expect(problems).toEqual([])
    await context.close()
  },
  40_000,
)

test.skipIf(!browser)(
  'the papers of a claim are read in Arabic on a phone; whoever may not issue sees them and no form; without a network it is said',
  async () => {
    const officer = await signedIn('case-officer', 360)
    await officer.page.goto(`${server.url}/desk/claims/${claim.id}?lang=ar`)
    const form = officer.page.locator('details').filter({ has: officer.page.locator('#paper-kind') })
    await form.locator('summary').click()
    await form.locator('#paper-kind').selectOption('interview')
    await expectAccessible(officer.page, 'papers in Arabic')
    await keepPicture(officer.page, 'desk-papers-ar-360')
    await officer.context.close()

    const reader = await signedIn('data-protection-officer', 360)
    await reader.page.goto(`${server.url}/desk/claims/${claim.id}?lang=en`)
    await reader.page.getByText('Replaced', { exact: true }).waitFor()
    expect(await reader.page.getByRole('link', { name: /Open the PDF/ }).count()).toBe(0)
    expect(await reader.page.locator('#paper-kind').count()).toBe(0)
    await reader.context.route('**/papers', (route) => route.abort())
    await reader.page.reload()
    await reader.page.getByRole('button', { name: 'Try again' }).waitFor()
    await keepPicture(reader.page, 'desk-papers-offline-en-360')
    await reader.context.close()
  },
  40_000,
)

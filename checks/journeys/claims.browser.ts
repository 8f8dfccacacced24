import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Role } from '#capabilities/access/model.ts'
import { closeWindows, keepPicture, openBrowser, openPhone } from '#checks/harness/browser.ts'
import { householdAtDesk, personAtDesk } from '#checks/harness/desk.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'

const browser: Browser | undefined = await openBrowser()
const DAY_MS = 86_400_000
let t: TestWorld
let server: { url: string; stop(): Promise<void> }
beforeAll(async () => {
  t = await testWorld({ people: 300 })
  server = await t.serve()
})
afterAll(async () => {
  await closeWindows(browser)
  await server?.stop()
  await t?.close()
})

const ask = async (sql: string, ...values: unknown[]) =>
  (await t.fresh.asOwner((client) => client.query(sql, [t.practice.authority.operationId, ...values]))).rows

/** Somebody of the office at the desk, on the day it is now. */
async function atDesk(role: Role = 'case-officer') {
  const opened = await openPhone(browser!, { width: 1280, height: 900 })
  const [name = '', value = ''] = (await t.signIn('authority', role)).split('=')
  await opened.context.addCookies([{ name, value, url: server.url }])
  return opened
}

/** A household that a desk has just registered, with the code it was handed. */
async function registered(...others: Parameters<typeof personAtDesk>[0][]) {
  const first = { name: 'Wideline Egzanp', birth: { kind: 'date', on: '1990-05-01' } } as const
  const body = householdAtDesk([first, ...others].map((person) => personAtDesk(person)))
  const answer = await t.post('/api/desk/households', body, await t.signIn('authority', 'registrar'))
  expect(answer.status).toBe(200)
  return { id: body.id, code: (await answer.json()).accessCode as string }
}
const PARTNER = { name: 'Jean Egzanp', sex: 'male', relation: 'partner', birth: { kind: 'year', year: 1988 } } as const
const CHILD = { name: 'Ti Egzanp', relation: 'child', birth: { kind: 'year', year: 2015 } } as const

async function openForm(page: Page, step: string) {
  const details = page.locator(`details:has(#step-${step}-on)`)
  await details.waitFor()
  if ((await details.getAttribute('open')) === null) await details.locator('summary').click()
}

/** Records a step on the page of a claim, as an officer would: open its form, fill it in, send it, read that it is there. */
async function record(page: Page, step: string, fill: Readonly<Record<string, string>> = {}) {
  const form = page.locator(`form:has(#step-${step}-on)`)
  const lines = page.locator('ol.list > li')
  await openForm(page, step)
  const before = await lines.count()
  for (const [field, value] of Object.entries(fill)) {
    const control = page.locator(`#step-${step}-${field}`)
    if ((await control.evaluate((element) => element.tagName)) === 'SELECT') await control.selectOption(value)
    else await control.fill(value)
  }
  await form.locator('button[type="submit"]').click()
  await expect.poll(() => lines.count()).toBe(before + 1)
}

/** Records a step that two have to sign: one proposes, and another, signed in as somebody else, signs. */
async function recordByTwo(page: Page, step: string, fill: Readonly<Record<string, string>> = {}) {
  await openForm(page, step)
  for (const [field, value] of Object.entries(fill)) await page.locator(`#step-${step}-${field}`).selectOption(value)
  await page.locator(`form:has(#step-${step}-on) button[type="submit"]`).click()
  await page.getByText(/^(Proposed|Propuesto)\./).waitFor()
  // The practice world has one case officer: the proposal is made that of a colleague.
  await ask(
    `update claim_proposal p set proposed_by = (select id from account a where a.operation_id = $1 and a.login = 'registrar')
     where p.operation_id = $1`,
  )
  await page.reload()
  const lines = page.locator('ol.list > li')
  const sign = page.getByRole('button', { name: /^(Sign as the second person|Firmar como segunda persona)$/ })
  await sign.waitFor()
  const before = await lines.count()
  await sign.click()
  await expect.poll(() => lines.count()).toBe(before + 1)
}

/** The first letters of the PDF behind a link, as a browser of this session gets it. */
async function pdf(page: Page, link: Locator): Promise<string> {
  const answer = await page.request.get(new URL((await link.getAttribute('href'))!, server.url).href)
  expect(answer.headers()['content-type']).toBe('application/pdf')
  return (await answer.body()).subarray(0, 5).toString('latin1')
}

/** What the household reads on its own phone, without scripts. */
async function ownPage(code: string, lang: string) {
  const context = await browser!.newContext({ viewport: { width: 360, height: 740 }, javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(`${server.url}/status?lang=${lang}`)
  await page.locator('#code').fill(code)
  await page.locator('form[action^="/status?"] button').click()
  await page.locator('dl.facts').first().waitFor()
  return { page, text: await page.locator('main').innerText(), close: () => context.close() }
}

test.skipIf(!browser)(
  'from a claim to a decision on paper: constancia, interview at a planned time, decision by two, letter, appeal; the family reads it in Haitian Creole and Arabic',
  async () => {
    const family = await registered(PARTNER)
    let { page, context, problems } = await atDesk()
    await page.goto(`${server.url}/desk/households/${family.id}?lang=es`)
    await page.locator('summary').filter({ hasText: 'Presentar una solicitud' }).click()
    await page.locator('#claim-language').selectOption('ht')
    await page.locator('#claim-date').fill('2021-10-01')
    await page.locator('form:has(#claim-principal) button[type="submit"]').click()
    // The same minute: a receipt, which is no constancia.
    const receipt = page.getByRole('link', { name: /Comprobante \(PDF\)/ })
    await receipt.waitFor()
    expect(await pdf(page, receipt)).toBe('%PDF-')
    const address = new URL(page.url()).pathname
    await record(page, 'constancia')
    const issue = async (kind: string, fill: Readonly<Record<string, string>> = {}) => {
      await page.locator('details:has(#paper-kind) > summary').click()
      await page.locator('#paper-kind').selectOption(kind)
      for (const [field, value] of Object.entries(fill)) await page.locator(`#paper-new-${field}`).fill(value)
      await page.getByRole('button', { name: 'Emitirlo' }).click()
      await page.getByText('Emitido. Abra el PDF e imprímalo.').waitFor()
    }
    await issue('constancia')
    expect(await pdf(page, page.getByRole('link', { name: /Abrir el PDF: Constancia/ }))).toBe('%PDF-')
    for (const step of ['admit', 'language_asked', 'form']) await record(page, step)
    let own = await ownPage(family.code, 'ht')
    expect(own.text).toContain('Constancia 2021-000001')
    await keepPicture(own.page, 'journeys/decision-own-constancia-ht')
    await own.close()

    // Nobody chooses the time: the plan does, and a person accepts it.
    await page.goto(`${server.url}/desk/appointments/waiting?lang=es`)
    await page.getByRole('button', { name: 'Hacer un plan' }).click()
    await page.getByRole('button', { name: 'Aceptar el plan' }).click()
    await page.getByText('Aceptado. Reservadas o cambiadas').waitFor()
    const [booked] = await ask(
      `select day::text, slot from appointment where operation_id = $1 and group_id = $2`,
      family.id,
    )
    expect(booked).toBeDefined()
    own = await ownPage(family.code, 'ar')
    await keepPicture(own.page, 'journeys/decision-own-appointment-ar')
    await own.close()
    await context.close()

    // On that day the interview is held; two officers decide, and the letter says so in two languages.
    t.advance(Date.parse(`${booked.day}T18:00:00Z`) - t.world.clock())
    ;({ page, context, problems } = await atDesk())
    await page.goto(`${server.url}${address}?lang=es`)
    await record(page, 'interview')
    await recordByTwo(page, 'decide', { result: 'refused' })
    own = await ownPage(family.code, 'ht')
    expect(own.text).not.toMatch(/refize|desizyon sou papye/i)
    await own.close()
    await issue('decision')
    await record(page, 'notify')
    await record(page, 'review')
    await keepPicture(page, 'journeys/decision-claim-es')
    expect(
      (await ask('select stage from claim where operation_id = $1 and id = $2', address.split('/').at(-1)))[0].stage,
    ).toBe('appealed')
    own = await ownPage(family.code, 'ar')
    await keepPicture(own.page, 'journeys/decision-own-appeal-ar')
    await own.close()
    expect(problems).toEqual([])
    await context.close()
  },
  90_000,
)

test.skipIf(!browser)(
  'a child alone lodges a claim; nobody hears or decides before a guardian acts and the best interests are written down',
  async () => {
    const family = await registered()
    // Somebody who says that they are seventeen: in doubt, a child.
    const { page, context, problems } = await atDesk()
    await page.goto(`${server.url}/desk/households/${family.id}?lang=es`)
    await page.locator('summary').filter({ hasText: 'Presentar una solicitud' }).click()
    await page.locator('#claim-under18').selectOption('in-doubt')
    await page.locator('#claim-parent').selectOption('no')
    await page.locator('#claim-date').fill('2021-10-01')
    await page.locator('form:has(#claim-principal) button[type="submit"]').click()
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.locator('details:has(#step-child_protection_told-on)').waitFor()
    const waits = (step: string) =>
      page.locator('details').filter({ hasText: step }).getByText('Antes falta algo', { exact: true }).count()
    await record(page, 'constancia')
    await record(page, 'child_protection_told')
    await record(page, 'admit')
    await record(page, 'language_asked')
    await record(page, 'form')
    expect(await waits('Entrevista')).toBe(1)
    // A guardian acts for the child, and only once their mandate is written down.
    await page.locator('details:has(#step-representative-on) > summary').click()
    await page.locator('#step-representative-actor').selectOption('guardian')
    await page.locator('form:has(#step-representative-on) button[type="submit"]').click()
    await page.getByText('Registre primero quién actúa por esta persona').waitFor()
    await page.locator('details:has(#mandate-kind) > summary').click()
    await page.locator('#mandate-kind').selectOption('guardian')
    await page.locator('#mandate-name').fill('Invented Tutora Solís')
    await page.locator('form:has(#mandate-kind) button[type="submit"]').click()
    await page.getByText('Tutora o tutor').first().waitFor()
    await record(page, 'representative', { actor: 'guardian' })
    await record(page, 'interview')
    expect(await waits('Resuelve')).toBe(1)
    await record(page, 'best_interests')
    await keepPicture(page, 'journeys/child-alone-es')
    // Nothing decides by itself: the decision is proposed by one officer and waits for a second.
    await page.locator('details:has(#step-decide-on) > summary').click()
    await page.locator('#step-decide-result').selectOption('recognised')
    await page.locator('form:has(#step-decide-on) button[type="submit"]').click()
    await page.getByText('Usted lo propuso').waitFor()
    const own = await ownPage(family.code, 'ht')
    expect(own.text).not.toContain('Rekonèt')
    await own.close()
    // The one refusal is the guardian without a mandate.
    expect(problems.filter((problem) => !problem.includes('409'))).toEqual([])
    await context.close()
  },
  60_000,
)

test.skipIf(!browser)(
  'a family waits outside for three hearings with months between them; its own page says where to be, and when',
  async () => {
    // The law of these hearings is that of December 2021.
    t.advance(Date.parse('2021-12-08T18:00:00Z') - t.world.clock())
    const administrator = await atDesk('administrator')
    await administrator.page.goto(`${server.url}/desk/procedure?lang=en`)
    await administrator.page.locator('#procedure').selectOption({ index: 2 })
    await administrator.page.getByRole('button', { name: 'Choose this procedure' }).click()
    await administrator.page.getByText('Saved. Every open limit is counted anew.').waitFor()
    await administrator.context.close()

    const family = await registered(PARTNER, CHILD)
    let desk = await atDesk()
    await desk.page.goto(`${server.url}/desk/households/${family.id}?lang=en`)
    await desk.page.locator('summary').filter({ hasText: 'Lodge a claim' }).click()
    await desk.page.locator('form:has(#claim-principal) button[type="submit"]').click()
    await desk.page.locator('details:has(#step-fear_asked-on)').waitFor()
    const address = desk.page.url()
    for (const step of ['fear_asked', 'interpreter_agreed']) await record(desk.page, step)
    await record(desk.page, 'fear_interview')
    await recordByTwo(desk.page, 'returned')
    const hearings = ['2022-01-10', '2022-03-14', '2022-05-16']
    for (const [n, day] of hearings.entries()) {
      await record(desk.page, 'hearing_notice', {
        ...{ actor: 'cbp', reportPlace: 'Puente Internacional 1', reportOn: day, reportAt: '04:30' },
        ...{ court: 'Invented Immigration Court', hearingOn: day, hearingAt: '08:30' },
      })
      await desk.page.getByText('Puente Internacional 1').first().waitFor()
      for (const lang of ['ht', 'ar']) {
        const own = await ownPage(family.code, lang)
        expect(own.text).toContain('Puente Internacional 1')
        expect(own.text).toContain('04:30')
        await keepPicture(own.page, `journeys/remain-in-mexico-own-${lang}`)
        await own.close()
      }
      if (n === 0) await keepPicture(desk.page, 'journeys/remain-in-mexico-en')
      await desk.context.close()
      t.advance(Date.parse(day) - t.world.clock() + DAY_MS / 2)
      desk = await atDesk()
      await desk.page.goto(`${address}?lang=en`)
      await record(desk.page, 'reported')
      await record(desk.page, 'hearing')
      if (n < 2) await recordByTwo(desk.page, 'returned')
    }
    await recordByTwo(desk.page, 'decide', { result: 'recognised' })
    await record(desk.page, 'notify')
    expect(desk.problems).toEqual([])
    await desk.context.close() // a day later it would ask on and be told that its session is over
    t.advance(DAY_MS)
    const told = await ownPage(family.code, 'ht')
    expect(told.text).not.toContain('Puente Internacional 1')
    await told.close()
  },
  90_000,
)

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Role } from '#capabilities/access/model.ts'
import { closeWindows, expectAccessible, keepPicture, openBrowser, openPhone } from '#checks/harness/browser.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'

const browser: Browser | undefined = await openBrowser()
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

async function signedIn(role: Role, width = 1280) {
  const opened = await openPhone(browser!, { width, height: 800 })
  const [name = '', value = ''] = (await t.signIn('authority', role)).split('=')
  await opened.context.addCookies([{ name, value, url: server.url }])
  return opened
}

const ask = async (sql: string, values: unknown[] = []) =>
  (await t.fresh.asOwner((client) => client.query(sql, [t.practice.authority.operationId, ...values]))).rows

test.skipIf(!browser)(
  'a case officer lodges a claim for a household, records the steps, and a second one signs the decision',
  async () => {
    const [free] = await ask(
      `select g.id from registration_group g where g.operation_id = $1 and g.stage = 'registered' and g.household_size > 1
       and not exists (select from claim c join individual p on p.operation_id = $1 and p.id = c.individual_id
         where c.operation_id = $1 and p.group_id = g.id)
       and exists (select from individual i where i.operation_id = $1 and i.group_id = g.id and i.is_focal_point and i.age_band = '18-59') limit 1`,
    )
    const { page, context, problems } = await signedIn('case-officer')
    await page.goto(`${server.url}/desk/households/${free.id}?lang=en`)
    await page.getByText('This household has no claim.').waitFor()
    await page.getByText('Lodge a claim').click()
    await page.getByLabel('Ingreso al país').or(page.getByLabel('Entry into Mexico')).fill('2021-09-20')
    await expectAccessible(page, 'lodging a claim')
    await keepPicture(page, 'desk-claim-lodge-en')
    await page.getByRole('button', { name: 'Lodge the claim' }).click()
    await page.getByRole('heading', { name: 'Time limits' }).waitFor()
    await page.getByText('Until 27 Oct').first().waitFor()

    const record = async (step: RegExp) => {
      const summary = page.locator('summary').filter({ hasText: step })
      await summary.click()
      const form = page.locator('details').filter({ has: summary }).locator('form')
      const lines = page.locator('ol.list > li')
      const before = await lines.count()
      await form.getByRole('button', { name: 'Record', exact: true }).click()
      await page.getByText('Recorded.').waitFor()
      // The page is read anew: the next step is pressed on what it then shows.
      await expect.poll(() => lines.count()).toBe(before + 1)
    }
    await record(/Constancia|Certificate/i)
    await record(/Admi/i)
    await expectAccessible(page, 'claim')
    await keepPicture(page, 'desk-claim-en')
    // Who acts for the person: the name is on the page once somebody asks for it.
    await page.locator('summary').filter({ hasText: 'Add somebody who acts for the person' }).click()
    await page.getByLabel('Name').fill('Invented Licenciada Ruiz')
    await page.getByRole('button', { name: 'Add somebody who acts for the person' }).click()
    await page.getByText('Recorded. The name is sealed.').waitFor()
    expect(await page.getByText('Licenciada Ruiz').count()).toBe(0)
    await page.getByRole('button', { name: 'Show names' }).click()
    await page.getByText('Licenciada Ruiz').waitFor()
    await page.getByLabel('By whom').selectOption('woman')
    await page.locator('form:has(#heard-by) button').click()
    await page.getByText('Saved.', { exact: true }).waitFor()
    await expectAccessible(page, 'claim with a lawyer')
    await keepPicture(page, 'desk-claim-mandate-en')
    const [claim] = await ask(
      `select c.id, c.stage from claim c join individual i on i.operation_id = $1 and i.id = c.individual_id
       where c.operation_id = $1 and i.group_id = $2`,
      [free.id],
    )
    expect(claim.stage).toBe('admitted')
    // A decision needs the interview: the page does not offer it before.
    expect(
      await page
        .locator('summary')
        .filter({ hasText: /^Decision/ })
        .count(),
    ).toBe(0)
    expect(problems).toEqual([])
    await context.close()
  },
  60_000,
)

test.skipIf(!browser)(
  'a decision that one officer proposed is signed by another, and both names stand in what happened',
  async () => {
    const cookie = await t.signIn('authority', 'case-officer')
    const [claim] = await ask(
      `select c.id, c.events, c.individual_id from claim c where c.operation_id = $1 and c.events < 6 limit 1`,
    )
    const record = async (act: object) => {
      const answer = await t.post(`/api/asylum/claims/${claim.id}/acts`, { seen: claim.events, act }, cookie)
      if (answer.status === 200) claim.events = (await answer.clone().json()).events
      return answer
    }
    const on = '2021-10-24'
    // What was recorded before is refused, and that is right.
    for (const [step, actor] of [
      ['constancia', 'comar'],
      ['admit', 'comar'],
      ['language_asked', 'comar'],
      ['form', 'person'],
      ['interview', 'comar'],
    ])
      await record({ kind: 'step', step, actor, on, personId: claim.individual_id })
    const proposed = await record({ kind: 'step', step: 'decide', on, actor: 'comar', outcome: 'recognised' })
    expect(await proposed.json()).toMatchObject({ waitsForSecond: true })
    const { page, context } = await signedIn('case-officer', 360)
    await page.goto(`${server.url}/desk/claims/${claim.id}?lang=en`)
    await page.getByText('You proposed this. Somebody else signs it.').waitFor()
    expect(await page.getByRole('button', { name: 'Sign as the second person' }).count()).toBe(0)
    await ask(
      `update claim_proposal p set proposed_by = (select id from account a where a.operation_id = $1 and a.login = 'registrar')
       where p.operation_id = $1 and p.claim_id = $2`,
      [claim.id],
    )
    await page.reload()
    await keepPicture(page, 'desk-claim-proposal-en-360')
    await page.getByRole('button', { name: 'Sign as the second person' }).click()
    await page.getByText('Signed. It is recorded with both names.').waitFor()
    await page.getByText('Recognised as refugee').first().waitFor()
    await context.close()
  },
  40_000,
)

test.skipIf(!browser)(
  'the queue, a claim and the procedure are read in English and Arabic, wide and narrow',
  async () => {
    const [claim] = await ask(
      'select id from claim where operation_id = $1 and closed_on is null order by due_on limit 1',
    )
    for (const [lang, width] of [
      ['en', 1280],
      ['ar', 360],
    ] as const) {
      const officer = await signedIn('case-officer', width)
      await officer.page.goto(`${server.url}/desk/claims?lang=${lang}`)
      await officer.page.locator('table.queue tbody tr').first().waitFor()
      await expectAccessible(officer.page, `queue ${lang}`)
      await keepPicture(officer.page, `desk-claims-${lang}-${width}`)
      await officer.page.goto(`${server.url}/desk/claims/${claim.id}?lang=${lang}`)
      await officer.page.locator('h2').nth(3).waitFor()
      await expectAccessible(officer.page, `claim ${lang}`)
      await keepPicture(officer.page, `desk-claim-${lang}-${width}`)
      await officer.context.close()
      const administrator = await signedIn('administrator', width)
      await administrator.page.goto(`${server.url}/desk/procedure?lang=${lang}`)
      await administrator.page.locator('#row-kind').waitFor()
      await expectAccessible(administrator.page, `procedure ${lang}`)
      await keepPicture(administrator.page, `desk-procedure-${lang}-${width}`)
      // What would move is told before it is saved; leaving it saves nothing.
      await administrator.page.locator('#row-from').fill('2021-10-25')
      await administrator.page.locator('#row-to').fill('2021-10-29')
      await administrator.page.locator('form:has(#row-kind) button').click()
      const note = administrator.page.getByRole('status').filter({ hasText: /\d/ })
      await note.waitFor()
      await expectAccessible(administrator.page, `effect ${lang}`)
      await keepPicture(administrator.page, `desk-procedure-effect-${lang}-${width}`)
      expect((await ask('select count(*)::int from asylum_setting where operation_id = $1'))[0].count).toBe(1)
      await administrator.context.close()
    }
  },
  60_000,
)

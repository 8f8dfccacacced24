import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Role } from '#capabilities/access/model.ts'
import { correctionBinding } from '#capabilities/registration/rights/model.ts'
import { closeWindows, expectAccessible, keepPicture, openBrowser, openPhone } from '#checks/harness/browser.ts'
import { makeHousehold } from '#checks/harness/household.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId, toBase64url } from '#platform/base/ids.ts'
import { sealEnvelope } from '#platform/vault/seal.ts'

const { random } = realEnvironment()
const browser: Browser | undefined = await openBrowser()
let t: TestWorld
let server: { url: string; stop(): Promise<void> }
beforeAll(async () => {
  t = await testWorld({ people: 4 })
  server = await t.serve()
})
afterAll(async () => {
  await closeWindows(browser)
  await server?.stop()
  await t?.close()
})

async function registered() {
  const { operationId, invitation } = t.practice.authority
  const { intakePublicKey } = (await t.world.keyring.find(operationId))!
  const { entry, accessCode } = await makeHousehold({ operationId, intakePublicKey, invitation })
  expect((await t.post('/api/registrations', entry)).status).toBe(200)
  await t.openSealed(operationId)
  return { operationId, intakePublicKey, entry, accessCode }
}

async function signedIn(role: Role, width = 1280) {
  const opened = await openPhone(browser!, { width, height: 800 })
  const [name = '', value = ''] = (await t.signIn('authority', role)).split('=')
  await opened.context.addCookies([{ name, value, url: server.url }])
  return opened
}

test.skipIf(!browser)(
  'a registrar opens what a person asked, changes it, and hands out everything that is held',
  async () => {
    const { operationId, intakePublicKey, entry, accessCode } = await registered()
    const [id, individualId] = [newId(random), entry.people[0]!.id]
    const { info, aad } = correctionBinding(operationId, id)
    const change = { field: 'name', value: 'Widelène Tès' }
    const plain = new TextEncoder().encode(JSON.stringify({ version: 1, correctionId: id, individualId, change }))
    const envelope = toBase64url(await sealEnvelope(intakePublicKey, plain, info, aad))
    await t.post('/api/registrations/corrections', { accessCode, id, individualId, envelope })

    const { page, context, problems } = await signedIn('registrar')
    await page.goto(`${server.url}/desk/corrections?lang=en`)
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await page.getByText('Name: Wideline Tès').waitFor()
    await page.getByText('Name: Widelène Tès').waitFor()
    await expectAccessible(page, 'corrections')
    await keepPicture(page, 'desk-correction-en')
    await page.getByRole('button', { name: 'Change it so' }).click()
    await page.getByText('Done. The person sees it.').waitFor()
    await page.getByText('Nothing waits.').waitFor()
    const own = await (await t.post('/api/registrations/rights', { accessCode })).json()
    expect(own.corrections).toMatchObject([{ state: 'accepted' }])

    const found = await t.fresh.asOwner((client) =>
      client.query('select group_id from individual where id = $1', [individualId]),
    )
    await page.goto(`${server.url}/desk/households/${found.rows[0].group_id}?lang=en`)
    const waiting = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Everything that is held, to take away' }).click()
    expect((await waiting).suggestedFilename()).toMatch(/\.zip$/)
    expect(problems).toEqual([])
    await context.close()
  },
  40_000,
)

test.skipIf(!browser)(
  'the data protection officer changes a period and holds a household back',
  async () => {
    const found = await t.fresh.asOwner((client) =>
      client.query(
        `select case_number from registration_group where operation_id = $1 and stage = 'registered' limit 1`,
        [t.practice.authority.operationId],
      ),
    )
    const { page, context } = await signedIn('data-protection-officer', 360)
    await page.goto(`${server.url}/desk/retention?lang=en`)
    const tab = page.getByRole('link', { name: 'Retention', exact: true })
    // Far along the row of tabs, which scrolls on a phone: where one is can be seen.
    await expect.poll(() => tab.evaluate((link) => link.getBoundingClientRect().right <= innerWidth)).toBe(true)
    const versions = page.getByRole('region', { name: 'Earlier versions, after a correction' })
    await versions.getByLabel(/30 to 1,?826 days/).fill('90')
    await versions.getByRole('button').click()
    await versions.getByText('older than 90 days').waitFor()
    await keepPicture(page, 'desk-retention-asks-en-360')
    await versions.getByRole('button', { name: 'Yes, make it shorter' }).click()
    await page.getByText('Changed. The next run uses it.').waitFor()
    await versions.getByText('90', { exact: true }).waitFor()
    await versions.getByLabel(/30 to 1,?826 days/).fill('3')
    await versions.getByRole('button').click()
    await versions.getByText('Days must be a number from 30 to 1,826.').waitFor()
    expect(await versions.getByRole('textbox').inputValue()).toBe('3')
    await page.getByLabel('Case number').fill('21-XXXXX-XXXXX')
    await page.getByRole('button', { name: 'Leave this household alone' }).click()
    await page.getByText('No household has this number. Check it.').waitFor()
    await page.getByLabel('Case number').fill(found.rows[0].case_number)
    await page.getByRole('button', { name: 'Leave this household alone' }).click()
    await page.getByRole('button', { name: `End for ${found.rows[0].case_number}` }).waitFor()
    await expectAccessible(page, 'retention')
    await keepPicture(page, 'desk-retention-en-360')
    await context.close()
  },
  40_000,
)

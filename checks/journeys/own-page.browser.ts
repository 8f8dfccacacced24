import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hashAccessCode, newAccessCode } from '#capabilities/registration/access-code.ts'
import { closeWindows, keepPicture, openBrowser } from '#checks/harness/browser.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { newId } from '#platform/base/ids.ts'
import { directionOf, locales } from '#platform/messages/messages.ts'

const browser: Browser | undefined = await openBrowser()
const KIB_MAX = 20
let t: TestWorld
let server: { url: string; stop(): Promise<void> }
beforeAll(async () => {
  t = await testWorld({ people: 300, messages: SMS_ONLY })
  server = await t.serve()
})
afterAll(async () => {
  await closeWindows(browser)
  await server?.stop()
  await t?.close()
})

const SMS_ONLY = {
  sms: { url: new URL('http://127.0.0.1:9/'), method: 'POST', format: 'json', fields: {}, header: undefined },
  ...{ email: undefined, push: undefined, link: 'https://help.test/' },
  quiet: { from: '00:00', to: '00:00', timeZone: 'UTC' },
} as const

test.skipIf(!browser)(
  `a person's own page is read in six languages, without scripts, and all of it together is at most ${KIB_MAX} KiB`,
  async () => {
    const code = newAccessCode(t.world.random)
    const { operationId } = t.practice.authority
    await t.fresh.asOwner(async (client) =>
      client.query(
        `update registration_group set access_code_hash = $2 where operation_id = $1 and id =
         (select i.group_id from claim c join individual i on i.operation_id = $1 and i.id = c.individual_id
          where c.operation_id = $1 and c.closed_on is null order by c.events desc, c.id limit 1)`,
        [operationId, Buffer.from(await hashAccessCode(code))],
      ),
    )
    await expectHousehold(operationId)
    const sizes: Record<string, number> = {}
    for (const { code: lang } of locales) {
      // Somebody new each time: nothing was kept by their browser.
      const context = await browser!.newContext({
        viewport: { width: 360, height: 740 },
        javaScriptEnabled: false,
      })
      const page = await context.newPage()
      await page.goto(`${server.url}/status?lang=${lang}`)
      await page.locator('#code').fill(code)
      const network = await context.newCDPSession(page)
      await network.send('Network.enable')
      await network.send('Network.setCacheDisabled', { cacheDisabled: true })
      let bytes = 0
      network.on('Network.loadingFinished', ({ encodedDataLength }) => {
        bytes += encodedDataLength
      })
      await page.locator('form[action^="/status?"] button').click()
      await page.locator('dl.facts').first().waitFor()
      await page.waitForLoadState('load')
      sizes[lang] = Math.round((bytes / 1024) * 10) / 10
      expect(await page.locator('html').getAttribute('dir')).toBe(directionOf(lang))
      // The appointment stands before everything that is only told.
      expect(await page.locator('form[action^="/status/appointment"] button').count()).toBe(2)
      await keepPicture(page, `journeys/own-page-${lang}`)
      await context.close()
    }
    console.info(`own page, all that is sent, KiB: ${JSON.stringify(sizes)}`)
    for (const [lang, size] of Object.entries(sizes)) expect(size, lang).toBeLessThanOrEqual(KIB_MAX)
  },
)

test.skipIf(!browser)(
  'on a phone of 320 the code of the card stands on the page beside the longest label',
  async () => {
    const code = newAccessCode(t.world.random)
    const { operationId } = t.practice.authority
    await t.fresh.asOwner(async (client) =>
      client.query(
        `update registration_group set access_code_hash = $2 where operation_id = $1 and id =
         (select c.group_id from card c where c.operation_id = $1 and c.withdrawn_at is null order by c.group_id limit 1)`,
        [operationId, Buffer.from(await hashAccessCode(code))],
      ),
    )
    const page = await browser!.newPage({ viewport: { width: 320, height: 740 } })
    for (const lang of ['en', 'fr']) {
      await page.goto(`${server.url}/status?lang=${lang}`)
      await page.locator('#code').fill(code)
      await page.locator('form[action^="/status?"] button').click()
      await page.locator('dl.facts code').waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth'), lang).toBe(320)
    }
    await page.close()
  },
)

/** The household that was just given a code has an appointment, with an interpreter, as a plan would have made it. */
const expectHousehold = (operationId: string) =>
  t.fresh.asOwner((client) =>
    client.query(
      `insert into appointment select $1, $2, o.site_id, g.id, 'interview', '{}', 'ht', false, 'anyone', 1, 1, 'booked', null, '2031-11-05', 1,
         '2031-11-05T16:00:00Z', '2031-11-05T17:00:00Z', r.officer, r.room, r.interpreter, '2021-10-24', 3, 0, null, 1, now()
       from appointment_office o,
         (select i.group_id as id from claim c join individual i on i.operation_id = $1 and i.id = c.individual_id
          where c.operation_id = $1 and c.closed_on is null order by c.events desc, c.id limit 1) as g,
         (select (array_agg(id) filter (where kind = 'officer'))[1] as officer, (array_agg(id) filter (where kind = 'room'))[1] as room,
            (array_agg(id) filter (where kind = 'interpreter' and languages = '{ht}'))[1] as interpreter
          from appointment_resource where operation_id = $1) as r
       where o.operation_id = $1`,
      [operationId, newId(t.world.random)],
    ),
  )

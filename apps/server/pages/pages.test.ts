import { afterAll, beforeAll, expect, test } from 'vitest'
import { formatAccessCode, hashAccessCode, newAccessCode } from '#capabilities/registration/access-code.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { Problem } from '#platform/base/problem.ts'
import { locales } from '#platform/messages/messages.ts'
import { doors } from './doors.ts'
import { errorPage } from './error-page.ts'
import { frontPages } from './front.ts'

let posada: TestWorld
beforeAll(async () => {
  posada = await testWorld()
})
afterAll(() => posada.close())

const page = async (path: string, headers: Record<string, string> = {}) =>
  (await posada.request(path, { headers: { accept: 'text/html', ...headers } })).text()

const send = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  posada.request(path, {
    method: 'POST',
    body: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  })

/** Gives a household of the practice journey a code we know. */
async function codeOfSomeHousehold(): Promise<{ code: string; size: number }> {
  const code = newAccessCode(posada.world.random)
  const hash = await hashAccessCode(code)
  const rows = await posada.fresh.asOwner((client) =>
    client.query(
      `update registration_group set access_code_hash = $1 where id =
         (select id from registration_group where stage = 'registered' limit 1) returning household_size`,
      [Buffer.from(hash)],
    ),
  )
  return { code, size: rows.rows[0].household_size }
}

test('the first page shows the day, a phone in Kreyòl, what the desk counts, and a door for each role', async () => {
  const front = await page('/?lang=en')
  expect(front).toContain('<h1>24 October 2021, practice</h1>')
  expect(front).toMatch(/<iframe src="\/r\/\?lang=ht#[\w-]{100,}"/)
  const counted = (await (await posada.request('/api/practice/count')).json()) as { people: number; households: number }
  expect(counted.households).toBeGreaterThan(10)
  expect(front).toContain(`data-count="people">${counted.people}<`)
  for (const { name } of doors) expect(front, name).toMatch(new RegExp(`value="${name}"|href="/(verify|status)`))
})

test('the poster of the walk is there for everyone in practice, and invites to the phone beside it', async () => {
  const [front, poster] = [await page('/'), await page('/practice/poster', { host: 'localhost:8080' })]
  expect(front).toContain('href="/practice/poster"')
  expect(poster).toContain('class="poster-qr"')
  expect(poster).toContain('PRACTICE')
})

test('every door that signs in opens its role with one press, and leads where that role works', async () => {
  for (const door of doors) {
    if (door.kind === 'link') continue
    const answer = await send('/practice/sign-in', { door: door.name })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, door.next])
    const cookie = answer.headers.get('set-cookie')!.split(';')[0]!
    const me = (await (await posada.request('/api/access/me', { cookie })).json()) as {
      roles: string[]
      operation: { kind: string }
    }
    expect(me.roles, door.name).toContain(door.role)
    expect(me.operation.kind).toBe(door.operation)
  }
})

test('a door that is not there stays shut, and so does one pressed from another site', async () => {
  for (const door of ['administrator', 'verifier', '__proto__', '']) {
    expect((await send('/practice/sign-in', { door })).status, door).toBe(404)
  }
  const foreign = await send('/practice/sign-in', { door: 'registrar' }, { 'sec-fetch-site': 'cross-site' })
  expect(foreign.status).toBe(403)
  expect(foreign.headers.get('set-cookie')).toBeNull()
})

test('where registrations are real no door signs in', async () => {
  const [front, signIn] = frontPages({ practice: false, signIn: () => Promise.reject(new Error('never asked')) })
  const { db, clock, random, timers } = posada.world
  const form = async () => ({ door: 'registrar' })
  const asked = { db, clock, random, timers, actor: undefined, params: {}, query: {}, header: () => undefined, form }
  const markup = await (await front!.answer(asked)).text()
  expect(markup).not.toMatch(/form|iframe|PRACTICE|script/)
  await expect(signIn!.answer(asked)).rejects.toThrow('not-found')
})

test('a code shows where its registration stands, and names nobody', async () => {
  const { code, size } = await codeOfSomeHousehold()
  const answer = await send('/status?lang=en', { code: formatAccessCode(code).toLowerCase() })
  const markup = await answer.text()
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(markup).toContain('You are registered. Your card is ready.')
  expect(markup).toContain(`<dd>${size}</dd>`)
  expect(markup).not.toContain(code)
})

test('an unknown code, a mistyped one and the code on a card get one and the same answer', async () => {
  const { rows } = await posada.fresh.asOwner((client) => client.query('select short_code from card limit 1'))
  const answers = await Promise.all(
    [newAccessCode(posada.world.random), 'no code at all', rows[0].short_code, ''].map(async (code) => {
      const answer = await send('/status?lang=ht', { code })
      return [answer.status, await answer.text()]
    }),
  )
  for (const answer of answers) expect(answer).toEqual(answers[0])
  expect(answers[0]![1]).toContain('Nou pa jwenn anyen pou kòd sa a')
})

test('whoever guesses short codes is slowed down; a long code still answers', async () => {
  const { code } = await codeOfSomeHousehold()
  let answer = await send('/status', { code: newAccessCode(posada.world.random, 60) })
  for (let tries = 0; tries < 2_000 && answer.status !== 429; tries++) {
    answer = await send('/status', { code: newAccessCode(posada.world.random, 60) })
  }
  expect(answer.status).toBe(429)
  expect(await answer.text()).toContain('Wait one minute')
  expect((await send('/status', { code })).status).toBe(200)
})

test.each(locales.map(({ code, dir }) => [code, dir]))(
  'every page speaks %s, works without scripts and is small',
  async (code, dir) => {
    const pages = [
      await page(`/?lang=${code}`),
      await page(`/status?lang=${code}`),
      await page('/status', { 'accept-language': `${code}-XX, en;q=0.5` }),
      ...[400, 401, 403, 404, 423, 500, 503].map((status) => errorPage(new Problem('any', status, 'Any.'), code, true)),
    ]
    for (const markup of pages) {
      expect(markup).toContain(`<html lang="${code}" dir="${dir}">`)
      expect(markup).toMatch(/<p class="practice">.+<\/p>/)
      // The content policy would drop them silently.
      expect(markup).not.toMatch(/ style=|<style|<script>| on\w+=/)
      expect(Buffer.byteLength(markup)).toBeLessThan(20_000)
    }
  },
)

test('an address that is not there says so and repeats nothing of it', async () => {
  const answer = await posada.request('/households/Ana%20Exemplo', { headers: { accept: 'text/html' } })
  expect(answer.status).toBe(404)
  const markup = await answer.text()
  expect(markup).toContain('There is nothing at this address')
  expect(markup).not.toContain('Ana')
})

test('a form that arrives as something else is told so in a page, and nothing is taken from it', async () => {
  for (const [type, body] of [
    ['application/json', '{"code":"1"}'],
    ['application/x-www-form-urlencoded', `code=${'A'.repeat(9_000)}`],
  ] as const) {
    const sent = { method: 'POST', body, headers: { 'content-type': type, accept: 'text/html' } }
    const answer = await posada.request('/status', sent)
    expect([413, 415]).toContain(answer.status)
    expect(await answer.text()).toContain('This did not work as it was sent')
  }
})

test('a mistake of ours shows its number and nothing else of the cause', () => {
  const told = new Problem('unexpected', 500, 'Secret cause', { incident: '00000000-0000-4000-8000-000000000001' })
  const markup = errorPage(told, 'en', false)
  expect(markup).toContain('00000000-0000-4000-8000-000000000001')
  expect(markup).not.toContain('Secret cause')
})

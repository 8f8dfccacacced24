import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen } from '#apps/server/listen.ts'
import { type Staff, startStaff } from '#checks/harness/staff.ts'

const words = ['one of three words', 'two of three words', 'three of three words']
const custodian = (ordinal: number, passphrase = words[ordinal - 1]!) => ({ ordinal, passphrase })
const two = [custodian(1), custodian(3)]

let staff: Staff
let operationId: string
let adam: string
beforeAll(async () => {
  staff = await startStaff()
  operationId = staff.operations[0]
  adam = await staff.add('adam', 'administrator')
  await staff.add('olga', 'data-protection-officer')
}, 60_000)
afterAll(() => staff.drop())

const reset = (custodians: object[], login = 'adam') =>
  staff.nobody().post('/access/reset-administrator', { operationId, custodians, login })
const codes = () => staff.fresh.asOwner(async (client) => (await client.query('select * from enrolment')).rows)

test('one custodian, wrong words or a stranger give nobody a way in, and learn no name', async () => {
  expect((await reset([custodian(1)])).status).toBe(422)
  expect((await reset([custodian(1), custodian(1)])).json.type).toContain('custodians-not-right')
  expect((await reset([custodian(1), custodian(2, 'not the words')])).json.type).toContain('custodians-not-right')
  // Whether such an account is there is told to nobody who has no words.
  expect((await reset([custodian(1), custodian(2, 'not the words')], 'nobody')).json.type).toContain('custodians-not')
  expect((await reset(two)).json.type).toContain('wait-before-next-try')
  staff.advance(60_000)
  for (const login of ['nobody', 'olga']) expect((await reset(two, login)).status).toBe(404)
  expect(await codes()).toEqual([])
  expect(await staff.actsOf(operationId)).toContain('unlock-refused')
})

test('two custodians give the administrator who lost every way in a new one: it ends the old ones, is on record and raises an alarm', async () => {
  const before = await staff.signIn('adam')
  const server = await listen(staff.world, { host: '127.0.0.1', port: 0 })
  try {
    const args = ['account', 'reset', '--login', 'adam', '--operation', operationId, '--url', server.url, '--json']
    const { code, output } = await runWithAnswers(args, ['1', words[0]!, '3', words[2]!])
    expect(code, output).toBe(0)
    const made = JSON.parse(output)
    expect(made).toMatchObject({
      operationId,
      login: 'adam',
      expiresAt: new Date(staff.clock() + 72 * 3_600_000).toISOString(),
    })
    expect(staff.world.vault.isUnlocked(operationId)).toBe(false)
    expect(JSON.stringify(await codes())).not.toContain(made.code)
    expect((await before.get('/access/me')).status).toBe(200) // until it is used

    const adamAgain = staff.nobody()
    const use = { operationId, code: made.code, passphrase: 'orchard violin copper meadow' }
    expect((await adamAgain.post('/access/enrolment/use', use)).status).toBe(200)
    expect((await before.get('/access/me')).status).toBe(401)
    await expect(staff.signIn('adam')).rejects.toThrow('401')
    expect((await adamAgain.get('/access/accounts')).status).toBe(200)
    expect(await staff.actsOf(adam)).toEqual(expect.arrayContaining(['reset-account', 'use-enrolment']))

    const olga = await staff.signIn('olga')
    const { alarms } = (await olga.get('/oversight/alarms')).json
    expect(alarms).toMatchObject([{ kind: 'account-reset', by: 'adam', acknowledgedAt: null }])
    const close = `/oversight/alarms/${alarms[0].id}/acknowledge`
    expect((await adamAgain.post(close, { note: 'expected-work' })).status).toBe(404)
    expect((await olga.post(close, { note: 'spoken-with' })).status).toBe(200)
  } finally {
    await server.stop()
  }
})

/** The command as a process of its own, with what somebody would type. */
function runWithAnswers(args: string[], answers: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../main.ts'), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  child.stdin.end(`${answers.join('\n')}\n`)
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })))
}

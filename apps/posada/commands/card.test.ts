import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cardCommand } from './card.ts'

const now = new Date('2021-10-24T12:00:00Z')

async function run(...args: string[]) {
  const lines: string[] = []
  const errors: string[] = []
  const code = await cardCommand(args, { out: (line) => lines.push(line), err: (line) => errors.push(line), now })
  return { code, lines, errors }
}

const issued = async (...extra: string[]) => {
  const { lines } = await run(
    'issue',
    '--new-key',
    '--household-size',
    '4',
    '--registered-on',
    '2021-10-23',
    '--expires-on',
    '2027-10-23',
    '--json',
    ...extra,
  )
  return JSON.parse(lines[0]!) as { text: string; shortCode: string; publicKey: string; kid: string }
}

test('a card issued with a new key verifies under that key', async () => {
  const card = await issued()
  expect(Object.keys(card)).toEqual(['text', 'shortCode', 'publicKey', 'kid'])
  expect(card.text).toMatch(/^RC1:[0-9A-Z $%*+\-./:]{176}$/)
  expect(card.publicKey).toMatch(/^[A-Za-z0-9_-]{43}$/)
  expect(card.kid).toMatch(/^[0-9a-f]{8}$/)
  const { code, lines } = await run('verify', card.text, '--public-key', card.publicKey, '--json')
  expect(code).toBe(0)
  expect(JSON.parse(lines[0]!)).toEqual({
    valid: true,
    type: 'card',
    householdSize: 4,
    registeredOn: '2021-10-23',
    expiresOn: '2027-10-23',
    reason: 'valid',
  })
})

test('an expired card, another key and an altered text exit with 1 and say why', async () => {
  const [card, other] = [await issued(), await issued()]
  const reason = async (...args: string[]) => {
    const { code, lines } = await run('verify', ...args, '--json')
    expect(code).toBe(1)
    return JSON.parse(lines[0]!).reason
  }
  expect(await reason(card.text, '--public-key', card.publicKey, '--at', '2027-10-24')).toBe('expired')
  expect(await reason(card.text, '--public-key', other.publicKey)).toBe('unknown-issuer')
  expect(await reason(`${card.text.slice(0, -1)}`, '--public-key', card.publicKey)).toBe('malformed')
})

test('a public key that begins with a dash is still a key', async () => {
  const { text } = await issued()
  const { code, lines } = await run('verify', text, '--public-key', `-${'A'.repeat(42)}`, '--json')
  expect(code).toBe(1)
  expect(JSON.parse(lines[0]!).reason).toBe('unknown-issuer')
})

test('wrong input is one sentence naming the option, and exit code 2', async () => {
  const { publicKey, text } = await issued()
  const wrong: [string, string[]][] = [
    ['--household-size', ['issue', '--new-key', '--household-size', '31']],
    ['--household-size', ['issue', '--new-key', '--household-size', '-1']],
    ['--household-size', ['issue', '--new-key', '--household-size', '4.5']],
    ['--household-size', ['issue', '--new-key']],
    ['--registered-on', ['issue', '--new-key', '--household-size', '4', '--registered-on', '2021-02-29']],
    [
      '--expires-on',
      ['issue', '--new-key', '--household-size', '4', '--registered-on', '2021-10-23', '--expires-on', '2021-10-22'],
    ],
    ['--new-key', ['issue', '--household-size', '4']],
    ['--colour', ['issue', '--colour']],
    ['--public-key', ['verify', text]],
    ['--public-key', ['verify', text, '--public-key', publicKey.slice(1)]],
    ['--public-key', ['verify', '--public-key', publicKey]],
    ['--at', ['verify', text, '--public-key', publicKey, '--at', 'today']],
    ['card issue', ['print']],
    ['card verify', []],
  ]
  for (const [option, args] of wrong) {
    const { code, lines, errors } = await run(...args)
    expect({ args, code, lines, sentences: errors.length }).toEqual({ args, code: 2, lines: [], sentences: 1 })
    expect(errors[0]).toContain(option)
    expect(errors[0]).toMatch(/\.$/)
  }
})

test('no text, however strange, makes verifying fail otherwise than by saying so', async () => {
  const { publicKey } = await issued()
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (text) => {
      const { code } = await run('verify', '--public-key', publicKey, '--', text)
      expect(code).toBe(1)
    }),
    { numRuns: 25 },
  )
})

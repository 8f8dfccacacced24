import { expect, test } from 'vitest'
import { hashPassphrase, keyFromPassphrase, verifyPassphrase } from './passphrase.ts'

const salt = new Uint8Array(16).fill(3)

test('words read from paper give the same key in capitals and with other spaces, and another with other spaces between letters', async () => {
  const [key, shouted, spaced, joined, salted] = await Promise.all([
    keyFromPassphrase('coast melon river', salt),
    keyFromPassphrase('COAST Melon river', salt),
    keyFromPassphrase('  coast \t melon\nriver ', salt),
    keyFromPassphrase('coastmelonriver', salt),
    keyFromPassphrase('coast melon river', new Uint8Array(16).fill(4)),
  ])
  expect(key).toHaveLength(32)
  expect(shouted).toEqual(key)
  expect(spaced).toEqual(key)
  expect(joined).not.toEqual(key)
  expect(salted).not.toEqual(key)
})

test('a staff passphrase is taken to the letter', async () => {
  const stored = await hashPassphrase('Coast Melon river')
  const tried = ['Coast Melon river', 'coast melon river', 'Coast Melon river ', 'CoastMelonriver']
  expect(await Promise.all(tried.map((words) => verifyPassphrase(stored, words)))).toEqual([true, false, false, false])
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { giveWords } from '#capabilities/access/custody/server/unlocking.ts'
import { createAttempts } from '#capabilities/access/server/sign-in.ts'
import { type FreshDatabase, freshDatabase } from '#checks/harness/database.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { createKey } from '#platform/vault/keys.ts'
import { createVault } from '#platform/vault/vault.ts'
import { WrongInput } from '../command.ts'
import { initOperation, readPlan } from './init.ts'

const { clock, random } = realEnvironment()
let fresh: FreshDatabase
beforeAll(async () => {
  fresh = await freshDatabase()
})
afterAll(() => fresh.drop())

test('a real operation is made locked, opens with two of its custodians, and keeps no words', async () => {
  const db = fresh.database
  const words = ['lamp river olive melon', 'coast drum paper swan', 'ember table orchard lemon']
  const plan = readPlan(['--name', 'Oficina de prueba'])
  const { operationId, passphrase } = await initOperation(
    { db, serverKey: createKey(random), random, clock },
    plan,
    words,
  )

  const vault = createVault({ clock })
  expect(vault.isUnlocked(operationId)).toBe(false)
  const custodians = [2, 3].map((ordinal) => ({ ordinal, passphrase: words[ordinal - 1]! }))
  await giveWords({ operationId, custodians }, { vault, db, clock, random, attempts: createAttempts() })
  expect(vault.isUnlocked(operationId)).toBe(true)

  const operationKey = Buffer.from(vault.require(operationId).operationKey).toString('hex')
  const stored = await fresh.asOwner(async (client) => {
    const tables = ['operation', 'operation_secret', 'custodian', 'account', 'audit_entry']
    const rows: string[] = []
    for (const table of tables) {
      const found = await client.query<{ row: string }>(`select row_to_json(t)::text as row from ${table} t`)
      rows.push(...found.rows.map(({ row }) => row))
    }
    return rows.join('\n')
  })
  expect(stored).toContain('Oficina de prueba')
  for (const hidden of [...words, passphrase, operationKey]) expect(stored).not.toContain(hidden)
})

test('what init is told wrongly is answered with the option to change', () => {
  const wrong: [string[], string][] = [
    [[], '--name'],
    [['--name', 'a\u202eb'], '--name'],
    [['--name', 'Office', '--kind', 'camp'], '--kind'],
    [['--name', 'Walk', '--kind', 'journey'], '--issuer-name'],
    [['--name', 'Walk', '--kind', 'journey', '--issuer-name', 'walk'], '--issuer-name'],
    [['--name', 'Office', '--administrator', 'a b'], '--administrator'],
    [['--nmae', 'Office'], '--nmae'],
  ]
  for (const [args, option] of wrong) {
    expect(() => readPlan(args), option).toThrow(WrongInput)
    expect(() => readPlan(args)).toThrow(option)
  }
})

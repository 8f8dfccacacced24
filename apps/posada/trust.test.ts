import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createOperationKeyring } from '#capabilities/access/server/operations.ts'
import { encodeCardSync } from '#capabilities/proof/model.ts'
import { keyringOf, readTrustList } from '#capabilities/proof/trust-list.ts'
import { verifyCard } from '#capabilities/proof/verification.ts'
import { databaseForThisTest } from '#checks/harness/database.ts'
import { temporaryFolder } from '#checks/harness/posada.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { createKey } from '#platform/vault/keys.ts'
import { initOperation, readPlan } from './commands/init.ts'
import { trustListFile, vouchFor } from './trust.ts'

const { clock, random } = realEnvironment()

test('the cards of a new operation are believed once its root has vouched for it; a second one needs the same root key', async () => {
  const { database: db } = await databaseForThisTest()
  const serverKey = createKey(random)
  const secretsDir = temporaryFolder()
  const services = { db, serverKey, random, clock, secretsDir, keyring: createOperationKeyring({ db, serverKey }) }
  const words = ['lamp river olive melon', 'coast drum paper swan', 'ember table orchard lemon']
  const make = async (name: string) => (await initOperation(services, readPlan(['--name', name]), words)).operationId
  const listed = async () => keyringOf(await readTrustList(new Uint8Array(readFileSync(trustListFile(secretsDir)))))

  const first = await make('First office')
  const { newRootKey } = await vouchFor(first, services, () => Promise.reject(new Error('nothing to ask yet')))
  const { issuing } = (await services.keyring.find(first))!
  const claims = {
    type: 'card' as const,
    householdSize: 3,
    statusIndex: 70_000,
    cti: random.bytes(8),
    registeredOn: '2026-01-05',
    expiresOn: '2027-01-05',
  }
  const card = encodeCardSync(claims, issuing)
  const today = new Date(clock()).toISOString().slice(0, 10)
  const checked = await verifyCard(
    encodeCardSync({ ...claims, registeredOn: today, expiresOn: '2100-01-01' }, issuing),
    await listed(),
    today,
  )
  expect(checked).toMatchObject({ valid: true, issuer: 'First office', practice: false })
  expect((await verifyCard(card, keyringOf(undefined), '2026-02-01')).reason).toBe('unknown-issuer')

  const second = await make('Second office')
  await expect(vouchFor(second, services, async () => 'not the key')).rejects.toThrow('43 letters')
  expect(await vouchFor(second, services, async () => newRootKey!)).toEqual({ newRootKey: undefined })
  expect((await listed()).map(({ name }) => name)).toEqual(expect.arrayContaining(['First office', 'Second office']))
})

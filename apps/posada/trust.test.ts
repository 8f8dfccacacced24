import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createOperationKeyring } from '#capabilities/access/server/operations.ts'
import { encodeCardSync } from '#capabilities/proof/model.ts'
import { mayStandForPapers } from '#capabilities/proof/server/mandate.ts'
import { keyringOf, readTrustList } from '#capabilities/proof/trust-list.ts'
import { verifyCard } from '#capabilities/proof/verification.ts'
import { databaseForThisTest } from '#checks/harness/database.ts'
import { temporaryFolder } from '#checks/harness/posada.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { plainDateOf } from '#platform/base/plain-date.ts'
import { createKey } from '#platform/vault/keys.ts'
import { initOperation, readPlan } from './commands/init.ts'
import { runTrust } from './commands/trust.ts'
import { trustListFile, vouchFor } from './trust.ts'

const { clock, random } = realEnvironment()
const words = ['lamp river olive melon', 'coast drum paper swan', 'ember table orchard lemon']

async function emptyWorld() {
  const { database: db } = await databaseForThisTest()
  const serverKey = createKey(random)
  const secretsDir = temporaryFolder()
  const services = { db, serverKey, random, clock, secretsDir, keyring: createOperationKeyring({ db, serverKey }) }
  const make = async (name: string) => (await initOperation(services, readPlan(['--name', name]), words)).operationId
  const listed = async () => keyringOf(await readTrustList(new Uint8Array(readFileSync(trustListFile(secretsDir)))))
  return { services, secretsDir, make, listed }
}

test('the cards of a new operation are believed once its root has vouched for it; a second one needs the same root key', async () => {
  const { services, make, listed } = await emptyWorld()

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

test('papers of an operation are believed once the root has signed that it may issue them, and no longer once that is taken back', async () => {
  const { services, secretsDir, make, listed } = await emptyWorld()
  const office = await make('An office')
  const { newRootKey } = await vouchFor(office, services, () => Promise.reject(new Error('nothing to ask yet')))
  const other = await make('Another office')
  await vouchFor(other, services, async () => newRootKey!)
  const keys = (await services.keyring.find(office))!
  const { issuing } = keys
  const today = plainDateOf(clock())
  const paper = encodeCardSync(
    {
      ...{ type: 'constancia', householdSize: 1, statusIndex: 70_000, cti: random.bytes(8) },
      ...{ registeredOn: today, expiresOn: today, printedHash: random.bytes(16) },
    },
    issuing,
  )
  const believed = async () => ({
    reason: (await verifyCard(paper, await listed(), today)).reason,
    mayIssue: await mayStandForPapers(trustListFile(secretsDir), issuing.publicKey, today),
  })
  const told = async (act: string, operation?: string, rootKey = newRootKey!) =>
    (await runTrust({ act, operation }, services, async () => rootKey)).issuers.map(({ name, mayIssuePapers }) => [
      name,
      mayIssuePapers,
    ])
  expect(await believed()).toEqual({ reason: 'outside-mandate', mayIssue: false })
  expect(await told('grant', office)).toEqual([
    ['An office', true],
    ['Another office', false],
  ])
  expect(await believed()).toEqual({ reason: 'valid', mayIssue: true })
  const { issuing: others } = (await services.keyring.find(other))!
  expect(await mayStandForPapers(trustListFile(secretsDir), others.publicKey, today)).toBe(false)
  expect((await told('revoke', office)).flat()).not.toContain(true)
  expect(await believed()).toEqual({ reason: 'outside-mandate', mayIssue: false })

  const wrongRoot = Buffer.from(random.bytes(32)).toString('base64url')
  await expect(told('grant', office, wrongRoot)).rejects.toThrow('not signed by this root')
  await expect(told('grant')).rejects.toThrow('name one with --operation')
  await expect(told('print')).rejects.toThrow('trust list, trust grant or trust revoke')
  const journey = {
    ...services,
    keyring: { ...services.keyring, find: async () => ({ ...keys, kind: 'journey' as const }) },
  }
  const asked = runTrust({ act: 'grant', operation: office }, journey, async () => newRootKey!)
  await expect(asked).rejects.toThrow('hears no claims')
  expect(await mayStandForPapers('/nowhere', issuing.publicKey, today)).toBe(false)
})

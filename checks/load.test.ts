import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isExactlyOnce, loadCommand } from '#apps/posada/commands/load.ts'
import { checkEach } from '#apps/posada/load/afterwards.ts'
import { runCrowd } from '#apps/posada/load/crowd.ts'
import { makeEntry } from '#apps/posada/load/household-entry.ts'
import { askForOperation } from '#apps/posada/load/invited.ts'
import { goodLink, slowLink } from '#apps/posada/load/link.ts'
import { runPhone } from '#apps/posada/load/phone.ts'
import { inventHousehold } from '#capabilities/registration/practice/invented-households.ts'
import { createChance } from '#platform/base/chance.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { fromBase64url } from '#platform/base/ids.ts'
import { type TestWorld, testWorld } from './harness/server.ts'

const { clock, random } = realEnvironment()
const { signal } = new AbortController()
let tested: TestWorld
let url: URL
let stop: () => Promise<void>

beforeAll(async () => {
  tested = await testWorld({ people: 20 })
  const served = await tested.serve()
  url = new URL(served.url)
  stop = served.stop
})
afterAll(async () => {
  await stop()
  await tested.close()
})

test('a crowd with bad links gets every household acknowledged and there exactly once', async () => {
  const { invitation } = tested.practice.journey
  const result = await runCrowd({
    url,
    phones: 30,
    minutes: 0.05,
    invitation,
    seed: 11,
    clock,
    random,
    signal,
    onProgress: () => {},
  })
  expect(result).toMatchObject({ phones: 30, acknowledged: 30, lost: 0, doubled: 0, wrong: [] })
  expect(result.retries).toBeGreaterThan(0)
  expect(result.backlogSecondsToZero).toBeLessThan(60)
  expect(isExactlyOnce(result)).toBe(true)
})

test('a household that was acknowledged and is gone afterwards is found lost', async () => {
  const { invitation } = tested.practice.journey
  const operation = await askForOperation(url, invitation, signal)
  const by = {
    invitation,
    operationId: operation.operationId,
    intakePublicKey: fromBase64url(operation.intakePublicKey)!,
  }
  const made = await makeEntry(inventHousehold(createChance(5), 3, '2021-10-24'), by, Date.parse(operation.now), random)
  const receiptPublicKey = fromBase64url(operation.receiptPublicKey)!
  const link = { ...slowLink, roundTripMs: 1, cutShare: 0.4, hangUpShare: 0.2 }
  const outcome = await runPhone(made, link, true, { url, receiptPublicKey, chance: createChance(9), signal })
  expect(outcome).toMatchObject({ wrong: [], receipt: { status: 'accepted', entryId: made.entry.id } })
  expect(await checkEach(url, [outcome], signal)).toEqual({ lost: 0, stored: 1 })

  await tested.fresh.asOwner((client) =>
    client.query('delete from registration_group where id = (select group_id from intake_entry where id = $1)', [
      made.entry.id,
    ]),
  )
  expect(await checkEach(url, [outcome], signal)).toEqual({ lost: 1, stored: 0 })
})

test('a receipt that the operation did not sign is no receipt, and is told', async () => {
  const { invitation } = tested.practice.journey
  const operation = await askForOperation(url, invitation, signal)
  const by = {
    invitation,
    operationId: operation.operationId,
    intakePublicKey: fromBase64url(operation.intakePublicKey)!,
  }
  const made = await makeEntry(inventHousehold(createChance(5), 2, '2021-10-24'), by, Date.parse(operation.now), random)
  // As a captive portal or a thief in the middle: it answers 200, and everything looks right but the signature.
  const receipt = {
    operationId: by.operationId,
    entryId: made.entry.id,
    contentHash: '',
    receivedAt: operation.now,
    status: 'accepted',
    card: null,
    signature: 'A'.repeat(86),
  }
  const portal = createServer((request, response) => {
    request
      .resume()
      .on('end', () => response.setHeader('content-type', 'application/json').end(JSON.stringify(receipt)))
  })
  await new Promise<void>((resolve) => portal.listen(0, '127.0.0.1', resolve))
  const elsewhere = new URL(`http://127.0.0.1:${(portal.address() as AddressInfo).port}`)
  const receiptPublicKey = fromBase64url(operation.receiptPublicKey)!
  const outcome = await runPhone(made, goodLink, false, {
    url: elsewhere,
    receiptPublicKey,
    chance: createChance(1),
    signal: AbortSignal.timeout(400),
  })
  portal.close()
  expect(outcome.receipt).toBeUndefined()
  expect(outcome.wrong).toContain('a receipt that does not verify')
})

test('load refuses any address but this machine, in one sentence', async () => {
  const io = { out: () => {}, err: () => {}, progress: () => {}, environment: realEnvironment(), signal }
  await expect(loadCommand(['--url', 'https://posada.example'], io)).rejects.toThrow(
    '--url takes a loopback address only',
  )
  await expect(loadCommand(['--url', url.origin, '--phones', '20001'], io)).rejects.toThrow(
    '--phones takes a whole number from 1 to 20000.',
  )
  await expect(loadCommand(['--url', url.origin, '--minuets', '1'], io)).rejects.toThrow('--minuets')
})

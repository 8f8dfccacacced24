import { afterAll, beforeAll, expect, test } from 'vitest'
import { createOperationKeyring, listWrappedSecrets } from '#capabilities/access/server/operations.ts'
import { makeHousehold } from '#checks/harness/household.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { createChance } from '#platform/base/chance.ts'
import { toBase64url } from '#platform/base/ids.ts'
import { createVault } from '#platform/vault/vault.ts'
import { alterCiphertexts } from './ciphertexts.ts'
import { flipBit } from './hostile.ts'

let t: TestWorld
beforeAll(async () => {
  t = await testWorld({ people: 20 })
})
afterAll(() => t.close())

test('a stored name that was altered, cut, moved or put back from before opens for nobody, and all others open', {
  timeout: 60_000,
}, async () => {
  expect(await alterCiphertexts(t, { cases: 1_000, seed: 5 })).toEqual([])
})

test('an envelope that was altered on the way, or sent for another entry, is kept for a person and tells nothing', async () => {
  const chance = createChance(9)
  const { operationId, invitation } = t.practice.authority
  const { intakePublicKey } = (await t.world.keyring.find(operationId))!
  const made = await Promise.all(
    Array.from({ length: 40 }, () => makeHousehold({ operationId, intakePublicKey, invitation, names: ['Ana Tès'] })),
  )
  const altered = made.map(({ entry }, index) => {
    const envelope = Buffer.from(entry.envelope, 'base64url')
    // The first byte is the version, which the edge already refuses.
    const flipped = Buffer.concat([envelope.subarray(0, 1), flipBit(envelope.subarray(1), chance)])
    const other = made[(index + 1) % made.length]!.entry.envelope
    return { ...entry, envelope: [entry.envelope, toBase64url(flipped), other][index % 3]! }
  })
  for (const entry of altered) expect((await t.post('/api/registrations', entry)).status).toBe(200)
  await t.openSealed(operationId)
  const { rows } = await t.fresh.asOwner((client) =>
    client.query<{ id: string; state: string; kept: boolean; keys: number }>(
      `select e.id, e.state, e.envelope is not null as kept,
         (select count(*)::int from individual i join person_key k on k.individual_id = i.id where i.group_id = e.group_id) as keys
       from intake_entry e where e.id = any ($1)`,
      [altered.map(({ id }) => id)],
    ),
  )
  const byId = new Map(rows.map((row) => [row.id, row]))
  for (const [index, { id }] of altered.entries()) {
    const expected =
      index % 3 === 0 ? { state: 'opened', kept: false, keys: 1 } : { state: 'failed', kept: true, keys: 0 }
    expect([index, byId.get(id)]).toEqual([index, { id, ...expected }])
  }
})

test('the keys of an operation that were altered or exchanged are used for nothing', async () => {
  const chance = createChance(13)
  const { db, serverKey, practiceKeys } = t.world
  const { operationId } = t.practice.journey
  const other = t.practice.authority.operationId
  type Secret = { operation_id: string; kind: string; wrapped_private: Buffer; wrapped_by: string }
  const { rows } = await t.fresh.asOwner((client) => client.query<Secret>('select * from operation_secret'))
  const find = (id: string, kind: string) => rows.find((row) => row.operation_id === id && row.kind === kind)!
  const store = (kind: string, bytes: Uint8Array) =>
    t.fresh.asOwner((client) =>
      client.query('update operation_secret set wrapped_private = $3 where operation_id = $1 and kind = $2', [
        operationId,
        kind,
        bytes,
      ]),
    )
  /** Everything that could be done with these keys, by a process that starts now. */
  const use = async () => {
    const keyring = createOperationKeyring({ db, serverKey })
    if (!(await keyring.find(operationId))) throw new Error('no keys')
    const key = Uint8Array.from(practiceKeys.get(operationId)!)
    createVault(t.world).unlock(operationId, key, await listWrappedSecrets(db, operationId))
  }
  await use()
  for (const { kind, wrapped_private: good, wrapped_by } of rows.filter((row) => row.operation_id === operationId)) {
    const sibling = rows.find(
      (row) => row.operation_id === operationId && row.kind !== kind && row.wrapped_by === wrapped_by,
    )
    const bad = [
      flipBit(good, chance),
      good.subarray(0, 40),
      find(other, kind).wrapped_private,
      sibling?.wrapped_private,
    ]
    for (const [index, bytes] of bad.entries()) {
      if (!bytes) continue
      await store(kind, bytes)
      await expect(use(), `${kind} ${index}`).rejects.toThrow()
    }
    await store(kind, good)
    await use()
  }
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { consoleKeyOf } from '#capabilities/access/custody/server/unlocking.ts'
import { correctionBinding } from '#capabilities/registration/rights/model.ts'
import { makeHousehold } from '#checks/harness/household.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId, toBase64url } from '#platform/base/ids.ts'
import { sealEnvelope } from '#platform/vault/seal.ts'

let t: TestWorld
beforeAll(async () => {
  t = await testWorld({ people: 2 })
})
afterAll(() => t.close())

test('while it is locked, also the right code, a real correction, a second version and a file agreed to open nothing', async () => {
  const { operationId, invitation } = t.practice.authority
  const { intakePublicKey } = (await t.world.keyring.find(operationId))!
  const made = await makeHousehold({ operationId, intakePublicKey, invitation, names: ['Qzxv Lockedname'] })
  const { entry, accessCode } = made
  await t.post('/api/registrations', entry)
  await t.openSealed(operationId)
  const again = await makeHousehold({ operationId, intakePublicKey, invitation, names: ['Qzxv Lockedname'] })
  expect((await t.post('/api/registrations', { ...again.entry, id: entry.id })).status).toBe(409)
  const individualId = entry.people[0]!.id
  const correctionId = newId(realEnvironment().random)
  const { info, aad } = correctionBinding(operationId, correctionId)
  const wish = { version: 1, correctionId, individualId, change: { field: 'name', value: 'Qzxv Lockedname' } }
  const sealed = await sealEnvelope(intakePublicKey, Buffer.from(JSON.stringify(wish)), info, aad)
  const correction = { accessCode, id: correctionId, individualId, envelope: toBase64url(sealed) }
  const registrar = await t.signIn('authority', 'registrar')
  const officer = await t.signIn('authority', 'data-protection-officer')
  const { conflicts } = await (await t.request('/api/desk/conflicts', { cookie: registrar })).json()
  const { householdId, contentHash } = conflicts.find(({ entryId }: { entryId: string }) => entryId === entry.id)
  await t.world.vault.lockAll()

  const names = { recipient: 'Office', purpose: 'aid', basis: 'vital-interest', agreementId: null }
  const consoleKey = consoleKeyOf(t.world.serverKey)
  const open = { purpose: 'registration', language: 'en' }
  const asked: [string, object, number, string?][] = [
    ['registrations/status', { accessCode }, 200],
    ['registrations/rights', { accessCode }, 200],
    ['registrations/consent', { accessCode, individualId, purpose: 'aid', agreed: false }, 200],
    ['registrations/corrections', correction, 200],
    ['registrations/held', { accessCode }, 423],
    ['registrations/archive', { accessCode, language: 'en' }, 423],
    [`desk/households/${householdId}/archive`, open, 423, registrar],
    [`desk/corrections/${correctionId}/open`, {}, 423, registrar],
    [`desk/corrections/${correctionId}/accept`, { version: 1 }, 423, registrar],
    [`desk/conflicts/${entry.id}/open`, { contentHash, purpose: 'registration' }, 423, registrar],
    ['desk/exports/with-names', { after: null, ...names }, 423, officer],
    ['desk/exports/from-console', { consoleKey, operationId, after: null, names }, 423],
    ['desk/exports/from-console', { consoleKey, operationId, after: null, names: null }, 200],
    ['desk/exports', { after: null }, 200, officer],
    [`desk/households/${householdId}/reissue`, { reason: 'lost', newAccessCode: true }, 200, registrar],
  ]
  for (const [path, body, status, cookie] of asked) {
    const reply = await t.post(`/api/${path}`, body, cookie)
    expect([path, reply.status]).toEqual([path, status])
    expect(await reply.text()).not.toMatch(/Qzxv|Lockedname/)
  }
})

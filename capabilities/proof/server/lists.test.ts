import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addOperation, type FreshDatabase, freshDatabase } from '#checks/harness/database.ts'
import { temporaryFolder } from '#checks/harness/posada.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { toHex } from '#platform/base/ids.ts'
import { nodeSignerFromSeed } from '#platform/cose/ed25519-node.ts'
import { practiceSigner } from '../practice-signer.ts'
import { isWithdrawn, readStatusList } from '../status-list.ts'
import { keyringOf, readTrustList } from '../trust-list.ts'
import { listDocuments } from './lists.ts'
import { addToTrustList } from './trust-root.ts'

let fresh: FreshDatabase
let operationId: string
let now = Date.UTC(2021, 9, 24, 12)
const issuing = practiceSigner('practice-authority')

beforeAll(async () => {
  fresh = await freshDatabase()
  operationId = await addOperation(fresh)
  await addCard(70_000, false)
  await addCard(70_001, true)
})
afterAll(() => fresh.drop())

const documents = (trustListFile = '/nowhere', practice = true) => {
  const keysOf = async () => ({ issuing, issuerName: 'Practice authority', practice })
  const [trust, status] = listDocuments({ db: fresh.database, keysOf, trustListFile })
  const services = { ...realEnvironment(), db: fresh.database, clock: () => now }
  const rest = { actor: undefined, query: {}, header: () => undefined, form: async () => ({}) }
  const ask = async (document: typeof trust, params: Record<string, string> = {}) =>
    new Uint8Array(await (await document!.answer({ ...services, ...rest, params })).arrayBuffer())
  return { trustList: () => ask(trust), statusList: (kid: string) => ask(status as typeof trust, { kid }) }
}

test('a verifier that asks a practice world learns its issuer, its day and its withdrawn cards', async () => {
  const { trustList, statusList } = documents()
  const trusted = await readTrustList(await trustList())
  expect(trusted).toMatchObject({ issuedOn: '2021-10-24', issuers: [{ name: 'Practice authority', practice: true }] })
  const list = await readStatusList(await statusList(toHex(issuing.kid)), keyringOf(trusted))
  expect(isWithdrawn(list!, 70_000)).toBe(false)
  expect(isWithdrawn(list!, 70_001)).toBe(true)
  expect(list!.bits).toHaveLength(2 ** 18 / 8)
})

test('a card withdrawn now is on the list a few seconds later', async () => {
  const { statusList } = documents()
  const kid = toHex(issuing.kid)
  const before = await statusList(kid)
  await addCard(70_002, true)
  expect(await statusList(kid)).toEqual(before)
  now += 4_000
  const list = await readStatusList(await statusList(kid), keyringOf(undefined))
  expect(isWithdrawn(list!, 70_002)).toBe(true)
})

test('an unknown issuer has no list, and a real world without a root has no trust list', async () => {
  await expect(documents().statusList('00000000')).rejects.toMatchObject({ status: 404 })
  await expect(documents('/nowhere', false).trustList()).rejects.toMatchObject({ status: 404 })
})

test('the list of the offline root is handed out as it was signed', async () => {
  const root = nodeSignerFromSeed(new Uint8Array(32).fill(3))
  const issuer = { publicKey: issuing.publicKey, name: 'Ventana Sur', mandate: ['registration'], practice: false }
  const days = { validFrom: '2021-01-01', validTo: '2030-12-31' }
  const add = (current: Uint8Array | undefined, seed = 3) =>
    addToTrustList({ current, rootSeed: new Uint8Array(32).fill(seed), issuer: { ...issuer, ...days }, issuedAt: now })
  const second = await add(await add(undefined))
  const file = join(temporaryFolder(), 'trust-list.cwt')
  writeFileSync(file, second)
  const list = await readTrustList(await documents(file, false).trustList(), root.publicKey)
  expect(list).toMatchObject({ version: 2, issuers: [{ name: 'Ventana Sur' }, { name: 'Ventana Sur' }] })
  await expect(add(second, 4)).rejects.toThrow('not signed by this root')
})

async function addCard(place: number, withdrawn: boolean): Promise<void> {
  await fresh.asOwner(async (client) => {
    const group = crypto.randomUUID()
    await client.query(
      `insert into registration_group (operation_id, id, case_number, household_size, language, stage, access_code_hash, source, registered_at, registered_on)
       values ($1, $2, $3, 2, 'ht', 'registered', $4, 'phone', now(), now())`,
      [operationId, group, `C-${place}`, Buffer.from(`hash ${place}`)],
    )
    await client.query(
      `insert into card (operation_id, cti, short_code, group_id, status_index, token, issued_at, expires_on, withdrawn_at)
       values ($1, $2, $3, $4, $5, 'RC1:', now(), now(), $6)`,
      [operationId, Buffer.from(`cti${place}`), `code-${place}`, group, place, withdrawn ? new Date() : null],
    )
  })
}

import { deflateSync } from 'node:zlib'
import { exampleClaims } from '#capabilities/proof/example-cards.ts'
import { encodeCardSync, readCard } from '#capabilities/proof/model.ts'
import { practiceIssuers } from '#capabilities/proof/practice.ts'
import { practiceSigner } from '#capabilities/proof/practice-signer.ts'
import { parseShortCode } from '#capabilities/proof/short-code.ts'
import { CLAIM, readStatusList, STATUS_LIST_TYPE, subjectOf } from '#capabilities/proof/status-list.ts'
import { readTrustList } from '#capabilities/proof/trust-list.ts'
import { verifyCard } from '#capabilities/proof/verification.ts'
import { parseAccessCode } from '#capabilities/registration/access-code.ts'
import { importColumns } from '#capabilities/registration/desk/import-columns.ts'
import { readCsv } from '#capabilities/registration/desk/server/read-csv.ts'
import { encodeInvitation, readInvitation } from '#capabilities/registration/invitation.ts'
import { type Chance, createChance } from '#platform/base/chance.ts'
import { fromBase64url, toBase64url } from '#platform/base/ids.ts'
import { decodeBase45, encodeBase45 } from '#platform/cose/base45.ts'
import { type CborValue, decodeCbor, encodeCbor } from '#platform/cose/cbor.ts'
import { HEADER, signSign1Sync } from '#platform/cose/sign1.ts'
import { inflate } from '#platform/cose/zlib.ts'
import { flipBit, HOSTILE_TEXTS, randomBytes } from './hostile.ts'
import { seedsOf } from './seeds.ts'

const TODAY = '2021-10-24'
const signer = practiceSigner('practice-journey')
const BOMB = deflateSync(Buffer.alloc(64 << 20))

const card = encodeCardSync(exampleClaims(), signer)
const invitation = encodeInvitation(
  {
    operationId: '0b8c7d9e-1234-4abc-8def-001122334455',
    invitationId: '0b8c7d9e-1234-4abc-8def-001122334456',
    expiresAt: Date.parse('2021-12-01T00:00:00Z'),
    intakeFingerprint: new Uint8Array(16),
  },
  signer,
)
const listOf = (packed: Uint8Array) =>
  signSign1Sync(
    encodeCbor(
      new Map<number, CborValue>([
        [CLAIM.sub, subjectOf(signer.kid)],
        [CLAIM.iat, 1_635_000_000],
        [
          CLAIM.statusList,
          new Map<string, CborValue>([
            ['bits', 1],
            ['lst', packed],
          ]),
        ],
      ]),
    ),
    signer,
    new Map([[HEADER.typ, STATUS_LIST_TYPE]]),
  )
const list = listOf(deflateSync(new Uint8Array(4_096)))
const header = importColumns.join(',')
const csv = `${header}\r\n${'A1,Ana Tès,yes,female,1990-01-01,,,HTI,ht,focal-point,,,yes,no,no,no,no\r\n'.repeat(20)}`

type Reader = { name: string; good: Uint8Array; read(bytes: Uint8Array): unknown }

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8')
const readers: Reader[] = [
  { name: 'card', good: Buffer.from(card), read: (bytes) => readCard(text(bytes)) },
  {
    name: 'card behind its base45',
    good: decodeBase45(card.slice(4))!,
    async read(bytes) {
      const { valid } = await verifyCard(`RC1:${encodeBase45(bytes)}`, practiceIssuers, TODAY)
      if (valid && !Buffer.from(bytes).equals(decodeBase45(card.slice(4))!))
        throw new Error('a spoilt card was believed')
    },
  },
  { name: 'invitation', good: Buffer.from(invitation), read: (bytes) => readInvitation(text(bytes)) },
  {
    name: 'invitation behind its base64',
    good: fromBase64url(invitation)!,
    read: (bytes) => readInvitation(toBase64url(bytes)),
  },
  { name: 'list of withdrawn cards', good: list, read: (bytes) => readStatusList(bytes, practiceIssuers) },
  { name: 'list of issuers', good: list, read: (bytes) => readTrustList(bytes) },
  { name: 'cbor', good: list.subarray(1), read: (bytes) => decodeCbor(bytes) },
  { name: 'zlib', good: deflateSync(new Uint8Array(4_096)), read: (bytes) => inflate(bytes, 2 << 20) },
  { name: 'short code', good: Buffer.from('VZZZ-VZZZ'), read: (bytes) => parseShortCode(text(bytes)) },
  { name: 'access code', good: Buffer.from('A'.repeat(26)), read: (bytes) => parseAccessCode(text(bytes)) },
  { name: 'csv', good: Buffer.from(csv), read: (bytes) => readCsv(text(bytes), TODAY) },
]

export type ReadersResult = { wrong: string[]; took: { name: string; ms: number }[] }

/** Gives every reader so many spoilt inputs. None may throw: what cannot be read is `undefined` or a list of errors. */
export async function fuzzReaders({ cases, seed }: { cases: number; seed: number }): Promise<ReadersResult> {
  const result: ReadersResult = { wrong: [], took: [] }
  for (const [index, own] of seedsOf('readers', seed, cases).entries()) {
    const chance = createChance(own)
    const { name, good, read } = readers[index % readers.length]!
    await time(result, `${name} (seed ${own})`, () => read(spoilBytes(good, chance)))
  }
  return result
}

/** A few bytes that ask for a lot of work or memory. */
export async function throwBombs(): Promise<ReadersResult> {
  const result: ReadersResult = { wrong: [], took: [] }
  for (const [name, read] of bombs) await time(result, name, read)
  return result
}

const bombs: [string, () => unknown][] = [
  ['a list of 64 MiB of zeros', () => readStatusList(listOf(BOMB), practiceIssuers)],
  ['arrays in arrays', () => decodeCbor(new Uint8Array(100_000).fill(0x81))],
  ['a text that says it is 4 GiB', () => decodeCbor(Uint8Array.from([0x7a, 0xff, 0xff, 0xff, 0xff, 0x61]))],
  ['an array that says it has 2^32 items', () => decodeCbor(Uint8Array.from([0x9a, 0xff, 0xff, 0xff, 0xff]))],
  ['a card of a megabyte', () => readCard(`RC1:${'0'.repeat(1 << 20)}`)],
  ['an invitation of a megabyte', () => readInvitation('A'.repeat(1 << 20))],
  ['a file of a million columns', () => readCsv(`household,name${',x'.repeat(1_000_000)}\r\n`, TODAY)],
  ['a row of a million columns', () => readCsv(`household,name\r\nA1${',x'.repeat(1_000_000)}\r\n`, TODAY)],
  ['a million empty rows', () => readCsv(`household,name\r\n${'\r\n'.repeat(1_000_000)}`, TODAY)],
  ['a quote that never closes', () => readCsv(`household,name\r\nA1,"${'x'.repeat(8_000_000)}`, TODAY)],
  ['a file of quotes', () => readCsv('"'.repeat(4_000_000), TODAY)],
  ['a household of twenty thousand', () => readCsv(`household,name\r\n${'A1,x\r\n'.repeat(20_000)}`, TODAY)],
  ['a header of one name', () => readCsv(`${'name,'.repeat(3_900)}\r\n`, TODAY)],
]

async function time(result: ReadersResult, name: string, work: () => unknown) {
  const startedAt = performance.now()
  try {
    await work()
  } catch (error) {
    result.wrong.push(`${name}: ${error instanceof Error ? error.stack : error}`)
  }
  result.took.push({ name, ms: performance.now() - startedAt })
}

function spoilBytes(good: Uint8Array, chance: Chance): Uint8Array {
  switch (chance.between(0, 6)) {
    case 0:
      return good.slice(0, chance.between(0, good.length))
    case 1:
      return Buffer.concat([good, randomBytes(chance.between(1, 40), chance)])
    case 2:
      return randomBytes(chance.between(0, good.length), chance)
    case 3:
      return Buffer.from(chance.pick(HOSTILE_TEXTS))
    case 4: {
      const at = chance.between(0, good.length)
      return Buffer.concat([good.slice(0, at), Buffer.from(chance.pick(HOSTILE_TEXTS)), good.slice(at)])
    }
    default: {
      let spoilt = good
      for (let i = chance.between(1, 8); i > 0; i--) spoilt = flipBit(spoilt, chance)
      return spoilt
    }
  }
}

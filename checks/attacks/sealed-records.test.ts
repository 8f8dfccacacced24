import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listKeys } from '#capabilities/sealed-records/contract.ts'
import { makeOwnKey, makeRecoveryKey, openSealed, writeSealed } from '#capabilities/sealed-records/pages/sealing.ts'
import { householdAtDesk, personAtDesk } from '#checks/harness/desk.ts'
import { keysInMemory } from '#checks/harness/sealing.ts'
import { readSealedFile } from '#platform/backup/file.ts'
import { readLines } from '#platform/backup/format.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { call, type Fetch } from '#platform/http/client.ts'
import { type Belonging, keyPairFromSeed, openVersion, rewrap } from '#platform/sealed/record.ts'
import { openBytes } from '#platform/vault/aead.ts'
import { joinShares, openShare } from '#platform/vault/custodians.ts'
import { openServerKey } from '#platform/vault/key-files.ts'
import { type RealServer, startRealServer } from './real-server.ts'
import { scanBytes, scanFolder } from './scan.ts'

const { random } = realEnvironment()
const MARKER = 'Vxqzwkjaccount'
const RECORDS = 6

test('with every secret of the server in hand no sealed record opens, and its words lie nowhere', async () => {
  const server = await startRealServer()
  const wire: Buffer[] = []
  const { operationId, written, officer } = await writeRecords(server, wire)
  const archives = await backUp(server)
  const rows = await readArchives(archives)
  const printed = await server.stop()

  const secrets = await everySecret(server, rows)
  expect(secrets.length).toBeGreaterThanOrEqual(8)
  const sealed = sealedIn(rows, operationId)
  expect(sealed).toHaveLength(RECORDS * 2)
  let opened = 0
  for (const { keyId, publicKey, belonging, content, wrappedKey, binding } of sealed) {
    for (const secret of secrets) {
      const pairs = [await keyPairFromSeed(secret), await ownerOf(secret, publicKey)]
      for (const pair of pairs.filter((pair) => pair !== undefined)) {
        const own = { keyId, pair }
        const target = { keyId, publicKey }
        opened += await openVersion(own, belonging, { content, wrappedKey }).then(
          () => 1,
          () => 0,
        )
        opened += await rewrap(own, binding, wrappedKey, target).then(
          () => 1,
          () => 0,
        )
      }
      opened += await opensDirectly(secret, content, belonging)
    }
  }
  expect(opened).toBe(0)

  const inArchives = await Promise.all(archives.files.map((path) => textOf(path, archives.identity)))
  expect([
    ...scanFolder(server.dataDir, [MARKER]).hits,
    ...scanBytes('what it printed', Buffer.from(printed), [MARKER]),
    ...scanBytes('what went over the wire', Buffer.concat(wire), [MARKER]),
    ...inArchives.flatMap((text) => scanBytes('a backup, opened', Buffer.from(text), [MARKER])),
  ]).toEqual([])
  // The officer's own browser opened every one: there was something to find.
  expect([written.length, officer]).toEqual([RECORDS, RECORDS])
  expect(Buffer.concat(wire).length).toBeGreaterThan(RECORDS * 500)
})

/** An officer at a browser writes records and reads them back; everything sent and answered is kept for the scan. */
async function writeRecords(server: RealServer, wire: Buffer[]) {
  const at = async (role: string) => {
    const cookie = await server.signInAs(role)
    const fetchHere: Fetch = async (path, init) => {
      const reply = await fetch(server.url() + path, { ...init, headers: { ...init.headers, cookie } })
      const body = Buffer.from(await reply.arrayBuffer())
      wire.push(Buffer.from(String(init.body ?? '')), body)
      return new Response(body, { status: reply.status, headers: reply.headers })
    }
    return { fetch: fetchHere, random, store: keysInMemory() }
  }
  const registrar = await server.signInAs('registrar')
  const household = householdAtDesk([personAtDesk()])
  expect((await server.post('/desk/households', household, registrar)).status).toBe(200)
  const [asking, agreeing] = [await server.signInAs('data-protection-officer'), await server.signInAs('administrator')]
  const asked = await server.post('/oversight/agreements', { act: 'name-recovery-key', facts: {} }, asking)
  const agreementId = String(asked.body.id)
  expect((await server.post(`/oversight/agreements/${agreementId}/agree`, {}, agreeing)).status).toBe(200)
  const protection = await at('data-protection-officer')
  expect((await makeRecoveryKey(protection, agreementId)).result.kind).toBe('ok')
  const officer = await at('case-officer')
  expect((await makeOwnKey(officer)).kind).toBe('ok')
  const keys = await call(officer.fetch, listKeys, {})
  if (keys.kind !== 'ok') throw new Error('no keys were told')
  const { operationId, accountId } = keys.reply
  const written: string[] = []
  let openedByOfficer = 0
  for (let n = 0; n < RECORDS; n++) {
    const recordId = newId(random)
    const text = `${MARKER}${'abcdefghij'[n]} was told in confidence`
    const draft = { recordId, kind: 'household-note' as const, subjectId: household.id, text, accountIds: [accountId] }
    expect((await writeSealed(officer, keys.reply, draft)).kind).toBe('ok')
    written.push(recordId)
    const opened = await openSealed(officer, operationId, recordId)
    if (opened.kind === 'ok' && opened.reply.versions[0]?.text === text) openedByOfficer++
  }
  return { operationId, written, officer: openedByOfficer }
}

async function backUp(server: RealServer): Promise<{ identity: string; files: string[] }> {
  const made = await server.command(['backup', '--new-recipient', '--json'])
  const pair = JSON.parse(made.output.split('\n').find((line) => line.startsWith('{'))!)
  const folder = join(server.dataDir, '..')
  const done = await server.command([
    'backup',
    '--to',
    join(folder, 'backup.age'),
    '--recipient',
    pair.recipient,
    '--json',
  ])
  if (done.code !== 0) throw new Error(done.output)
  return {
    identity: pair.identity,
    files: readdirSync(folder)
      .filter((name) => name.endsWith('.age'))
      .map((name) => join(folder, name)),
  }
}

type Rows = Map<string, Record<string, string | null>[]>

/** The whole database, as its owner sees it. */
async function readArchives({ identity, files }: { identity: string; files: string[] }): Promise<Rows> {
  const rows: Rows = new Map()
  for (const path of files)
    await readLines(readSealedFile(path, identity), (section, page) => {
      if (section.section !== 'rows') return
      const all = rows.get(section.table) ?? []
      rows.set(section.table, all)
      for (const line of page) {
        const values = JSON.parse(line) as (string | null)[]
        all.push(Object.fromEntries(section.columns.map((name, index) => [name, values[index] ?? null])))
      }
    })
  return rows
}

async function textOf(path: string, identity: string): Promise<string> {
  let text = ''
  for await (const line of readSealedFile(path, identity)) text += `${line}\n`
  return text
}

const bytes = (value: string | null | undefined): Buffer => Buffer.from(value ?? '', 'base64')

/** Key files, the operation key from two custodians' words, and all that these open. */
async function everySecret(server: RealServer, rows: Rows): Promise<Uint8Array[]> {
  const { operationId, custodians } = server.made
  const secretsDir = join(server.dataDir, 'secrets')
  const serverKey = openServerKey(secretsDir, random)
  const shares = (rows.get('custodian') ?? []).map((row) => ({
    ordinal: Number(row.ordinal),
    salt: bytes(row.salt),
    publicKey: bytes(row.public_key),
    wrappedPrivate: bytes(row.wrapped_private),
    wrappedShare: bytes(row.wrapped_share),
  }))
  const opened = await Promise.all(
    custodians.slice(0, 2).map(({ ordinal, passphrase }) => {
      const custodian = shares.find((share) => share.ordinal === ordinal)!
      return openShare({ operationId, keyVersion: 1 }, custodian, passphrase, random)
    }),
  )
  const operationKey = (await joinShares(opened.map((each) => each!.share)))!
  expect(operationKey).toHaveLength(32)
  const unwrapped = (rows.get('operation_secret') ?? []).map((row) => {
    const place = {
      operationId,
      table: 'operation_secret',
      row: row.kind!,
      class: 'private-key',
      keyVersion: Number(row.version),
    }
    const key = row.wrapped_by === 'server-key' ? serverKey : operationKey
    return Uint8Array.from(openBytes(key, bytes(row.wrapped_private), place))
  })
  const files = readdirSync(secretsDir).map((name) => readFileSync(join(secretsDir, name)))
  const ofFiles = await Promise.all(
    files.map(async (file) => new Uint8Array(await crypto.subtle.digest('SHA-256', file))),
  )
  return [serverKey, operationKey, ...unwrapped, ...ofFiles]
}

/** Every sealed version beside each key that is sealed for it. */
function sealedIn(rows: Rows, operationId: string) {
  const records = new Map((rows.get('sealed_record') ?? []).map((row) => [row.id, row]))
  const publicKeys = new Map(
    [...(rows.get('officer_key') ?? []), ...(rows.get('recovery_key') ?? [])].map((row) => [
      row.id,
      bytes(row.public_key),
    ]),
  )
  return (rows.get('sealed_key') ?? []).map((row) => {
    const version = (rows.get('sealed_version') ?? []).find((each) => each.record_id === row.record_id)!
    const record = records.get(row.record_id)!
    const belonging: Belonging = {
      ...{ operationId, recordId: record.id!, kind: record.kind!, subjectId: record.subject_id ?? null },
      ...{ authorId: version.author_id!, version: Number(version.version), previous: null },
    }
    return {
      ...{ keyId: row.recipient_id!, publicKey: publicKeys.get(row.recipient_id)!, belonging },
      ...{ content: bytes(version.content), wrappedKey: bytes(row.wrapped_key), binding: bytes(version.binding) },
    }
  })
}

/** The secret taken for a private key itself, beside the recipient's public key. */
async function ownerOf(secret: Uint8Array, publicKey: Uint8Array): Promise<CryptoKeyPair | undefined> {
  const algorithm = { name: 'ECDH', namedCurve: 'P-256' }
  const head = Buffer.from('3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420', 'hex')
  try {
    const pkcs8 = Buffer.concat([head, secret])
    return {
      privateKey: await crypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['deriveBits']),
      publicKey: await crypto.subtle.importKey('raw', new Uint8Array(publicKey), algorithm, true, []),
    }
  } catch {
    return undefined
  }
}

/** The secret taken for the content's own key, with and without what it is bound to. */
async function opensDirectly(secret: Uint8Array, content: Uint8Array, belonging: Belonging): Promise<number> {
  const key = await crypto.subtle.importKey('raw', new Uint8Array(secret), 'AES-GCM', false, ['decrypt'])
  const { operationId, recordId, kind, subjectId, authorId, version } = belonging
  const bound = JSON.stringify(['sealed-record', operationId, recordId, kind, subjectId, authorId, version, null])
  const iv = new Uint8Array(content.subarray(1, 13))
  const tries = [bound, ''].map((text) => ({ name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(text) }))
  const results = await Promise.allSettled(
    tries.map((how) => crypto.subtle.decrypt(how, key, new Uint8Array(content.subarray(13)))),
  )
  return results.filter(({ status }) => status === 'fulfilled').length
}

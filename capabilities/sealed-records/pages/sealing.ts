import type { Random } from '#platform/base/environment.ts'
import { fromBase64url, newId, toBase64url, toHex } from '#platform/base/ids.ts'
import { type CallResult, call, type Fetch } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { fingerprintOf } from '#platform/sealed/fingerprint.ts'
import type { KeyStore, OwnKey } from '#platform/sealed/key-store.ts'
import {
  bindingOf,
  createOfficerKey,
  keyPairFromSeed,
  openVersion,
  publicKeyOf,
  rewrap,
  sealVersion,
} from '#platform/sealed/record.ts'
import { SEED_BYTES, wordsOf } from '#platform/sealed/recovery-words.ts'
import * as contract from '../contract.ts'
import type { RecordKind } from '../model.ts'

/** One officer at one browser. */
export interface Here {
  fetch: Fetch
  random: Random
  store: KeyStore
}
export type Keys = ReplyOf<typeof contract.listKeys>
export type ListedRecord = ReplyOf<typeof contract.listRecords>['records'][number]
export type PublicKeyOf = { keyId: string; publicKey: string }

/** `changed`: not the key this browser knew. Either they made a new one, or somebody put another in its place. */
export type Trust = 'new' | 'seen' | 'confirmed' | 'changed'

/** The recovery custodian is no account; their fingerprint is under this name. */
export const RECOVERY = 'recovery'

export const fingerprint = (keys: Keys, ownerId: string, { publicKey }: PublicKeyOf) =>
  fingerprintOf(keys.operationId, ownerId, fromBase64url(publicKey)!)

/** Compares a key with what this browser saw before. */
export async function trustOf(store: KeyStore, keys: Keys, ownerId: string, key: PublicKeyOf): Promise<Trust> {
  const shown = await fingerprint(keys, ownerId, key)
  const known = await store.known(`fingerprint ${ownerId}`)
  if (known === undefined) return 'new'
  const [before, how] = known.split('|')
  if (before !== shown) return 'changed'
  return how === 'confirmed' ? 'confirmed' : 'seen'
}

export async function trust(store: KeyStore, keys: Keys, ownerId: string, key: PublicKeyOf, how: 'seen' | 'confirmed') {
  await store.remember(`fingerprint ${ownerId}`, `${await fingerprint(keys, ownerId, key)}|${how}`)
}

/** Makes a key here. Only its public half leaves; the browser keeps the other first, so that nothing is sealed to a lost one. */
export async function makeOwnKey({ fetch, random, store }: Here): Promise<CallResult<unknown>> {
  const pair = await createOfficerKey()
  const keyId = newId(random)
  const publicKey = toBase64url(await publicKeyOf(pair))
  const before = await store.own()
  await store.keepOwn({ keyId, pair })
  const result = await call(fetch, contract.makeKey, { body: { keyId, publicKey } })
  if (result.kind !== 'ok' && before) await store.keepOwn(before)
  return result
}

/** A recovery key; its words are shown once and kept nowhere. */
export async function makeRecoveryKey(
  { fetch, random }: Pick<Here, 'fetch' | 'random'>,
  agreementId: string | null = null,
) {
  const seed = random.bytes(SEED_BYTES)
  const publicKey = toBase64url(await publicKeyOf(await keyPairFromSeed(seed)))
  const key = { keyId: newId(random), publicKey }
  const result = await call(fetch, contract.nameRecoveryKey, { body: { ...key, agreementId } })
  const words = result.kind === 'ok' ? await wordsOf(seed) : []
  seed.fill(0)
  return { result, words, key }
}

export interface Draft {
  recordId: string
  kind: RecordKind
  subjectId: string | null
  text: string
  /** The version before, unless this is the first. */
  before?: ListedRecord
  /** Whom it is for. */
  accountIds: readonly string[]
}

/** A key that is not the one known here: nothing is sealed to it until somebody has compared the characters. */
export class KeyChanged extends Error {
  readonly ownerId: string
  constructor(ownerId: string) {
    super('a key changed')
    this.ownerId = ownerId
  }
}

/** Seals a text here and sends what nobody on the way can read. Throws `KeyChanged`. */
export async function writeSealed(
  { fetch, random, store }: Here,
  keys: Keys,
  draft: Draft,
): Promise<CallResult<unknown>> {
  const { recordId, kind, subjectId, before } = draft
  const officers = keys.officers.filter(({ accountId }) => draft.accountIds.includes(accountId))
  const owners = officers.map((officer) => ({ ownerId: officer.accountId, key: officer as PublicKeyOf }))
  const [recovery] = keys.recovery
  if (recovery) owners.push({ ownerId: RECOVERY, key: recovery })
  for (const { ownerId, key } of owners) {
    const known = await trustOf(store, keys, ownerId, key)
    if (known === 'changed') throw new KeyChanged(ownerId)
    if (known === 'new') await trust(store, keys, ownerId, key, 'seen')
  }
  const version = (before?.versions ?? 0) + 1
  const previous = before ? fromBase64url(before.binding)! : null
  const { operationId, accountId: authorId } = keys
  const belonging = { operationId, recordId, kind, subjectId, authorId, version, previous }
  const recipients = owners.map(({ key }) => ({ keyId: key.keyId, publicKey: fromBase64url(key.publicKey)! }))
  const sealed = await sealVersion(draft.text, belonging, recipients, random)
  return call(fetch, contract.writeVersion, {
    body: {
      ...{ recordId, kind, subjectId, version },
      content: toBase64url(sealed.content),
      binding: toBase64url(sealed.binding),
      keys: sealed.keys.map(({ keyId, wrappedKey }) => ({ keyId, wrappedKey: toBase64url(wrappedKey) })),
    },
  })
}

/** One version as its reader sees it; without a text where it is sealed to another key, or was altered. */
export type OpenedVersion = {
  version: number
  author: string
  writtenAt: string
  text: string | undefined
  why: 'opened' | 'other-key' | 'altered'
}
export type Opened = { versions: OpenedVersion[]; rolledBack: boolean }

/** Opens in this browser what was stored, and notices what is missing since the last time. */
export async function openSealed(
  { fetch, store }: Pick<Here, 'fetch' | 'store'>,
  operationId: string,
  recordId: string,
): Promise<CallResult<Opened>> {
  const own = await store.own()
  const result = await call(fetch, contract.openRecord, { params: { id: recordId }, body: {} })
  if (result.kind !== 'ok') return result
  const { kind, subjectId } = result.reply
  const versions: OpenedVersion[] = []
  const bindings: string[] = []
  let previous: Uint8Array | null = null
  for (const { authorId, content, keys, ...facts } of result.reply.versions) {
    const { version } = facts
    const bytes = fromBase64url(content)!
    const belonging = { operationId, recordId, kind, subjectId, authorId, version, previous }
    previous = await bindingOf(belonging, bytes)
    bindings.push(toHex(previous))
    const key = keys.find(({ keyId }) => keyId === own?.keyId)
    const stored = key && { content: bytes, wrappedKey: fromBase64url(key.wrappedKey)! }
    const text = own && stored ? await openVersion(own, belonging, stored).catch(() => undefined) : undefined
    versions.push({ ...facts, text, why: !stored ? 'other-key' : text === undefined ? 'altered' : 'opened' })
  }
  const known = await store.known(`record ${recordId}`)
  const [count = '0', binding] = known?.split('|') ?? []
  const rolledBack = Number(count) > 0 && bindings[Number(count) - 1] !== binding
  if (!rolledBack && bindings.length > 0 && versions.every(({ why }) => why !== 'altered'))
    await store.remember(`record ${recordId}`, `${bindings.length}|${bindings.at(-1)}`)
  return { kind: 'ok', reply: { versions, rolledBack } }
}

/** Seals keys of one's own anew for a colleague, or for one's own newest key. Of chosen records, or of all. */
export async function handOverTo(
  { fetch, store }: Pick<Here, 'fetch' | 'store'>,
  to: PublicKeyOf,
  { share, recordIds }: { share: boolean; recordIds?: readonly string[] },
): Promise<CallResult<{ records: number }>> {
  const own = await store.own()
  if (!own) return { kind: 'ok', reply: { records: 0 } }
  const moved = new Set<string>()
  for (;;) {
    const result = await call(fetch, contract.readOwnKeys, { body: { keyId: own.keyId } })
    if (result.kind !== 'ok') return result
    // Whole records only: the last of a full page may go on in the next one.
    const all = result.reply.keys.filter(({ recordId }) => recordIds?.includes(recordId) ?? true)
    const keys = all.filter(({ recordId }) => !moved.has(recordId))
    if (keys.length === 0) return { kind: 'ok', reply: { records: moved.size } }
    const [{ recordId }] = keys as [(typeof keys)[number]]
    const given = await sealAnew(
      own,
      keys.filter((key) => key.recordId === recordId),
      to,
    )
    const body = { fromKeyId: own.keyId, toKeyId: to.keyId, share, keys: given }
    const done = await call(fetch, contract.handOver, { body })
    if (done.kind !== 'ok') return done
    moved.add(recordId)
  }
}

/** Opens with the custodian's words what one officer could read, and seals it to another, all in this browser. */
export async function recoverWith(
  seed: Uint8Array,
  { fetch }: Pick<Here, 'fetch'>,
  keys: Keys,
  { fromAccountId, to }: { fromAccountId: string; to: PublicKeyOf },
): Promise<CallResult<{ versions: number }> | { kind: 'unknown-words' }> {
  const pair = await keyPairFromSeed(seed)
  const publicKey = toBase64url(await publicKeyOf(pair))
  const recovery = keys.recovery.find((key) => key.publicKey === publicKey)
  if (!recovery) return { kind: 'unknown-words' }
  const asked = { recoveryKeyId: recovery.keyId, fromAccountId, toKeyId: to.keyId }
  for (let versions = 0; ; ) {
    const result = await call(fetch, contract.readRecovery, { body: asked })
    if (result.kind !== 'ok') return result
    if (result.reply.keys.length === 0) return { kind: 'ok', reply: { versions } }
    const given = await sealAnew({ keyId: recovery.keyId, pair }, result.reply.keys, to)
    const done = await call(fetch, contract.recover, { body: { ...asked, keys: given } })
    if (done.kind !== 'ok') return done
    versions += given.length
  }
}

type BoundKey = ReplyOf<typeof contract.readOwnKeys>['keys'][number]

const sealAnew = (own: OwnKey, keys: readonly BoundKey[], to: PublicKeyOf) =>
  Promise.all(
    keys.map(async ({ recordId, version, binding, wrappedKey }) => {
      const recipient = { keyId: to.keyId, publicKey: fromBase64url(to.publicKey)! }
      const given = await rewrap(own, fromBase64url(binding)!, fromBase64url(wrappedKey)!, recipient)
      return { recordId, version, wrappedKey: toBase64url(given.wrappedKey) }
    }),
  )

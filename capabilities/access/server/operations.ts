import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import type { Clock, Random } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { type NodeSigner, nodeSignerFromSeed } from '#platform/cose/ed25519-node.ts'
import type { Database } from '#platform/database/connect.ts'
import type { Place } from '#platform/vault/aead.ts'
import { splitAmongCustodians } from '#platform/vault/custodians.ts'
import { createIntakeKeyPair, createKey, unwrapKey, wipe, wrapKey } from '#platform/vault/keys.ts'
import type { WrappedSecret } from '#platform/vault/vault.ts'
import { insertCustodian, insertOperationKey } from '../custody/server/queries.ts'
import { LAPSES_AFTER_DAYS } from '../model.ts'
import {
  findOperation,
  insertOperation,
  insertSecret,
  listClosings,
  listSecrets,
  type OperationRow,
  type SecretKind,
  type SecretRow,
} from './queries-operations.ts'

export type NewOperation = Omit<OperationRow, 'id'> & {
  id?: string
  /** Practice signs with a key that every verifier knows as practice; a real operation gets one of its own. */
  issuingSeed?: Uint8Array
  /** Three, for a real operation. Practice has none: its key lies in a file. */
  custodianPassphrases?: string[]
}

/**
 * Makes an operation with all its keys. Returns the operation key, which is nowhere else in clear: unlock with it or
 * wipe it.
 */
export async function createOperation(
  db: Database,
  operation: NewOperation,
  { serverKey, random, clock }: { serverKey: Uint8Array; random: Random; clock: Clock },
): Promise<{ operationId: string; operationKey: Uint8Array }> {
  if (operation.practice === (operation.custodianPassphrases !== undefined)) {
    throw new Error('a real operation has custodians, a practice operation has none')
  }
  const operationId = operation.id ?? newId(random)
  const createdAt = new Date(clock())
  const operationKey = createKey(random)
  const secrets = createSecrets(operationId, operationKey, serverKey, operation.issuingSeed, random)
  const custodians = operation.custodianPassphrases
    ? await splitAmongCustodians(operationId, operationKey, operation.custodianPassphrases, random)
    : []
  await db.scopedAll(operationId, [
    insertOperation({ ...operation, id: operationId, createdAt }),
    insertOperationKey({ operationId, keyVersion: 1, lapsesAfterDays: LAPSES_AFTER_DAYS, madeAt: createdAt }),
    ...secrets.map((secret) => insertSecret({ operationId, ...secret, createdAt })),
    ...custodians.map((custodian) => insertCustodian({ operationId, ...custodian, createdAt })),
  ])
  return { operationId, operationKey }
}

/** The keys that work while the operation is locked, ready for use. */
export type OperationKeys = {
  operationId: string
  name: string
  issuerName: string
  kind: 'authority' | 'journey'
  practice: boolean
  /** Since when nobody registers here any more; null while it is open. */
  closedAt: number | null
  /** P-256, uncompressed: what phones seal to. The private half comes from the vault. */
  intakePublicKey: Uint8Array
  issuing: NodeSigner
  receipt: NodeSigner
  invitation: NodeSigner
  ledger: NodeSigner
  /** Seals the leaves of the ledger at their places; from the same secret as the signing key, and as little known to the database. */
  ledgerSealKey: KeyObject
}

export type OperationKeyring = ReturnType<typeof createOperationKeyring>

/** Finds the keys of an operation by its id and keeps them; a key file of the server opens them, no custodian needed. */
export function createOperationKeyring({ db, serverKey }: { db: Database; serverKey: Uint8Array }) {
  const known = new Map<string, Promise<OperationKeys | undefined>>()

  async function load(operationId: string): Promise<OperationKeys | undefined> {
    const [operation] = await db.withoutOperation(findOperation, { operationId })
    if (!operation) return undefined
    const rows = await db.scoped(operationId, listSecrets, { operationId })
    const withSeed = <T>(kind: SecretKind, make: (seed: Uint8Array) => T): T => {
      const seed = unwrapKey(serverKey, newestOf(rows, kind).wrappedPrivate, placeOf(operationId, newestOf(rows, kind)))
      const made = make(seed)
      wipe(seed)
      return made
    }
    const signer = (kind: SecretKind) => withSeed(kind, nodeSignerFromSeed)
    const { name, issuerName, kind, practice } = operation
    const closedAt = operation.closedAt?.getTime() ?? null
    const intakePublicKey = newestOf(rows, 'intake').publicKey
    if (!intakePublicKey) throw new Error('the intake key has no public half')
    return {
      ...{ operationId, name, issuerName, kind, practice, closedAt, intakePublicKey },
      issuing: signer('issuing'),
      receipt: signer('receipt'),
      invitation: signer('invitation'),
      ledger: signer('ledger'),
      ledgerSealKey: withSeed('ledger', deriveSealKey),
    }
  }

  /** Undefined for an operation that does not exist. */
  async function find(operationId: string): Promise<OperationKeys | undefined> {
    const loading = known.get(operationId) ?? load(operationId)
    known.set(operationId, loading)
    try {
      const keys = await loading
      if (!keys) known.delete(operationId) // it may be made later
      return keys
    } catch (error) {
      known.delete(operationId)
      throw error
    }
  }

  /** Whoever holds the keys of an operation learns at once that it was closed, or opened again. */
  const setClosed = (operationId: string, closedAt: number | null): void =>
    void known
      .get(operationId)
      ?.then((keys) => keys && Object.assign(keys, { closedAt }))
      .catch(() => {})

  /** What another process closed, or opened again; asked every other second, so that no registration has to wait for it. */
  async function learnClosings(): Promise<void> {
    if (known.size === 0) return
    for (const { id, closedAt } of await db.withoutOperation(listClosings, {}))
      setClosed(id, closedAt?.getTime() ?? null)
  }

  return { find, setClosed, learnClosings }
}

/** What the vault unwraps when the operation is unlocked: the intake private key and the key for phone tags. */
export async function listWrappedSecrets(db: Database, operationId: string): Promise<WrappedSecret[]> {
  const rows = await db.scoped(operationId, listSecrets, { operationId })
  return rows
    .filter(({ wrappedBy }) => wrappedBy === 'operation-key')
    .map((row) => ({ name: row.kind, wrapped: row.wrappedPrivate, place: placeOf(operationId, row) }))
}

function createSecrets(
  operationId: string,
  operationKey: Uint8Array,
  serverKey: Uint8Array,
  issuingSeed: Uint8Array | undefined,
  random: Random,
): SecretRow[] {
  const version = 1
  const underServerKey = (kind: SecretKind, seed: Uint8Array): SecretRow => {
    const wrappedPrivate = wrapKey(serverKey, seed, placeOf(operationId, { kind, version }), random)
    const { publicKey } = nodeSignerFromSeed(seed)
    return { kind, version, publicKey, wrappedPrivate, wrappedBy: 'server-key' }
  }
  const underOperationKey = (kind: SecretKind, key: Uint8Array, publicKey: Uint8Array | null): SecretRow => {
    const wrappedPrivate = wrapKey(operationKey, key, placeOf(operationId, { kind, version }), random)
    wipe(key)
    return { kind, version, publicKey, wrappedPrivate, wrappedBy: 'operation-key' }
  }
  const intake = createIntakeKeyPair(random)
  return [
    underOperationKey('intake', intake.privateKey, intake.publicKey),
    underOperationKey('tag', createKey(random), null),
    underServerKey('issuing', issuingSeed ?? createKey(random)),
    underServerKey('receipt', createKey(random)),
    underServerKey('invitation', createKey(random)),
    underServerKey('ledger', createKey(random)),
  ]
}

export const deriveSealKey = (ledgerSeed: Uint8Array): KeyObject =>
  createSecretKey(new Uint8Array(hkdfSync('sha256', ledgerSeed, '', 'posada ledger seal', 32)))

export const placeOf = (operationId: string, { kind, version }: { kind: string; version: number }): Place => ({
  operationId,
  table: 'operation_secret',
  row: kind,
  class: 'private-key',
  keyVersion: version,
})

function newestOf(rows: SecretRow[], kind: SecretKind): SecretRow {
  const newest = rows.filter((row) => row.kind === kind).at(-1) // rows come in order of version
  if (!newest) throw new Error(`the operation has no ${kind} key`)
  return newest
}

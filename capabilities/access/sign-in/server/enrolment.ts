import { createHash } from 'node:crypto'
import type { Clock, Random } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { notAllowed, notFound } from '#platform/base/problem.ts'
import type { Database, Tx } from '#platform/database/connect.ts'
import { recordAct } from '#platform/ledger/audit.ts'
import { hashPassphrase } from '#platform/vault/passphrase.ts'
import { passphraseTooCommon } from '../../contract.ts'
import type { Actor } from '../../model.ts'
import { useAgreement } from '../../oversight/server/second-person.ts'
import { reachesSite } from '../../policy.ts'
import { isCommonPassphrase } from '../../server/common-passphrases.ts'
import { listRoles } from '../../server/queries-accounts.ts'
import { findOperation } from '../../server/queries-operations.ts'
import { deleteSessionsOfAccount } from '../../server/queries-sessions.ts'
import { enter, letIn, type SignedIn } from '../../server/sign-in.ts'
import { enrolmentUnknown, ownRoles, proofNotRight } from '../contract.ts'
import type { Challenges } from './challenges.ts'
import {
  deleteEnrolment,
  deletePasskeys,
  findEnrolment,
  findWaysIn,
  insertPasskey,
  listPasskeys,
  putEnrolment,
  setPassphraseHash,
} from './queries-passkeys.ts'
import { type Here, optionsToMake, readNewPasskey } from './webauthn.ts'

const ENROLMENT_MS = 72 * 3_600_000
const PASSKEYS_MAX = 20

type Means = { tx: Tx; actor: Actor; clock: Clock; random: Random }

/**
 * A code for a colleague, handed over in person. Whoever never had a way in gets one from one administrator; a lost one is
 * replaced by two people.
 */
export async function give(work: Means, accountId: string, agreementId: string | null) {
  const { tx, actor, clock, random } = work
  const { operationId } = tx
  if (accountId === actor.accountId) throw ownRoles()
  const kind = await wayInOf(tx, accountId)
  if (!kind) throw notFound()
  // A way in is worth all that the account reaches.
  const roles = await tx.run(listRoles, { operationId, accountId })
  if (!roles.every(({ siteId }) => reachesSite(actor, siteId))) throw notAllowed()
  if (kind === 'replace') await useAgreement(work, { agreementId, act: 'replace-passkey', facts: { accountId } })
  const put = await putCode(work, { accountId, kind, madeBy: actor.accountId })
  const act = { act: 'give-enrolment', subjectKind: 'account', subjectId: accountId, purpose: kind }
  await recordAct({ tx, clock, random }, { actor, ...act })
  return put
}

/** Whether a code would be the first way in or replace others; undefined for an account that is closed or not there. Holds it. */
export async function wayInOf(tx: Tx, accountId: string): Promise<'first' | 'replace' | undefined> {
  const { operationId } = tx
  const [account] = await tx.run(findWaysIn, { operationId, accountId })
  if (!account || account.isClosed) return undefined
  const passkeys = await tx.run(listPasskeys, { operationId, accountId })
  return account.hasPassphrase || passkeys.length > 0 ? 'replace' : 'first'
}

/** A new code, told once and kept as its hash; it takes the place of one that was not used. */
export async function putCode(
  { tx, clock, random }: Pick<Means, 'tx' | 'clock' | 'random'>,
  given: { accountId: string; kind: 'first' | 'replace'; madeBy: string | null },
) {
  const code = newCode(random)
  const createdAt = new Date(clock())
  const expiresAt = new Date(clock() + ENROLMENT_MS)
  const row = { operationId: tx.operationId, codeHash: hashCode(code), createdAt, expiresAt, ...given }
  await tx.run(putEnrolment, row)
  return { code, expiresAt: expiresAt.toISOString() }
}

type Public = { db: Database; clock: Clock; random: Random; secure: boolean; challenges: Challenges }

/** Whose code it is, with what a browser needs to make a passkey there. */
export async function open(
  { operationId, code }: { operationId: string; code: string },
  { db, clock, challenges, here }: Public & { here: Here | undefined },
) {
  const [operation] = await db.withoutOperation(findOperation, { operationId })
  const found = { operationId, codeHash: hashCode(code), now: new Date(clock()) }
  const [known] = operation ? await db.transaction(operationId, (tx) => tx.run(findEnrolment, found)) : []
  if (!operation || !known) throw enrolmentUnknown()
  const { accountId, login, displayName } = known
  const operationName = operation.name
  const who = { accountId, login, displayName, operationName }
  const options = here ? await optionsToMake(challenges.issue(purposeOf(code)), here, who) : null
  return { displayName, login, operationName, options: options as Record<string, unknown> | null }
}

type Wanted = {
  operationId: string
  code: string
  passkey?: { id: string } | undefined
  label?: string | undefined
  passphrase?: string | undefined
}

/** The code is used up, the way in is made, and where it replaces others those end: all or nothing. */
export async function use(wanted: Wanted, means: Public & { here: () => Here }): Promise<SignedIn> {
  const { operationId, code } = wanted
  const { db, clock, random, challenges } = means
  const codeHash = hashCode(code)
  const find = { operationId, codeHash, now: new Date(clock()) }
  const [operation] = await db.withoutOperation(findOperation, { operationId })
  const [asked] = operation ? await db.transaction(operationId, (tx) => tx.run(findEnrolment, find)) : []
  if (!asked) throw enrolmentUnknown()
  const { accountId, login, displayName } = asked
  if ((wanted.passkey === undefined) === (wanted.passphrase === undefined)) throw proofNotRight()
  if (wanted.passphrase !== undefined && isCommonPassphrase(wanted.passphrase, [login, displayName]))
    throw passphraseTooCommon()
  // The slow part holds no connection.
  const hash = wanted.passphrase === undefined ? null : await hashPassphrase(wanted.passphrase)
  const passkey =
    wanted.passkey &&
    (await readNewPasskey(wanted.passkey, { here: means.here(), challenges, purpose: purposeOf(code) }))
  if (wanted.passkey && !passkey) throw proofNotRight()

  const entered = await db.transaction(operationId, async (tx) => {
    const [enrolment] = await tx.run(findEnrolment, find)
    if (!enrolment) throw enrolmentUnknown() // used a moment ago by the same person in another window
    await tx.run(deleteEnrolment, { operationId, accountId })
    if (enrolment.kind === 'replace') {
      await tx.run(deletePasskeys, { operationId, accountId })
      await tx.run(deleteSessionsOfAccount, { operationId, accountId })
      await tx.run(setPassphraseHash, { operationId, accountId, hash: null })
    }
    if (hash !== null) await tx.run(setPassphraseHash, { operationId, accountId, hash })
    if (passkey) await keepPasskey(tx, accountId, { ...passkey, label: wanted.label ?? '1' }, { clock, random })
    const act = { act: 'use-enrolment', subjectKind: 'account', subjectId: accountId, purpose: enrolment.kind }
    await recordAct({ tx, clock, random }, { actor: { accountId, roles: [] }, ...act })
    return enter(tx, accountId, passkey ? 'passkey' : 'passphrase', means)
  })
  return letIn(entered)
}

/** Adds a passkey to an account; the same one twice, or one too many, is refused. */
export async function keepPasskey(
  tx: Tx,
  accountId: string,
  passkey: NonNullable<Awaited<ReturnType<typeof readNewPasskey>>> & { label: string },
  { clock, random }: { clock: Clock; random: Random },
): Promise<string> {
  const { operationId } = tx
  await tx.run(findWaysIn, { operationId, accountId })
  if ((await tx.run(listPasskeys, { operationId, accountId })).length >= PASSKEYS_MAX) throw proofNotRight()
  const row = { operationId, accountId, id: newId(random), createdAt: new Date(clock()), ...passkey }
  const [kept] = await tx.run(insertPasskey, row)
  if (!kept) throw proofNotRight()
  return kept.id
}

/** 130 bits in letters that are not mistaken for each other. */
const newCode = (random: Random): string =>
  Array.from(random.bytes(CODE_LETTERS), (byte) => ALPHABET[byte & 31]).join('')

/** As typed or read out: capitals, spaces and look-alikes do not matter. */
const hashCode = (code: string): Uint8Array =>
  createHash('sha256')
    .update(`posada enrolment\n${foldCode(code)}`)
    .digest()

const foldCode = (code: string) =>
  code
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')

const purposeOf = (code: string) => `enrolment ${Buffer.from(hashCode(code)).toString('hex')}`

const CODE_LETTERS = 26
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

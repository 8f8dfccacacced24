import type { Environment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { notAllowed, notFound } from '#platform/base/problem.ts'
import type { Database } from '#platform/database/connect.ts'
import { type Route, serve, serveAnyone } from '#platform/http/serve.ts'
import { recordAct } from '#platform/ledger/audit.ts'
import { hashPassphrase } from '#platform/vault/passphrase.ts'
import type { Vault } from '#platform/vault/vault.ts'
import * as contract from '../contract.ts'
import { isConsoleKey } from '../custody/server/unlocking.ts'
import type { Actor, Role } from '../model.ts'
import { tellOfOverseer } from '../oversight/server/alarms.ts'
import { listPermissions, mayBeSignedIn, mayManageAccounts, mayPanicLock, reachesSite } from '../policy.ts'
import { createChallenges } from '../sign-in/server/challenges.ts'
import { assertStillAdministrator } from '../sign-in/server/own.ts'
import { signInRoutes } from '../sign-in/server/routes.ts'
import { assertSteppedUp } from '../step-up.ts'
import { isCommonPassphrase } from './common-passphrases.ts'
import * as accounts from './queries-accounts.ts'
import { findOperation, listOperationRows, type OperationRow } from './queries-operations.ts'
import { deleteAllSessions, deleteSession, deleteSessionsOfAccount } from './queries-sessions.ts'
import { expiredCookie } from './sessions.ts'
import { createAttempts, signInByPassphrase, signInToPractice } from './sign-in.ts'

export type AccessSetup = Pick<Environment, 'clock' | 'random'> & {
  vault: Vault
  serverKey: Uint8Array
  /** True when the server speaks TLS. */
  secure: boolean
}

/** Signing in and out, locking, accounts. */
export function accessRoutes({
  vault,
  serverKey,
  secure,
  clock,
  random,
}: AccessSetup): (Route<Actor> | Route<never>)[] {
  const strangers = createAttempts()
  const challenges = createChallenges({ serverKey, clock, random })

  const summary = ({ id, kind, name, practice }: OperationRow) => ({
    ...{ id, kind, name, practice },
    unlocked: vault.isUnlocked(id),
  })

  return [
    serveAnyone(contract.listOperations, async ({ db }) => {
      const operations = await db.withoutOperation(listOperationRows, {})
      const listed = operations.filter(({ kind, practice }) => practice || kind === 'authority')
      return {
        operations: await Promise.all(
          listed.map(async (row) => ({ ...summary(row), practiceRoles: await practiceRolesOf(row, db) })),
        ),
      }
    }),

    serveAnyone(contract.signIn, async ({ body, db, clock, random, setHeader }) => {
      const { cookie, ...who } = await signInByPassphrase(body, { db, clock, random, secure }, strangers)
      setHeader('set-cookie', cookie)
      return who
    }),

    serveAnyone(contract.practiceSignIn, async ({ body, db, clock, random, setHeader }) => {
      const { cookie, ...who } = await signInToPractice(body, { db, clock, random, secure })
      setHeader('set-cookie', cookie)
      return who
    }),

    ...signInRoutes({ secure, strangers, challenges }),

    serve(contract.signOut, mayBeSignedIn, async ({ actor, tx, setHeader }) => {
      await tx.run(deleteSession, { operationId: actor.operationId, tokenHash: Buffer.from(actor.sessionId, 'hex') })
      setHeader('set-cookie', expiredCookie(secure))
      return { signedOut: true as const }
    }),

    serve(contract.whoAmI, mayBeSignedIn, async ({ actor, tx }) => {
      const { operationId, accountId, roles, siteIds } = actor
      const [operation] = await tx.run(findOperation, { operationId })
      const [account] = await tx.run(accounts.getAccountName, { operationId, accountId })
      if (!operation || !account) throw notFound()
      const lapsesAt = vault.lapsesAt(operationId)
      return {
        accountId,
        displayName: account.displayName,
        operation: summary(operation),
        roles,
        permissions: listPermissions(actor),
        siteIds: siteIds === 'all' ? null : siteIds,
        lapsesAt: lapsesAt === undefined ? null : new Date(lapsesAt).toISOString(),
      }
    }),

    serve(
      contract.panicLock,
      mayPanicLock,
      async ({ actor, tx, clock, random, setHeader }) => {
        const { operationId } = actor
        await tx.run(deleteAllSessions, { operationId })
        await recordAct({ tx, clock, random }, { actor, ...panicLockOf(operationId) })
        setHeader('set-cookie', expiredCookie(secure))
        return { locked: true as const }
      },
      // First of all the key: the database may be busy or away.
      ({ operationId }) => vault.lock(operationId),
    ),

    serveAnyone(contract.consoleLock, async ({ body, db, clock, random }) => {
      if (!isConsoleKey(serverKey, body.consoleKey)) throw contract.signInRefused()
      const ended = vault.lockAll()
      const operationIds = await db.everyOperation()
      for (const operationId of operationIds) {
        await db.transaction(operationId, async (tx) => {
          await tx.run(deleteAllSessions, { operationId })
          await recordAct({ tx, clock, random }, { actor: 'console', ...panicLockOf(operationId) })
        })
      }
      await ended
      return { locked: operationIds }
    }),

    serve(contract.listAccounts, mayManageAccounts, async ({ actor, tx }) => {
      const rows = await tx.run(accounts.listAccountRows, { operationId: actor.operationId })
      return { accounts: rows.map((row) => ({ ...row, roles: row.roles as Role[] })) }
    }),

    serve(
      contract.createAccount,
      mayManageAccounts,
      async ({ body, actor, tx, clock, random }, passphraseHash: string | null) => {
        const { operationId } = actor
        const { login, displayName, siteId } = body
        const id = newId(random)
        const createdAt = new Date(clock())
        const account = { operationId, id, login, displayName, passphraseHash, createdAt }
        const [inserted] = await tx.run(accounts.insertAccount, account)
        if (!inserted) throw contract.loginTaken()
        const roles = [...new Set(body.roles)]
        for (const role of roles) {
          await tx.run(accounts.insertRole, { operationId, accountId: id, role, siteId, givenAt: createdAt })
        }
        const act = { act: 'create-account', subjectKind: 'account', subjectId: id, purpose: roles.join(' ') }
        await recordAct({ tx, clock, random }, { actor, ...act })
        await tellOfOverseer({ tx, actor, clock, random }, { accountId: id, roles })
        return { id, login, displayName, roles, closed: false }
      },
      async (actor, { body: { passphrase, login, displayName, siteId }, clock }) => {
        assertSteppedUp(actor, clock())
        // Nobody gives what they do not have.
        if (!reachesSite(actor, siteId)) throw notAllowed()
        // Without one the person makes their own way in, with an enrolment code.
        if (passphrase === null) return null
        if (isCommonPassphrase(passphrase, [login, displayName])) throw contract.passphraseTooCommon()
        return hashPassphrase(passphrase) // the slow part holds no connection
      },
    ),

    serve(contract.closeAccount, mayManageAccounts, async ({ params, actor, tx, clock, random }) => {
      assertSteppedUp(actor, clock())
      if (params.id === actor.accountId) throw contract.ownAccount()
      const { operationId } = actor
      await assertStillAdministrator(tx, actor)
      const given = await tx.run(accounts.listRoles, { operationId, accountId: params.id })
      if (!given.every(({ siteId }) => reachesSite(actor, siteId))) throw notAllowed()
      const [closed] = await tx.run(accounts.setAccountClosed, {
        operationId,
        id: params.id,
        closedAt: new Date(clock()),
      })
      if (!closed) throw notFound()
      await tx.run(deleteSessionsOfAccount, { operationId, accountId: params.id })
      const act = { act: 'close-account', subjectKind: 'account', subjectId: params.id, purpose: 'staff' }
      await recordAct({ tx, clock, random }, { actor, ...act })
      return { closed: true as const }
    }),
  ]
}

/** Roles to try with one click; a real operation has none. */
async function practiceRolesOf({ id, practice }: OperationRow, db: Database): Promise<Role[]> {
  if (!practice) return []
  const rows = await db.scoped(id, accounts.listRolesGiven, { operationId: id })
  return rows.map(({ role }) => role as Role)
}

const panicLockOf = (operationId: string) => ({
  act: 'panic-lock',
  subjectKind: 'operation',
  subjectId: operationId,
  purpose: 'panic lock',
})

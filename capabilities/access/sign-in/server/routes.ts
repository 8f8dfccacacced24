import { notFound, signInNeeded } from '#platform/base/problem.ts'
import { type Route, serve, serveAnyone } from '#platform/http/serve.ts'
import { recordAct } from '#platform/ledger/audit.ts'
import { signInRefused } from '../../contract.ts'
import type { Actor } from '../../model.ts'
import { mayBeSignedIn, mayManageAccounts } from '../../policy.ts'
import { getAccountName } from '../../server/queries-accounts.ts'
import { findOperation } from '../../server/queries-operations.ts'
import { stepUp as stepUpSession } from '../../server/sessions.ts'
import { type Attempts, enter, letIn, recordRefusal } from '../../server/sign-in.ts'
import { assertSteppedUp, STEP_UP_MS } from '../../step-up.ts'
import * as contract from '../contract.ts'
import { proofNotRight } from '../contract.ts'
import type { Challenges } from './challenges.ts'
import * as enrolment from './enrolment.ts'
import * as own from './own.ts'
import { listPasskeys } from './queries-passkeys.ts'
import { prove, signedByPasskey, stepUpPurpose } from './step-up.ts'
import { hereOf, optionsToMake, optionsToSign, readNewPasskey } from './webauthn.ts'

type Setup = { secure: boolean; strangers: Attempts; challenges: Challenges }
type Header = (name: string) => string | undefined

/** Passkeys, first ways in and lost ones, showing once more who one is, one's own sessions. */
export function signInRoutes({ secure, strangers, challenges }: Setup): (Route<Actor> | Route<never>)[] {
  const here = (header: Header) => hereOf(header('host'), secure)
  /** Where passkeys do not work, there is another way. */
  const hereIfAny = (header: Header) => {
    try {
      return here(header)
    } catch {
      return undefined
    }
  }

  return [
    serveAnyone(contract.passkeySignInOptions, async ({ body, header }) => ({
      options: plain(await optionsToSign(challenges.issue(`sign-in ${body.operationId}`), here(header))),
    })),

    serveAnyone(contract.passkeySignIn, async ({ body, header, db, clock, random, setHeader }) => {
      const { operationId, passkey } = body
      const means = { db, clock, random, secure, challenges, here: () => here(header) }
      const { known, signedBy } = await signedByPasskey(operationId, passkey, `sign-in ${operationId}`, means)
      if (signedBy === undefined) {
        const refused = { act: 'sign-in-refused', subjectKind: 'account', subjectId: null, purpose: 'passkey' }
        if (known) await recordRefusal(operationId, refused, means)
        throw signInRefused()
      }
      const entered = await db.transaction(operationId, (tx) => enter(tx, signedBy, 'passkey', means))
      const { cookie, ...who } = letIn(entered)
      setHeader('set-cookie', cookie)
      return who
    }),

    serve(contract.stepUpOptions, mayBeSignedIn, async ({ actor, tx, header }) => {
      const at = hereIfAny(header)
      const { operationId, accountId } = actor
      const passkeys = await tx.run(listPasskeys, { operationId, accountId })
      const usable = passkeys.filter(({ rpId }) => rpId === at?.rpId)
      if (!at || usable.length === 0) return { options: null }
      return { options: plain(await optionsToSign(challenges.issue(stepUpPurpose(actor)), at, usable)) }
    }),

    serve(
      contract.stepUp,
      mayBeSignedIn,
      async ({ actor, tx, clock, random, body, setHeader }) => {
        const cookie = await stepUpSession(tx, actor, { clock, random, secure })
        if (!cookie) throw signInNeeded()
        setHeader('set-cookie', cookie)
        const act = { act: 'step-up', subjectKind: 'account', subjectId: actor.accountId }
        const purpose = body.passkey ? 'passkey' : body.passphrase === undefined ? 'practice' : 'passphrase'
        await recordAct({ tx, clock, random }, { actor, ...act, purpose })
        return { until: new Date(clock() + STEP_UP_MS).toISOString() }
      },
      // Wrong tries are counted whatever becomes of this request, and the slow look at a passphrase holds no connection.
      (actor, { body, db, clock, random, header }) =>
        prove(actor, body, { db, clock, random, secure, strangers, challenges, here: () => here(header) }),
    ),

    serve(contract.readOwnSignIn, mayBeSignedIn, (input) => own.readOwn(input)),

    serve(contract.newPasskeyOptions, mayBeSignedIn, async ({ actor, tx, clock, header }) => {
      assertSteppedUp(actor, clock())
      const { operationId, accountId } = actor
      const [operation] = await tx.run(findOperation, { operationId })
      const [account] = await tx.run(getAccountName, { operationId, accountId })
      if (!operation || !account) throw notFound()
      const passkeys = await tx.run(listPasskeys, { operationId, accountId })
      const who = { accountId, ...account, operationName: operation.name }
      const challenge = challenges.issue(own.newPasskeyPurpose(actor))
      return { options: plain(await optionsToMake(challenge, here(header), who, passkeys)) }
    }),

    serve(contract.addPasskey, mayBeSignedIn, async ({ actor, tx, body, clock, random, header }) => {
      assertSteppedUp(actor, clock())
      const purpose = own.newPasskeyPurpose(actor)
      const passkey = await readNewPasskey(body.passkey, { here: here(header), challenges, purpose })
      if (!passkey) throw proofNotRight()
      const { accountId } = actor
      const id = await enrolment.keepPasskey(tx, accountId, { ...passkey, label: body.label }, { clock, random })
      const act = { act: 'add-passkey', subjectKind: 'account', subjectId: accountId, purpose: 'own' }
      await recordAct({ tx, clock, random }, { actor, ...act })
      return { id }
    }),

    serve(contract.removePasskey, mayBeSignedIn, async (input) => {
      assertSteppedUp(input.actor, input.clock())
      await own.remove(input, input.params.id)
      return { removed: true as const }
    }),

    serve(
      contract.changePassphrase,
      mayBeSignedIn,
      (input, hash: string) => own.changePassphrase(input, hash),
      (actor, { body, db, clock }) => own.hashOwn(actor, body.passphrase, { db, clock }),
    ),

    serve(contract.endSession, mayBeSignedIn, async (input) => ({ ended: await own.end(input, input.params.id) })),

    serve(contract.giveEnrolment, mayManageAccounts, (input) => {
      assertSteppedUp(input.actor, input.clock())
      return enrolment.give(input, input.params.id, input.body.agreementId)
    }),

    serve(contract.changeRoles, mayManageAccounts, (input) => {
      assertSteppedUp(input.actor, input.clock())
      return own.change(input, input.params.id, input.body)
    }),

    serveAnyone(contract.openEnrolment, ({ body, header, ...means }) =>
      enrolment.open(body, { ...means, secure, challenges, here: hereIfAny(header) }),
    ),

    serveAnyone(contract.useEnrolment, async ({ body, header, setHeader, ...means }) => {
      const wanted = { ...means, secure, challenges, here: () => here(header) }
      const { cookie, ...who } = await enrolment.use(body, wanted)
      setHeader('set-cookie', cookie)
      return who
    }),
  ]
}

/** The library's options as the plain record that the reply is. */
const plain = (options: object): Record<string, unknown> => ({ ...options })

import { notFound } from '#platform/base/problem.ts'
import { serve, serveAnyone } from '#platform/http/serve.ts'
import { recordAct } from '#platform/ledger/audit.ts'
import type { Vault } from '#platform/vault/vault.ts'
import { useAgreement } from '../../oversight/server/second-person.ts'
import { mayRotateKeys } from '../../policy.ts'
import { findOperation } from '../../server/queries-operations.ts'
import { createAttempts } from '../../server/sign-in.ts'
import { assertSteppedUp } from '../../step-up.ts'
import * as contract from '../contract.ts'
import { findOperationKey, listCustodians, setLapse } from './queries.ts'
import { replaceByOthers } from './replacing.ts'
import { resetAdministrator } from './resetting.ts'
import { rotateOperationKey } from './rotation.ts'
import { custodiansGiven, giveWords, unlockPractice } from './unlocking.ts'

export type CustodySetup = {
  vault: Vault
  /** Operation keys of practice operations, from their file; empty for a real world. */
  practiceKeys: Map<string, Uint8Array>
}

/** Custodians, unlocking, lapse and rotation. */
export function custodyRoutes({ vault, practiceKeys }: CustodySetup) {
  const attempts = createAttempts()
  const onOperation = (operationId: string) => ({ subjectKind: 'operation', subjectId: operationId })
  const lapsesAt = (operationId: string) => {
    const at = vault.lapsesAt(operationId)
    return at === undefined ? null : new Date(at).toISOString()
  }

  return [
    serveAnyone(contract.unlockOperation, async ({ body, db, clock, random }) => {
      const { operationId, custodians } = body
      const practiceKey = practiceKeys.get(operationId)
      let here = 0
      if (practiceKey) await unlockPractice(vault, db, new Map([[operationId, practiceKey]]))
      else ({ here } = await giveWords(body, { vault, db, clock, random, attempts }))
      const hasOpened = practiceKey !== undefined || here === 2
      if (hasOpened && !vault.isUnlocked(operationId)) throw contract.custodiansNotRight()
      const purpose = practiceKey ? 'practice' : custodiansGiven(custodians)
      const act = { actor: 'custodians' as const, act: hasOpened ? 'unlock' : 'give-words' }
      await db.transaction(operationId, (tx) =>
        recordAct({ tx, clock, random }, { ...act, ...onOperation(operationId), purpose }),
      )
      return { unlocked: vault.isUnlocked(operationId), here, lapsesAt: lapsesAt(operationId) }
    }),

    serveAnyone(contract.custodiansHere, async ({ body: { operationId } }) => ({
      unlocked: vault.isUnlocked(operationId),
      here: vault.waiting.count(operationId),
    })),

    serveAnyone(contract.replaceCustodian, async ({ body, db, clock, random }) => {
      await replaceByOthers(body, { db, vault, clock, random, attempts })
      return { replaced: body.replaced.ordinal }
    }),

    serveAnyone(contract.resetAdministrator, ({ body, db, clock, random }) =>
      resetAdministrator(body, { db, vault, clock, random, attempts }),
    ),

    serve(contract.readKeys, mayRotateKeys, async ({ actor: { operationId }, tx }) => {
      const [operation] = await tx.run(findOperation, { operationId })
      const [key] = await tx.run(findOperationKey, { operationId })
      if (!operation || !key) throw notFound()
      const custodians = await tx.run(listCustodians, { operationId })
      return {
        practice: operation.practice,
        custodians: custodians.map(({ ordinal, createdAt, publicKey }) => ({
          ordinal,
          since: createdAt.toISOString(),
          hasKeyPair: publicKey !== null,
        })),
        keyVersion: key.keyVersion,
        keyMadeAt: key.madeAt.toISOString(),
        lapsesAfterDays: key.lapsesAfterDays,
        lapsesAt: lapsesAt(operationId),
        here: vault.waiting.count(operationId),
      }
    }),

    serve(contract.setLapse, mayRotateKeys, async ({ actor, tx, body: { days }, clock, random }) => {
      const { operationId } = actor
      assertSteppedUp(actor, clock())
      await tx.run(setLapse, { operationId, lapsesAfterDays: days })
      const act = { act: 'set-lapse', ...onOperation(operationId), purpose: `${days} days` }
      await recordAct({ tx, clock, random }, { actor, ...act })
      return { days }
    }),

    serve(contract.rotateKeys, mayRotateKeys, async ({ actor, tx, body: { agreementId }, clock, random }) => {
      const { operationId } = actor
      assertSteppedUp(actor, clock())
      const agreed = { agreementId, act: 'rotate-keys' as const, facts: {} }
      const { practice } = await useAgreement({ tx, actor, clock, random }, agreed)
      if (practice) throw contract.practiceHasNoCustodians()
      const keyVersion = await rotateOperationKey({ tx, vault, clock, random })
      const act = { act: 'rotate-keys', ...onOperation(operationId), purpose: `version ${keyVersion}` }
      await recordAct({ tx, clock, random }, { actor, ...act })
      return { keyVersion }
    }),
  ]
}

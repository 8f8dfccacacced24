import { signInNeeded } from '#platform/base/problem.ts'
import { serve } from '#platform/http/serve.ts'
import { recordAct } from '#platform/ledger/audit.ts'
import { mayBeSignedIn } from '../../policy.ts'
import { stepUp as stepUpSession } from '../../server/sessions.ts'
import type { Attempts } from '../../server/sign-in.ts'
import { STEP_UP_MS } from '../../step-up.ts'
import * as contract from '../contract.ts'
import { prove } from './step-up.ts'

/** Showing once more who one is. */
export function signInRoutes({ secure, strangers }: { secure: boolean; strangers: Attempts }) {
  return [
    serve(
      contract.stepUp,
      mayBeSignedIn,
      async ({ actor, tx, clock, random, body, setHeader }) => {
        const cookie = await stepUpSession(tx, actor, { clock, random, secure })
        if (!cookie) throw signInNeeded()
        setHeader('set-cookie', cookie)
        const act = { act: 'step-up', subjectKind: 'account', subjectId: actor.accountId }
        const purpose = body.passphrase === undefined ? 'practice' : 'passphrase'
        await recordAct({ tx, clock, random }, { actor, ...act, purpose })
        return { until: new Date(clock() + STEP_UP_MS).toISOString() }
      },
      // Wrong tries are counted whatever becomes of this request, and the slow look at a passphrase holds no connection.
      (actor, { body, db, clock, random }) => prove(actor, body, { db, clock, random, secure }, strangers),
    ),
  ]
}

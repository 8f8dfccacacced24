import type { Clock, Random } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import type { Tx } from '#platform/database/connect.ts'
import type { Statement } from '#platform/database/query.ts'
import { insertAuditEntry } from './queries.ts'

/** Who acted: somebody signed in, a person with a code of their own, two custodians, somebody at the machine, or a job. */
export type Doer = { accountId: string; roles: readonly string[] } | 'self' | 'custodians' | 'console' | 'system'

/** One act or reading: who did what to whom or what, and why. Ids and codes only, never a name. */
export type Act = {
  actor: Doer
  /** A verb and its object, such as `open-file`. */
  act: string
  subjectKind: string
  subjectId: string | null
  purpose: string
}

type Means = { clock: Clock; random: Random }

/** Writes the entry in the transaction of the act itself: both stay, or neither. */
export async function recordAct({ tx, ...means }: Means & { tx: Tx }, act: Act): Promise<void> {
  await tx.runAll([actStatement(means, tx.operationId, act)])
}

/** The same as a statement, for callers that send several in one message. */
export function actStatement({ clock, random }: Means, operationId: string, act: Act): Statement<unknown> {
  const { actor, ...what } = act
  const doer =
    typeof actor === 'string'
      ? { accountId: null, role: actor }
      : { accountId: actor.accountId, role: actor.roles.join(' ') }
  return insertAuditEntry({
    ...{ operationId, id: newId(random), at: new Date(clock()), salt: random.bytes(SALT_BYTES) },
    ...doer,
    ...what,
  })
}

const SALT_BYTES = 16

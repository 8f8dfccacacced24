import type { Clock } from '#platform/base/environment.ts'
import type { Database } from '#platform/database/connect.ts'
import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'
import { invitationLink } from '../invitation.ts'

const listOpenTokens = statement<{ operationId: string; now: Date }, { token: string }>(
  'registration.listOpenTokens',
  `select token from invitation where operation_id = $1 and revoked_at is null and expires_at > $2
   order by created_at desc limit 1`,
  ({ operationId, now }) => [operationId, now],
  { operationId: SAMPLE_OPERATION, now: new Date(0) },
)

/** The newest link of each operation that a phone could use now, for the terminal of whoever starts the server. */
export async function listOpenLinks({ db, clock }: { db: Database; clock: Clock }, origin: string): Promise<string[]> {
  const links: string[] = []
  for (const operationId of await db.everyOperation()) {
    const rows = await db.scoped(operationId, listOpenTokens, { operationId, now: new Date(clock()) })
    links.push(...rows.map(({ token }) => invitationLink(origin, token)))
  }
  return links
}

import { Client } from 'pg'
import { insertRegistration } from '#capabilities/registration/server/queries-intake.ts'
import { budgets } from '#checks/budgets.ts'
import { atMost, type BenchContext, type BenchRow, median, shown } from './benchmark.ts'
import type { BenchOperation } from './protection.ts'
import { anyRegistration } from './protection-audit.ts'

const HOUSEHOLDS = 2_000
const ROUNDS = 15
const QUERIES_A_ROUND = 1_500
const POINT_QUERY = 'select id, stage, household_size from registration_group where operation_id = $1 and id = $2'

/** One row by its key, asked by a role that row-level security binds and by one it does not, in turns over one table. */
export async function measureRowSecurity(
  { db, operationId, ownerUrl }: BenchOperation,
  { progress }: BenchContext,
): Promise<BenchRow[]> {
  const registrations = Array.from({ length: HOUSEHOLDS }, () => anyRegistration(operationId))
  for (let from = 0; from < HOUSEHOLDS; from += 100)
    await db.scopedAll(operationId, registrations.slice(from, from + 100).map(insertRegistration))
  const ids = registrations.map(({ groupId }) => groupId)
  const owner = new Client({ connectionString: ownerUrl })
  await owner.connect()
  try {
    await owner.query('analyze registration_group')
    // The same connection plays both, so that nothing but the policy differs: once as itself, once as a bound role.
    const { rows } = await owner.query<{ role: string }>(
      `select grantee as role from information_schema.role_table_grants
       where table_name = 'registration_group' and privilege_type = 'INSERT' and grantee <> current_user limit 1`,
    )
    const role = owner.escapeIdentifier(rows[0]!.role)
    const perQuery = async (isBound: boolean) => {
      await owner.query('begin')
      if (isBound) await owner.query(`set local role ${role}`)
      await owner.query(`select set_config('app.operation_id', $1, true)`, [operationId])
      const ask = async (n: number) => {
        const { rowCount } = await owner.query({
          name: isBound ? 'bound' : 'free',
          text: POINT_QUERY,
          values: [operationId, ids[n % HOUSEHOLDS]],
        })
        if (rowCount !== 1) throw new Error('a household of the benchmark was not found')
      }
      for (let n = 0; n < 50; n++) await ask(n)
      const startedAt = performance.now()
      for (let n = 0; n < QUERIES_A_ROUND; n++) await ask(n)
      const ms = (performance.now() - startedAt) / QUERIES_A_ROUND
      await owner.query('commit')
      return ms
    }
    const rounds = []
    for (let round = 1; round <= ROUNDS; round++) {
      progress(`row-level security: round ${round} of ${ROUNDS}`)
      const first = round % 2 ? await perQuery(true) : undefined
      const free = await perQuery(false)
      rounds.push({ bound: first ?? (await perQuery(true)), free })
    }
    const ratio = median(rounds.map(({ bound, free }) => bound / free))
    return [
      atMost('rowSecurityToNone', ratio, '1', budgets.protection.rowSecurity),
      shown('pointQueryMs', median(rounds.map(({ bound }) => bound)), 'ms'),
    ]
  } finally {
    await owner.end()
  }
}

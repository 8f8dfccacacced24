import type { Client } from 'pg'
import { findLastBackup } from '#platform/backup/queries.ts'
import type { Database } from '#platform/database/connect.ts'

/** When the operation that was backed up longest ago was; undefined when one never was. */
export async function findLastOfAll(client: Client): Promise<number | undefined> {
  const { rows: operations } = await client.query<{ id: string }>('select id from operation order by id')
  const times: (number | undefined)[] = []
  for (const { id } of operations) {
    const { text, values } = findLastBackup({ operationId: id })
    await client.query(`select set_config('app.operation_id', $1, false)`, [id])
    const { rows } = await client.query<{ at: Date }>(text, [...values])
    times.push(rows[0]?.at.getTime())
  }
  return oldestOf(times)
}

/** The same through the serving role. */
export async function findLastServed(db: Database): Promise<number | undefined> {
  const times: (number | undefined)[] = []
  for (const operationId of await db.everyOperation()) {
    const [row] = await db.scoped(operationId, findLastBackup, { operationId })
    times.push(row?.at.getTime())
  }
  return oldestOf(times)
}

/** The smallest; undefined when one is missing, and endless when there is none, as there is nothing to keep. */
const oldestOf = (times: (number | undefined)[]): number | undefined =>
  times.reduce(
    (oldest, time) => (oldest === undefined || time === undefined ? undefined : Math.min(oldest, time)),
    Number.POSITIVE_INFINITY,
  )

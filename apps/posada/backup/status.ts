import type { Client } from 'pg'
import { BACKUP_HOURS_MAX, findLastBackup } from '#platform/backup/queries.ts'
import type { CommandIo } from '../command.ts'

/** Says how old the last backup of each operation is; 1 when one has none, or one that is too old. */
export async function tellStatus(client: Client, now: number, io: CommandIo, json: boolean): Promise<number> {
  const { rows: operations } = await client.query<{ id: string; name: string }>(
    'select id, name from operation order by id',
  )
  const found = []
  for (const { id, name } of operations) {
    const { text, values } = findLastBackup({ operationId: id })
    await client.query(`select set_config('app.operation_id', $1, false)`, [id])
    const { rows } = await client.query<{ at: Date }>(text, [...values])
    const hours = rows[0] ? Math.round((now - rows[0].at.getTime()) / 360_000) / 10 : null
    const isLate = hours === null || hours > BACKUP_HOURS_MAX
    found.push({ operationId: id, name, lastAt: rows[0]?.at.toISOString() ?? null, hours, isLate })
  }
  if (json) io.out(JSON.stringify({ hoursMax: BACKUP_HOURS_MAX, operations: found }))
  else
    for (const { name, lastAt, hours, isLate } of found)
      io.out(`${name}: ${lastAt ? `backed up ${hours} hours ago` : 'never backed up'}${isLate ? '. TOO OLD' : ''}`)
  return found.length > 0 && found.every(({ isLate }) => !isLate) ? 0 : 1
}

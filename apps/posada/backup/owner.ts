import { Client } from 'pg'
import { ArchiveProblem } from '#platform/backup/format.ts'
import type { Environment } from '#platform/base/environment.ts'
import { DatabaseUnavailable } from '#platform/database/connect.ts'
import { toWire } from '#platform/database/values.ts'
import { type Act, actStatement } from '#platform/ledger/audit.ts'
import type { CommandIo } from '../command.ts'

/** Lends a connection as the owner of a database. */
export async function withOwner<T>(ownerUrl: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: ownerUrl, application_name: 'posada-backup' })
  client.on('error', () => {}) // the query under way fails with the same error
  try {
    await client.connect()
  } catch (error) {
    throw new DatabaseUnavailable(`The database does not let us in: ${(error as Error).message}`, { cause: error })
  }
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Records in every operation that somebody at the machine took or put back everything. */
export async function recordForEach(
  client: Client,
  { clock, random }: Pick<Environment, 'clock' | 'random'>,
  act: Pick<Act, 'act' | 'purpose'>,
): Promise<void> {
  const { rows } = await client.query<{ id: string }>('select id from operation order by id')
  await client.query('begin')
  for (const { id } of rows) {
    const subject = { actor: 'console', subjectKind: 'operation', subjectId: id } as const
    const { text, values } = actStatement({ clock, random }, id, { ...subject, ...act })
    await client.query(`select set_config('app.operation_id', $1, true)`, [id])
    await client.query(text, values.map(toWire))
  }
  await client.query('commit')
}

/** Shows how far it is, and ends the work in order when the person presses Ctrl-C. */
export const interruptible =
  ({ progress, signal }: CommandIo) =>
  (text: string): void => {
    if (signal.aborted) throw new ArchiveProblem('Stopped. Nothing was kept.')
    progress(text)
  }

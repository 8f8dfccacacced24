import { createHash, createHmac, pbkdf2Sync } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ClientBase } from 'pg'
import type { Random } from '#platform/base/environment.ts'
import { toBase64url } from '#platform/base/ids.ts'

export type ServingRole = { name: string; password: string }

/**
 * The role that serves people: it owns nothing and row-level security binds it. Made at the first start; its password
 * is ours alone. Its name carries the database's, because roles are shared by all databases of a cluster.
 */
export async function prepareServingRole(
  client: ClientBase,
  options: { database: string; secretsDir: string; random: Random; appendOnly: string[] },
): Promise<ServingRole> {
  const name = `posada_app_${createHash('sha256').update(options.database).digest('hex').slice(0, 8)}`
  const password = readPassword(options.secretsDir, name, options.random)
  await createRole(client, name, scramVerifier(password, options.random.bytes(16)))
  for (const [setting, value] of Object.entries(SESSION_LIMITS))
    await client.query(`alter role ${name} set ${setting} = '${value}'`)
  // Unknown without Citus, and then simply kept for later.
  await client.query(`alter role ${name} set "citus.propagate_set_commands" = 'local'`).catch(() => {})
  await grant(client, name, options.appendOnly)
  return { name, password }
}

/** Refuses to serve as a role that row-level security does not bind. */
export async function assertBound(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ isUnbound: boolean; owns: boolean }>(
    `select rolsuper or rolbypassrls as "isUnbound",
            exists (select from pg_class where relowner = pg_roles.oid and relnamespace = 'public'::regnamespace) as owns
       from pg_roles where rolname = current_user`,
  )
  const role = rows[0]
  if (!role || role.isUnbound || role.owns) {
    throw new Error('Posada does not serve as a database user that owns its tables or passes row-level security.')
  }
}

/** Nothing waits for ever, and no connection stays in a transaction. */
const SESSION_LIMITS = {
  statement_timeout: '15s',
  lock_timeout: '5s',
  idle_in_transaction_session_timeout: '10s',
  synchronous_commit: 'on',
}

function readPassword(secretsDir: string, role: string, random: Random): string {
  mkdirSync(secretsDir, { recursive: true, mode: 0o700 })
  const path = join(secretsDir, `${role}.password`)
  if (!existsSync(path)) writeFileSync(path, `${toBase64url(random.bytes(24))}\n`, { mode: 0o600 })
  return readFileSync(path, 'utf8').trim()
}

async function createRole(client: ClientBase, name: string, verifier: string) {
  const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [name])
  const secret = client.escapeLiteral(verifier)
  try {
    if (rowCount) await client.query(`alter role ${name} login password ${secret}`)
    else
      await client.query(`create role ${name} login password ${secret} nosuperuser nocreatedb nocreaterole nobypassrls`)
  } catch (error) {
    const code = (error as { code?: string }).code
    if (code === '42710' || code === '23505') return createRole(client, name, verifier) // another start made it just now
    if (code !== '42501') throw error
    throw new Error(
      'The user in DATABASE_URL may not create roles. Posada serves people as a role of its own that owns nothing: ' +
        'give that user CREATEROLE, or put an administrator there.',
      { cause: error },
    )
  }
}

async function grant(client: ClientBase, role: string, appendOnly: string[]) {
  await client.query(`grant usage on schema public to ${role}`)
  await client.query(`grant select, insert, update, delete on all tables in schema public to ${role}`)
  await client.query(`revoke all on table migration from ${role}`)
  for (const table of appendOnly)
    await client.query(`revoke update, delete on table ${client.escapeIdentifier(table)} from ${role}`)
}

/** What the server stores instead of the password (RFC 5803), so that no statement or log ever holds it. */
function scramVerifier(password: string, salt: Uint8Array): string {
  const iterations = 4096
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256')
  const hmac = (text: string) => createHmac('sha256', salted).update(text).digest()
  const storedKey = createHash('sha256').update(hmac('Client Key')).digest('base64')
  return `SCRAM-SHA-256$${iterations}:${Buffer.from(salt).toString('base64')}$${storedKey}:${hmac('Server Key').toString('base64')}`
}

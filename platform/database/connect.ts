import type { Socket } from 'node:net'
import { Client, Pool, type PoolClient } from 'pg'
import { type Random, whenSilent } from '#platform/base/environment.ts'
import { assertUuid } from '#platform/base/ids.ts'
import { appendOnlyTables, MIGRATIONS_DIR, migrate, readMigrations } from './migrate.ts'
import { type Row, sendTogether } from './pipeline.ts'
import type { Query, Statement } from './query.ts'
import { assertBound, prepareServingRole } from './serving-role.ts'

/** Work inside one transaction of one operation. */
export type Tx = {
  readonly operationId: string
  run<P, R>(query: Query<P, R>, params: P): Promise<R[]>
  /** Several statements in one message; their rows in the same order. */
  runAll(statements: readonly Statement<unknown>[]): Promise<Row[][]>
  /** For what others may see only once it is true: called when the transaction has committed, never otherwise. */
  afterCommit(work: () => void): void
}

export type Database = {
  /** One statement in one operation, in one round trip, durable on return. */
  scoped<P, R>(operationId: string, query: Query<P, R>, params: P): Promise<R[]>
  /** Several statements, all or none, in one round trip, durable on return. */
  scopedAll(operationId: string, statements: readonly Statement<unknown>[]): Promise<Row[][]>
  /** A transaction of one operation; rolls back when `work` throws. */
  transaction<T>(operationId: string, work: (tx: Tx) => Promise<T>): Promise<T>
  /** For reference tables such as `operation`: rows of an operation stay invisible. */
  withoutOperation<P, R>(query: Query<P, R>, params: P): Promise<R[]>
  /** The operations there are, for jobs that visit each. */
  everyOperation(): Promise<string[]>
  /**
   * One statement as the database's owner, on a connection opened for it alone: for jobs that end what the serving role may
   * only add to. Tells how many rows it changed.
   */
  asOwner(operationId: string, text: string, values: readonly unknown[]): Promise<number>
  /** Migrations applied when it was opened. */
  readonly applied: readonly string[]
  close(): Promise<void>
}

export type OpenOptions = {
  /** Owner of the database: migrates and prepares the serving role, and serves nobody. */
  ownerUrl: string
  secretsDir: string
  random: Random
  /** Connections for single statements, and as many for transactions; each is made when it is first needed. */
  poolSize?: number
  /** How long work waits for a free connection before it is refused. */
  poolWaitMsMax?: number
  /** How long a connection may be silent under work before it is given up. */
  answerWaitMsMax?: number
  migrationsDir?: string
  log: (line: string) => void
}

/** Migrates the database and opens it for serving as a role that row-level security binds. */
export async function openDatabase(options: OpenOptions): Promise<Database> {
  const migrations = readMigrations(options.migrationsDir ?? MIGRATIONS_DIR)
  const owner = await connectOwner(options.ownerUrl)
  let servingUrl: string
  let applied: string[]
  try {
    await assertSupported(owner)
    applied = await migrate(owner, migrations)
    const { rows } = await owner.query<{ database: string }>('select current_database() as database')
    const role = await prepareServingRole(owner, {
      ...options,
      database: rows[0]!.database,
      appendOnly: appendOnlyTables(migrations),
    })
    servingUrl = withUser(options.ownerUrl, role.name, role.password)
  } finally {
    await owner.end()
  }
  // Work inside a transaction may wait for a single statement elsewhere (the keys of an operation, an index of names).
  // From one pool, as many transactions as it has connections would wait for each other.
  const pools = { single: makePool(servingUrl, options), transactions: makePool(servingUrl, options) }
  try {
    await withClient(pools.single, assertBound)
  } catch (error) {
    await endAll(pools)
    throw error
  }
  return serve(pools, applied, options.ownerUrl)
}

type Pools = { single: OurPool; transactions: OurPool }
type OurPool = Pool & { answerWaitMsMax: number }

function makePool(connectionString: string, options: OpenOptions): OurPool {
  const { poolSize, poolWaitMsMax, answerWaitMsMax = ANSWER_WAIT_MS_MAX, log } = options
  const pool = new Pool({
    connectionString,
    max: poolSize ?? 10,
    connectionTimeoutMillis: poolWaitMsMax ?? POOL_WAIT_MS_MAX,
    idleTimeoutMillis: 0, // prepared statements live with their connection
    application_name: 'posada',
  })
  // A connection that breaks while idle leaves the pool by itself; unheard, this event would end the process.
  pool.on('error', (error) => {
    if (!pool.ending) log(`A database connection was lost: ${error.message}`)
  })
  return Object.assign(pool, { answerWaitMsMax })
}

const endAll = async (pools: Pools): Promise<void> => {
  await Promise.all([pools.single.end(), pools.transactions.end()])
}

/**
 * No connection became free in time, the server is away, or it went in the middle: then whether the work was saved is not
 * known. All that is written carries its own id, so trying again is right in each case.
 */
export class DatabaseUnavailable extends Error {}

const POOL_WAIT_MS_MAX = 10_000
/**
 * Longer than a statement may take (`statement_timeout`). PostgreSQL keeps that time itself, and a backend whose disk hangs or that
 * was stopped keeps none: whoever waits for it would wait for ever.
 */
const ANSWER_WAIT_MS_MAX = 20_000
const OLDEST_VERSION = 15
const NEWEST_VERSION = 18

function serve(pools: Pools, applied: string[], ownerUrl: string): Database {
  const pool = pools.single
  const scopedAll: Database['scopedAll'] = (operationId, statements) =>
    withClient(pool, (client) => orRollBack(client, () => sendTogether(client, statements, assertUuid(operationId))))

  return {
    applied,
    scopedAll,
    async scoped(operationId, query, params) {
      const [rows] = await scopedAll(operationId, [query(params)])
      return rows as never // the query carries the type of its rows
    },
    async transaction(operationId, work) {
      const afterwards: (() => void)[] = []
      const result = await withClient(pools.transactions, (client) =>
        orRollBack(client, async () => {
          await client.query(`begin; set local app.operation_id = '${assertUuid(operationId)}'`)
          const result = await work(transactionOn(client, operationId, afterwards))
          // PostgreSQL answers the commit of a transaction in which a statement failed with ROLLBACK, and no error.
          const { command } = await client.query('commit')
          if (command !== 'COMMIT') throw new Error('a statement of this transaction failed, and nothing was saved')
          return result
        }),
      )
      for (const each of afterwards) each()
      return result
    },
    async withoutOperation(query, params) {
      const [rows] = await withClient(pool, (client) => sendTogether(client, [query(params)]))
      return rows as never
    },
    async everyOperation() {
      const { rows } = await withClient(pool, (client) =>
        client.query<{ id: string }>('select id from operation order by id'),
      )
      return rows.map(({ id }) => id)
    },
    async asOwner(operationId, text, values) {
      const owner = await connectOwner(ownerUrl)
      try {
        await owner.query(
          `begin; set local statement_timeout = '15s'; set local app.operation_id = '${assertUuid(operationId)}'`,
        )
        const { rowCount } = await owner.query(text, [...values])
        await owner.query('commit')
        return rowCount ?? 0
      } finally {
        await owner.end() // what was not committed is rolled back
      }
    },
    close: () => endAll(pools),
  }
}

function transactionOn(client: PoolClient, operationId: string, afterwards: (() => void)[]): Tx {
  return {
    operationId,
    async run(query, params) {
      const [rows] = await sendTogether(client, [query(params)])
      return rows as never
    },
    runAll: (statements) => sendTogether(client, statements),
    afterCommit: (work) => void afterwards.push(work),
  }
}

async function withClient<T>(pool: OurPool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  let client: PoolClient
  try {
    client = await pool.connect()
  } catch (error) {
    throw new DatabaseUnavailable(`The database did not answer in time: ${(error as Error).message}`, { cause: error })
  }
  // While checked out nobody else listens; the work itself fails with the same error, or with one of our own about the rest.
  let isLost = false
  const onError = () => {
    isLost = true
  }
  client.on('error', onError)
  const { stream } = (client as PoolClient & { connection: { stream: Socket } }).connection
  const answered = whenSilent(stream, pool.answerWaitMsMax, () =>
    stream.destroy(new Error('it did not answer in time')),
  )
  try {
    return await work(client)
  } catch (error) {
    if (!isLost && !ENDED_BY_SERVER.has(String((error as { code?: unknown }).code))) throw error
    throw new DatabaseUnavailable(`The database went away: ${(error as Error).message}`, { cause: error })
  } finally {
    client.off('error', onError)
    answered()
    // A connection that is not plainly idle is thrown away: the next one must not inherit a transaction.
    client.release(client.getTransactionStatus() !== 'I')
  }
}

/** Ended by the administrator, after a crash, while it starts, or after waiting too long inside a transaction. */
const ENDED_BY_SERVER = new Set(['57P01', '57P02', '57P03', '25P03'])

async function orRollBack<T>(client: PoolClient, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    await client.query('rollback').catch(() => {}) // a lost connection has rolled back already
    throw error
  }
}

async function connectOwner(ownerUrl: string): Promise<Client> {
  const client = new Client({
    connectionString: ownerUrl,
    connectionTimeoutMillis: POOL_WAIT_MS_MAX,
    application_name: 'posada-owner',
  })
  client.on('error', () => {}) // the query under way fails with the same error
  try {
    await client.connect()
  } catch (error) {
    throw new DatabaseUnavailable(`The database does not let us in: ${(error as Error).message}`, { cause: error })
  }
  return client
}

async function assertSupported(client: Client) {
  const { rows } = await client.query<{ version: string }>(`select current_setting('server_version_num') as version`)
  const major = Math.floor(Number(rows[0]!.version) / 10_000)
  if (major < OLDEST_VERSION || major > NEWEST_VERSION) {
    throw new Error(
      `Posada works with PostgreSQL ${OLDEST_VERSION} to ${NEWEST_VERSION}; the server in DATABASE_URL is version ${major}.`,
    )
  }
}

function withUser(url: string, user: string, password: string): string {
  const changed = new URL(url)
  changed.username = user
  changed.password = password
  return changed.href
}

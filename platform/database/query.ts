import {
  CamelCasePlugin,
  type Compilable,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely'
import type { DB } from './schema.generated.ts'

/** SQL ready to run, and the type of the rows it gives. */
export type Statement<R> = {
  readonly queryName: string
  readonly text: string
  readonly values: readonly unknown[]
  /** Never set; carries the row type. */
  readonly row?: R
}

/** A registered query: call it with its parameters to get a statement. */
export type Query<P, R> = ((params: P) => Statement<R>) & {
  readonly queryName: string
  /** Parameters with which a test can run it. */
  readonly sample: P
  /** Why this query may see rows outside one operation; most have no such reason. */
  readonly acrossOperations: string | undefined
}

export type Db = Kysely<DB>

type QueryOptions = { acrossOperations?: string }

/** The operation that samples use, so that a test can run every query in it, and in another. */
export const SAMPLE_OPERATION = '00000000-0000-4000-8000-00000000000a'

/** A query built with Kysely, checked against the tables by the compiler. */
export function query<P, R>(
  name: string,
  build: (db: Db, params: P) => Compilable<R>,
  sample: P,
  options: QueryOptions = {},
): Query<P, R> {
  const make = (params: P): Statement<R> => {
    const { sql, parameters } = build(compiler, params).compile()
    return { queryName: name, text: sql, values: parameters }
  }
  return register(name, make, sample, options)
}

/** A query as SQL text, for what Kysely would only make harder to read. Its row type is a promise of the author. */
export function statement<P, R>(
  name: string,
  text: string,
  toValues: (params: P) => unknown[],
  sample: P,
  options: QueryOptions = {},
): Query<P, R> {
  return register(name, (params) => ({ queryName: name, text, values: toValues(params) }), sample, options)
}

/** Every query that has been loaded, by name: what the isolation test walks. */
export const allQueries = (): ReadonlyMap<string, Query<unknown, unknown>> => registry

const registry = new Map<string, Query<unknown, unknown>>()

function register<P, R>(
  name: string,
  make: (params: P) => Statement<R>,
  sample: P,
  options: QueryOptions,
): Query<P, R> {
  if (registry.has(name)) throw new Error(`two queries are called "${name}"`)
  const made = Object.assign(make, { queryName: name, sample, acrossOperations: options.acrossOperations })
  registry.set(name, made as Query<unknown, unknown>)
  return made
}

/** Kysely only writes SQL here; the connection is ours (pipeline.ts). */
const compiler: Db = new Kysely<DB>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
  plugins: [new CamelCasePlugin()],
})

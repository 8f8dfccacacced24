import { type Database, DatabaseUnavailable } from '#platform/database/connect.ts'

/** When the database goes away: not at all, before the work, in its middle, or once it is durable and nobody was told. */
export type Failing = 'never' | 'before' | 'middle' | 'after'

/** A database that fails as `next` says, asked once for each piece of work. */
export function failingDatabase(db: Database, next: () => Failing): Database {
  const away = () => new DatabaseUnavailable('away, as the seed wants it')

  /** One message is durable whole or not at all, so it has no middle. */
  async function around<T>(work: () => Promise<T>): Promise<T> {
    const failing = next()
    if (failing === 'before' || failing === 'middle') throw away()
    const done = await work()
    if (failing === 'after') throw away()
    return done
  }

  return {
    ...db,
    scoped: (operationId, query, params) => around(() => db.scoped(operationId, query, params)),
    scopedAll: (operationId, statements) => around(() => db.scopedAll(operationId, statements)),
    async transaction(operationId, work) {
      const failing = next()
      if (failing === 'before') throw away()
      const done = await db.transaction(operationId, async (tx) => {
        const result = await work(tx)
        if (failing === 'middle') throw away()
        return result
      })
      if (failing === 'after') throw away()
      return done
    },
  }
}

import { Client } from 'pg'
import { inject } from 'vitest'

/** What files of one run share is made by the first that wants it; the others wait, wherever they run. `work` is given the cluster's owner. */
export async function takingTurns(at: string, work: (owner: Client) => Promise<void>): Promise<void> {
  const owner = new Client({ connectionString: inject('clusterUrl') })
  await owner.connect()
  try {
    await owner.query('select pg_advisory_lock(hashtext($1))', [at])
    await work(owner)
  } finally {
    await owner.end()
  }
}

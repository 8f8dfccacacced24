import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { openWorld } from '#apps/server/world.ts'
import { retentionRules } from '#capabilities/registration/rights/retention.ts'
import { keepPeriods } from '#capabilities/registration/rights/server/retention-job.ts'
import { emptyDatabase, testArchives } from '#checks/harness/archives.ts'
import type { Started } from '#checks/harness/retention-process.ts'
import { testWorld } from '#checks/harness/server.ts'

const DAY_MS = 86_400_000
const PROGRAM = new URL('../harness/retention-process.ts', import.meta.url)

test('one retention job is killed in the middle and two go on at once: everybody due is erased once, and stays so after a restore', async () => {
  const t = await testWorld({ people: 60 })
  onTestFinished(() => t.close())
  const archives = await testArchives(t.fresh)
  onTestFinished(() => archives.remove())
  const { operationId } = t.practice.journey
  const at = (days: number) => new Date(t.world.clock() - days * DAY_MS)
  const due = await t.fresh.asOwner(async (client) => {
    const old = at(retentionRules['household-inactive'].periodDays + 1)
    await client.query('update event set at = $2 where operation_id = $1', [operationId, old])
    await client.query('update audit_entry set at = $2 where operation_id = $1', [operationId, old])
    await client.query('update registration_group set registered_at = $2 where operation_id = $1', [operationId, old])
    await client.query(
      `insert into alarm values ($1, $1, 'many-opened', $2, null, '{"people": 61}', $2, $1, 'training')`,
      [operationId, at(retentionRules.alarms.periodDays + 1)],
    )
    return (await client.query('select 1 from registration_group where operation_id = $1', [operationId])).rowCount!
  })
  expect(due).toBeGreaterThan(10)
  const before = await archives.backUp()

  const started = { ownerUrl: t.fresh.ownerUrl, secretsDir: t.fresh.secretsDir, clockStartsAt: t.world.clock() }
  const [killed, second] = await Promise.all([job(started), job(started)])
  const runHere = (world = t.world) =>
    keepPeriods({ ...world, keysOf: world.keyring.find, statusIndices: world.intake.statusIndices }, operationId)

  // The first job waits in the middle of a household; a second finds the class taken and leaves it.
  await t.fresh.asOwner(async (client) => {
    await client.query('begin')
    await client.query(
      `select from person_key where operation_id = $1 order by individual_id desc limit 1 for update`,
      [operationId],
    )
    const ended = once(killed, 'exit')
    killed.send(operationId)
    await expect.poll(() => waiting(client), { timeout: 30_000 }).toBeGreaterThan(0)
    expect(await runHere()).not.toHaveProperty('household-inactive')
    killed.kill('SIGKILL')
    await ended
    await client.query('rollback')
    // Cut off in the middle, no household is half erased.
    expect((await client.query(HALF_ERASED, [operationId])).rows).toEqual([])
  })

  // Both at once go on with what is left.
  const again: Record<string, number>[] = await Promise.all([run(second, operationId), runHere()])
  const taken = again.reduce((all, ended) => all + (ended['household-inactive'] ?? 0), 0)
  const erased = await t.fresh.asOwner((client) => outcome(client, operationId))
  expect(erased).toEqual({ households: due, events: due, acts: due, counted: due, keys: 0, blobs: 0, alarms: 0 })
  expect(taken).toBeGreaterThan(0)
  expect(taken).toBeLessThanOrEqual(due)
  expect(await runHere()).toEqual({})

  // A backup from before the job brings nobody back, and what else had ended ends again at the next run.
  const client = await emptyDatabase()
  const { restored } = await archives.restore({ ...before, erasures: [await archives.listErasures()], client })
  expect(restored).toMatchObject({ isEqual: true })
  expect(restored.erasedAgain).toBeGreaterThanOrEqual(due)
  expect(await outcome(client, operationId)).toMatchObject({ households: due, keys: 0, blobs: 0, alarms: 1 })
  const ownerUrl = Object.assign(new URL(t.fresh.ownerUrl), { pathname: `/${client.database}` }).href
  const world = await openWorld({ ...t.world, ownerUrl, poolSize: 2 })
  expect(await runHere(world)).toEqual({ alarms: 1, events: expect.any(Number) })
  await world.close()
})

async function job(started: Started): Promise<ChildProcess> {
  const child = fork(PROGRAM, [JSON.stringify(started)])
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill()
    await once(child, 'exit')
  })
  const endedEarly = once(child, 'exit').then(() => {
    throw new Error('the job ended before it was open')
  })
  await Promise.race([once(child, 'message'), endedEarly])
  // From here on it may end: killed, or when the test is over.
  endedEarly.catch(() => {})
  return child
}

function run(child: ChildProcess, operationId: string): Promise<Record<string, number>> {
  return new Promise((resolve, reject) => {
    child.once('message', (ended) => resolve(ended as Record<string, number>))
    child.once('exit', () => reject(new Error('the job ended by itself')))
    child.send(operationId)
  })
}

/** How many connections to this database wait for a row that another holds. */
async function waiting(client: Client): Promise<number> {
  await client.query('select pg_stat_clear_snapshot()') // within a transaction the view stands still
  const { rows } = await client.query<{ waiting: number }>(
    `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  )
  return rows[0]!.waiting
}

/** Households of whom some have a key and some have none, or who are called erased and have one. */
const HALF_ERASED = `
  select g.id, g.stage, count(k.individual_id), count(*) from registration_group g
  join individual i on i.operation_id = g.operation_id and i.group_id = g.id
  left join person_key k on k.operation_id = i.operation_id and k.individual_id = i.id
  where g.operation_id = $1 group by g.id, g.stage
  having count(k.individual_id) not in (0, count(*)) or (g.stage = 'erased') <> (count(k.individual_id) = 0)`

async function outcome(client: Client, operationId: string) {
  const { rows } = await client.query(
    `select (select count(*)::int from registration_group where operation_id = $1 and stage = 'erased') as households,
       (select count(*)::int from event where operation_id = $1 and kind = 'registration-erased') as events,
       (select count(*)::int from audit_entry where operation_id = $1 and act = 'erase') as acts,
       (select sum(split_part(purpose, ' ', 2)::int)::int from audit_entry
         where operation_id = $1 and act = 'end-of-period' and purpose like 'household-inactive:%') as counted,
       (select count(*)::int from person_key where operation_id = $1) as keys,
       (select count(*)::int from person_blob where operation_id = $1) as blobs,
       (select count(*)::int from alarm where operation_id = $1) as alarms`,
    [operationId],
  )
  return rows[0]
}

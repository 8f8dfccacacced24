import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testArchives } from '#checks/harness/archives.ts'
import { addManyPeople } from '#checks/harness/many-people.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { ArchiveProblem } from '#platform/backup/format.ts'
import { inspectArchive } from '#platform/backup/restoring.ts'

// The drill: all people of one large operation, backed up and put back on an empty machine.

const HOUSEHOLDS = 33_334
const MINUTES_MAX = 30
const MEMORY_MIB_MAX = 400

let t: TestWorld
beforeAll(async () => {
  t = await testWorld({ people: 60 })
  await t.fresh.asOwner((client) => addManyPeople(client, t.practice.authority.operationId, HOUSEHOLDS))
}, 600_000)
afterAll(() => t.close())

test(`100,000 people are backed up and restored within ${MINUTES_MAX} minutes, equal, in bounded memory`, async () => {
  const archives = await testArchives(t.fresh)
  const before = process.memoryUsage().rss
  let highest = before
  const watch = () => {
    highest = Math.max(highest, process.memoryUsage().rss)
  }
  const from = performance.now()
  const made = await archives.backUp({ onProgress: watch })
  const backedUp = performance.now()
  const { restored } = await archives.restore({ ...made, onProgress: watch })
  const done = performance.now()
  expect(restored).toMatchObject({ isEqual: true, peopleWithoutKey: 0 })
  expect(made.world.parts['table individual']!.rows).toBeGreaterThan(100_000)
  const seconds = { backUpAndCheck: (backedUp - from) / 1000, restore: (done - backedUp) / 1000 }
  const megabytes = [made.world, made.keys].map(({ path }) => Math.round(readFileSync(path).length / 1e6))
  const memoryMiB = Math.round((highest - before) / 2 ** 20)
  console.log({ seconds, megabytes, memoryMiB })
  expect((done - from) / 60_000).toBeLessThan(MINUTES_MAX)
  expect(memoryMiB).toBeLessThan(MEMORY_MIB_MAX)

  const whole = readFileSync(made.world.path)
  for (const place of [0.1, 0.3, 0.5, 0.7, 0.9].map((share) => Math.floor(whole.length * share))) {
    const changed = Buffer.from(whole)
    changed[place] = changed[place]! ^ 1
    writeFileSync(made.world.path, changed)
    await expect(inspectArchive(made.world.path, archives.identity, () => {})).rejects.toBeInstanceOf(ArchiveProblem)
  }
  archives.remove()
})

import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { listen } from '#apps/server/listen.ts'
import { openWorld } from '#apps/server/world.ts'
import { exportColumns } from '#capabilities/registration/desk/server/export.ts'
import { databaseForThisTest } from '#checks/harness/database.ts'
import { temporaryFolder } from '#checks/harness/posada.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { makePracticeWorld } from '../practice/world.ts'
import { recordRunning } from '../running.ts'
import { exportCommand } from './export.ts'

const GROUND = ['--purpose', 'aid', '--basis', 'vital-interest']

test('registrations are exported from the running server: pseudonymous, or with names on record', async () => {
  const { world, folder } = await practiceServer()
  const { out, err, command } = terminal()
  const file = join(folder, 'all.csv')
  expect(await command(['registrations', '--csv', file, '--json']), err.join()).toBe(0)
  const rows = readFileSync(file, 'utf8').split('\r\n')
  expect(rows[0]).toBe(exportColumns.join(','))
  expect(JSON.parse(out[0]!)).toMatchObject({ file, people: 40, names: false, operation: 'Walk of October 2021' })
  expect(rows.length - 2).toBe(40)
  expect(statSync(file).mode & 0o777).toBe(0o600)

  const named = join(folder, 'named.csv')
  expect(await command(['registrations', '--csv', named, '--names', '--recipient', 'Shelter office', ...GROUND])).toBe(
    0,
  )
  expect(readFileSync(named, 'utf8').split('\r\n')[0]).toContain('name,birth_date')

  await world.vault.lockAll()
  const locked = join(folder, 'locked.csv')
  expect(await command(['registrations', '--csv', locked, '--names', '--recipient', 'Office', ...GROUND])).toBe(1)
  expect(err.at(-1)).toContain('locked')
  expect(() => statSync(locked)).toThrow()
  expect(() => statSync(`${locked}.part`)).toThrow()
})

test('wrong input is told in one sentence that names the option', async () => {
  const { command } = terminal()
  const wrong: [string[], RegExp][] = [
    [['people', '--csv', 'a.csv'], /posada export registrations/],
    [['registrations'], /--csv/],
    [['registrations', '--csv', 'a.csv', '--names'], /--recipient/],
    [
      ['registrations', '--csv', 'a.csv', '--names', '--recipient', 'A', '--purpose', 'fun'],
      /--purpose: one of registration/,
    ],
    [['registrations', '--csv', 'a.csv', '--names', '--recipient', 'A', '--purpose', 'aid'], /--basis: one of consent/],
    [
      ['registrations', '--csv', 'a.csv', '--names', '--recipient', 'A', ...GROUND, '--agreement', '7'],
      /--agreement takes the number/,
    ],
    [['registrations', '--csv', 'a.csv', '--recipient', 'A'], /belong to --names/],
    [['registrations', '--csv', 'a.csv', '--operation', '7'], /--operation/],
  ]
  for (const [args, sentence] of wrong) await expect(command(args)).rejects.toThrow(sentence)
})

/** A small practice world, served on a data folder of its own. */
async function practiceServer() {
  const environment = realEnvironment()
  const fresh = await databaseForThisTest()
  const folder = temporaryFolder()
  vi.stubEnv('POSADA_DATA', folder)
  const secretsDir = join(folder, 'practice', 'secrets')
  const options = { ...environment, isPractice: true, ownerUrl: fresh.ownerUrl, secretsDir, poolSize: 2, log: () => {} }
  const first = await openWorld(options)
  await makePracticeWorld({ ...first, onProgress: () => {}, people: 40 })
  await first.close()
  const world = await openWorld(options)
  const server = await listen(world, { host: '127.0.0.1', port: 0 })
  const forget = recordRunning(join(folder, 'practice'), server.url)
  onTestFinished(async () => {
    forget()
    await server.stop()
    await world.close()
    vi.unstubAllEnvs()
  })
  return { world, folder }
}

function terminal() {
  const out: string[] = []
  const err: string[] = []
  const io = {
    out: (line: string) => out.push(line),
    err: (line: string) => err.push(line),
    progress: () => {},
    environment: realEnvironment(),
    signal: new AbortController().signal,
  }
  return { out, err, command: (args: string[]) => exportCommand(args, io) }
}

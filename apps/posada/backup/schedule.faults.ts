import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { databaseForThisTest } from '#checks/harness/database.ts'
import { temporaryFolder } from '#checks/harness/posada.ts'
import { createIdentity } from '#platform/backup/identity.ts'
import { type Environment, realEnvironment } from '#platform/base/environment.ts'
import type { Command, CommandIo } from '../command.ts'
import { initCommand } from '../commands/init.ts'
import { restoreCommand } from '../commands/restore.ts'
import { startCommand } from '../commands/start.ts'

const HOUR_MS = 3_600_000
/** So much faster do the timers of the server run: it looks for what is due after half a second instead of twenty. */
const FASTER = 40

test('a running server makes its backup by itself, restore takes it, and its age turns red after 26 hours', async () => {
  const { ownerUrl } = await databaseForThisTest()
  const { recipient, identity } = await createIdentity()
  const [folder, backups] = [temporaryFolder(), temporaryFolder()]
  const settings = { POSADA_DEMO: '0', PORT: '0', POSADA_DATA: folder, DATABASE_URL: ownerUrl }
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value)
  onTestFinished(() => void vi.unstubAllEnvs())
  const made = JSON.parse((await ran(initCommand, ['--name', 'Oficina de prueba', '--json'])).at(-1)!)

  vi.stubEnv('BACKUP_DIR', backups)
  vi.stubEnv('BACKUP_RECIPIENT', recipient)
  vi.stubEnv('BACKUP_EVERY_HOURS', '48')
  let moved = 0
  const real = realEnvironment()
  const timers = { after: (ms: number, call: () => void) => real.timers.after(ms / FASTER, call) }
  const server = await started({ ...real, timers, clock: () => real.clock() + moved })
  /** What the administrator sees, signed in anew: a session ends long before 26 hours. */
  async function health() {
    const { operationId, administrator } = made
    const signedIn = await server.post('/access/sign-in', { operationId, ...administrator })
    const cookie = signedIn.headers.get('set-cookie')!.split(';')[0]!
    return async () => (await (await fetch(`${server.url}/api/health`, { headers: { cookie } })).json()).backup
  }

  const look = await health()
  await expect
    .poll(look, { timeout: 20_000 })
    .toMatchObject({ hours: 0, level: 'well', isRunning: false, failed: null })
  const [world, keys, ...others] = readdirSync(backups).filter((name) => !name.includes('erasures'))
  expect([world, keys, others]).toEqual([expect.stringMatching(/\.age$/), `${world}.keys.age`, []])
  const at = async (hours: number) => {
    moved = hours * HOUR_MS
    return (await health())()
  }
  expect(await at(25.9)).toMatchObject({ hours: 25.9, level: 'well' })
  expect(await at(26.2)).toMatchObject({ hours: 26.2, level: 'act' })
  expect(await server.stop()).toBe(0)

  writeFileSync(join(folder, 'identity.txt'), identity)
  vi.stubEnv('POSADA_DATA', temporaryFolder())
  vi.stubEnv('DATABASE_URL', (await databaseForThisTest()).ownerUrl)
  const from = ['--from', join(backups, world!), '--identity', join(folder, 'identity.txt'), '--json']
  const restored = JSON.parse((await ran(restoreCommand, from)).at(-1)!)
  expect(restored).toMatchObject({
    equal: true,
    practice: false,
    logs: [{ operation: made.operationId, isEqual: true }],
  })
})

/** Runs a command to its end in this process and gives what it printed. */
async function ran(command: Command, args: string[]): Promise<string[]> {
  const printed: string[] = []
  const environment = realEnvironment()
  const code = await command(
    args,
    io(environment, new AbortController().signal, (line) => printed.push(line)),
  )
  expect([code, printed]).toEqual([0, printed])
  return printed
}

async function started(environment: Environment) {
  const stopping = new AbortController()
  let ended: Promise<number> | undefined
  const url = await new Promise<string>((resolve, reject) => {
    const out = (line: string) => {
      const ready = /Posada is ready at (\S+)/.exec(line)?.[1]
      if (ready) resolve(ready)
    }
    ended = startCommand([], io(environment, stopping.signal, out))
    ended.catch(reject)
  })
  onTestFinished(() => stopping.abort())
  return {
    url,
    post: (path: string, body: unknown) =>
      fetch(`${url}/api${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    stop() {
      stopping.abort()
      return ended
    },
  }
}

const io = (environment: Environment, signal: AbortSignal, out: (line: string) => void): CommandIo => ({
  ...{ environment, signal, out, err: (line: string) => console.error(line), progress: () => {} },
})

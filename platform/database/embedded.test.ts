import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { realEnvironment } from '#platform/base/environment.ts'
import { chooseDataFolder, findClosedFolder } from './data-folder.ts'
import { findRunningDatabase, startEmbedded } from './embedded.ts'
import { DataInUse } from './owner-file.ts'

let parent: string
let dataDir: string
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'posada-embedded-'))
  chmodSync(parent, 0o711)
  dataDir = join(parent, 'data')
})
afterAll(() => rmSync(parent, { recursive: true, force: true }))

const options = () => ({ dataDir, ...realEnvironment(), log: () => {}, durable: false })

test('a second start on the same data says so, with the pid, and leaves it alone', async () => {
  const first = await startEmbedded(options())
  expect(findRunningDatabase(dataDir)?.ownerUrl()).toBe(first.ownerUrl())
  await expect(startEmbedded(options())).rejects.toThrow(DataInUse)
  await expect(startEmbedded(options())).rejects.toThrow(
    `already running on the data in ${dataDir} (pid ${process.pid})`,
  )
  await first.stop()
  expect(await first.ended).toMatchObject({ expected: true })
  expect(existsSync(join(dataDir, 'postgres/postmaster.pid'))).toBe(false)
  expect(findRunningDatabase(dataDir)).toBeUndefined()
})

test('secrets are readable by nobody else', async () => {
  expect(statSync(join(dataDir, 'secrets')).mode & 0o777).toBe(0o700)
  expect(statSync(join(dataDir, 'secrets/database-owner.password')).mode & 0o777).toBe(0o600)
})

test('after kill -9 of Posada the next start stops what was left running and works', async () => {
  const child = await startElsewhere()
  await kill(child)
  const again = await startEmbedded(options())
  await again.stop()
}, 30_000)

test('a PostgreSQL that was left running and does not end when asked is ended all the same', async () => {
  const child = await startElsewhere()
  const postmaster = readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]!
  const own = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', postmaster], { encoding: 'utf8' }).split('\n')
  const writer = Number(
    own
      .find((line) => line.includes('walwriter'))!
      .trim()
      .split(' ')[0],
  )
  process.kill(writer, 'SIGSTOP')
  await kill(child)
  const again = await startEmbedded(options())
  await again.stop()
}, 30_000)

test('after kill -9 of Posada and PostgreSQL together the next start works', async () => {
  const child = await startElsewhere()
  const postmaster = Number(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])
  process.kill(postmaster, 'SIGKILL')
  await kill(child)
  const again = await startEmbedded(options())
  await again.stop()
}, 30_000)

test('PostgreSQL that ends by itself is noticed', async () => {
  const running = await startEmbedded(options())
  const postmaster = Number(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])
  process.kill(postmaster, 'SIGQUIT')
  expect(await running.ended).toMatchObject({ expected: false })
})

test('under a folder that PostgreSQL may not enter, data moves to /var/lib/posada and says so', () => {
  const closed = join(parent, 'closed')
  mkdirSync(closed, { mode: 0o700 })
  const account = { name: 'postgres', uid: 54_321, gid: 54_321 }
  const checkout = join(closed, 'posada')
  expect(findClosedFolder(join(checkout, 'data'), account)).toBe(closed)

  const moved = chooseDataFolder({ configured: undefined, checkout, account })
  expect(moved.dataDir).toMatch(/^\/var\/lib\/posada\/posada-[0-9a-f]{8}$/)
  expect(moved.notice).toContain(closed)
  const asked = chooseDataFolder({ configured: './elsewhere', checkout, account })
  expect(asked.dataDir).toMatch(/^\/var\/lib\/posada\/posada-[0-9a-f]{8}$/)
  expect(asked.dataDir).not.toBe(moved.dataDir)

  expect(chooseDataFolder({ configured: undefined, checkout, account: undefined })).toEqual({
    dataDir: join(checkout, 'data'),
  })
  expect(chooseDataFolder({ configured: '/srv/posada', checkout, account })).toEqual({ dataDir: '/srv/posada' })
})

/** A Posada in a process of its own, which can be killed. */
async function startElsewhere(): Promise<ChildProcess> {
  const program = `
    import { realEnvironment } from '#platform/base/environment.ts'
    import { startEmbedded } from '#platform/database/embedded.ts'
    await startEmbedded({ dataDir: ${JSON.stringify(dataDir)}, ...realEnvironment(), log: () => {}, durable: false })
    process.stdout.write('running')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise((resolve) => child.stdout.once('data', resolve))
  return child
}

async function kill(child: ChildProcess) {
  child.kill('SIGKILL')
  await new Promise((resolve) => child.once('exit', resolve))
}

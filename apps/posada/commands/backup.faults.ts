import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { posada, runPosada, temporaryFolder } from '#checks/harness/posada.ts'
import { createIdentity } from '#platform/backup/identity.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { type Command, type CommandIo, WrongInput } from '../command.ts'
import { backupCommand } from './backup.ts'
import { restoreCommand } from './restore.ts'

/** Many starts of the command line, on a machine that may be busy. */
const MINUTE_MS = 60_000

test('a real operation is backed up while it serves, restored on an empty machine, and its custodians unlock it', {
  timeout: 2 * MINUTE_MS,
}, async () => {
  const folder = temporaryFolder()
  const settings = { POSADA_DATA: join(folder, 'data'), POSADA_DEMO: '0', PORT: '0' }
  const made = await json(['init', '--name', 'Oficina de prueba'], settings)
  const { recipient, identityFile } = await pairIn(folder)
  const server = posada(['start'], settings)
  await server.ready
  const file = join(folder, 'one.age')
  const never = await runPosada(['backup', '--status'], settings)
  expect([never.code, never.output]).toEqual([1, expect.stringContaining('never backed up. TOO OLD')])
  const backup = await json(['backup', '--to', file, '--recipient', recipient], settings)
  expect(backup.files.map(({ path }: { path: string }) => path)).toEqual([file, `${file}.keys.age`])
  expect(backup.parts['table operation'].rows).toBe(1)
  const status = await json(['backup', '--status'], settings)
  expect(status.operations).toMatchObject([{ operationId: made.operationId, isLate: false }])
  // A server that runs is not restored over, nor is its data.
  const over = await runPosada(['restore', '--from', file, '--identity', identityFile], settings)
  expect([over.code, over.output]).toEqual([2, expect.stringMatching(/running on .*Stop it/)])
  server.process.kill('SIGINT')
  await server.ended
  const full = await runPosada(['restore', '--from', file, '--identity', identityFile], settings)
  expect([full.code, full.output]).toEqual([1, expect.stringContaining('operations here already')])

  const elsewhere = { ...settings, POSADA_DATA: join(folder, 'new') }
  const practice = await runPosada(['restore', '--from', file, '--identity', identityFile], {
    ...elsewhere,
    POSADA_DEMO: '1',
  })
  expect([practice.code, practice.output]).toEqual([2, expect.stringContaining('backup of a real operation')])
  expect(existsSync(elsewhere.POSADA_DATA)).toBe(false)

  const restored = await json(['restore', '--from', file, '--identity', identityFile], elsewhere)
  expect(restored).toMatchObject({ equal: true, practice: false, mark: backup.mark, erasedAgain: 0 })
  const { operationId } = made
  expect(restored.logs).toMatchObject([{ operation: operationId, isEqual: true, ...backup.logs[operationId] }])
  const again = posada(['start'], elsewhere)
  const url = await again.ready
  const custodians = made.custodians.slice(0, 2)
  const unlocked = await fetch(`${url}/api/access/unlock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ operationId: made.operationId, custodians }),
  })
  expect(unlocked.status).toBe(200)
  again.process.kill('SIGINT')
  expect((await again.ended).code).toBe(0)
})

test('a practice world is restored as practice, and a damaged archive makes nothing at all', {
  timeout: 2 * MINUTE_MS,
}, async () => {
  const folder = temporaryFolder()
  const settings = { POSADA_DATA: join(folder, 'data') }
  const { recipient, identityFile } = await pairIn(folder)
  expect((await runPosada(['demo'], settings)).code).toBe(0)
  const file = join(folder, 'practice.age')
  await json(['backup', '--to', file, '--recipient', recipient], settings)
  const elsewhere = { POSADA_DATA: join(folder, 'new') }
  const restore = ['restore', '--from', file, '--identity', identityFile]

  const whole = readFileSync(file)
  const changed = Buffer.from(whole)
  changed[whole.length >> 1] = changed[whole.length >> 1]! ^ 1
  writeFileSync(file, changed)
  const damaged = await runPosada(restore, elsewhere)
  expect([damaged.code, damaged.output]).toEqual([1, expect.stringMatching(/is damaged or cut short/)])
  expect(damaged.output.trim().split('\n')).toHaveLength(1)
  expect(existsSync(elsewhere.POSADA_DATA)).toBe(false)

  writeFileSync(file, whole)
  const asReal = await runPosada(restore, { ...elsewhere, POSADA_DEMO: '0' })
  expect([asReal.code, asReal.output]).toEqual([2, expect.stringContaining('backup of practice')])
  const restored = await json(restore, elsewhere)
  expect(restored).toMatchObject({ equal: true, practice: true, peopleWithoutKey: 0 })
  expect(existsSync(join(elsewhere.POSADA_DATA, 'postgres'))).toBe(false)

  const twice = await runPosada(restore, elsewhere)
  expect([twice.code, twice.output]).toEqual([2, expect.stringContaining('practice world')])
})

test('what backup and restore are told wrongly is answered with the option to change, and writes nothing', async () => {
  const folder = temporaryFolder()
  vi.stubEnv('POSADA_DATA', join(folder, 'data'))
  onTestFinished(() => void vi.unstubAllEnvs())
  const { recipient } = await createIdentity()
  const [file, notThere] = [join(folder, 'something.txt'), join(folder, 'x')]
  writeFileSync(file, 'nothing of use')
  const wrong: [Command, string[], RegExp][] = [
    [backupCommand, [], /--to/],
    [backupCommand, ['--to', notThere], /--recipient/],
    [backupCommand, ['--to', notThere, '--recipient', 'age1x'], /--recipient/],
    [backupCommand, ['--to', file, '--recipient', recipient], /is there already/],
    [backupCommand, ['--to', join(folder, 'no/x'), '--recipient', recipient], /no folder/],
    [backupCommand, ['--to', notThere, '--recipient', recipient], /nothing to back up/],
    [restoreCommand, [], /--from/],
    [restoreCommand, ['--from', file, '--identity', notThere], /not there/],
    [restoreCommand, ['--from', file, '--identity', file], /no age identity/],
  ]
  for (const [command, args, sentence] of wrong) {
    const refusal = await command(args, silent()).catch((error: unknown) => error)
    expect(refusal, args.join(' ')).toBeInstanceOf(WrongInput)
    expect((refusal as Error).message).toMatch(sentence)
  }
  expect(readdirSync(folder)).toEqual(['something.txt'])
})

const silent = (): CommandIo => ({
  ...{ out: () => {}, err: () => {}, progress: () => {} },
  ...{ environment: realEnvironment(), signal: new AbortController().signal },
})

async function json(args: string[], settings: Record<string, string>) {
  const { code, output } = await runPosada([...args, '--json'], settings)
  expect([code, output]).toEqual([0, output])
  return JSON.parse(output.trim().split('\n').at(-1)!)
}

async function pairIn(folder: string): Promise<{ recipient: string; identityFile: string }> {
  const { recipient, identity } = await json(['backup', '--new-recipient'], {})
  const identityFile = join(folder, 'identity.txt')
  writeFileSync(identityFile, `# kept on paper\n${identity}\n`)
  return { recipient, identityFile }
}

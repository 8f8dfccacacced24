import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startJobs } from '#apps/server/jobs.ts'
import { openWorld, type World } from '#apps/server/world.ts'
import { createOperation } from '#capabilities/access/server/operations.ts'
import { type FreshDatabase, freshDatabase } from '#checks/harness/database.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { actStatement } from '#platform/ledger/audit.ts'
import { signHead } from '#platform/ledger/head.ts'
import { createSealer } from '#platform/ledger/sealing.ts'
import { WrongInput } from '../command.ts'
import { auditCommand } from './audit.ts'

const environment = realEnvironment()
let fresh: FreshDatabase
let dataDir: string
let world: World
let operationId: string
beforeAll(async () => {
  fresh = await freshDatabase()
  dataDir = mkdtempSync(join(tmpdir(), 'posada-audit-'))
  chmodSync(dataDir, 0o711) // as root, PostgreSQL's account must be able to pass
  const secretsDir = join(dataDir, 'secrets')
  const { ownerUrl } = fresh
  world = await openWorld({ ...environment, isPractice: false, ownerUrl, secretsDir, poolSize: 2, log: () => {} })
  operationId = await addOperation('First office')
  vi.stubEnv('POSADA_DATA', dataDir)
  vi.stubEnv('POSADA_DEMO', '0')
  vi.stubEnv('DATABASE_URL', ownerUrl)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await world.close()
  await fresh.drop()
  rmSync(dataDir, { recursive: true, force: true })
})

test('while nothing was sealed there is no head, and the empty log is valid', async () => {
  await record(5)
  const { code, err } = await audit('head')
  expect(code).toBe(1)
  expect(err[0]).toContain('has been sealed yet')
  const verdict = await audit('verify', '--json')
  expect(verdict.code).toBe(0)
  expect(JSON.parse(verdict.out[0]!)).toMatchObject({ valid: true, size: 0, firstBadIndex: null })
})

test('the server seals within five seconds, and the command line prints the head and finds all valid', async () => {
  const before = environment.clock()
  const jobs = startJobs(world, [], { opensEntries: false })
  await vi.waitFor(async () => expect((await audit('head')).code).toBe(0), { timeout: 10_000, interval: 100 })
  expect(environment.clock() - before).toBeLessThan(6_000)
  await jobs.stop()

  const head = (await audit('head')).out[0]!
  expect(head).toMatch(new RegExp(`^posada-head-1 ${operationId} 5 `))
  const { code, out } = await audit('verify', '--head', head, '--json')
  expect(code).toBe(0)
  const verdict = JSON.parse(out[0]!)
  expect(Object.keys(verdict)).toEqual(['valid', 'size', 'root', 'firstBadIndex'])
  expect(verdict).toEqual({ valid: true, size: 5, root: head.split(' ')[3], firstBadIndex: null })
})

test('heads kept in a file are held against the log; what was changed since is named, and exit is not 0', async () => {
  const file = join(dataDir, 'heads.txt')
  const kept = (await audit('head')).out
  await record(4)
  await createSealer({ ...world, keysOf: world.keyring.find }).seal(operationId)
  writeFileSync(file, `${[...kept, ...(await audit('head')).out].join('\n')}\n`)
  const good = await audit('verify', '--head', file)
  expect(good).toMatchObject({ code: 0, out: [expect.stringContaining('agrees with the 2 exported')] })

  const entry = '(select entry_id from ledger_leaf where leaf_number = 3)'
  await fresh.asOwner((owner) => owner.query(`update audit_entry set role = role || '!' where id = ${entry}`))
  const { code, out, err } = await audit('verify', '--head', file, '--json')
  expect(code).toBe(1)
  expect(JSON.parse(out[0]!)).toMatchObject({ valid: false, size: 9, firstBadIndex: 3 })
  expect(err.join()).toContain('A sealed entry was changed.')
  expect((await audit('verify')).out[0]).toContain('A sealed entry was changed. First bad entry: number 3 of 9.')
  await fresh.asOwner((owner) => owner.query(`update audit_entry set role = rtrim(role, '!') where id = ${entry}`))
})

test('leaves and heads leave the machine, and whoever has them needs neither us nor our database', async () => {
  const file = join(dataDir, 'leaves.txt')
  const { code, out } = await audit('leaves', '--file', file, '--json')
  expect(code).toBe(0)
  const { key, leaves } = JSON.parse(out[0]!)
  expect(leaves).toBe(9)
  const heads = join(dataDir, 'newest-head.txt')
  writeFileSync(heads, (await audit('head')).out.join('\n'))
  const verifier = fileURLToPath(new URL('../../../platform/ledger/verify-standalone.mjs', import.meta.url))
  const answer = execFileSync(process.execPath, [verifier, heads, file, key], { encoding: 'utf8' })
  expect(JSON.parse(answer)).toMatchObject({ valid: true, size: 9 })
})

test('several operations are told apart', async () => {
  const second = await addOperation('Second office')
  const { code, out } = await audit('verify', '--json')
  expect(code).toBe(0)
  const { valid, operations } = JSON.parse(out[0]!)
  expect(valid).toBe(true)
  expect(
    operations.map(({ operation, size }: { operation: string; size: number }) => [operation, size]).sort(),
  ).toEqual(
    [
      [operationId, 9],
      [second, 0],
    ].sort(),
  )
  const one = await audit('verify', '--operation', second, '--json')
  expect(JSON.parse(one.out[0]!)).toMatchObject({ valid: true, size: 0 })
  await expect(audit('leaves', '--file', join(dataDir, 'x'))).rejects.toThrow(operationId)
})

test('what is told wrongly is answered with one sentence', async () => {
  const [head] = (await audit('head', '--operation', operationId)).out as [string]
  const forged = signHead(
    { operationId, size: 1, root: new Uint8Array(32), at: 0 },
    (await world.keyring.find(operationId))!.receipt,
  )
  for (const args of [
    [],
    ['prove'],
    ['verify', '--head', '/nowhere/heads.txt'],
    ['verify', '--head', `${head}x`],
    ['verify', '--head', forged],
    ['verify', '--head', head, '--operation', '00000000-0000-4000-8000-000000000001'],
    ['verify', '--operation', 'x'],
    ['verify', '--operation', '00000000-0000-4000-8000-000000000001'],
    ['head', '--head', head],
    ['leaves'],
    ['leaves', '--operation', operationId, '--file', '/nowhere/leaves.txt'],
  ]) {
    await expect(audit(...args), args.join(' ')).rejects.toThrow(WrongInput)
  }
})

async function addOperation(name: string): Promise<string> {
  const made = await createOperation(
    world.db,
    {
      ...{ kind: 'authority', name, issuerName: name, practice: false },
      custodianPassphrases: ['lamp river olive melon', 'coast drum paper swan', 'ember table orchard lemon'],
    },
    world,
  )
  return made.operationId
}

const record = (count: number) =>
  world.db.scopedAll(
    operationId,
    Array.from({ length: count }, () =>
      actStatement(world, operationId, {
        ...{ actor: 'console', act: 'try', subjectKind: 'operation', subjectId: operationId, purpose: 'test' },
      }),
    ),
  )

async function audit(...args: string[]) {
  const out: string[] = []
  const err: string[] = []
  const code = await auditCommand(args, {
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
    progress: () => {},
    environment,
    signal: new AbortController().signal,
  })
  return { code, out, err }
}

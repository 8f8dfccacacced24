import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestLog, testLog } from '#checks/harness/ledger.ts'
import { toHex } from '#platform/base/ids.ts'
import { leavesFile } from './leaves-file.ts'

const PROGRAM = fileURLToPath(new URL('./verify-standalone.mjs', import.meta.url))

let log: TestLog
let folder: string
let heads: string[]
let leaves: string[]
let key: string
beforeAll(async () => {
  log = await testLog({ batchMax: 5 })
  folder = mkdtempSync(join(tmpdir(), 'posada-verifier-'))
  heads = []
  for (const count of [4, 7]) {
    await log.record(count)
    await log.seal()
    heads.push((await log.newestHead()).line)
  }
  key = toHex(log.keys.ledger.publicKey)
  leaves = []
  const { operationId } = log
  const file = leavesFile((query, params) => log.fresh.database.scoped(operationId, query, params), {
    ...log.keys,
    operationId,
  })
  for await (const lines of file) leaves.push(...lines)
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await log.fresh.drop()
})

test('heads and leaves that belong together are valid, in Node as it is, without anything installed', async () => {
  const { status, verdict } = verify(heads, leaves)
  const { root } = await log.newestHead()
  expect({ status, verdict }).toEqual({
    status: 0,
    verdict: { valid: true, size: 11, root: toHex(root), firstBadIndex: null, key },
  })
  expect(readFileSync(PROGRAM, 'utf8')).not.toMatch(/from '(?!node:)/)
})

test('a leaf that was changed, removed, added or moved shows, after the last head that still agrees', () => {
  const at = 7 // leaf 6: covered by the second head alone
  const other = 'ab'.repeat(32)
  const changes = [
    leaves.with(at, other),
    leaves.toSpliced(at, 1),
    leaves.toSpliced(at, 0, other),
    leaves.with(at, leaves[at + 1]!).with(at + 1, leaves[at]!),
  ]
  for (const changed of changes) {
    const { status, verdict } = verify(heads, changed)
    // One leaf fewer: the end is missing before any root can be compared.
    const firstBadIndex = changed.length < leaves.length ? 10 : 4
    expect({ status, verdict }).toMatchObject({ status: 1, verdict: { valid: false, firstBadIndex } })
  }
  expect(verify(heads, leaves.with(1, other)).verdict).toMatchObject({ valid: false, firstBadIndex: 0 })
})

test('a head under another key, with another time, or of another operation is not believed', () => {
  expect(verify(heads, leaves, '00'.repeat(32)).status).toBe(1)
  const [, second] = heads as [string, string]
  expect(verify([second.replace('2021-', '2020-')], leaves).status).toBe(1)
  const elsewhere = leaves.with(0, leaves[0]!.replace(log.operationId, '00000000-0000-4000-8000-000000000001'))
  expect(verify(heads, elsewhere).status).toBe(1)
})

test('what is no head, no list of leaves or no key is told in one sentence', () => {
  for (const [wrongHeads, wrongLeaves, wrongKey] of [
    [['posada-head-1 x'], leaves, key],
    [[], leaves, key],
    [heads, leaves.slice(1), key],
    [heads, leaves.with(3, 'xyz'), key],
    [heads, leaves, 'abc'],
  ] as const) {
    const { status, errors } = verify([...wrongHeads], [...wrongLeaves], wrongKey)
    expect(status).toBe(2)
    expect(errors.trim().split('\n')).toHaveLength(1)
  }
  expect(spawnSync(process.execPath, [PROGRAM, 'nowhere', 'nowhere']).status).toBe(2)
})

test('importing it, as a page does, runs nothing', () => {
  const source = `import(${JSON.stringify(PROGRAM)}).then(({ verifyHeads }) => console.log(typeof verifyHeads))`
  expect(execFileSync(process.execPath, ['-e', source], { encoding: 'utf8' }).trim()).toBe('function')
})

function verify(headLines: string[], leafLines: string[], trustedKey = key) {
  const [headsFile, leavesName] = ['heads.txt', 'leaves.txt'].map((name) => join(folder, name)) as [string, string]
  writeFileSync(headsFile, `${headLines.join('\n')}\n`)
  writeFileSync(leavesName, `${leafLines.join('\r\n')}\r\n`)
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, headsFile, leavesName, trustedKey], {
    encoding: 'utf8',
  })
  return { status, verdict: stdout ? JSON.parse(stdout) : undefined, errors: stderr }
}

import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { exportCommand } from '#apps/posada/commands/export.ts'
import { recordRunning } from '#apps/posada/running.ts'
import { temporaryFolder } from '#checks/harness/posada.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { collectTexts, crossOver, fingerprint, registerMarked } from './operations-apart.ts'

let t: TestWorld
beforeAll(async () => {
  t = await testWorld({ people: 40 })
})
afterAll(() => t.close())

test('exports and searches of one operation hold nobody of the other, whoever asks', async () => {
  for (const operation of ['journey', 'authority'] as const) await registerMarked(t, operation)
  for (const [from, to] of [
    ['journey', 'authority'],
    ['authority', 'journey'],
  ] as const) {
    const officer = await t.signIn(from, 'data-protection-officer')
    const exported = []
    for (const path of ['/api/desk/exports', '/api/desk/exports/with-names'])
      for (let after: string | null = null; ; ) {
        const asked: object = path.endsWith('names')
          ? { after, recipient: 'Office', purpose: 'aid', basis: 'vital-interest', agreementId: null }
          : { after }
        const piece: { csv: string; next: string | null } = await (await t.post(path, asked, officer)).json()
        exported.push(piece.csv)
        after = piece.next
        if (after === null) break
      }
    const csv = exported.join('')
    expect(csv).toContain(`Marker ${from} Alpha`)
    expect(csv).not.toContain(`Marker ${to}`)
    const registrar = await t.signIn(from, 'registrar')
    const search = async (name: string) =>
      (await (await t.post('/api/desk/search', { name, purpose: 'registration' }, registrar)).json()).found.map(
        (person: { name: string }) => person.name,
      )
    expect(await search(`Marker ${from} Alpha`)).toContain(`Marker ${from} Alpha`)
    expect((await search(`Marker ${to} Alpha`)).filter((name: string) => name.includes(to))).toEqual([])
  }
})

test('a file exported at the command line holds one operation, with or without names, and changes nothing of the other', async () => {
  const folder = temporaryFolder()
  vi.stubEnv('POSADA_DATA', folder)
  mkdirSync(join(folder, 'practice'))
  symlinkSync(t.fresh.secretsDir, join(folder, 'practice', 'secrets'))
  const server = await t.serve()
  const forget = recordRunning(join(folder, 'practice'), server.url)
  onTestFinished(async () => {
    forget()
    await server.stop()
    vi.unstubAllEnvs()
  })
  for (const operation of ['journey', 'authority'] as const) await registerMarked(t, operation)
  const withNames = ['--names', '--recipient', 'Office', '--purpose', 'aid', '--basis', 'vital-interest']
  for (const [from, to] of [
    ['journey', 'authority'],
    ['authority', 'journey'],
  ] as const) {
    const ours = new Set(await collectTexts(t, from))
    const theirs = (await collectTexts(t, to)).filter((text) => !ours.has(text))
    expect(theirs.length).toBeGreaterThan(30)
    const before = await rowsOf(to)
    for (const names of [[], withNames]) {
      const file = join(folder, `${from}-${names.length}.csv`)
      const said: string[] = []
      const io = { out: () => {}, err: (line: string) => said.push(line), progress: () => {} }
      const args = ['registrations', '--csv', file, '--operation', t.practice[from].operationId, ...names]
      const code = await exportCommand(args, {
        ...io,
        environment: realEnvironment(),
        signal: new AbortController().signal,
      })
      expect([code, said]).toEqual([0, []])
      const csv = readFileSync(file, 'utf8')
      expect(csv.split('\r\n').length).toBeGreaterThan(10)
      if (names.length > 0) expect(csv).toContain(`Marker ${from} Alpha`)
      expect(theirs.filter((text) => csv.includes(text))).toEqual([])
    }
    expect(await rowsOf(to)).toEqual(before)
  }
})

/** All but the ledger, which the server that runs meanwhile seals for each operation by itself. */
const rowsOf = async (operation: 'journey' | 'authority') =>
  [...(await fingerprint(t, t.practice[operation].operationId))].filter(([table]) => !table.startsWith('ledger_'))

test.each([
  ['journey', 'authority'],
  ['authority', 'journey'],
] as const)(
  'staff of the %s reaches nobody of the %s: by no address, list, file or job',
  { timeout: 60_000 },
  async (from, to) => {
    const { wrong, sent, addresses } = await crossOver(t, from, to, 17)
    expect(wrong).toEqual([])
    expect(addresses).toBeGreaterThan(40)
    expect(sent).toBeGreaterThan(200)
  },
)

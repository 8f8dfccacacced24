import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { posada, runPosada, temporaryFolder } from '#checks/harness/posada.ts'
import { usage } from './usage.ts'

const MINUTE_MS = 60_000

/** A real world without practice: quick to start. */
const settingsFor = (dataDir: string) => ({ POSADA_DATA: dataDir, POSADA_DEMO: '0', PORT: '0' })

test('killed without warning, it starts again on the same data; a second start leaves the first alone', {
  timeout: MINUTE_MS,
}, async () => {
  const settings = settingsFor(join(temporaryFolder(), 'data'))
  const first = posada(['start'], settings)
  await first.ready
  const second = await runPosada(['start'], settings)
  expect(second.code).toBe(1)
  expect(second.output).toMatch(/already running on the data in .* \(pid \d+\)/)

  first.process.kill('SIGKILL')
  await first.ended
  const third = posada(['start'], settings)
  const url = await third.ready
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  third.process.kill('SIGINT')
  expect((await third.ended).code).toBe(0)
})

test('a procedure that is written wrong stops the start with its line, before anything else runs', async () => {
  const dataDir = join(temporaryFolder(), 'data')
  mkdirSync(join(dataDir, 'procedures'), { recursive: true })
  const [shipped, own] = [
    join(import.meta.dirname, '../../capabilities/asylum/procedures/mx-comar.json'),
    join(dataDir, 'procedures/own.json'),
  ]
  const text = readFileSync(shipped, 'utf8').replace('"version": "2021-10"', '"version": "own"')
  const broken = text.replace('"documents": ["constancia"]', '"documents": ["constanca"]')
  writeFileSync(own, broken)
  const line = broken.slice(0, broken.indexOf('"constanca"')).split('\n').length
  const { code, output } = await runPosada(['start'], settingsFor(dataDir))
  expect(code).toBe(1)
  expect(output).toContain(`own.json, line ${line}: steps[`)
  expect(output).toContain('There is no document "constanca". Did you mean "constancia"?')
  expect(readdirSync(dataDir)).toEqual(['procedures'])
})

test('without settings it makes the practice world of October 2021 in its own folder and serves it', {
  timeout: MINUTE_MS,
}, async () => {
  const dataDir = join(temporaryFolder(), 'data')
  const server = posada(['start'], { POSADA_DATA: dataDir, PORT: '0' })
  const url = await server.ready
  const count = await (await fetch(`${url}/api/practice/count`)).json()
  expect(count.people).toBeGreaterThanOrEqual(3_000)
  const { operations } = await (await fetch(`${url}/api/access/operations`)).json()
  expect(
    operations.map((operation: { kind: string; practice: boolean }) => [operation.kind, operation.practice]).sort(),
  ).toEqual([
    ['authority', true],
    ['journey', true],
  ])
  const page = await (await fetch(url)).text()
  expect(page).toMatch(/PRACTICE|practice/)
  expect(JSON.parse(readFileSync(join(dataDir, 'practice/practice.json'), 'utf8')).practice).toBe(true)
  server.process.kill('SIGINT')
  expect((await server.ended).code).toBe(0)
})

test('over TLS it answers on https, and the session cookie belongs to this host alone', {
  timeout: MINUTE_MS,
}, async () => {
  const folder = temporaryFolder()
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-keyout',
      key,
      '-out',
      cert,
      '-days',
      '2',
      '-subj',
      '/CN=localhost',
    ],
    { stdio: 'ignore' },
  )
  const server = posada(['start'], {
    ...settingsFor(join(folder, 'data')),
    HOST: '127.0.0.1',
    TLS_CERT: cert,
    TLS_KEY: key,
  })
  const url = await server.ready
  expect(url).toMatch(/^https:/)
  const headers = execFileSync('curl', ['-sk', '-D', '-', '-o', '/dev/null', `${url}/healthz`], { encoding: 'utf8' })
  expect(headers).toMatch(/200 OK/)
  expect(headers).toMatch(/strict-transport-security/i)
  server.process.kill('SIGINT')
  await server.ended
})

test('a certificate from an authority with an intermediate one is enough for the commands of this machine', {
  timeout: MINUTE_MS,
}, async () => {
  const folder = temporaryFolder()
  const { certFile, keyFile } = chainOfTwo(folder)
  const settings = { ...settingsFor(join(folder, 'data')), HOST: '0.0.0.0', TLS_CERT: certFile, TLS_KEY: keyFile }
  const server = posada(['start'], settings)
  await server.ready
  const locked = await runPosada(['lock'], settings)
  expect([locked.code, locked.output]).toEqual([0, expect.not.stringContaining('certificate')])
  server.process.kill('SIGINT')
  await server.ended
})

/** As ACME gives it: leaf and intermediate, without the root. */
function chainOfTwo(folder: string): { certFile: string; keyFile: string } {
  const at = (name: string) => join(folder, name)
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore', cwd: folder })
  const key = (name: string) => [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-keyout',
    at(name),
  ]
  writeFileSync(at('ca.ext'), 'basicConstraints=critical,CA:TRUE\n')
  writeFileSync(at('leaf.ext'), 'subjectAltName=DNS:posada.example\n')
  openssl('req', '-x509', ...key('root.key'), '-out', at('root.pem'), '-days', '2', '-subj', '/CN=Test root')
  for (const [name, issuer] of [
    ['middle', 'root'],
    ['leaf', 'middle'],
  ] as const) {
    openssl(
      'req',
      ...key(`${name}.key`),
      '-out',
      at(`${name}.csr`),
      '-subj',
      `/CN=${name === 'leaf' ? 'posada.example' : 'Test middle'}`,
    )
    const extensions = ['-extfile', at(name === 'leaf' ? 'leaf.ext' : 'ca.ext')]
    openssl(
      'x509',
      '-req',
      '-in',
      at(`${name}.csr`),
      '-CA',
      at(`${issuer}.pem`),
      '-CAkey',
      at(`${issuer}.key`),
      '-CAcreateserial',
      '-out',
      at(`${name}.pem`),
      '-days',
      '2',
      ...extensions,
    )
  }
  writeFileSync(at('fullchain.pem'), readFileSync(at('leaf.pem'), 'utf8') + readFileSync(at('middle.pem'), 'utf8'))
  return { certFile: at('fullchain.pem'), keyFile: at('leaf.key') }
}

const folder = () => temporaryFolder()
const wrong: [string, () => Record<string, string>, RegExp][] = [
  ['a port that is no number', () => ({ PORT: 'eighty' }), /^PORT must be a number from 0 to 65535/],
  ['a host with a space', () => ({ HOST: 'my host' }), /^HOST must be an address/],
  [
    'a database address of another kind',
    () => ({ DATABASE_URL: 'mysql://x' }),
    /^DATABASE_URL must look like postgres:/,
  ],
  ['a certificate without its key', () => ({ TLS_CERT: '/nowhere/cert.pem' }), /^TLS_CERT and TLS_KEY go together/],
  [
    'a certificate that is not there',
    () => ({ TLS_CERT: '/nowhere/cert.pem', TLS_KEY: '/nowhere/key.pem' }),
    /^TLS_CERT names a file that is not there/,
  ],
  [
    'a certificate that is something else',
    () => {
      const file = join(folder(), 'note.txt')
      writeFileSync(file, 'no certificate')
      return { TLS_CERT: file, TLS_KEY: file }
    },
    /^TLS_CERT must be a PEM file/,
  ],
  ['a practice switch that is neither', () => ({ POSADA_DEMO: 'maybe' }), /^POSADA_DEMO must be 0/],
]
test.each(wrong)(
  '%s is told in one clear sentence before anything starts',
  { timeout: MINUTE_MS },
  async (_, settings, sentence) => {
    const { code, output } = await runPosada(['start'], { POSADA_DATA: join(folder(), 'data'), ...settings() })
    expect(code).toBe(2)
    expect(output.trim()).toMatch(sentence)
    expect(output.trim().split('\n')).toHaveLength(1)
  },
)

test('a port that is taken is told by its number', { timeout: MINUTE_MS }, async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as { port: number }
  const { code, output } = await runPosada(['start'], { ...settingsFor(join(folder(), 'data')), PORT: String(port) })
  other.close()
  expect(code).toBe(1)
  expect(output).toMatch(new RegExp(`Port ${port} is taken`))
})

test('every command says what it takes, and none starts to work when asked', { timeout: MINUTE_MS }, async () => {
  for (const command of Object.keys(usage)) {
    const { code, output } = await runPosada([command, '--help'])
    expect([command, code]).toEqual([command, 0])
    expect(output).toContain(`posada ${command}`)
  }
  const { output } = await runPosada(['help'])
  expect(
    output
      .match(/^ {2}[a-z]+/gm)
      ?.map((word) => word.trim())
      .sort(),
  ).toEqual(Object.keys(usage).sort())
})

test('an unknown command lists the ones there are', { timeout: MINUTE_MS }, async () => {
  const { code, output } = await runPosada(['fly'])
  expect(code).toBe(2)
  expect(output).toMatch(/There is no command "fly"/)
  expect(output).toMatch(/\bstart\b/)
})

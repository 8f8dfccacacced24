/** The rules of the house that a machine can check. A rule that is not here is decoration. */
import { expect, test } from 'vitest'
import { importsOf, isTest, listSourceFiles, withoutComments } from './harness/source-files.ts'

const files = listSourceFiles()
const byPath = new Map(files.map((file) => [file.path, file]))
const code = files.filter(({ path }) => /\.tsx?$/.test(path))
const product = code.filter(({ path }) => /^(apps|capabilities|platform)\//.test(path) && !isTest(path))
const belowApps = product.filter(({ path }) => !path.startsWith('apps/'))

test('there is a project to check', () => {
  expect(product.length).toBeGreaterThan(40)
})

test('apps use capabilities, capabilities use the platform, and nobody looks back', () => {
  const rank: Record<string, number> = { platform: 0, capabilities: 1, apps: 2 }
  const backwards = product.flatMap((file) =>
    importsOf(file)
      // Benchmarks are held to the same budgets as the tests.
      .filter((target) => target !== 'checks/budgets.ts' && (rank[folderOf(target)] ?? 3) > rank[folderOf(file.path)]!)
      .map((target) => `${file.path} imports ${target}`),
  )
  expect(backwards).toEqual([])
})

test('no capability reaches into the server of another: effects go through events', () => {
  const intrusions = belowApps.flatMap((file) =>
    importsOf(file)
      .filter((target) => capabilityOf(target) !== undefined && capabilityOf(file.path) !== undefined)
      .filter((target) => capabilityOf(target) !== capabilityOf(file.path) && isServer(target))
      .map((target) => `${file.path} imports ${target}`),
  )
  expect(intrusions).toEqual([])
})

test('no import leads round in a circle', () => {
  const circles = new Set<string>()
  const done = new Set<string>()
  const visit = (path: string, way: string[]) => {
    if (way.includes(path)) circles.add([...way.slice(way.indexOf(path)), path].join(' → '))
    if (way.includes(path) || done.has(path)) return
    const file = byPath.get(path)
    for (const target of file ? importsOf(file, { types: false }) : []) visit(target, [...way, path])
    done.add(path)
  }
  for (const { path } of product) visit(path, [])
  expect([...circles]).toEqual([])
})

test('the server reaches no page component: Node strips types, not JSX', () => {
  const reached = new Set<string>()
  const visit = (path: string) => {
    const file = byPath.get(path)
    if (!file || reached.has(path)) return
    reached.add(path)
    if (/\.tsx?$/.test(path)) importsOf(file).forEach(visit)
  }
  for (const entry of ['apps/server/main.ts', 'apps/posada/main.ts']) visit(entry)
  expect(reached.size).toBeGreaterThan(40)
  expect([...reached].filter((path) => path.endsWith('.tsx'))).toEqual([])
})

test('a file is one idea: at most 350 lines', () => {
  const long = files.filter(({ path }) => /\.(tsx?|mjs|css|sql)$/.test(path) && !path.includes('.generated.'))
  expect(long.filter(({ text }) => text.split('\n').length > 351).map(({ path }) => path)).toEqual([])
})

test('clock, chance and timers are handed in below apps', () => {
  const hidden =
    /\bnew Date\(\s*\)|\bDate\.now\b|\bMath\.random\b|\brandomUUID\b|\brandomBytes\b|\bgetRandomValues\b|\bset(?:Timeout|Interval)\b/
  const guilty = belowApps.filter(({ path }) => path !== 'platform/base/environment.ts')
  expect(guilty.flatMap((file) => linesWith(file, hidden))).toEqual([])
})

test('what a plan computes asks no engine for functions whose last bit is left to it: the same bits everywhere', () => {
  // The language fixes the last bit of these; of log, exp, sin, pow and `**` it does not (ECMA-262, 21.3.2).
  const fixed = ['abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'max', 'min', 'round', 'sign', 'sqrt', 'trunc']
  const free = new RegExp(
    `\\bMath\\.(?!(?:${fixed.join('|')}|[A-Z][A-Z0-9_]+)\\b)\\w+|\\w\\)?\\]?\\s*\\*\\*=?\\s*[\\w(-]|[{,]\\s*\\w+\\s*[},].*= Math\\b`,
  )
  // Pages only draw what was computed.
  const computing = product.filter(
    ({ path }) => /^(platform\/simulation|capabilities\/planning)\//.test(path) && !path.includes('/pages/'),
  )
  expect(computing.length).toBeGreaterThan(40)
  expect(computing.flatMap((file) => linesWith(file, free))).toEqual([])
  for (const guilty of ['Math.log(x)', 'Math.pow(x, 2)', 'x ** 2', '(1 - x) ** 3', 'const { exp } = Math'])
    expect(guilty).toMatch(free)
  for (const innocent of ['Math.sqrt(x)', 'Math.LOG2E * x', 'x * x']) expect(innocent).not.toMatch(free)
})

test('nothing is styled or scripted inline: the content security policy would refuse it', () => {
  const inline =
    /\sstyle=["'{`$]|\son(?:click|load|submit|change|error)=["']|<script>|dangerouslySetInnerHTML|\.innerHTML\b/
  expect(product.flatMap((file) => linesWith(file, inline))).toEqual([])
})

test('the platform knows no word of the field', () => {
  const words = /\b(asylum|refugee|household|migrant|journey|shelter|registrar|volunteer)\b/i
  const platform = product.filter(({ path }) => path.startsWith('platform/') && !path.endsWith('.generated.ts'))
  expect(platform.flatMap((file) => linesWith(file, words))).toEqual([])
})

test('no folder is a drawer for anything, and no file only passes on', () => {
  const drawers = files.filter(({ path }) => /(^|\/)(utils?|helpers?|common|managers?|misc)(\/|\.tsx?$)/.test(path))
  const barrels = product.filter(
    ({ text }) =>
      withoutComments(text).trim() !== '' && /^(\s*export\b[^;]*?\bfrom\s*'[^']*';?\s*)+$/.test(withoutComments(text)),
  )
  expect([...drawers, ...barrels].map(({ path }) => path)).toEqual([])
})

test('nothing is left for later in the code', () => {
  const later = new RegExp(['TO', 'DO\\b|FIX', 'ME\\b'].join(''))
  expect(code.flatMap(({ path, text }) => (later.test(text) ? [path] : []))).toEqual([])
})

test('every capability says what it is for', () => {
  const capabilities = new Set(product.flatMap(({ path }) => capabilityOf(path) ?? []))
  expect(capabilities.size).toBeGreaterThan(0)
  const silent = [...capabilities].filter((name) => !byPath.has(`capabilities/${name}/README.md`))
  expect(silent).toEqual([])
})

test('files know neither the machine they were written on nor where its packages came from', () => {
  const traces = new RegExp(
    ['/(?:work|root|Users)/[a-z]', '"resol' + 'ved":', 'registry\\.npm' + 'js', '/ho' + 'me/(?!posada)[a-z]'].join('|'),
  )
  expect(files.filter(({ path }) => !path.startsWith('checks/')).flatMap((file) => linesWith(file, traces))).toEqual([])
})

const folderOf = (path: string) => path.split('/')[0]!
const capabilityOf = (path: string) => (path.startsWith('capabilities/') ? path.split('/')[1] : undefined)
const isServer = (path: string) => path.includes('/server/')

function linesWith({ path, text }: { path: string; text: string }, pattern: RegExp): string[] {
  if (!pattern.test(text)) return []
  const readable = /\.tsx?$/.test(path) ? withoutComments(text) : text
  return readable.split('\n').flatMap((line) => (pattern.test(line) ? [`${path}: ${line.trim().slice(0, 120)}`] : []))
}

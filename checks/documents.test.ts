/** What documents say about the code is held against the code, so that they cannot drift apart. */
import { expect, test } from 'vitest'
import { matrixTable } from '#apps/server/matrix.ts'
import { Role } from '#capabilities/access/model.ts'
import { roleMatrix } from '#capabilities/access/policy.ts'
import { listSourceFiles } from './harness/source-files.ts'

const files = listSourceFiles()
const textOf = new Map(files.map(({ path, text }) => [path, text]))
const document = (path: string): string => textOf.get(path) ?? ''
const isTestFile = (path: string) => /\.(test|browser|faults|soak)\.ts$/.test(path)
/** How many requirements of levels 1 and 2 each chapter of ASVS 5.0.0 has. */
const ASVS_LINES = {
  ...{ V1: 27, V2: 11, V3: 19, V4: 10, V5: 9, V6: 35, V7: 18, V8: 7, V9: 7 },
  ...{ V10: 29, V11: 14, V12: 9, V13: 13, V14: 9, V15: 13, V16: 16, V17: 7 },
}
const NAMED_TEST = /`([\w./*-]+\.(?:test|browser|faults|soak)\.ts)`/g

test('docs/roles.md holds the matrix of the policy, no more and no less', () => {
  const [head = [], ...rows] = tableAfter(document('docs/roles.md'), '## The matrix')
  const roles = head.slice(1)
  expect([...roles].sort()).toEqual([...Role.options].sort())
  const written = roles.map((role, column) => [
    role,
    rows.flatMap(([permission, ...cells]) => (cells[column] === 'yes' ? [unquoted(permission!)] : [])).sort(),
  ])
  const meant = Object.entries(roleMatrix).map(([role, permissions]) => [role, [...permissions].sort()])
  expect(Object.fromEntries(written)).toEqual(Object.fromEntries(meant))
  expect(rows.flat().filter((cell) => !/^(`[\w-]+`|yes|·)$/.test(cell))).toEqual([])
})

test('docs/roles.md shows the matrix of endpoints as it is: otherwise run scripts/write-roles.ts', () => {
  const [, shown = ''] = document('docs/roles.md').split('<!-- matrix -->\n')
  expect(shown.split('\n<!-- end of matrix -->')[0]).toBe(matrixTable())
})

test('every permission is explained once', () => {
  const explained = tableAfter(document('docs/roles.md'), '## What each permission is').slice(1)
  const permissions = new Set(Object.values(roleMatrix).flat())
  expect(explained.map(([permission]) => unquoted(permission!)).sort()).toEqual([...permissions].sort())
})

test('every test file a document names is there', () => {
  const missing = ['README.md', 'SECURITY.md', ...topDocuments()].flatMap((path) =>
    [...document(path).matchAll(NAMED_TEST)]
      .filter(([, named]) => !files.some((file) => matches(named!, file.path)))
      .map(([, named]) => `${path} names ${named}`),
  )
  expect(missing).toEqual([])
})

test('every test the threat model quotes stands in the file beside which it is quoted', () => {
  const quotes = document('docs/threat-model.md').split('\n').flatMap(quotesOf)
  expect(quotes.length).toBeGreaterThan(40)
  expect(quotes.filter(({ path, title }) => !hasTest(path, title))).toEqual([])
})

test('docs/asvs.md answers every line of levels 1 and 2 once, and quotes tests that exist', () => {
  const rows = document('docs/asvs.md')
    .split('\n')
    .filter((line) => /^\| V\d/.test(line))
  const lines = rows.flatMap((row) => row.split('|')[1]!.match(/V\d+\.\d+\.\d+/g) ?? [])
  expect(new Set(lines).size).toBe(lines.length)
  const perChapter = Object.fromEntries(
    Object.keys(ASVS_LINES).map((chapter) => [chapter, lines.filter((line) => line.startsWith(`${chapter}.`)).length]),
  )
  expect(perChapter).toEqual(ASVS_LINES)
  expect(rows.filter((row) => !/^(holds|partly|no|n\/a)$/.test(row.split('|')[3]!.trim()))).toEqual([])
  const titles = rows.flatMap((row) => [...row.matchAll(/"([^"]+)"(?: \(`([^`]+)`\))?/g)])
  expect(titles.length).toBeGreaterThan(20)
  const quoted = titles.filter(([, title]) => title!.includes(' '))
  const tests = files.filter(({ path }) => isTestFile(path))
  expect(quoted.filter(([, title]) => !tests.some(({ text }) => text.includes(title!))).map(([all]) => all)).toEqual([])
})

test('every test the promises in SECURITY.md quote exists', () => {
  const rows = document('SECURITY.md')
    .split('\n')
    .filter((line) => line.startsWith('|'))
  const titles = rows.flatMap((row) => [...row.matchAll(/"([^"]+)"/g)].map(([, title]) => title!))
  const tests = files.filter(({ path }) => isTestFile(path))
  expect(titles.filter((title) => !tests.some(({ text }) => text.includes(title)))).toEqual([])
})

test('docs/data-protection.md speaks of every table, and of no column that does not exist', () => {
  const text = document('docs/data-protection.md')
  const migrations = files
    .filter(({ path }) => /^migrations\/.*\.sql$/.test(path))
    .map(({ text }) => text.replace(/--[^\n]*/g, ''))
  const tables = migrations.flatMap((sql) => [...sql.matchAll(/^create table (\w+)/gm)].map(([, name]) => name!))
  expect(tables.length).toBeGreaterThan(20)
  expect(tables.filter((table) => !new RegExp(`\`${table}[.\`]`).test(text))).toEqual([])
  const columns = [...text.matchAll(/`(\w+)\.(\w+)`/g)].filter(([, table]) => tables.includes(table!))
  expect(columns.length).toBeGreaterThan(20)
  expect(columns.filter(([, table, column]) => !hasColumn(migrations, table!, column!)).map(([all]) => all)).toEqual([])
})

/** The cells of the first table under a heading, without the line that separates its head. */
function tableAfter(text: string, heading: string): string[][] {
  const lines = text.slice(text.indexOf(heading) + heading.length).split('\n')
  const from = lines.findIndex((line) => line.startsWith('|'))
  const length = lines.slice(from).findIndex((line) => !line.startsWith('|'))
  return lines
    .slice(from, length < 0 ? undefined : from + length)
    .filter((line) => !/^\|[-:|]+\|$/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
}

const unquoted = (cell: string) => cell.replaceAll('`', '')

const topDocuments = () => files.map(({ path }) => path).filter((path) => /^docs\/[^/]+\.md$/.test(path))

/** A star stands for any part of a name; a name without a folder may lie anywhere. */
function matches(named: string, path: string): boolean {
  if (!isTestFile(path)) return false
  const pattern = named.replaceAll('.', '\\.').replaceAll('*', '[^/]*')
  return new RegExp(named.includes('/') ? `^${pattern}$` : `(^|/)${pattern}$`).test(path)
}

/** Titles in straight quotes, each with the last test file named before it on its line. */
function quotesOf(line: string): { path: string; title: string }[] {
  let path = ''
  return [...line.matchAll(/`([\w./*-]+)`|"([^"]+)"/g)].flatMap(([, named, title]) => {
    if (named !== undefined && isTestFile(named)) path = named
    return title === undefined ? [] : [{ path, title }]
  })
}

const hasTest = (path: string, title: string): boolean =>
  ["'", '`'].some((quote) => document(path).includes(`${quote}${title}${quote}`))

function hasColumn(migrations: string[], table: string, column: string): boolean {
  const about = migrations.flatMap((sql) =>
    sql.split(';').filter((part) => new RegExp(`^(create|alter) table ${table}\\b`, 'm').test(part)),
  )
  return about.some((part) => new RegExp(`^\\s+${column}\\s|add column ${column}\\s`, 'm').test(part))
}

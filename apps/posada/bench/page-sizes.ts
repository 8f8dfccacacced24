import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { locales } from '#platform/messages/messages.ts'

const DIST = join(import.meta.dirname, '../../../dist/self-registration')

export type PageSizes = {
  /** Every byte before the first answer can be given, and of these the JavaScript. */
  firstScreenKib: number
  scriptKib: number
  /** All files the phone keeps to work without a network, without the scanner. */
  offlineKib: number
}

/** Sizes of the built self-registration after gzip; undefined when it has not been built. */
export function measurePages(dist = DIST): PageSizes | undefined {
  if (!existsSync(join(dist, 'index.html'))) return undefined
  const html = readFileSync(join(dist, 'index.html'), 'utf8')
  const linked = [...html.matchAll(/(?:src|href)="\/r\/([^"]+)"/g)].map((match) => match[1]!)
  const scripts = closure(
    dist,
    linked.filter((file) => file.endsWith('.js')),
  )
  const others = ['index.html', ...linked.filter((file) => !file.endsWith('.js') && file !== 'manifest.webmanifest')]
  // The largest of the six, which comes as soon as a language is chosen.
  const language = Math.max(...languageFiles(dist).map((file) => gzipBytes(dist, file)))
  const scriptBytes = sum(scripts.map((file) => gzipBytes(dist, file))) + language
  return {
    firstScreenKib: (scriptBytes + sum(others.map((file) => gzipBytes(dist, file)))) / 1024,
    scriptKib: scriptBytes / 1024,
    offlineKib: sum(offlineFiles(dist).map((file) => gzipBytes(dist, file))) / 1024,
  }
}

/** These scripts and all they import before they run. What is imported with `import(…)` comes later, and is not among them. */
function closure(dist: string, entries: string[]): string[] {
  const found = new Set(entries)
  for (const file of found) {
    const folder = file.includes('/') ? file.slice(0, file.lastIndexOf('/') + 1) : ''
    const text = readFileSync(join(dist, file), 'utf8')
    for (const [, name] of text.matchAll(/(?:\bfrom|\bimport)\s*["']\.\/([^"']+)["']/g)) found.add(folder + name)
  }
  return [...found]
}

const languageFiles = (dist: string): string[] =>
  readdirSync(join(dist, 'assets'))
    .filter((name) => name.endsWith('.js') && locales.some(({ code }) => name.startsWith(`${code}-`)))
    .map((name) => `assets/${name}`)

function offlineFiles(dist: string): string[] {
  const names = readdirSync(dist, { recursive: true }).map(String)
  return names.filter(
    (name) =>
      /\.(js|css|html|svg)$/.test(name) && !/scanner|reader-worker|zxing|read-pixels|\bRights-|\blater-/i.test(name),
  )
}

function gzipBytes(dist: string, file: string): number {
  const path = join(dist, file)
  return existsSync(`${path}.gz`) ? statSync(`${path}.gz`).size : gzipSync(readFileSync(path), { level: 9 }).length
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

export type SourceFile = { path: string; text: string }

const ROOT = join(import.meta.dirname, '../..')
const NOT_OURS = new Set(['node_modules', '.git', 'dist', 'data', 'artefacts', '.cache'])
const TEXT = /\.(ts|tsx|mts|mjs|css|sql|json|md|html|svg|yml|yaml|npmrc|gitignore)$|^\.ci\//

/** Every text file of the project, with its path from the root. */
export function listSourceFiles(folder = ''): SourceFile[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder ? `${folder}/${entry.name}` : entry.name
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : listSourceFiles(path)
    return TEXT.test(path) ? [{ path, text: readFileSync(join(ROOT, path), 'utf8') }] : []
  })
}

/** Paths from the root of what a file imports from the project itself, lazily or not; types alone are nothing at run time. */
export function importsOf({ path, text }: SourceFile, options = { types: true }): string[] {
  const code = withoutComments(text)
  const read = options.types ? code : code.replace(/^\s*(?:im|ex)port type [^'"]*['"][^'"]*['"]/gm, '')
  const found = read.matchAll(/(?:\bfrom|\bimport|\bnew URL)\s*\(?\s*['"]([#.][^'"]*)['"]/g)
  return [...found].map(([, specifier]) =>
    specifier!.startsWith('#') ? specifier!.slice(1) : normalize(join(dirname(path), specifier!)),
  )
}

/** Code alone: rules about code do not apply to what is said about it. */
export const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|(^|[^:'"`\\])\/\/[^\n]*/g, '$1')

/** Tests may do what products may not. */
export const isTest = (path: string): boolean =>
  /\.(test|faults|browser|soak|bench)\.tsx?$/.test(path) || path.startsWith('checks/')

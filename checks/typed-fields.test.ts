import { expect, test } from 'vitest'
import { isTest, listSourceFiles, type SourceFile, withoutComments } from './harness/source-files.ts'

const pages = listSourceFiles().filter(
  ({ path }) => /^(apps|capabilities|platform)\/.*\.tsx?$/.test(path) && !isTest(path),
)

test('every field that can be typed in says whether the browser may keep and offer what was typed', () => {
  const fields = pages.flatMap((file) => fieldsOf(file).filter(isTypedIn))
  expect(fields.length).toBeGreaterThan(10)
  const undecided = fields.filter(({ tag }) => !/\sautocomplete=/.test(tag))
  expect(undecided.map(({ path, tag }) => `${path}: ${tag.replaceAll(/\s+/g, ' ').slice(0, 80)}`)).toEqual([])
})

test('a browser may offer only what one signs in with; names, numbers, dates and codes of people never', () => {
  const offered = pages.flatMap(({ path, text }) =>
    [...withoutComments(text).matchAll(/\bautocomplete\s*[=:]\s*["']([^"']+)["']/g)].map(([, value]) => ({
      path,
      value,
    })),
  )
  const waysIn = ['off', 'username', 'current-password', 'new-password']
  expect(offered.length).toBeGreaterThan(10)
  expect(offered.filter(({ value }) => !waysIn.includes(value!))).toEqual([])
})

test('no page comes back out of the browser’s memory with what somebody typed or opened on it', () => {
  const starts = listSourceFiles().filter(({ path }) => /^apps\/[^/]+\/main\.tsx$/.test(path))
  expect(starts.length).toBeGreaterThan(3)
  expect(starts.filter(({ text }) => !text.includes('  startAnewWhenComingBack()')).map(({ path }) => path)).toEqual([])
})

type Field = { path: string; tag: string }

/** Each `<input …>` and `<textarea …>` with its attributes: to the `>` that stands in no braces. */
function fieldsOf({ path, text }: SourceFile): Field[] {
  const code = withoutComments(text)
  return [...code.matchAll(/<(?:input|textarea)\s/g)].map(({ index }) => {
    let depth = 0
    let end = index
    for (; end < code.length && !(code[end] === '>' && depth === 0); end++)
      depth += code[end] === '{' ? 1 : code[end] === '}' ? -1 : 0
    return { path, tag: code.slice(index, end + 1) }
  })
}

/** Boxes, buttons of one choice, files and what nobody sees are never filled in by a browser. */
const isTypedIn = ({ tag }: Field) =>
  !/type="(?:checkbox|radio|file|hidden)"/.test(tag) && !tag.includes("'checkbox' : 'radio'")

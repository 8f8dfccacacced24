import fc from 'fast-check'
import { expect, test } from 'vitest'
import { JsonProblem, parseJsonWithLines } from './json-lines.ts'

const problemOf = (text: string): JsonProblem => {
  try {
    parseJsonWithLines(text)
  } catch (error) {
    if (error instanceof JsonProblem) return error
  }
  throw new Error('nothing was wrong')
}

test('every value knows its line, and what is missing has the line of what it is missing from', () => {
  const { lineOf } = parseJsonWithLines('{\n "a": {},\n "b": [\n  1,\n  {"c, \\"{": []}\n ],\n "d": "x\\ny"\n}')
  expect([[], ['a'], ['b'], ['b', 0], ['b', 1], ['b', 1, 'c, "{'], ['d']].map(lineOf)).toEqual([1, 2, 3, 4, 5, 5, 7])
  expect(lineOf(['b', 1, 'missing', 3])).toBe(5)
})

test('a comma too many, an end too early and a key written twice are shown by line', () => {
  expect(problemOf('{\n "a": 1,\n}').line).toBe(3)
  expect(problemOf('{\n "a": [1,\n 2').line).toBe(3)
  expect(problemOf('{\n "a": [,],\n "b": 1}').line).toBe(2)
  expect(problemOf('{} {}').message).toMatch(/Nothing may follow/)
  expect(problemOf('').line).toBe(1)
  expect(problemOf('{\n "a": 1,\n "b": {"c": []},\n "a": 2\n}')).toMatchObject({ line: 4, message: /"a".*second time/ })
})

test('what JSON.parse refuses is refused, whatever is done to a text', () => {
  fc.assert(
    fc.property(
      fc.jsonValue({ maxDepth: 3 }),
      fc.nat(),
      fc.constantFrom(...'{}[],:"\\0-.e1t \n'),
      (value, where, sign) => {
        const text = JSON.stringify(value)
        const broken =
          text.slice(0, where % (text.length + 1)) + sign + text.slice((where % (text.length + 1)) + (where % 2))
        const isJson = isRead(() => JSON.parse(broken))
        expect(isRead(() => parseJsonWithLines(broken)) || (isJson && isTwice(broken))).toBe(isJson)
      },
    ),
    { numRuns: 500 },
  )
})

test('any JSON is read as JSON.parse reads it, and every leaf lies within the file', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = JSON.stringify(value, null, 1)
      const read = parseJsonWithLines(text)
      expect(read.value).toEqual(JSON.parse(text))
      expect(read.lineOf([])).toBe(1)
    }),
    { numRuns: 200 },
  )
})

const isRead = (read: () => unknown): boolean => {
  try {
    read()
    return true
  } catch {
    return false
  }
}

/** `JSON.parse` takes the same key twice; people do not mean it. */
const isTwice = (text: string): boolean => {
  try {
    parseJsonWithLines(text)
    return false
  } catch (error) {
    return (error as JsonProblem).message.includes('second time')
  }
}

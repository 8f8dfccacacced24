/** A file that is no JSON, or says the same key twice: the line and what would be right. */
export class JsonProblem extends Error {
  readonly line: number
  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

type Path = readonly PropertyKey[]
export type JsonWithLines = { value: unknown; lineOf(path: Path): number }

/** JSON that people write by hand, with the line of every value, so that what is wrong can be shown where it stands. */
export function parseJsonWithLines(text: string): JsonWithLines {
  const lines = linesOf(text)
  return {
    value: JSON.parse(text),
    lineOf(path) {
      // What is missing has no line of its own: the line of what it is missing from.
      for (let length = path.length; length > 0; length--) {
        const line = lines.get(keyOf(path.slice(0, length)))
        if (line !== undefined) return line
      }
      return lines.get(keyOf([])) ?? 1
    },
  }
}

/** Reads the grammar of RFC 8259; `JSON.parse` does not always say where a text stops being JSON. */
function linesOf(text: string): Map<string, number> {
  const lines = new Map<string, number>()
  let at = 0
  let line = 1

  readValue([])
  skipSpace()
  if (at < text.length) fail('Nothing may follow after the last bracket. Take it out.')
  return lines

  function readValue(path: Path): void {
    skipSpace()
    if (path.length > DEPTH_MAX) fail(`At most ${DEPTH_MAX} brackets may stand in one another.`)
    if (!lines.has(keyOf(path))) lines.set(keyOf(path), line)
    if (take('{')) readList('}', () => readMember(path))
    else if (take('[')) readList(']', (index) => readValue([...path, index]))
    else read(SCALAR)
  }

  function readMember(path: Path): void {
    const key = JSON.parse(read(STRING)) as string
    const inner = [...path, key]
    if (lines.has(keyOf(inner))) fail(`"${key}" stands here for the second time. Take one of the two out.`)
    lines.set(keyOf(inner), line)
    skipSpace()
    if (!take(':')) fail()
    readValue(inner)
  }

  function readList(end: string, readItem: (index: number) => void): void {
    skipSpace()
    if (take(end)) return
    for (let index = 0; ; index++) {
      skipSpace()
      readItem(index)
      skipSpace()
      if (take(end)) return
      if (!take(',')) fail()
    }
  }

  function skipSpace(): void {
    for (; at < text.length && ' \t\r\n'.includes(text[at]!); at++) if (text[at] === '\n') line++
  }

  function take(sign: string): boolean {
    if (text[at] !== sign) return false
    at++
    return true
  }

  function read(pattern: RegExp): string {
    pattern.lastIndex = at
    const [found] = pattern.exec(text) ?? fail()
    at += found.length
    return found
  }

  function fail(why = 'This is no JSON. Look for a comma, a quote or a bracket that is missing or too many.'): never {
    throw new JsonProblem(line, why)
  }
}

const DEPTH_MAX = 32
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const SCALAR =
  /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

const keyOf = (path: Path) => JSON.stringify(path)

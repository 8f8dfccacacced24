import bidiFactory, { type Bidi } from 'bidi-js'
import { drawable } from './fonts.ts'

/** A text ready to be broken into lines: cleaned, each unit with its level (Unicode bidirectional algorithm). */
export type Paragraph = { text: string; levels: Uint8Array }
export type Direction = 'ltr' | 'rtl'

// Its types describe an ES module, what Node loads is the function itself.
const bidi = (bidiFactory as unknown as () => Bidi)()
const READ_FROM_RIGHT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/
/** U+2068 and U+2069 keep a name or a date of the other direction in one piece; they are not drawn. */
const ISOLATES = /[\u2068\u2069]/g

export function paragraphOf(typed: string, direction: Direction): Paragraph {
  const text = clean(typed)
  // A number, a code or a name in other letters keeps its own order, as `<bdi>` does on a page.
  const base = direction === 'rtl' && READ_FROM_RIGHT.test(text) ? 'rtl' : 'ltr'
  return { text, levels: bidi.getEmbeddingLevels(text, base).levels }
}

/** What can be read of a text: what it says, without what only turns it round. */
export const readable = (text: string): string => text.replace(ISOLATES, '')

/**
 * Controls and marks that turn text around have no place on a paper; what somebody typed stays in its own line. Two marks
 * stay that our own sentences need: they let nothing out of themselves.
 */
const clean = (text: string): string =>
  drawable(
    text
      .normalize('NFC')
      .replace(/[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u2028\u2029]/gu, ' ')
      .replace(/(?!\u200c|\u200d|\u2068|\u2069)\p{Cf}/gu, '')
      // Not the spaces that keep a date on one line.
      .replace(/[^\S\u00a0\u202f]+/g, ' ')
      .trim(),
  ) || '–'

/** Where the lines begin and end: greedy, at spaces; a word longer than the line is broken where the line ends. */
export function breakLines(text: string, width: number, widthOf: (part: string) => number): [number, number][] {
  const lines: [number, number][] = []
  let start = 0
  let end = 0
  let at = 0
  for (const word of text.split(' ')) {
    const after = at + word.length
    if (end > start && widthOf(readable(text.slice(start, after))) > width) {
      lines.push([start, end])
      start = at
    }
    end = after
    if (widthOf(readable(word)) > width) {
      for (const char of text.slice(start, end).split(/(?=\P{M})/u)) {
        const next = at + char.length
        if (at > start && widthOf(readable(text.slice(start, next))) > width) {
          lines.push([start, at])
          start = at
        }
        at = next
      }
    }
    at = after + 1
  }
  return [...lines, [start, end]]
}

/**
 * Words and spaces of one direction each, from left to right as they are seen (rule L2). The font shapes a word and turns it
 * round itself when its script is read from the right; the order of the words is ours.
 */
export function visualRuns({ text, levels }: Paragraph, from = 0, to = text.length): string[] {
  const mirrored = bidi.getMirroredCharactersMap(text, levels)
  const runs: { text: string; level: number }[] = []
  for (let i = from; i < to; i++) {
    if (text[i] === '\u2068' || text[i] === '\u2069') continue
    const level = levels[i]!
    const char = mirrored.get(i) ?? text[i]!
    const last = runs.at(-1)
    // Only from the right do words change places with each other.
    const joins = level % 2 === 0 || (char !== ' ' && last?.text !== ' ')
    if (last && last.level === level && joins) last.text += char
    else runs.push({ text: char, level })
  }
  const highest = Math.max(0, ...runs.map(({ level }) => level))
  for (let level = highest; level > 0; level--) {
    for (let start = 0; start < runs.length; start++) {
      if (runs[start]!.level < level) continue
      let end = start
      while (end + 1 < runs.length && runs[end + 1]!.level >= level) end++
      runs.splice(start, end - start + 1, ...runs.slice(start, end + 1).reverse())
      start = end
    }
  }
  return runs.map((run) => asTheFontWantsIt(run.text, run.level))
}

/** A font turns a word round by its first letter; signs and digits that have none, or another one, are turned here. */
function asTheFontWantsIt(text: string, level: number): string {
  const [letter] = /[^\p{Script=Common}\p{Script=Inherited}]/u.exec(text) ?? []
  const turnedByFont = letter !== undefined && READ_FROM_RIGHT.test(letter)
  return turnedByFont === (level % 2 === 1) ? text : [...text].reverse().join('')
}

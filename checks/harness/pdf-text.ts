import { inflateSync } from 'node:zlib'

/** A text on a page: where it begins, in points from the lower left corner, and what its font says that its forms mean. */
export type DrawnText = { x: number; y: number; font: string; text: string }

/** What a PDF of ours draws, page by page, read by its own maps from forms to letters. Independent of what wrote it. */
export function readDrawnText(pdf: Uint8Array): { pages: DrawnText[][]; structure: string } {
  const objects = objectsOf(pdf)
  const pages = [...objects.values()].filter(({ head }) => /\/Type \/Page\b(?!s)/.test(head))
  return {
    structure: [...objects.values()].map(({ head }) => head).join('\n'),
    pages: pages.map(({ head }) => {
      const resources = objects.get(refIn(head, 'Resources'))?.head ?? head
      const fonts = [...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name, number]): [string, Font] => {
        const { head } = objects.get(Number(number))!
        return [name!, { name: /\/BaseFont \/(\S+)/.exec(head)![1]!, letters: lettersOf(objects, head) }]
      })
      return drawnIn(objects.get(refIn(head, 'Contents'))!.stream!, new Map(fonts))
    }),
  }
}

type PdfObject = { head: string; stream?: string }
type Font = { name: string; letters: Map<string, string> }

function objectsOf(pdf: Uint8Array): Map<number, PdfObject> {
  const bytes = Buffer.from(pdf)
  const text = bytes.toString('latin1')
  const found = new Map<number, PdfObject>()
  for (const match of text.matchAll(/(?:^|\n)(\d+) 0 obj\n/g)) {
    const start = match.index + match[0].length
    const end = text.indexOf('endobj', start)
    const streamAt = text.indexOf('\nstream\n', start)
    if (streamAt < 0 || streamAt > end) {
      found.set(Number(match[1]), { head: text.slice(start, end) })
      continue
    }
    const head = text.slice(start, streamAt)
    const length = Number(/\/Length (\d+)/.exec(head)![1])
    const content = bytes.subarray(streamAt + 8, streamAt + 8 + length)
    const stream = head.includes('/FlateDecode') ? inflateSync(content).toString('latin1') : content.toString('latin1')
    found.set(Number(match[1]), { head, stream })
  }
  return found
}

const refIn = (head: string, name: string) => Number(new RegExp(`/${name} (\\d+) 0 R`).exec(head)?.[1])

/** The map from the numbers of forms to letters (ToUnicode). */
function lettersOf(objects: Map<number, PdfObject>, head: string): Map<string, string> {
  const map = objects.get(refIn(head, 'ToUnicode'))!.stream!
  const letters = new Map<string, string>()
  for (const [, from, all] of map.matchAll(/<(\w{4})> <\w{4}> \[([^\]]*)\]/g))
    for (const [index, [, codes]] of [...all!.matchAll(/<([\w ]*)>/g)].entries()) {
      const number = (Number.parseInt(from!, 16) + index).toString(16).padStart(4, '0')
      letters.set(number, Buffer.from(codes!.replaceAll(' ', ''), 'hex').swap16().toString('utf16le'))
    }
  return letters
}

function drawnIn(content: string, fonts: Map<string, Font>): DrawnText[] {
  return [...content.matchAll(/BT\n([\s\S]*?)\nET/g)].map(([, body]) => {
    const [, x, y] = /1 0 0 1 (\S+) (\S+) Tm/.exec(body!)!
    const font = fonts.get(/\/(F\d+) /.exec(body!)![1]!)!
    const forms = [...body!.matchAll(/<([0-9a-f]+)>/g)].flatMap(([, hex]) => hex!.match(/.{4}/g)!)
    return { x: Number(x), y: Number(y), font: font.name, text: forms.map((form) => font.letters.get(form)).join('') }
  })
}

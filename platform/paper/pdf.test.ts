import { homedir, hostname, tmpdir } from 'node:os'
import { deflateRawSync, inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { realEnvironment } from '#platform/base/environment.ts'
import { paragraphOf, visualRuns } from './lines.ts'
import { type Paper, writePdf } from './pdf.ts'
import { createPress } from './writing.ts'
import { writeZip } from './zip.ts'

const press = createPress(realEnvironment().timers)
afterAll(() => press.close())

const paper = (text: string, direction: Paper['direction'] = 'rtl'): Paper => ({
  title: 'ما نحفظه عنك',
  language: direction === 'rtl' ? 'ar' : 'en',
  direction,
  lead: [text],
  sections: [{ heading: text.slice(0, 40), lines: [{ label: 'الاسم', text }] }],
  foot: 'Posada',
})
const runs = (text: string, direction: Paper['direction'] = 'rtl') => visualRuns(paragraphOf(text, direction))
const seen = (text: string) => runs(text).join('')

test('words of Arabic stand from right to left, and what is inside in other letters keeps its own order', () => {
  expect(runs('مريم الحسن')).toEqual(['الحسن', ' ', 'مريم'])
  expect(seen('الاسم: Ana Sol (2)')).toBe('Ana Sol (2) الاسم:')
  expect(runs('فتح (المساعدة)')).toEqual([')المساعدة(', ' ', 'فتح'])
})

test('numbers, codes and names in other letters stand as they are on a paper read from the right', () => {
  for (const text of ['+52 962 555 0100', '21-ABCDE-12345', 'Maryam (Ana) · 1990']) expect(seen(text)).toBe(text)
})

test('nothing is lost or added by putting a line in order', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('ا', 'م', 'a', 'Z', '1', ' ', '-', 'é'), maxLength: 60 }), (text) => {
      expect([...seen(text)].sort()).toEqual([...paragraphOf(text, 'rtl').text].sort())
    }),
  )
})

test('whatever people wrote, the paper has no action, link or script, and says nothing of them outside its pages', async () => {
  const text = '/JavaScript (app.alert) https://example.org \u202e\u0000 =1+1 <b>Wideline</b>'
  const pdf = Buffer.from(await press.write(async () => ({ paper: paper(text), madeAt: new Date(0) }))).toString(
    'latin1',
  )
  expect(pdf.startsWith('%PDF-1.7')).toBe(true)
  expect(pdf).not.toMatch(/JavaScript|example\.org|Wideline|\/URI|\/Annots|\/OpenAction|\/AA\b/)
  expect(pdf).toContain('/MarkInfo')
  expect(pdf).toContain('/Lang (ar)')
})

test('a paper says of its making a title, a time and Posada: no machine, no user, no folder, no program', async () => {
  const pdf = await writePdf(paper('Wideline', 'ltr'), new Date('2021-10-24T10:00:00Z'))
  const text = Buffer.from(pdf).toString('latin1')
  const [, number] = /\/Info (\d+) 0 R/.exec(text)!
  const [, info] = new RegExp(`\\n${number} 0 obj\\n<<\\n([^]*?)\\n>>`).exec(text)!
  const told = info!.split('\n').map((line) => {
    const [, name, value] = /^\/(\w+) (\d+) 0 R$/.exec(line)!
    return [name, new RegExp(`\\n${value} 0 obj\\n([^]*?)\\nendobj`).exec(text)![1]]
  })
  expect(Object.fromEntries(told)).toEqual({
    ...{ Title: expect.any(String), CreationDate: '(D:20211024100000Z)' },
    ...{ Creator: '(Posada)', Producer: '(Posada)' },
  })
  // The same once more, as XML.
  const xml = [...text.matchAll(/<(\w+:\w+)[^>]*>([^<\s][^<]*)</g)].map(([, tag, value]) => [tag, value])
  expect(Object.fromEntries(xml)).toEqual({
    ...{ 'pdfaid:part': '2', 'pdfaid:conformance': 'A' },
    ...{ 'xmp:CreateDate': '2021-10-24T10:00:00Z', 'xmp:CreatorTool': 'Posada', 'pdf:Producer': 'Posada' },
    'rdf:li': expect.any(String),
  })
  expect(text).not.toMatch(/\/Author|\/Keywords|\/PieceInfo/)
  const everything = text + streamsOf(pdf).join()
  for (const made of [hostname(), homedir(), process.cwd(), tmpdir(), process.version, 'PDFKit', 'node_modules'])
    expect(everything.includes(made), made).toBe(false)
})

test('a text longer than anyone’s ends, and a word longer than the line is broken', async () => {
  const pdf = await writePdf(paper(`${'m'.repeat(400)} ${'palabra '.repeat(3_000)}`, 'ltr'), new Date(0))
  expect(pdf.length).toBeLessThan(2_000_000)
})

test('an archive has the signatures and sums of a ZIP', () => {
  const zip = Buffer.from(
    writeZip([{ name: 'data.json', content: Buffer.from('{}') }], new Date('2021-10-24T10:00:00Z')),
  )
  expect(zip.readUInt32LE(0)).toBe(0x04034b50)
  expect(zip.readUInt32LE(zip.length - 22)).toBe(0x06054b50)
  expect(zip.readUInt16LE(zip.length - 12)).toBe(1)
})

test('an archive says of its files a name, a size and a time: no machine, no owner, no comment', () => {
  const content = Buffer.from('{}')
  const at = new Date('2021-10-24T10:00:00Z')
  const zip = Buffer.from(writeZip([{ name: 'data.json', content }], at))
  const packed = deflateRawSync(content).length
  expect(zip.length).toBe(30 + 9 + packed + (46 + 9) + 22)
  const listed = 30 + 9 + packed
  // Made by no system in particular; extra, comment, attributes.
  expect([zip.readUInt16LE(28), zip[listed + 5], zip.readUInt16LE(listed + 30)]).toEqual([0, 0, 0])
  expect([zip.readUInt16LE(listed + 32), zip.readUInt16LE(listed + 36), zip.readUInt32LE(listed + 38)]).toEqual([
    0, 0, 0,
  ])
  expect(zip.readUInt16LE(zip.length - 2)).toBe(0)
})

/** What is packed inside, unpacked. */
function streamsOf(pdf: Uint8Array): string[] {
  const bytes = Buffer.from(pdf)
  const found: string[] = []
  for (let at = bytes.indexOf('stream\n'); at >= 0; at = bytes.indexOf('stream\n', at + 1)) {
    try {
      found.push(inflateSync(bytes.subarray(at + 7)).toString('latin1'))
    } catch {
      // The word at the end of a stream.
    }
  }
  return found
}

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Paper, visualRuns, writePdf } from './pdf.ts'
import { writeApart } from './writing.ts'
import { writeZip } from './zip.ts'

const paper = (text: string, direction: Paper['direction'] = 'rtl'): Paper => ({
  title: 'ما نحفظه عنك',
  language: direction === 'rtl' ? 'ar' : 'en',
  direction,
  lead: [text],
  sections: [{ heading: text.slice(0, 40), lines: [{ label: 'الاسم', text }] }],
  foot: 'Posada',
})
const seen = (text: string, direction: Paper['direction'] = 'rtl') => visualRuns(text, direction).join('')

test('words of Arabic stand from right to left, and what is inside in other letters keeps its own order', () => {
  expect(visualRuns('مريم الحسن', 'rtl')).toEqual(['الحسن', ' ', 'مريم'])
  expect(seen('الاسم: Ana Sol (2)')).toBe('Ana Sol (2) الاسم:')
  expect(visualRuns('فتح (المساعدة)', 'rtl')).toEqual([')المساعدة(', ' ', 'فتح'])
})

test('numbers, codes and names in other letters stand as they are on a paper read from the right', () => {
  for (const text of ['+52 962 555 0100', '21-ABCDE-12345', 'Maryam (Ana) · 1990']) expect(seen(text)).toBe(text)
})

test('nothing is lost or added by putting a line in order', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('ا', 'م', 'a', 'Z', '1', ' ', '-', 'é'), maxLength: 60 }), (text) => {
      expect([...seen(text)].sort()).toEqual([...text].sort())
    }),
  )
})

test('whatever people wrote, the paper has no action, link or script, and says nothing of them outside its pages', async () => {
  const text = '/JavaScript (app.alert) https://example.org \u202e\u0000 =1+1 <b>Wideline</b>'
  const pdf = Buffer.from(await writeApart(paper(text), new Date(0))).toString('latin1')
  expect(pdf.startsWith('%PDF-1.7')).toBe(true)
  expect(pdf).not.toMatch(/JavaScript|example\.org|Wideline|\/URI|\/Annots|\/OpenAction|\/AA\b/)
  expect(pdf).toContain('/MarkInfo')
  expect(pdf).toContain('/Lang (ar)')
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

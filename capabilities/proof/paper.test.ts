import { expect, test } from 'vitest'
import { readCatalogues } from '#platform/messages/catalogue-files.ts'
import { locales } from '#platform/messages/messages.ts'
import { brokenLines, type Drawing, peopleShapes, svgOf } from './drawing.ts'
import { exampleClaims } from './example-cards.ts'
import { encodeCardSync } from './model.ts'
import { type CardPaper, drawCardBack, drawCardFront, drawSheet } from './paper.ts'
import { practiceSigner } from './practice-signer.ts'
import { shortCodeOf } from './short-code.ts'

const words = readCatalogues([`${import.meta.dirname}/messages/card`])
const card: CardPaper = {
  text: encodeCardSync(exampleClaims(), practiceSigner('practice-journey')),
  shortCode: shortCodeOf(exampleClaims().cti),
  people: { adults: 2, children: 2 },
  expiresOn: '2022-04-30',
  practice: true,
}
const notes = { appointment: '22 Nov 2021', where: 'Tapachula, gate 2 & <3>', complain: 'any stop' }

const papers = (of: CardPaper): Drawing[] =>
  locales.flatMap(({ code }) => [
    drawCardFront(of, words, code),
    drawCardBack(of, words, code),
    drawSheet(of, notes, words, code, 'es'),
  ])

const wordsOn = (drawing: Drawing) =>
  drawing.shapes.flatMap((shape) => (shape.kind === 'text' ? [shape.words.replace(/[\u2068\u2069]/g, '')] : []))

test('every paper of practice says PRACTICE, and no real one does', () => {
  for (const drawing of papers(card)) expect(wordsOn(drawing).join(' ')).toContain('PRACTICE')
  for (const drawing of papers({ ...card, practice: false }))
    expect(wordsOn(drawing).join(' ')).not.toContain('PRACTICE')
})

test('a front shows code, number and last day, and says that it is no identity document', () => {
  const said = wordsOn(drawCardFront(card, words, 'en'))
  expect(said).toEqual(expect.arrayContaining([card.shortCode, '4', '30 Apr 2022', 'Not an identity document']))
})

test('nothing touches the quiet zone of a code', () => {
  for (const drawing of papers(card)) {
    const code = drawing.shapes.find((shape) => shape.kind === 'path' && shape.d.length > 2_000)
    if (code?.kind !== 'path') continue
    const zone = 4 * code.scale
    const [left, top, right, bottom] = [
      code.x - zone,
      code.y - zone,
      code.x + 49 * code.scale + zone,
      code.y + 49 * code.scale + zone,
    ]
    for (const shape of drawing.shapes) {
      if (shape.kind !== 'text') continue
      const width = shape.words.length * shape.sizeMm * 0.62
      const from =
        shape.anchor === 'middle'
          ? shape.x - width / 2
          : shape.anchor === 'end' || shape.rtl
            ? shape.x - width
            : shape.x
      const apart = from > right || from + width < left || shape.y - shape.sizeMm * 0.75 > bottom || shape.y < top
      expect({ words: shape.words, apart }).toEqual({ words: shape.words, apart: true })
    }
  }
})

test('papers carry no style and escape what they are given', () => {
  const svg = svgOf(drawSheet(card, notes, words, 'en', 'es'))
  expect(svg).not.toMatch(/\sstyle=|<style|<script|href=/)
  expect(svg).toContain('gate 2 &amp; &lt;3&gt;')
})

test('six people are six figures, seven are one figure and the number', () => {
  const figures = (adults: number, children: number) =>
    peopleShapes({ adults, children }, 0, 0, 6).filter((shape) => shape.kind === 'path').length
  expect(figures(2, 4)).toBe(6)
  expect(figures(3, 4)).toBe(1)
})

test('lines break between words', () => {
  expect(brokenLines('one two three four', 9)).toEqual(['one two', 'three', 'four'])
})

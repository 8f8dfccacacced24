import { expect, test } from 'vitest'
import { findMonth, monthText } from './months.ts'
import { readHistory } from './reading.ts'

const good = Array.from({ length: 14 }, (_, i) => `${monthText(findMonth('2020-11')! + i)},${100 + i}`)
const file = (rows: string[], head = 'month,value', end = '\n') => [head, ...rows].join(end)
/** The good rows with one of them, the third, replaced. */
const withRow = (row: string) => file(good.map((each, i) => (i === 2 ? row : each)))
const refusal = (text: string) => {
  const read = readHistory(text)
  return 'refused' in read ? read.refused : undefined
}

test('months are counted across the turn of a year', () => {
  expect(findMonth('2021-01')! - findMonth('2020-12')!).toBe(1)
  expect(monthText(findMonth('2020-12')! + 1)).toBe('2021-01')
  for (const wrong of ['2021-13', '2021-00', '2021-7', '07/2021', '2021-07-01', 'Jul 2021', '202107'])
    expect(findMonth(wrong)).toBeUndefined()
})

test('a good file is read, also with CRLF, a mark at its beginning, quotes, blank lines and a head in capitals', () => {
  for (const text of [
    file(good),
    file(good, '\uFEFFMonth, VALUE', '\r\n'),
    `${file(good.map((row) => row.replace(/^(.*),(.*)$/, '"$1","$2"')))}\n\n`,
    file(
      good.map((row) => row.split(',').toReversed().join(',')),
      'value,month',
    ),
  ]) {
    const read = readHistory(text)
    expect(read).toEqual({
      first: findMonth('2020-11'),
      values: Float64Array.from(good, (_, i) => 100 + i),
      isSorted: true,
    })
  }
})

test('rows in another order are put in order, and that is told', () => {
  const read = readHistory(file(good.toReversed()))
  expect(read).toMatchObject({ isSorted: false, first: findMonth('2020-11') })
  expect('values' in read && read.values[0]).toBe(100)
})

test('what is wrong is told by line and field, with what is possible', () => {
  const cases: [string, RegExp][] = [
    [
      '2021-01,"1,234"',
      /^Line 4, value: "1,234" stands there; possible is a number from 0 to 1000000000, without thousands separators/,
    ],
    ['2021-01,1,234', /^Line 4: 3 cells stand there, "2021-01,1,234"; possible are two.*without thousands separators/],
    ['2021-01,1 234', /value: "1 234".*without thousands separators/],
    ['2021-01', /^Line 4: 1 cell stands there/],
    ['2021-01,', /value: nothing stands there; possible is a number/],
    ['2021-01,NaN', /value: "NaN"/],
    ['2021-01,Infinity', /value: "Infinity"/],
    ['2021-01,-5', /value: "-5" stands there; possible is a number from 0/],
    ['2021-01,0x10', /value: "0x10"/],
    ['2021-01,2e9', /value: "2e9"/],
    [
      '2021-13,5',
      /^Line 4, month: "2021-13" stands there; possible is a month as YYYY-MM, such as 2021-07, from 1900-01 to 2199-12\./,
    ],
    ['01/2021,5', /month: "01\/2021".*YYYY-MM/],
    ['2021-01-01,5', /month: "2021-01-01".*YYYY-MM/],
    ['2020-12,5', /the month 2020-12 was there before, in line 3; possible is each month once/],
  ]
  for (const [row, sentence] of cases) expect(refusal(withRow(row)), row).toMatch(sentence)
})

test('a gap is named and never filled', () => {
  expect(refusal(file(good.filter((_, i) => i !== 4)))).toBe(
    'Line 6: before 2021-04 the month 2021-03 is missing; possible are months without gaps, 0 where nobody came.',
  )
  expect(refusal(file(good.filter((_, i) => i < 4 || i > 6)))).toContain('the months 2021-03 to 2021-05 are missing')
})

test('another head, too many columns, an empty file, too few and too many months are each one sentence', () => {
  expect(refusal('')).toMatch(/^The file is empty. The first line names the columns, month,value/)
  expect(refusal(good.join('\n'))).toMatch(/^Line 1: "2020-11,100" stands there. The first line names the columns/)
  expect(refusal(file(good, 'date,value'))).toMatch(/^Line 1: "date,value"/)
  expect(
    refusal(
      file(
        good.map((row) => `${row},x`),
        'month,value,office',
      ),
    ),
  ).toMatch(/^Line 1: "month,value,office"/)
  expect(refusal(file([]))).toBe('The file has 0 months; a forecast needs at least 12, better three years.')
  expect(refusal(file(good.slice(0, 11)))).toContain('The file has 11 months; a forecast needs at least 12')
  expect(refusal(file(Array.from({ length: 1_201 }, () => '2021-01,1')))).toContain('at most 1200 months')
  expect(refusal('month,value\n"2021-01,5')).toMatch(/^The file is not CSV/)
  expect(refusal(file(good).replaceAll(',', ';'))).toContain('with a comma between')
  expect(refusal('\u0000\u001b[2J,\u0007')).toMatch(/^Line 1: "\?\?\[2J,\?" stands there/)
})

test('ten sentences at most, then how many more there are', () => {
  const sentences = refusal(file(good.map(() => '2021-01,many')))!.split('\n')
  expect(sentences).toHaveLength(11)
  expect(sentences[10]).toBe('… and 4 more.')
})

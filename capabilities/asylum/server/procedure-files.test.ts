import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '#checks/harness/posada.ts'
import { ownFolders, ProcedureProblem, readProcedures, SHIPPED } from './procedure-files.ts'

/** A procedure of an invented country: fifteen lines, so that a test can say which of them is wrong. */
const SMALL = `{
  "procedure": "small", "version": "1", "name": {"en": "Small"}, "authority": "Office", "calendar": "us",
  "laws": [{"id": "act", "name": "Refugee Act"}],
  "settings": [{"id": "days", "about": "How many days", "value": {"amount": 5, "unit": "wd"}, "basis": {"law": "act", "article": "3", "certainty": "C"}}],
  "actors": [{"id": "person", "name": {"en": "Person"}, "binds": "person", "recordedBy": ["registrar"]},
             {"id": "office", "name": {"en": "Office"}, "binds": "authority", "recordedBy": ["case-officer"]}],
  "documents": [{"id": "letter", "name": {"en": "Letter"}}], "dates": [], "facts": [], "pauses": [], "safeguards": [],
  "steps": [
    {"id": "lodge", "name": {"en": "Lodge"}, "actors": ["person"], "opens": "start", "next": ["hear"], "basis": {"law": "act", "article": "1", "certainty": "A"}},
    {"id": "hear", "name": {"en": "Hear"}, "actors": ["office"], "next": ["decide"], "basis": {"law": "act", "article": "2", "certainty": "A"}},
    {"id": "decide", "name": {"en": "Decide"}, "actors": ["office"], "ends": ["recognised"], "documents": ["letter"],
     "limits": [{"id": "time", "name": {"en": "Time"}, "binds": "authority", "lasts": {"amount": 30, "unit": "wd"}, "from": ["lodge"], "count": "next_wd",
                 "roll": "none", "pausable": ["suspension"], "onExpiry": "flag", "basis": {"law": "act", "article": "3", "certainty": "B"}}],
     "basis": {"law": "act", "article": "3", "certainty": "A"}}
  ]
}`

const read = (...texts: string[]) => {
  const own = ownFolders(temporaryFolder())
  mkdirSync(own.procedures)
  for (const [i, text] of texts.entries()) writeFileSync(join(own.procedures, `small-${i}.json`), text)
  return readProcedures([SHIPPED, own])
}

const refusalOf = (...texts: string[]): string => {
  try {
    read(...texts)
  } catch (error) {
    if (error instanceof ProcedureProblem) return error.message.split('\n').slice(1).join('\n')
  }
  throw new Error('nothing was refused')
}

test('what comes with the program is read, and a file put into the data folder stands beside it', () => {
  const shipped = readProcedures([SHIPPED])
  expect(shipped.procedures.map(({ procedure }) => procedure)).toEqual([
    'mx_comar',
    'us_affirmative',
    'us_remain_in_mexico',
  ])
  expect([...shipped.calendars.keys()]).toEqual(['mx', 'us'])
  expect(read(SMALL).procedures.map(({ procedure }) => procedure)).toContain('small')
  expect(read(`\uFEFF${SMALL.replaceAll('\n', '\r\n')}`).procedures).toHaveLength(4)
})

test.each<[string, string, string, string, RegExp]>([
  ['a step nobody reaches', '"next": ["hear"]', '"next": ["decide"]', 'line 10', /No step leads to "hear"/],
  [
    'a circle without a way out',
    '"ends": ["recognised"]',
    '"next": ["hear"]',
    'line 9',
    /goes round: lodge, hear, decide/,
  ],
  ['a negative limit', '"amount": 30', '"amount": -30', 'line 12', /lasts\.amount: .*at least 1/],
  ['a limit of no days', '"amount": 5', '"amount": 0', 'line 4', /at least 1/],
  ['half a day', '"amount": 30', '"amount": 30.5', 'line 12', /whole number/],
  [
    'an unknown step',
    '"next": ["decide"]',
    '"next": ["decied"]',
    'line 10',
    /no step "decied"\. Did you mean "decide"/,
  ],
  ['an unknown document', '["letter"]', '["stamp"]', 'line 11', /no document "stamp"\. There are: letter/],
  ['an unknown actor', '"actors": ["office"], "next"', '"actors": ["ofice"], "next"', 'line 10', /no actor "ofice"/],
  ['an unknown start', '"from": ["lodge"]', '"from": ["entry"]', 'line 12', /no step or date "entry"/],
  ['an unknown pause', '["suspension"]', '["strike"]', 'line 13', /no pause "strike"/],
  [
    'an unknown setting',
    '{"amount": 30, "unit": "wd"}',
    '{"setting": "dais"}',
    'line 12',
    /no setting "dais"\. Did you mean "days"/,
  ],
  ['an unknown law', '"law": "act", "article": "2"', '"law": "akt", "article": "2"', 'line 10', /no law "akt"/],
  ['an unknown calendar', '"calendar": "us"', '"calendar": "fr"', 'line 2', /no calendar "fr"\. There are: mx, us/],
  ['an unknown unit', '"unit": "wd"}, "from"', '"unit": "days"}, "from"', 'line 12', /hour, cd, wd, week, month, year/],
  ['a word nobody knows', '"onExpiry": "flag"', '"onExpiry": "close"', 'line 13', /flag, ask_person/],
  ['a field nobody knows', '"roll": "none"', '"roll": "none", "rol": 1', 'line 13', /rol: This is not known here/],
  ['something missing', '"count": "next_wd",', '', 'line 12', /count: /],
  ['an end without a reason', '"ends": ["recognised"],', '', 'line 11', /ends here and does not say why/],
  ['a step written twice', '"id": "hear"', '"id": "lodge"', 'line 10', /second time/],
  ['no way to open a claim', '"opens": "start", ', '', 'line 8', /No step opens a claim/],
  [
    'counsel asked, and nothing to set',
    '"article": "2", "certainty": "A"',
    '"article": "2", "certainty": "C"',
    'line 10',
    /confirmed by counsel/,
  ],
  ['a step without its article', '"law": "act", "article": "2"', '"law": "act"', 'line 10', /which article/],
  ['a comma too many', '"pauses": [],', '"pauses": [,],', 'line 7', /no JSON/],
  ['a role nobody has', '["registrar"]', '["clerk"]', 'line 5', /registrar/],
])('%s is refused with its line and what would be right', (_name, right, wrong, line, message) => {
  expect(SMALL).toContain(right)
  const refusal = refusalOf(SMALL.replace(right, () => wrong))
  expect(refusal).toMatch(message)
  expect(
    refusal
      .split('\n')
      .filter((each) => message.test(each))
      .join('\n'),
  ).toContain(`small-0.json, ${line}: `)
})

test('everything that is wrong is told at once, and the same procedure twice is refused', () => {
  const refusal = refusalOf(
    SMALL.replace('["letter"]', '["stamp"]').replace('-30', '30'),
    SMALL.replace('"amount": 30', '"amount": -1'),
  )
  expect(refusal).toMatch(/small-0\.json, line 11.*\nsmall-1\.json, line 12/)
  expect(refusalOf(SMALL, SMALL)).toBe(
    'small-1.json, line 2: Another file holds the procedure "small", version "1". Give this one another name or version.',
  )
})

test('a calendar whose holiday never ends, or ends before it begins, is refused', () => {
  const own = ownFolders(temporaryFolder())
  mkdirSync(own.calendars)
  const calendar = (
    when: string,
  ) => `{"calendar": "x", "version": "1", "name": {"en": "X"}, "timeZone": "UTC", "weekend": [6, 7], "agencies": [],
 "laws": [{"id": "act", "name": "Act"}], "settings": [], "rows": [
 {"kind": "holiday", "layer": 4, "name": "Closed", "when": ${when}, "basis": {"law": "act", "article": "1", "certainty": "B"}}]}`
  const told = (when: string) => {
    writeFileSync(join(own.calendars, 'x.json'), calendar(when))
    expect(() => readProcedures([SHIPPED, own])).toThrow(ProcedureProblem)
    try {
      readProcedures([SHIPPED, own])
    } catch (error) {
      return (error as Error).message
    }
  }
  expect(told('{"from": "2021-11-02", "to": null}')).toMatch(/line 3: .*Holidays end/)
  expect(told('{"from": "2021-11-02", "to": "2021-11-01"}')).toMatch(/line 3: .*before the first one/)
  expect(told('{"on": "2021-02-30"}')).toMatch(/line 3: rows\[1\]\.when\.on: Give a day that exists/)
})

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '#checks/harness/posada.ts'
import { createChance } from '#platform/base/chance.ts'
import { ownFolders, ProcedureProblem, readProcedures, SHIPPED } from './procedure-files.ts'

/** A procedure of an invented country: fifteen lines, so that a test can say which of them is wrong. */
const SMALL = `{
  "procedure": "small", "version": "1", "name": {"en": "Small"}, "authority": "Office", "calendar": "us",
  "laws": [{"id": "act", "name": "Refugee Act"}],
  "settings": [{"id": "days", "about": "How many days", "value": {"amount": 5, "unit": "wd"}, "basis": {"law": "act", "article": "3", "certainty": "C"}},
               {"id": "open", "about": "Is it open", "value": true, "basis": {"law": "act", "article": "4", "certainty": "C"}}],
  "actors": [{"id": "person", "name": {"en": "Person"}, "binds": "person", "recordedBy": ["registrar"]},
             {"id": "office", "name": {"en": "Office"}, "binds": "authority", "recordedBy": ["case-officer"]}],
  "documents": [{"id": "letter", "name": {"en": "Letter"}}], "dates": [], "facts": [], "pauses": [], "safeguards": [],
  "steps": [
    {"id": "lodge", "name": {"en": "Lodge"}, "actors": ["person"], "opens": "start", "next": ["hear"], "basis": {"law": "act", "article": "1", "certainty": "A"}},
    {"id": "hear", "name": {"en": "Hear"}, "actors": ["office"], "next": ["decide"], "basis": {"law": "act", "article": "2", "certainty": "A"}},
    {"id": "decide", "name": {"en": "Decide"}, "actors": ["office"], "ends": ["recognised"], "stage": "closed", "documents": ["letter"],
     "limits": [{"id": "time", "name": {"en": "Time"}, "binds": "authority", "lasts": {"amount": 30, "unit": "wd"}, "from": ["lodge"], "count": "next_wd",
                 "roll": "none", "pausable": ["suspension"], "onExpiry": "flag", "basis": {"law": "act", "article": "3", "certainty": "B"}}],
     "basis": {"law": "act", "article": "3", "certainty": "A"}}
  ]
}`

const RUNS = 120

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
  ['a step nobody reaches', '"next": ["hear"]', '"next": ["decide"]', 'line 11', /No step leads to "hear"/],
  [
    'a circle without a way out',
    '"ends": ["recognised"]',
    '"next": ["hear"]',
    'line 10',
    /goes round: lodge, hear, decide/,
  ],
  ['a negative limit', '"amount": 30', '"amount": -30', 'line 13', /lasts\.amount: .*at least 1/],
  ['a limit of no days', '"amount": 5', '"amount": 0', 'line 4', /at least 1/],
  ['half a day', '"amount": 30', '"amount": 30.5', 'line 13', /whole number/],
  [
    'an unknown step',
    '"next": ["decide"]',
    '"next": ["decied"]',
    'line 11',
    /no step "decied"\. Did you mean "decide"/,
  ],
  ['an unknown document', '["letter"]', '["stamp"]', 'line 12', /no document "stamp"\. There are: letter/],
  ['an unknown actor', '"actors": ["office"], "next"', '"actors": ["ofice"], "next"', 'line 11', /no actor "ofice"/],
  ['an unknown start', '"from": ["lodge"]', '"from": ["entry"]', 'line 13', /no step or date "entry"/],
  ['an unknown pause', '["suspension"]', '["strike"]', 'line 14', /no pause "strike"/],
  [
    'an unknown setting',
    '{"amount": 30, "unit": "wd"}',
    '{"setting": "dais"}',
    'line 13',
    /no setting "dais"\. Did you mean "days"/,
  ],
  ['an unknown law', '"law": "act", "article": "2"', '"law": "akt", "article": "2"', 'line 11', /no law "akt"/],
  ['an unknown calendar', '"calendar": "us"', '"calendar": "fr"', 'line 2', /no calendar "fr"\. There are: mx, us/],
  ['an unknown unit', '"unit": "wd"}, "from"', '"unit": "days"}, "from"', 'line 13', /hour, cd, wd, week, month, year/],
  ['a word nobody knows', '"onExpiry": "flag"', '"onExpiry": "close"', 'line 14', /flag, ask_person/],
  ['a field nobody knows', '"roll": "none"', '"roll": "none", "rol": 1', 'line 14', /rol: This is not known here/],
  ['something missing', '"count": "next_wd",', '', 'line 13', /count: /],
  ['an end without a reason', '"ends": ["recognised"],', '', 'line 12', /ends here and does not say why/],
  ['an end that leaves the claim open', '"stage": "closed", ', '', 'line 12', /has "stage": "closed"/],
  [
    'a closed stage without a reason',
    '"next": ["decide"]',
    '"next": ["decide"], "stage": "closed"',
    'line 11',
    /closed with a reason/,
  ],
  [
    'a claim opened again without a word',
    '"ends": ["recognised"]',
    '"ends": ["recognised"], "next": ["hear"]',
    'line 11',
    /opens a closed claim again/,
  ],
  [
    'a way out that may be switched off',
    '"stage": "closed", "doc',
    '"stage": "closed", "if": "open", "doc',
    'line 10',
    /From "lodge" no claim ever comes to an end/,
  ],
  [
    'a switch that is none',
    '"stage": "closed", "doc',
    '"stage": "closed", "if": "days", "doc',
    'line 12',
    /"days" is not yes or no/,
  ],
  [
    'an article that is none',
    '"article": "2"',
    '"article": {"setting": "open"}',
    'line 11',
    /"open" is not the words of an article/,
  ],
  ['a duration that is none', '{"amount": 30, "unit": "wd"}', '{"setting": "open"}', 'line 13', /no duration/],
  ['a step written twice', '"id": "hear"', '"id": "lodge"', 'line 11', /second time/],
  ['no way to open a claim', '"opens": "start", ', '', 'line 9', /No step opens a claim/],
  [
    'counsel asked, and nothing to set',
    '"article": "2", "certainty": "A"',
    '"article": "2", "certainty": "C"',
    'line 11',
    /confirmed by counsel/,
  ],
  ['a step without its article', '"law": "act", "article": "2"', '"law": "act"', 'line 11', /which article/],
  ['a comma too many', '"pauses": [],', '"pauses": [,],', 'line 8', /no JSON/],
  ['a role nobody has', '["registrar"]', '["clerk"]', 'line 6', /registrar/],
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

test('what cannot be read at all is named', () => {
  const own = ownFolders(temporaryFolder())
  mkdirSync(join(own.procedures, 'folder.json'), { recursive: true })
  writeFileSync(join(own.procedures, 'latin.json'), Buffer.from([0x7b, 0xe9, 0x7d]))
  writeFileSync(join(own.procedures, 'large.json'), ' '.repeat(257 * 1024))
  writeFileSync(join(own.procedures, 'deep.json'), '['.repeat(100_000))
  expect(() => readProcedures([SHIPPED, own])).toThrow(
    /deep\.json, line 1: .*brackets.*\nfolder\.json: cannot be read.*\nlarge\.json: larger than 256 KiB.*\nlatin\.json: cannot be read/,
  )
})

test('whatever is changed in a shipped file, it is read or refused with a line, and nothing else happens', () => {
  const chance = createChance(8)
  const own = ownFolders(temporaryFolder())
  mkdirSync(own.procedures)
  const texts = readdirSync(SHIPPED.procedures)
    .filter((name) => name.endsWith('.json'))
    .map((name) => readFileSync(join(SHIPPED.procedures, name), 'utf8'))
  let refused = 0
  for (let run = 0; run < RUNS; run++) {
    const value = JSON.parse(chance.pick(texts))
    value.version = 'own'
    let part = value
    for (let key = anyKey(part); ; key = anyKey(part)) {
      if (
        typeof part[key] === 'object' &&
        part[key] !== null &&
        Object.keys(part[key]).length > 0 &&
        chance.happens(0.8)
      ) {
        part = part[key]
        continue
      }
      if (chance.happens(0.3)) delete part[key]
      else
        part[key] = chance.pick([
          null,
          -1,
          0,
          1.5,
          '',
          'nobody',
          true,
          [],
          {},
          ['nobody'],
          [null],
          { setting: 'nobody' },
        ])
      break
    }
    writeFileSync(join(own.procedures, 'own.json'), JSON.stringify(value, null, 1))
    try {
      readProcedures([{ ...SHIPPED, procedures: own.procedures }])
    } catch (error) {
      expect(error).toBeInstanceOf(ProcedureProblem)
      for (const line of (error as Error).message.split('\n').slice(1))
        expect(line).toMatch(/^own\.json, line \d+: .*\.$|^… and/)
      refused++
    }
  }
  expect(refused).toBeGreaterThan(RUNS / 2)

  function anyKey(of: object): string {
    return chance.pick(Object.keys(of))
  }
})

test('everything that is wrong is told at once, and the same procedure twice is refused', () => {
  const refusal = refusalOf(
    SMALL.replace('["letter"]', '["stamp"]').replace('-30', '30'),
    SMALL.replace('"amount": 30', '"amount": -1'),
  )
  expect(refusal).toMatch(/small-0\.json, line 12.*\nsmall-1\.json, line 13/)
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

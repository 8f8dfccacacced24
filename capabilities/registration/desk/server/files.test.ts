import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { householdAtDesk, personAtDesk, startDesk, type TestDesk } from '#checks/harness/desk.ts'
import { neutral, writeCsv } from '#platform/base/csv.ts'
import { importColumns } from '../import-columns.ts'
import { exportColumns, nameColumns } from './export.ts'
import { readCsv } from './read-csv.ts'

const TODAY = '2021-10-24'
let desk: TestDesk
beforeAll(async () => {
  desk = await startDesk()
}, 60_000)
afterAll(() => desk.drop())

const asRegistrar = (path: string, body: object = {}) => desk.call('POST', path, { as: 'registrar', body })
const households = async () => (await desk.call('GET', '/desk/counts', { as: 'registrar' })).json.households

const FILE = `household,name,focal_point,sex,birth_year,nationality,needs,phone_number,consent_aid
A,"Joseph, Wideline",yes,female,1990,HTI,pregnant|nursing,+52 55 1234 5678,yes
A,Ti Jo,no,male,,hti,,,
B,=HYPERLINK(1),,unknown,,,,,no
`

test('a file is checked without storing anything, imported whole, and has one effect', async () => {
  const before = await households()
  const checked = await asRegistrar('/desk/imports/check', { csv: FILE })
  expect(checked.json).toMatchObject({ households: 2, people: 3, errorCount: 0, importedAt: null })
  expect(await households()).toBe(before)

  const done = await asRegistrar('/desk/imports', { csv: FILE, siteId: null })
  expect(done.json, JSON.stringify(done.json)).toMatchObject({ households: 2, importedAt: expect.any(String) })
  expect(await households()).toBe(before + 2)
  const again = await asRegistrar('/desk/imports', { csv: FILE, siteId: null })
  expect(again.json.importedAt).toBe(done.json.importedAt)
  expect(await households()).toBe(before + 2)

  const { json } = await asRegistrar('/desk/search', { name: 'wideline joseph', purpose: 'aid' })
  expect(json.found[0]).toMatchObject({ name: 'Joseph, Wideline', household: { householdSize: 2, cardState: 'valid' } })
})

test('all errors are told by row and column, without the value, and nothing is half imported', async () => {
  const before = await households()
  const csv = `household,name,focal_point,sex,birth_date,nationality
A,Right One,yes,female,1990-02-28,HTI
A,Wrong Day,no,male,1990-02-30,HTI
B,Wrong Country,yes,male,2021-10-25,XYZ
B,Wrong Row,yes
C,Secret\u202EName,maybe,woman,,HTI
`
  const { json } = await asRegistrar('/desk/imports/check', { csv })
  expect(
    json.errors.map(({ row, column, code }: { row: number; column: string; code: string }) => [row, column, code]),
  ).toEqual([
    [3, 'birth_date', 'wrong-format'],
    [4, 'birth_date', 'in-the-future'],
    [4, 'nationality', 'unknown-country'],
    [5, 'household', 'wrong-number-of-columns'],
    [6, 'focal_point', 'not-in-list'],
    [6, 'name', 'direction-override'],
    [6, 'sex', 'not-in-list'],
  ])
  expect(JSON.stringify(json)).not.toMatch(/XYZ|Secret|woman/)
  const refused = await asRegistrar('/desk/imports', { csv, siteId: null })
  expect(refused.json).toMatchObject({ status: 422, errorCount: 7 })
  expect(await households()).toBe(before)
})

test('what is wrong with the file as a whole is said at its header', () => {
  const codesOf = (csv: string) => readCsv(csv, TODAY).errors.map(({ row, column, code }) => [row, column, code])
  expect(codesOf('name,colour\nA,red\n')).toEqual([
    [1, '#2', 'unknown-column'],
    [1, 'household', 'missing-column'],
  ])
  expect(codesOf('household,name\nA,"open\n')).toMatchObject([[expect.any(Number), 'household', 'not-csv']])
  expect(codesOf('household,name\nA,One\nA,Two\n')).toEqual([[2, 'focal_point', 'one-focal-point']])
  const crowd = `household,name,focal_point\n${Array.from({ length: 31 }, (_, i) => `A,N,${i === 0 ? 'yes' : 'no'}`).join('\n')}`
  expect(codesOf(crowd)).toEqual([[32, 'household', 'household-too-large']])
  const long = `household,name\n${'A,N\n'.repeat(20_001)}`
  expect(codesOf(long)).toMatchObject([[20_002, 'household', 'too-many-rows']])
})

test('a file without a header is refused without repeating who stands in its first row', () => {
  const { errors } = readCsv('A,Wideline Joseph,yes,female\nA,Ti Jo,no,male\n', TODAY)
  expect(errors.length).toBeGreaterThan(0)
  expect(JSON.stringify(errors)).not.toMatch(/wideline/i)
})

test('spreadsheets that write semicolons and a byte order mark are read too', () => {
  const read = readCsv('\uFEFFhousehold;name;age\r\nA;"Ana; María";31\r\n', TODAY)
  expect(read.errors).toEqual([])
  expect(read.households[0]!.people[0]!.details).toMatchObject({
    name: 'Ana; María',
    birth: { kind: 'age', years: 31 },
  })
})

const namesAsked = {
  ...{ after: null, recipient: 'Shelter office', purpose: 'aid', basis: 'vital-interest' },
  // Practice exports freely.
  agreementId: null,
}

test('the export names nobody unless names were asked for, and keeps its columns', async () => {
  const secret = 'Zulmira Exclusiva'
  const { json: handed } = await asRegistrar('/desk/households', householdAtDesk([personAtDesk({ name: secret })]))
  const plain = await asRegistrar('/desk/exports', { after: null })
  expect(plain.json.csv.split('\r\n')[0]).toBe(exportColumns.join(','))
  expect(plain.json.csv).toContain(handed.caseNumber)
  expect(plain.json.csv).not.toContain(secret)
  expect(plain.json.csv).not.toContain(handed.card.shortCode)

  const asOfficer = (body: object) =>
    desk.call('POST', '/desk/exports/with-names', { as: 'data-protection-officer', body })
  expect((await asOfficer({ after: null, purpose: 'aid' })).status).toBe(422)
  const named = await asOfficer(namesAsked)
  expect(named.json.csv.split('\r\n')[0]).toBe([...exportColumns, ...nameColumns].join(','))
  expect(named.json.csv).toContain(secret)
  const { readings } = (await desk.call('GET', `/desk/households/${handed.id}`, { as: 'registrar' })).json
  expect(readings[0]).toMatchObject({ act: 'export-with-names', purpose: 'aid vital-interest 25: Shelter office' })

  await desk.world.vault.lock(desk.operations[0])
  expect((await asOfficer(namesAsked)).status).toBe(423)
  expect((await asRegistrar('/desk/exports', { after: null })).status).toBe(200)
  await desk.unlock(desk.operations[0])
})

test('no exported cell is a formula to a spreadsheet', async () => {
  const { json } = await desk.call('POST', '/desk/exports/with-names', {
    as: 'data-protection-officer',
    body: namesAsked,
  })
  // Imported literally above, neutral here.
  expect(json.csv).toContain(`,'=HYPERLINK(1),`)
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.string(), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
      (cells) => {
        for (const row of parse(writeCsv(cells), { relax_column_count: true }) as string[][])
          for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r]/)
      },
    ),
  )
  expect(neutral('+52 55')).toBe(`'+52 55`)
})

test('reading any text as a file ends with households or with errors, never in a crash', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), fc.subarray([...importColumns]), (text, columns) => {
      const { errors, households } = readCsv(`${columns.join(',')}\n${text}`, TODAY)
      expect(errors.length > 0 || households.every(({ people }) => people.length >= 1)).toBe(true)
    }),
  )
})

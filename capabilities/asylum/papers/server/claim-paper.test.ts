import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { paperKinds, readCard } from '#capabilities/proof/model.ts'
import { comparePrinted, fieldNamesOf } from '#capabilities/proof/printed-fields.ts'
import { budgets } from '#checks/budgets.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { locales } from '#platform/messages/messages.ts'
import { writePdf } from '#platform/paper/pdf.ts'
import type { Block } from '#platform/paper/sheet.ts'
import { createPress } from '#platform/paper/writing.ts'
import type { Procedure } from '../../procedure.ts'
import { examplePapers, signExample } from '../example-papers.ts'
import { type ClaimPaperFacts, legalBasisOf, type PaperLanguages } from '../model.ts'
import { claimSheet, printedValuesOf, writeClaimPaper } from './claim-paper.ts'

const press = createPress(realEnvironment().timers)
afterAll(() => press.close())

const madeAt = new Date('2021-10-25T15:00:00Z')
const spanish: PaperLanguages = { procedure: 'es', person: 'ht' }
const sheetOf = async (facts: ClaimPaperFacts, languages: PaperLanguages = spanish) =>
  claimSheet(facts, await signExample(facts, printedValuesOf(facts, languages)), languages)
const fieldsIn = (blocks: Block[]) => blocks.find((block) => block.kind === 'fields')!

test('what is printed of each paper is what its code has the hash of, field by field and in their order', async () => {
  for (const kind of paperKinds) {
    const facts = examplePapers[kind]
    const { fields } = fieldsIn((await sheetOf(facts)).blocks)
    const typed = Object.fromEntries(fieldNamesOf(kind).map((name, index) => [name, fields[index]!.value.text]))
    expect(fields.length).toBe(fieldNamesOf(kind).length)
    const hash = readCard(await signExample(facts, printedValuesOf(facts, spanish)))!.claims.printedHash!
    expect(await comparePrinted(kind, typed, hash)).toEqual({ result: 'same' })
  }
})

test('a paper is not printed with the code of another one', async () => {
  const { constancia, interview } = examplePapers
  const signed = await signExample(constancia, printedValuesOf(constancia, spanish))
  await expect(claimSheet({ ...constancia, name: 'Somebody Else' }, signed, spanish)).rejects.toThrow('another text')
  await expect(claimSheet(interview, signed, spanish)).rejects.toThrow('such a paper')
  await expect(claimSheet(constancia, 'RC1:NOTHING', spanish)).rejects.toThrow('such a paper')
})

test('a paper printed again is the same, byte for byte, whatever was printed between', async () => {
  const { constancia, decision } = examplePapers
  const signed = await signExample(constancia, printedValuesOf(constancia, spanish))
  const print = async () => {
    const languages = { procedure: 'es', person: 'ar' } as const
    return Buffer.from(await writeClaimPaper(constancia, signed, languages, madeAt, press)).toString('base64')
  }
  const first = await print()
  await writePdf(await sheetOf(decision, { procedure: 'es', person: 'ar' }), madeAt)
  expect(await print()).toBe(first)
})

test('a letter of certainty C is marked, and an article nobody has confirmed is left out', () => {
  const file = join(import.meta.dirname, '../../procedures/mx-comar.json')
  const procedure = JSON.parse(readFileSync(file, 'utf8')) as Procedure
  expect(legalBasisOf(procedure, ['decide', 'move_request', 'decide'])).toEqual([
    { law: expect.stringContaining('Ley sobre Refugiados'), article: '24' },
    { law: expect.stringContaining('Reglamento'), unconfirmed: true },
  ])
})

test('every paper is written in every language', async () => {
  for (const { code } of locales)
    for (const kind of paperKinds) {
      const pdf = await writePdf(await sheetOf(examplePapers[kind], { procedure: 'es', person: code }), madeAt)
      expect(pdf.length).toBeLessThan(budgets.papers.kib * 1024)
    }
})

test('a letter says the reasons, or that they come with it, and in which language they are', async () => {
  const { decision } = examplePapers
  const textsOf = async (reasons: Extract<ClaimPaperFacts, { kind: 'decision' }>['reasons']) =>
    JSON.stringify((await sheetOf({ ...decision, reasons })).blocks)
  expect(await textsOf({})).toMatch(/en hojas aparte.*sou lòt paj apa/)
  expect(await textsOf({ es: ['Motivo uno.'] })).toMatch(/Rezon yo ekri nan lang sa a: Español.*Motivo uno/)
  const both = await textsOf({ es: ['Motivo uno.'], ht: ['Rezon en.'] })
  expect(both).toMatch(/Motivo uno.*Rezon en/)
  expect(both).not.toMatch(/nan lang sa a|hojas aparte/)
})

import { readCard } from '#capabilities/proof/model.ts'
import { comparePrinted, fieldFormOf, fieldNamesOf, type PrintedValues } from '#capabilities/proof/printed-fields.ts'
import { shortCodeOf } from '#capabilities/proof/short-code.ts'
import type { Locale } from '#platform/messages/messages.ts'
import { lettersNotPrinted } from '#platform/paper/fonts.ts'
import type { Field, Sheet, Words } from '#platform/paper/sheet.ts'
import type { Press } from '#platform/paper/writing.ts'
import type { ClaimPaperFacts, PaperLanguages } from '../model.ts'
import { notesOf, partsOf } from '../sentences.ts'
import { codeFigure, partBlock, reasonBlocks, sharingBlocks } from './blocks.ts'
import { dateIn, outcomeIn, sentenceIn, texts, words } from './texts.ts'

/** What of a paper is hashed into its QR (`paperHash`), exactly as it is printed. */
export function printedValuesOf(facts: ClaimPaperFacts, languages: PaperLanguages): PrintedValues {
  const all = { ...facts, ...('outcome' in facts && { outcome: outcomeIn(languages.procedure, facts.outcome) }) }
  const values = fieldNamesOf(facts.kind).map((name) => [name, String((all as Record<string, unknown>)[name])])
  return Object.fromEntries(values) as PrintedValues
}

/**
 * The paper as PDF. `signed` is the text of its QR (`RC1:…`, type 2). The same facts, text and time give the same bytes, so a
 * paper can be printed again instead of being kept. Throws for a QR of another paper: nothing is printed that would not verify.
 */
export const writeClaimPaper = (
  facts: ClaimPaperFacts,
  signed: string,
  languages: PaperLanguages,
  madeAt: Date,
  press: Press,
): Promise<Uint8Array> => press.write(async () => ({ paper: await claimSheet(facts, signed, languages), madeAt }))

/** What stands on the paper, before it is drawn. */
export async function claimSheet(facts: ClaimPaperFacts, signed: string, languages: PaperLanguages): Promise<Sheet> {
  const printed = printedValuesOf(facts, languages) as Record<string, string>
  const claims = await claimsOf(signed, facts, printed)
  const spoken = [...new Set([languages.procedure, languages.person])]
  const [first, second] = spoken as [Locale, Locale?]
  const inEach = (key: string) => spoken.map((locale) => words(locale, texts[locale](key)))
  const titles = inEach(`papers_title_${facts.kind}`)
  const code = shortCodeOf(claims.cti)
  return {
    title: titles.map(({ text }) => text).join(' · '),
    language: first,
    head: words(first, facts.issuer),
    // The English word always, so that anyone can tell.
    ...(facts.practice && {
      stamp: [...new Set<Locale>(['en', ...spoken])].map((locale) => words(locale, texts[locale]('papers_practice'))),
    }),
    blocks: [
      { kind: 'words', style: 'title', words: titles[0]! },
      ...(second ? [{ kind: 'words', style: 'subtitle', words: titles[1]! } as const] : []),
      {
        kind: 'fields',
        fields: fieldNamesOf(facts.kind).map(
          (name): Field => ({
            // A paper calls its fields what the verifier asks for.
            labels: inEach(`verify_printed_${name}`),
            value: words(first, printed[name]!),
            meaning: meaningOf(facts, name, printed[name]!, spoken),
          }),
        ),
        notes: spoken.map((locale) =>
          notesOf(facts, claims).map((note) => ({ style: 'small', words: words(locale, sentenceIn(locale, note)) })),
        ),
        figure: { ...codeFigure(signed, words(first, texts[first]('papers_code_picture', { code }))), code },
      },
      ...partsOf(facts, claims.expiresOn).map((part) => partBlock(spoken, part)),
      ...(facts.kind === 'constancia' ? sharingBlocks(facts.dependants ?? [], spoken) : []),
      ...(facts.kind === 'decision' ? reasonBlocks(facts, spoken) : []),
      { kind: 'signature', labels: inEach('papers_signature') },
    ],
    foot: words(first, [facts.issuer, facts.number, ...(facts.paperNumber ? [facts.paperNumber] : [])].join(' · ')),
  }
}

/** The claims of the QR, once it is certain that it belongs to this paper and that the paper can be compared with it. */
async function claimsOf(signed: string, { kind }: ClaimPaperFacts, printed: Record<string, string>) {
  const claims = readCard(signed)?.claims
  if (claims?.type !== 'constancia' || (claims.paper ?? 'constancia') !== kind)
    throw new Error('this code is not that of such a paper')
  if ((await comparePrinted(kind, printed, claims.printedHash!)).result !== 'same')
    throw new Error('this code is that of another text')
  const missing = lettersNotPrinted(Object.values(printed).join(' '))
  if (missing.length > 0) throw new Error(`our fonts have no form for ${missing.join(' ')}`)
  return claims
}

/** What a printed value means, where it is a day, or a word of the procedure's language alone. */
function meaningOf(facts: ClaimPaperFacts, name: string, value: string, spoken: Locale[]): Words[] {
  if (fieldFormOf(facts.kind, name) === 'day') return spoken.map((locale) => words(locale, dateIn(locale, value)))
  if (facts.kind === 'decision' && name === 'outcome')
    return spoken.slice(1).map((locale) => words(locale, outcomeIn(locale, facts.outcome)))
  return []
}

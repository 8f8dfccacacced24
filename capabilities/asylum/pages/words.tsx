import { language, t } from '#platform/ui/pages/language.ts'

/** Words of a procedure's file: English always, other languages where the file has them. */
export type Words = { en: string } & Partial<Record<'es' | 'fr' | 'ht' | 'pt' | 'ar', string | undefined>>

export const inWords = (words: Words): string => words[language.value.locale] ?? words.en

/** The same on a page: where the file does not have the page's language, a reader is told which one it hears. */
export function Said({ words }: { words: Words }) {
  const { locale } = language.value
  return words[locale] ? <bdi>{words[locale]}</bdi> : <bdi lang="en">{words.en}</bdi>
}

const snake = (code: string) => code.replaceAll('-', '_')
export const stageWord = (stage: string): string => t(`asylum_stage_${stage}`)
/** How a claim was decided or closed. */
export const resultWord = (result: string): string => t(`asylum_result_${result}`)

/** Why an act was not taken, said so that whoever reads it knows what to do. */
export const refusalWord = (reason: string): string => t(`asylum_refused_${REFUSALS[reason] ?? 'other'}`)

const REFUSALS: Record<string, string> = {
  ...{ 'in-the-future': 'day', 'before-the-claim': 'day', 'before-its-step': 'day' },
  ...{ 'second-person-missing': 'second', 'same-person-twice': 'second', 'another-waits': 'waits' },
  ...{ 'not-yet': 'first', safeguard: 'first', 'no-claim-yet': 'first', 'other-outcome': 'first' },
  ...{ 'already-decided': 'already', 'already-done': 'already', 'extended-before': 'already' },
  ...{ 'stands-still-already': 'already', 'does-not-stand-still': 'already' },
  ...{ 'outcome-missing': 'choose', 'reason-missing': 'choose', 'delivery-missing': 'choose' },
  ...{ 'proof-missing': 'proof', 'hearing-missing': 'choose', 'absence-missing': 'choose', 'not-told': 'told' },
  ...Object.fromEntries(
    [
      'changed-meanwhile',
      'not-the-person',
      'claim-closed',
      'appeal-pending',
      'open-claim',
      'mandate-missing',
      'wrong-actor',
      'too-long',
    ].map((reason) => [reason, snake(reason)]),
  ),
}

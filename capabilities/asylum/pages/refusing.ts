import { type Desk, sentenceFor } from '#capabilities/registration/desk/pages/desk.ts'
import type { CallResult } from '#platform/http/client.ts'
import { language, t } from '#platform/ui/pages/language.ts'
import { refusalWord } from './words.tsx'

/** One sentence about an act on a claim that did not go through; the form keeps what was typed. */
export function sentenceOf(desk: Desk, result: Exclude<CallResult<unknown>, { kind: 'ok' }>): string {
  if (result.kind !== 'problem') return sentenceFor(desk, result)
  const kind = result.problem.type.split(':').at(-1)
  if (kind === 'act-refused') return refusalWord(String(result.problem.reason))
  if (kind === 'no-procedure') return t('asylum_no_procedure')
  if (kind === 'settings-changed' || kind === 'no-proposal') return t('asylum_refused_changed_meanwhile')
  const first = result.problem.errors?.[0]
  if (!first) return sentenceFor(desk, result)
  if (first.field.includes('.when')) return t('asylum_row_wrong')
  // What a schema refused is said in English alone; elsewhere the page says so in its language, and names the field.
  return language.value.locale === 'en'
    ? `${first.field}: ${first.message}`
    : `${t('desk_refused_fields')} (${first.field})`
}

import { type Desk, sentenceFor } from '#capabilities/registration/desk/pages/desk.ts'
import type { CallResult } from '#platform/http/client.ts'
import { t } from '#platform/ui/pages/language.ts'
import { refusalWord } from './words.tsx'

/** One sentence about an act on a claim that did not go through; the form keeps what was typed. */
export function sentenceOf(desk: Desk, result: Exclude<CallResult<unknown>, { kind: 'ok' }>): string {
  if (result.kind !== 'problem') return sentenceFor(desk, result)
  const kind = result.problem.type.split(':').at(-1)
  if (kind === 'act-refused') return refusalWord(String(result.problem.reason))
  if (kind === 'no-procedure') return t('asylum_no_procedure')
  if (kind === 'settings-changed' || kind === 'no-proposal') return t('asylum_refused_changed_meanwhile')
  const first = result.problem.errors?.[0]
  return first ? `${first.field}: ${first.message}` : sentenceFor(desk, result)
}

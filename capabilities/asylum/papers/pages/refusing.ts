import type { Desk } from '#capabilities/registration/desk/pages/desk.ts'
import type { CallResult } from '#platform/http/client.ts'
import { t } from '#platform/ui/pages/language.ts'
import { sentenceOf } from '../../pages/refusing.ts'

/** One sentence about a paper that was not issued or withdrawn, and what would help. */
export function sentenceOfPaper(desk: Desk, result: Exclude<CallResult<unknown>, { kind: 'ok' }>): string {
  if (result.kind !== 'problem') return sentenceOf(desk, result)
  const kind = result.problem.type.split(':').at(-1) ?? ''
  if (kind === 'paper-refused') return t(REASONS[String(result.problem.reason)] ?? 'paper_refused_not_in_procedure')
  return KINDS[kind] ? t(KINDS[kind]) : sentenceOf(desk, result)
}

const KINDS: Record<string, string> = {
  'no-mandate-for-papers': 'paper_no_mandate',
  'paper-still-valid': 'paper_refused_still_valid',
  'paper-conflict': 'paper_refused_still_valid',
  'person-erased': 'paper_refused_erased',
}

const REASONS: Record<string, string> = {
  'not-in-procedure': 'paper_refused_not_in_procedure',
  'claim-closed': 'paper_refused_claim_closed',
  'not-decided': 'paper_refused_not_decided',
  'not-signed-by-two': 'paper_refused_not_signed_by_two',
  'no-name': 'paper_refused_no_name',
  'no-birth-day': 'paper_refused_no_birth_day',
  'letters-not-printed': 'paper_refused_letters',
  'not-valid-any-more': 'paper_refused_not_valid',
}

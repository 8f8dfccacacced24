import { parseShortCode } from '#capabilities/proof/short-code.ts'
import type { CardCheck } from '#capabilities/proof/verification.ts'

/** What a volunteer can do with what was scanned or typed. */
export type CardReading =
  | { kind: 'household'; code: string; sizeOnCard: number | null; isConfirmed: boolean }
  /** Another issuer's card, or one that was replaced: its people are counted, its number is not kept. */
  | { kind: 'no-number'; reason: 'other-issuer' | 'withdrawn'; people: number }
  | { kind: 'not-a-card' }

/** A code as typed, from a card or a tear-off token; it says nothing of size. */
export function readTypedCode(typed: string): CardReading {
  const code = parseShortCode(typed)
  return code ? { kind: 'household', code, sizeOnCard: null, isConfirmed: false } : { kind: 'not-a-card' }
}

/**
 * Only this journey's own cards are kept by number: a number of an authority's card must never enter a journey's
 * records (design.md section 2). A ticket names no operation; it is taken, and belongs to its household when the
 * registration has arrived. An expired card still shows who walks along.
 */
export function readCheckedCard(check: CardCheck, ownKids: readonly string[]): CardReading {
  const { reason, type, kid, shortCode, householdSize } = check
  if (reason === 'unknown-issuer') return { kind: 'no-number', reason: 'other-issuer', people: 1 }
  if (shortCode === undefined || householdSize === undefined) return { kind: 'not-a-card' }
  if (type !== 'ticket' && !ownKids.includes(kid ?? '')) {
    return { kind: 'no-number', reason: 'other-issuer', people: householdSize }
  }
  if (reason === 'withdrawn') return { kind: 'no-number', reason: 'withdrawn', people: householdSize }
  return { kind: 'household', code: shortCode, sizeOnCard: householdSize, isConfirmed: type !== 'ticket' }
}

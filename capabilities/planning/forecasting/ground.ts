import { log } from '#platform/simulation/functions.ts'
import { POOLED_MONTHS } from './pooled.ts'
import { PLACE_MIN, type Walk, widthsAt } from './walk.ts'

/** Whether the past gives ground for a forecast; if not, why. The numbers are given all the same. */
export type Ground = { isGiven: boolean; reasons: GroundReason[] }

export type GroundReason =
  /** Below two years: no season and no error of a year ahead was ever seen. */
  | { kind: 'short'; months: number }
  /** Nobody came in the newest year: when somebody will, the past cannot say. */
  | { kind: 'empty-year' }
  /** A newest month lies far above or below all there was before. */
  | { kind: 'jump'; monthsBack: number; isAbove: boolean }
  /** The newest months lie far outside what was said before they came. */
  | { kind: 'outside-band'; monthsBack: number; isAbove: boolean }

export function groundOf(walk: Walk): Ground {
  const reasons: GroundReason[] = []
  const { values } = walk
  if (values.length < SHORT_MONTHS) reasons.push({ kind: 'short', months: values.length })
  if (walk.isEmpty.at(-1) === 1) reasons.push({ kind: 'empty-year' })
  const jump = jumpIn(walk) ?? outsideIn(walk)
  if (jump) reasons.push(jump)
  return { isGiven: reasons.length === 0, reasons }
}

const SHORT_MONTHS = 24
const NEWEST_MONTHS = 3

/** Half as high again as the highest month before, or a third lower than the lowest, in one of the newest three. */
function jumpIn({ values, offset }: Walk): GroundReason | undefined {
  const before = values.subarray(0, values.length - NEWEST_MONTHS)
  const highest = before.reduce((most, value) => Math.max(most, value), 0)
  const lowest = before.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY)
  for (let monthsBack = 1; monthsBack <= NEWEST_MONTHS; monthsBack++) {
    const value = values.at(-monthsBack)! + offset.at(-1)!
    if (value > JUMP * (highest + offset.at(-1)!)) return { kind: 'jump', monthsBack, isAbove: true }
    if (value < (lowest + offset.at(-1)!) / JUMP) return { kind: 'jump', monthsBack, isAbove: false }
  }
  return undefined
}

const JUMP = 1.5

/** One of the newest three months missed by three times the half width of its 80 % interval, seen from the month before or from three before. */
function outsideIn(walk: Walk): GroundReason | undefined {
  for (let monthsBack = 1; monthsBack <= NEWEST_MONTHS; monthsBack++) {
    for (const ahead of [1, NEWEST_MONTHS]) {
      const month = walk.to - monthsBack
      const place = month - ahead + 1
      if (place < PLACE_MIN + POOLED_MONTHS) continue
      const row = place - walk.from
      const missed = log(walk.values[month]! + walk.offset[row]!) - walk.median[row * POOLED_MONTHS + ahead - 1]!
      if (Math.abs(missed) > FAR * widthsAt(walk, place)[ahead - 1]!)
        return { kind: 'outside-band', monthsBack, isAbove: missed > 0 }
    }
  }
  return undefined
}

const FAR = 3

/** One plain sentence for a file or a terminal; pages say the kind in the reader's language. */
export function groundSentence(reason: GroundReason): string {
  if (reason.kind === 'short')
    return `Only ${reason.months} months are known: no season can be told, and nothing shows how far off a year ahead may be.`
  if (reason.kind === 'empty-year') return 'Nobody came in the newest year: the past does not say when that changes.'
  const month = reason.monthsBack === 1 ? 'The newest month' : `The month ${reason.monthsBack - 1} before the newest`
  const side = reason.isAbove ? 'above' : 'below'
  if (reason.kind === 'jump')
    return `${month} lies far ${side} every month before: the past gives no ground for what follows such a jump.`
  return `${month} lies far ${side} what the months before it let expect: something has changed that the past does not know.`
}

import { FAMILIES_PER_DAY_MAX, type Gate, SLOT_MINUTES } from './model.ts'
import { capacityPerSlot } from './slots.ts'

/** One thing that cannot be: the field, what it was, and what is possible. */
export type Refusal = {
  field: keyof Gate
  code: 'range' | 'whole-range' | 'slot' | 'longer-than-day' | 'shares' | 'too-many'
  was: number
  min: number
  max: number
}

/** Everything about a gate that cannot be, before anything is computed; empty where all can. Also for values that no form would let in. */
export function refusalsOf(gate: Gate): Refusal[] {
  const outside = LIMITS.flatMap(([field, min, max, isWhole]): Refusal[] => {
    const was = gate[field]
    if (was >= min && was <= max && (!isWhole || Number.isInteger(was))) return []
    return [{ field, code: isWhole ? 'whole-range' : 'range', was, min, max }]
  })
  const shares = gate.partyShares.reduce((sum, share) => sum + share, 0)
  if (!(Math.abs(shares - 1) < 0.005) || gate.partyShares.some((share) => !(share >= 0)))
    outside.push({ field: 'partyShares', code: 'shares', was: shares, min: 1, max: 1 })
  if (!(SLOT_MINUTES as readonly number[]).includes(gate.slotMinutes))
    outside.push({ field: 'slotMinutes', code: 'slot', was: gate.slotMinutes, min: SLOT_MINUTES[0], max: 30 })
  if (outside.length > 0) return outside
  const dayMinutes = gate.slots * gate.slotMinutes
  if (dayMinutes > 1440)
    return [{ field: 'slots', code: 'whole-range', was: gate.slots, min: 1, max: Math.floor(1440 / gate.slotMinutes) }]
  if (gate.minutesPerFamily > dayMinutes)
    return [
      { field: 'minutesPerFamily', code: 'longer-than-day', was: gate.minutesPerFamily, min: 0.5, max: dayMinutes },
    ]
  const families = Math.ceil((capacityPerSlot(gate) * gate.slots) / gate.showUpShare)
  return families <= FAMILIES_PER_DAY_MAX
    ? []
    : [{ field: 'counters', code: 'too-many', was: families, min: 1, max: FAMILIES_PER_DAY_MAX }]
}

/** The same for programs, in English; pages have it in six languages. */
export function refusalSentence({ field, code, was, min, max }: Refusal): string {
  switch (code) {
    case 'slot':
      return `${field}: ${was} minutes do not divide the hour into slots. Choose ${SLOT_MINUTES.join(', ')}.`
    case 'longer-than-day':
      return `${field}: ${was} minutes are longer than the whole day at this gate. Choose at most ${max}.`
    case 'shares':
      return `${field}: the shares add up to ${Math.round(was * 1000) / 10} %. They must add up to 100 %, none below 0.`
    case 'too-many':
      return `${field}: about ${was} families a day are too many for one gate. Plan gates of at most ${max} families.`
    case 'whole-range':
      return `${field}: ${was} is not possible. Choose a whole number from ${min} to ${max}.`
    default:
      return `${field}: ${was} is not possible. Choose a number from ${min} to ${max}.`
  }
}

type NumberField = Exclude<keyof Gate, 'partyShares' | 'slotMinutes'>

/** Field, least, most, and whether only whole numbers are possible; the schema says the same. */
export const LIMITS: readonly (readonly [NumberField, number, number, boolean?])[] = [
  ['areaM2', 1, 100_000],
  ['counters', 1, 200, true],
  ['minutesPerFamily', 0.5, 480],
  ['serviceScv', 0, 4],
  ['lanes', 1, 50, true],
  ['secondsPerPersonAtLane', 0.5, 300],
  ['corridorMetres', 0.5, 50],
  ['showUpShare', 0.05, 1],
  ['earlyMinutes', -60, 60],
  ['spreadMinutes', 0, 60],
  ['slots', 1, 144, true],
  ['waitMinutesMax', 1, 480],
]

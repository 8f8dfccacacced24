import { FIELDS, type FieldPath } from '../fields.ts'
import { PRESETS, type Preset } from '../presets.ts'
import type { PerMonth, Quantity, Stock } from '../quantity.ts'
import { likelyOf, movedTo } from '../ranges.ts'
import { type Fault, readScenario } from '../reading.ts'
import { type Scenario, TRACKS_MAX } from '../scenario.ts'
import { STARTING_POINTS, type StartingPoint } from '../starting-points.ts'

/** What somebody chose on the page: small enough for an address, and nothing in it is about a person. */
export type Choices = {
  start: StartingPoint | OtherStart
  /** Which saved plan, where one is the start. */
  plan?: string
  change: Preset | 'none'
  /** As typed, by lever; what is not here stands as the starting point and the change have it. */
  typed: Partial<Record<LeverKey, string>>
  order?: Scenario['order']
  paidBy?: 'legislature' | 'fees'
}

/** A file of the reader's, the operation's own claims, a plan it keeps: read before anything is computed. */
type OtherStart = 'file' | 'caseload' | 'plan'
const OTHERS: readonly string[] = ['file', 'caseload', 'plan'] satisfies OtherStart[]

export const CHOICES_AT_FIRST: Choices = { start: 'us-asylum-offices-2021', change: 'plan-2021-fees', typed: {} }

/** What is turned in one track; the number stands for a track after the first. */
type OfTrack = 'arrivals' | 'withdrawal'
type Word = 'officers' | 'hires' | 'support' | 'pace' | OfTrack | 'noShow' | 'feePayers'
export type LeverKey = Word | `${OfTrack}${number}`

type Any = Quantity | Stock | PerMonth

export type Lever = {
  key: LeverKey
  /** Which words say what it is. */
  word: Word
  /** Which track it turns, where it turns one. */
  track?: number
  field: FieldPath
  /** Where it stands in a scenario, as faults name it. */
  path: string
  read(scenario: Scenario): Any
  write(scenario: Scenario, change: (quantity: Any) => Any): Scenario
}

const STAFF: readonly Lever[] = [
  {
    key: 'officers',
    word: 'officers',
    field: 'officers.now',
    path: 'officers.now',
    read: ({ officers }) => officers.now,
    write: (of, change) => ({ ...of, officers: { ...of.officers, now: change(of.officers.now) as Stock } }),
  },
  {
    key: 'hires',
    word: 'hires',
    field: 'officers.hires.count',
    path: 'officers.hires.0',
    read: ({ officers }) => officers.hires[0]?.count ?? 0,
    write(of, change) {
      const [first = NEW_OFFICERS, ...rest] = of.officers.hires
      return {
        ...of,
        officers: { ...of.officers, hires: [{ ...first, count: change(first.count) as Quantity }, ...rest] },
      }
    },
  },
  {
    key: 'support',
    word: 'support',
    field: 'supportStaff.hires.count',
    path: 'supportStaff.hires.0',
    read: ({ supportStaff }) => supportStaff?.hires[0]?.count ?? 0,
    write(of, change) {
      const staff = of.supportStaff ?? NEW_SUPPORT
      const [first = NEW_HIRES, ...rest] = staff.hires
      return {
        ...of,
        supportStaff: { ...staff, hires: [{ ...first, count: change(first.count) as Quantity }, ...rest] },
      }
    },
  },
  {
    key: 'pace',
    word: 'pace',
    field: 'officers.casesPerMonth',
    path: 'officers.casesPerMonth',
    read: ({ officers }) => officers.casesPerMonth,
    write: (of, change) => ({
      ...of,
      officers: { ...of.officers, casesPerMonth: change(of.officers.casesPerMonth) as Quantity },
    }),
  },
]
const NO_SHOW: Lever = {
  key: 'noShow',
  word: 'noShow',
  field: 'noShow.share',
  path: 'noShow.share',
  read: ({ noShow }) => noShow.share,
  write: (of, change) => ({ ...of, noShow: { ...of.noShow, share: change(of.noShow.share) as Quantity } }),
}
const FEE_PAYING: Lever = {
  key: 'feePayers',
  word: 'feePayers',
  field: 'money.feePayersPerYear',
  path: 'money.feePayersPerYear',
  read: ({ money }) => money?.feePayersPerYear ?? FEE_PAYERS,
  write: (of, change) =>
    of.money
      ? {
          ...of,
          money: { ...of.money, feePayersPerYear: change(of.money.feePayersPerYear ?? FEE_PAYERS) as Quantity },
        }
      : of,
}

const arrivalsOf = (track: number): Lever => ({
  ...{ key: track === 0 ? 'arrivals' : `arrivals${track}`, word: 'arrivals', track },
  ...{ field: 'tracks.arrivals.perMonth', path: `tracks.${track}.arrivals.perMonth` },
  read: ({ tracks }) => tracks[track]?.arrivals.perMonth ?? 0,
  write: (of, change) =>
    withTrack(of, track, (given) => {
      // Months of the past would take the place of what is typed here.
      const { history, ...arrivals } = given.arrivals
      return { ...given, arrivals: { ...arrivals, perMonth: change(arrivals.perMonth) as PerMonth } }
    }),
})

const withdrawalOf = (track: number): Lever => ({
  ...{ key: track === 0 ? 'withdrawal' : `withdrawal${track}`, word: 'withdrawal', track },
  ...{ field: 'tracks.withdrawalPerYear', path: `tracks.${track}.withdrawalPerYear` },
  read: ({ tracks }) => tracks[track]?.withdrawalPerYear ?? 0,
  write: (of, change) =>
    withTrack(of, track, (given) => ({
      ...given,
      withdrawalPerYear: change(given.withdrawalPerYear) as Quantity,
    })),
})

const TRACKS = Array.from({ length: TRACKS_MAX }, (_, track) => track)

/** Those there can be, in the order of the page. */
export const LEVERS: readonly Lever[] = [
  ...STAFF,
  ...TRACKS.map(arrivalsOf),
  NO_SHOW,
  ...TRACKS.map(withdrawalOf),
  FEE_PAYING,
]

/** Those of a plan with so many tracks. */
export const leversFor = (tracks: number): readonly Lever[] => LEVERS.filter(({ track = 0 }) => track < tracks)

export const HIRES = STAFF[1]!

/** Begin, training and learning of people nobody has planned yet: the ranges of the preset, whose source says that they are assumed. */
const MODEL = PRESETS['plan-2021-appropriation'](readOrThrow('us-asylum-offices-2021'))
const NEW_OFFICERS = { ...MODEL.officers.hires.at(-1)!, count: 0 as Quantity }
const NEW_SUPPORT = { ...MODEL.supportStaff!, hires: [] as NonNullable<Scenario['supportStaff']>['hires'] }
const NEW_HIRES = { ...MODEL.supportStaff!.hires.at(-1)!, count: 0 as Quantity }
const FEE_PAYERS = 1_000_000

const withTrack = (
  of: Scenario,
  which: number,
  change: (track: Scenario['tracks'][number]) => Scenario['tracks'][number],
) => ({ ...of, tracks: of.tracks.map((track, i) => (i === which ? change(track) : track)) })

function readOrThrow(key: StartingPoint): Scenario {
  const read = readScenario(STARTING_POINTS[key])
  if ('faults' in read) throw new Error(`the starting point ${key} cannot be read`)
  return read.scenario
}

/** Where the page starts from: what ships, or what was read from elsewhere. */
export const baseOf = ({ start }: Choices, read: Scenario | undefined): Scenario =>
  isOther(start) ? (read ?? readOrThrow(CHOICES_AT_FIRST.start as StartingPoint)) : readOrThrow(start)

const isOther = (start: Choices['start']): start is OtherStart => OTHERS.includes(start)

/** With the change that was chosen, before any lever is moved. */
export const changedBy = ({ change }: Choices, base: Scenario): Scenario =>
  change === 'none' ? base : PRESETS[change](base)

/** The world that was asked for, or what is wrong with it. */
export function planOf(choices: Choices, base: Scenario): { scenario: Scenario } | { faults: Fault[] } {
  let plan = changedBy(choices, base)
  for (const lever of leversFor(plan.tracks.length)) {
    const typed = choices.typed[lever.key]
    if (typed === undefined) continue
    const value = numberOf(typed) / (isShare(lever) ? 100 : 1)
    if (value === likelyOf(lever.read(plan))) continue
    plan = lever.write(plan, (quantity) => within(lever.field, movedTo(quantity, value)))
  }
  if (choices.order) plan = { ...plan, order: choices.order }
  if (choices.paidBy && plan.money)
    plan = {
      ...plan,
      money: { ...plan.money, paidBy: choices.paidBy, feePayersPerYear: plan.money.feePayersPerYear ?? FEE_PAYERS },
    }
  return readScenario(plan)
}

/** The ends of a range stop where the field does; the value itself is left for the reader to refuse. */
function within(field: FieldPath, quantity: Any): Any {
  if (typeof quantity === 'number') return quantity
  const { min, max } = FIELDS[field]
  const { likely, low = likely, high = likely } = quantity
  if (!(likely >= min && likely <= max)) return quantity
  return { ...quantity, low: Math.max(min, low), high: Math.min(max, high) }
}

export const isShare = ({ field }: Lever): boolean => FIELDS[field].unit.startsWith('share')

/** What stands in the field: shares of 100. */
export const shownIn = (lever: Lever, scenario: Scenario): number =>
  rounded(likelyOf(lever.read(scenario)) * (isShare(lever) ? 100 : 1))

export const numberOf = (text: string): number =>
  text.trim() === '' ? Number.NaN : Number(text.trim().replace(',', '.'))

const rounded = (value: number) => Math.round(value * 100) / 100

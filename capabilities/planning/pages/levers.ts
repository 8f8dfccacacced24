import { FIELDS, type FieldPath } from '../fields.ts'
import { PRESETS, type Preset } from '../presets.ts'
import type { PerMonth, Quantity, Stock } from '../quantity.ts'
import { likelyOf, movedTo } from '../ranges.ts'
import { type Fault, readScenario } from '../reading.ts'
import type { Scenario } from '../scenario.ts'
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

export type LeverKey = 'officers' | 'hires' | 'support' | 'pace' | 'arrivals' | 'noShow' | 'withdrawal' | 'feePayers'

type Any = Quantity | Stock | PerMonth

export type Lever = {
  key: LeverKey
  field: FieldPath
  /** Where it stands in a scenario, as faults name it. */
  path: string
  read(scenario: Scenario): Any
  write(scenario: Scenario, change: (quantity: Any) => Any): Scenario
}

export const LEVERS: readonly Lever[] = [
  {
    key: 'officers',
    field: 'officers.now',
    path: 'officers.now',
    read: ({ officers }) => officers.now,
    write: (of, change) => ({ ...of, officers: { ...of.officers, now: change(of.officers.now) as Stock } }),
  },
  {
    key: 'hires',
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
    field: 'officers.casesPerMonth',
    path: 'officers.casesPerMonth',
    read: ({ officers }) => officers.casesPerMonth,
    write: (of, change) => ({
      ...of,
      officers: { ...of.officers, casesPerMonth: change(of.officers.casesPerMonth) as Quantity },
    }),
  },
  {
    key: 'arrivals',
    field: 'tracks.arrivals.perMonth',
    path: 'tracks.0.arrivals.perMonth',
    read: ({ tracks }) => tracks[0]!.arrivals.perMonth,
    write: (of, change) =>
      withFirstTrack(of, (track) => {
        // Months of the past would take the place of what is typed here.
        const { history, ...arrivals } = track.arrivals
        return { ...track, arrivals: { ...arrivals, perMonth: change(arrivals.perMonth) as PerMonth } }
      }),
  },
  {
    key: 'noShow',
    field: 'noShow.share',
    path: 'noShow.share',
    read: ({ noShow }) => noShow.share,
    write: (of, change) => ({ ...of, noShow: { ...of.noShow, share: change(of.noShow.share) as Quantity } }),
  },
  {
    key: 'withdrawal',
    field: 'tracks.withdrawalPerYear',
    path: 'tracks.0.withdrawalPerYear',
    read: ({ tracks }) => tracks[0]!.withdrawalPerYear,
    write: (of, change) =>
      withFirstTrack(of, (track) => ({ ...track, withdrawalPerYear: change(track.withdrawalPerYear) as Quantity })),
  },
  {
    key: 'feePayers',
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
  },
]

/** Begin, training and learning of people nobody has planned yet: the ranges of the preset, whose source says that they are assumed. */
const MODEL = PRESETS['plan-2021-appropriation'](readOrThrow('us-asylum-offices-2021'))
const NEW_OFFICERS = { ...MODEL.officers.hires.at(-1)!, count: 0 as Quantity }
const NEW_SUPPORT = { ...MODEL.supportStaff!, hires: [] as NonNullable<Scenario['supportStaff']>['hires'] }
const NEW_HIRES = { ...MODEL.supportStaff!.hires.at(-1)!, count: 0 as Quantity }
const FEE_PAYERS = 1_000_000

const withFirstTrack = (of: Scenario, change: (track: Scenario['tracks'][number]) => Scenario['tracks'][number]) => ({
  ...of,
  tracks: of.tracks.map((track, i) => (i === 0 ? change(track) : track)),
})

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
  for (const lever of LEVERS) {
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

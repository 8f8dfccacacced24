/** What a field may hold: for the sentence that refuses another value, for the levers of the page, and for cutting what is sampled. */
export type Field = { min: number; max: number; unit: Unit; isWhole?: true }

/** How a number is read. Shares are written 0 to 1 in files and shown of 100. */
export type Unit =
  | 'people'
  | 'cases'
  | 'cases-a-month'
  | 'cases-a-day'
  | 'months'
  | 'days'
  | 'years'
  | 'share'
  | 'share-a-year'
  | 'factor'
  | 'hearings'
  | 'money-a-year'
  | 'applications-a-year'

/** Fields by their path; what stands in a list has no number in it: `tracks.waitingNow`. */
export const FIELDS = {
  years: { min: 0.25, max: 15, unit: 'years' },
  'tracks.arrivals.perMonth': { min: 0, max: 1_000_000, unit: 'cases-a-month' },
  'tracks.arrivals.growthPerYear': { min: -0.9, max: 3, unit: 'share-a-year' },
  'tracks.arrivals.monthToMonth': { min: 0, max: 1, unit: 'share' },
  'tracks.waitingNow': { min: 0, max: 10_000_000, unit: 'cases' },
  'tracks.interviewedNow': { min: 0, max: 10_000_000, unit: 'cases' },
  'tracks.ages.upToDays': { min: 1, max: 7_300, unit: 'days', isWhole: true },
  'tracks.ages.share': { min: 0, max: 1, unit: 'share' },
  'tracks.rank': { min: 1, max: 9, unit: 'factor', isWhole: true },
  'tracks.interpreterShare': { min: 0, max: 1, unit: 'share' },
  'tracks.withdrawalPerYear': { min: 0, max: 0.95, unit: 'share-a-year' },
  'tracks.workFactor': { min: 0.05, max: 20, unit: 'factor' },
  'tracks.limitDays': { min: 1, max: 3_650, unit: 'days', isWhole: true },
  'tracks.hearings.count': { min: 1, max: 12, unit: 'hearings' },
  'tracks.hearings.monthsBetween': { min: 0.25, max: 36, unit: 'months' },
  'tracks.hearings.missedShare': { min: 0, max: 0.95, unit: 'share' },
  'tracks.hearings.representedShare': { min: 0, max: 1, unit: 'share' },
  'registration.desks': { min: 1, max: 10_000, unit: 'people' },
  'registration.casesPerDeskDay': { min: 0.1, max: 1_000, unit: 'cases-a-day' },
  'registration.waitingNow': { min: 0, max: 10_000_000, unit: 'cases' },
  'screening.days': { min: 0, max: 365, unit: 'days' },
  'screening.endsShare': { min: 0, max: 0.95, unit: 'share' },
  'officers.now': { min: 0, max: 100_000, unit: 'people' },
  'officers.share': { min: 0, max: 1, unit: 'share' },
  'officers.casesPerMonth': { min: 0.05, max: 1_000, unit: 'cases-a-month' },
  'officers.hires.count': { min: 0, max: 100_000, unit: 'people' },
  'officers.hires.firstMonth': { min: 0, max: 180, unit: 'months' },
  'officers.hires.overMonths': { min: 0, max: 120, unit: 'months' },
  'officers.hires.trainingMonths': { min: 0, max: 36, unit: 'months' },
  'officers.hires.learningMonths': { min: 0, max: 36, unit: 'months' },
  'officers.hires.paceWhileLearning': { min: 0, max: 1, unit: 'share' },
  'officers.leavingPerYear': { min: 0, max: 0.9, unit: 'share-a-year' },
  'officers.paceDriftPerYear': { min: 0, max: 2, unit: 'share-a-year' },
  'officers.loadExponent': { min: -1, max: 1, unit: 'factor' },
  'supportStaff.now': { min: 0, max: 100_000, unit: 'people' },
  'supportStaff.hires.count': { min: 0, max: 100_000, unit: 'people' },
  'supportStaff.hires.firstMonth': { min: 0, max: 180, unit: 'months' },
  'supportStaff.hires.overMonths': { min: 0, max: 120, unit: 'months' },
  'supportStaff.officerTimeEach': { min: 0, max: 1, unit: 'factor' },
  'interpreters.present': { min: 0, max: 100_000, unit: 'people' },
  'noShow.share': { min: 0, max: 0.95, unit: 'share' },
  'noShow.backAfterDays': { min: 1, max: 730, unit: 'days' },
  'decision.lagDays': { min: 0, max: 1_460, unit: 'days' },
  'appeals.share': { min: 0, max: 1, unit: 'share' },
  'appeals.months': { min: 0.1, max: 120, unit: 'months' },
  correctionPerMonth: { min: -1_000_000, max: 1_000_000, unit: 'cases-a-month' },
  'money.officerPerYear': { min: 0, max: 10_000_000, unit: 'money-a-year' },
  'money.supportPerYear': { min: 0, max: 10_000_000, unit: 'money-a-year' },
  'money.feePayersPerYear': { min: 1, max: 1_000_000_000, unit: 'applications-a-year' },
} as const satisfies Record<string, Field>

export type FieldPath = keyof typeof FIELDS

/** `tracks.0.waitingNow.low` is described by `tracks.waitingNow`. */
export function findField(path: readonly PropertyKey[]): Field | undefined {
  const named = path.filter((part) => typeof part === 'string' && !/^\d+$/.test(part))
  for (let length = named.length; length > 0; length--) {
    const found = (FIELDS as Record<string, Field>)[named.slice(0, length).join('.')]
    if (found) return found
  }
  return undefined
}

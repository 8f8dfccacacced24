import type { Scenario, Track } from './scenario.ts'

/** Changes that are asked for again and again; each makes another scenario of one, and is shown as what it changes. */
export const PRESETS = {
  'plan-2021-appropriation': (from) => withPlanOf2021(from, 'legislature'),
  'plan-2021-fees': (from) => withPlanOf2021(from, 'fees'),
  'plan-2021-border-appropriation': (from) => withBorderCases(withPlanOf2021(from, 'legislature')),
  'plan-2021-border-fees': (from) => withBorderCases(withPlanOf2021(from, 'fees')),
  'remain-in-mexico': withRemainInMexico,
} as const satisfies Record<string, (from: Scenario) => Scenario>

export type Preset = keyof typeof PRESETS

/** 1,000 officers and 1,000 support staff more, as proposed in August 2021. */
function withPlanOf2021(from: Scenario, paidBy: 'legislature' | 'fees'): Scenario {
  const begins = {
    firstMonth: { low: 6, likely: 9, high: 18, source: 'Assumption: a budget or a fee rule, then hiring' },
    overMonths: { low: 12, likely: 18, high: 30, source: 'Assumption' },
  }
  return {
    ...from,
    officers: {
      ...from.officers,
      hires: [
        ...from.officers.hires,
        {
          count: 1000,
          ...begins,
          trainingMonths: { low: 2, likely: 4, high: 6, source: 'Assumption' },
          learningMonths: { low: 6, likely: 9, high: 15, source: 'Assumption' },
          paceWhileLearning: { low: 0.3, likely: 0.5, high: 0.7, source: 'Assumption' },
        },
      ],
    },
    supportStaff: {
      now: 0,
      officerTimeEach: {
        low: 0.05,
        likely: 0.2,
        high: 0.4,
        source: 'Assumption: what support staff take over was never published',
      },
      ...from.supportStaff,
      hires: [...(from.supportStaff?.hires ?? []), { count: 1000, ...begins }],
    },
    ...(from.money && { money: { ...from.money, paidBy, feePayersPerYear: from.money.feePayersPerYear ?? 1_000_000 } }),
  }
}

/** Cases from the border decided by the same officers, within limits, so before the others (rule of 2022, 87 FR 18078). */
function withBorderCases(from: Scenario): Scenario {
  const border: Track = {
    key: 'border',
    arrivals: {
      perMonth: {
        ...{ low: 2000, likely: 6250, high: 12500, from: '2022-06-01', to: '2023-05-31' },
        source:
          'The rule: 75,000 cases a year for 800 people (Government Executive, June 2022); 300,000 in the proposal',
      },
      growthPerYear: 0,
      monthToMonth: 0.2,
    },
    waitingNow: 0,
    ages: [{ upToDays: 30, share: 1 }],
    rank: 1,
    interpreterShare: 0,
    withdrawalPerYear: { low: 0.02, likely: 0.05, high: 0.1, source: 'Assumption' },
    workFactor: {
      ...{ low: 0.7, likely: 1, high: 1.6 },
      source: 'The rule: 65 to 94 cases a year for each of those hired (Government Executive, Washington Times)',
    },
    limitDays: 60,
  }
  return { ...from, tracks: [...from.tracks.filter(({ key }) => key !== border.key), border] }
}

/** People wait across the border for hearings months apart: a track of its own, taken from the first track's arrivals. */
function withRemainInMexico(from: Scenario): Scenario {
  const remain: Track = {
    key: 'remain-in-mexico',
    arrivals: {
      perMonth: {
        ...{ low: 1500, likely: 2960, high: 6000, from: '2019-01-01', to: '2021-01-31' },
        source: '71,036 people in two years (A. Kocher, of EOIR data to January 2021)',
      },
      growthPerYear: 0,
      monthToMonth: 0.25,
    },
    waitingNow: 0,
    ages: [{ upToDays: 30, share: 1 }],
    rank: 1,
    interpreterShare: 0,
    withdrawalPerYear: { low: 0.02, likely: 0.08, high: 0.2, source: 'Assumption' },
    workFactor: { low: 0.5, likely: 0.8, high: 1.2, source: 'Assumption' },
    hearings: HEARINGS,
  }
  return { ...from, tracks: [...from.tracks.filter(({ key }) => key !== remain.key), remain] }
}

/** Hearings months apart, as those who waited in Mexico had them. */
export const HEARINGS = {
  count: { low: 2, likely: 3, high: 4, source: 'Assumption' },
  monthsBetween: {
    low: 1.5,
    likely: 3,
    high: 6,
    source: 'Reports of hearings two to six months apart, 2019 and 2020',
  },
  missedShare: {
    ...{ low: 0.2, likely: 0.31, high: 0.4 },
    source:
      '27,898 of 41,888 cases ended with an order in absence (TRAC, January 2021): three of ten at each of three hearings',
  },
  representedShare: {
    low: 0.08,
    likely: 0.14,
    high: 0.2,
    source: '86 % of those pending had no attorney (A. Kocher, January 2021)',
  },
} satisfies Track['hearings']

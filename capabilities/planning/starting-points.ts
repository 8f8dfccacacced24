import type { ScenarioFile } from './scenario.ts'

/** Worlds to begin from, of published figures. What nobody published is an assumption with a wide range, and says so. */
export const STARTING_POINTS = {
  'tapachula-2021': {
    name: 'Tapachula, September 2021',
    startsOn: '2021-09-01',
    years: 5,
    order: 'oldest-first',
    tracks: [
      {
        key: 'all',
        arrivals: {
          perMonth: {
            ...{ low: 4500, likely: 7000, high: 9500, from: '2021-01-01', to: '2021-08-31' },
            source:
              'COMAR: 35,600 applications in Tapachula in January to June 2021; 54,457 to August, computed from 18,842 Haitian applicants who are 34.6 % (La Jornada, 4 July 2021; El Sol de Durango, September 2021)',
          },
          growthPerYear: {
            low: -0.4,
            likely: 0,
            high: 0.4,
            source: 'Assumption: applications in Mexico went from 70,426 to 41,133 and to 77,559 in eight months',
          },
          monthToMonth: 0.25,
        },
        waitingNow: {
          ...{ low: 40000, likely: 55000, high: 90000, asOf: '2021-09-01' },
          source:
            'Nobody published what was open in Tapachula. 83,792 were pending in all Mexico at the end of 2020 (UNHCR), 77,559 applications came in eight months and about 22,000 were decided; seven of ten are lodged in Tapachula. 77,000 is an inflow, not a queue',
        },
        ages: [
          { upToDays: 60, share: 0.3 },
          { upToDays: 120, share: 0.22 },
          { upToDays: 240, share: 0.26 },
          { upToDays: 540, share: 0.15 },
          { upToDays: 900, share: 0.07 },
        ],
        interpreterShare: {
          low: 0.25,
          likely: 0.35,
          high: 0.5,
          source: 'COMAR: 34.6 % of the applicants in Tapachula were from Haiti by August 2021',
        },
        withdrawalPerYear: {
          low: 0.06,
          likely: 0.12,
          high: 0.25,
          source: 'UNHCR: 4,422 cases closed otherwise in 2020 and 9,642 in 2019, of 69,451 and 83,792 pending',
        },
        limitDays: 63,
      },
    ],
    registration: {
      desks: {
        low: 20,
        likely: 22,
        high: 30,
        source: 'Assumption: desks for the 200 to 300 people a day who were attended',
      },
      casesPerDeskDay: {
        low: 9,
        likely: 12,
        high: 18,
        source:
          'COMAR Tapachula, spring of 2021: 200 applications a day (Cuarto Poder, May 2021); the rest is an assumption',
      },
    },
    officers: {
      now: {
        low: 40,
        likely: 60,
        high: 80,
        asOf: '2021-09-01',
        source:
          'Assumption: COMAR had 78 people in the country in June 2019, 30 of them from UNHCR (Mexico News Daily)',
      },
      casesPerMonth: {
        low: 28,
        likely: 36,
        high: 46,
        source:
          'COMAR: 19,383 decided in January to July 2021, 2,769 a month in the country, seven of ten in Tapachula, by the officers assumed here',
      },
      leavingPerYear: { low: 0.05, likely: 0.1, high: 0.2, source: 'Assumption' },
    },
    interpreters: { present: { low: 20, likely: 26, high: 34, asOf: '2021-09-01', source: 'Assumption' } },
    noShow: {
      share: {
        low: 0.05,
        likely: 0.1,
        high: 0.2,
        source: 'UNHCR Amman 2013: one appointment of ten was missed; assumed here',
      },
      backAfterDays: { low: 15, likely: 30, high: 60, source: 'Assumption' },
    },
    decision: {
      lagDays: {
        low: 15,
        likely: 40,
        high: 90,
        source: 'Assumption: 45 working days are the limit of the law, and it can be doubled',
      },
    },
    appeals: {
      share: {
        low: 0.05,
        likely: 0.1,
        high: 0.2,
        source: 'Assumption: 5,479 of 22,450 decisions in 2020 were refusals (UNHCR)',
      },
      months: { low: 3, likely: 6, high: 12, source: 'Assumption' },
    },
    money: {
      currency: 'USD',
      officerPerYear: { low: 15000, likely: 22000, high: 35000, source: 'Assumption' },
      supportPerYear: { low: 10000, likely: 14000, high: 22000, source: 'Assumption' },
      paidBy: 'legislature',
    },
  },
  'us-asylum-offices-2021': {
    name: 'US asylum offices, October 2021',
    startsOn: '2021-10-01',
    years: 5,
    order: 'newest-first',
    tracks: [
      {
        key: 'affirmative',
        arrivals: {
          perMonth: {
            ...{ low: 6000, likely: 8500, high: 11500, from: '2020-08-01', to: '2021-12-31' },
            source:
              'USCIS: 31,025 filed in October to December 2021; 370,948 pending in July 2020 and 438,500 in December 2021, with about 3,000 completed a month, is about 7,000 filed a month',
          },
          growthPerYear: { low: -0.15, likely: 0, high: 0.2, source: 'Assumption' },
          monthToMonth: 0.12,
        },
        waitingNow: {
          ...{ low: 420000, likely: 427000, high: 435000, asOf: '2021-10-01' },
          source:
            'Between 370,948 on 31 July 2020 and 438,500 on 31 December 2021 (USCIS figures in The Asylumist and CIS)',
        },
        ages: [
          { upToDays: 365, share: 0.18 },
          { upToDays: 730, share: 0.12 },
          { upToDays: 1345, share: 0.1 },
          { upToDays: 1700, share: 0.3 },
          { upToDays: 2190, share: 0.3 },
        ],
        rank: 2,
        withdrawalPerYear: {
          low: 0.015,
          likely: 0.024,
          high: 0.05,
          source:
            'USCIS, October to December 2021: 9,040 completed, 6,480 interviewed; the difference closed without an interview',
        },
        limitDays: 180,
      },
    ],
    officers: {
      now: {
        low: 763,
        likely: 800,
        high: 800,
        asOf: '2021-08-01',
        source: 'About 800 in August 2021 (Working Immigrants); 763 in May 2019 (The Asylumist)',
      },
      share: {
        low: 0.6,
        likely: 0.74,
        high: 0.9,
        source: 'May 2019: more than 200 of 763 on credible fear screening (The Asylumist)',
      },
      casesPerMonth: {
        ...{ low: 4.5, likely: 6, high: 12 },
        source:
          'USCIS: 10,624 interviews scheduled in October to December 2021 by about 590 officers is 6; 24,695 completed in a quarter of 2018 is up to 15',
      },
      leavingPerYear: { low: 0.05, likely: 0.1, high: 0.2, source: 'Assumption' },
    },
    noShow: {
      share: {
        low: 0.25,
        likely: 0.39,
        high: 0.45,
        source: 'USCIS: 4,144 of 10,624 scheduled were missed or moved, October to December 2021',
      },
      backAfterDays: { low: 30, likely: 60, high: 120, source: 'Assumption' },
    },
    decision: {
      lagDays: {
        low: 14,
        likely: 34,
        high: 120,
        source: 'Median 34 days, aim 14, of 136 cases of one law firm (The Asylumist)',
      },
    },
    money: {
      currency: 'USD',
      officerPerYear: {
        low: 150000,
        likely: 225000,
        high: 260000,
        source: 'Rule on border cases: 180 million dollars for 800 people (Government Executive, June 2022)',
      },
      supportPerYear: { low: 80000, likely: 120000, high: 225000, source: 'Assumption, below an officer' },
      paidBy: 'legislature',
      feePayersPerYear: {
        low: 6500000,
        likely: 8500000,
        high: 9500000,
        source: 'Assumption: USCIS takes in some eight million forms a year',
      },
    },
  },
  'us-immigration-courts-2021': {
    name: 'US immigration courts, fiscal year 2021',
    startsOn: '2020-10-01',
    years: 5,
    order: 'oldest-first',
    tracks: [
      {
        key: 'court',
        arrivals: {
          perMonth: {
            ...{ low: 18000, likely: 30700, high: 45500, from: '2018-10-01', to: '2020-09-30' },
            source:
              'EOIR: 368,746 received in fiscal year 2020, 546,248 in 2019, 195,000 to 316,000 in the years before',
          },
          growthPerYear: { low: -0.2, likely: 0, high: 0.2, source: 'Assumption' },
          monthToMonth: 0.12,
        },
        waitingNow: { likely: 1258882, asOf: '2020-09-30', source: 'EOIR: pending at the end of fiscal year 2020' },
        ages: [
          { upToDays: 365, share: 0.26 },
          { upToDays: 730, share: 0.32 },
          { upToDays: 1095, share: 0.17 },
          { upToDays: 1461, share: 0.12 },
          { upToDays: 2190, share: 0.13 },
        ],
        rank: 2,
        withdrawalPerYear: { low: 0, likely: 0.01, high: 0.03, source: 'Assumption' },
      },
    ],
    officers: {
      now: {
        low: 442,
        likely: 520,
        high: 559,
        asOf: '2020-10-01',
        source: 'TRAC: 442 judges in September 2019, 559 in October 2021',
      },
      casesPerMonth: {
        ...{ low: 21.7, likely: 35, high: 52 },
        source: 'EOIR and TRAC: 276,970 completed by 442 judges in 2019 is 52 a month; 145,306 in 2021 is 22 to 27',
      },
      leavingPerYear: { low: 0.06, likely: 0.08, high: 0.1, source: 'TRAC: 27 to 35 of 442 judges left in a year' },
    },
    noShow: { share: 0, backAfterDays: 60 },
    decision: { lagDays: 0 },
    correctionPerMonth: {
      ...{ low: -1961, likely: 905, high: 2883 },
      source:
        'EOIR: pending cases and the difference of received and completed ones miss each other by −23,535 to 34,594 a year, fiscal years 2016 to 2020',
    },
    money: {
      currency: 'USD',
      officerPerYear: {
        low: 700000,
        likely: 1000000,
        high: 1300000,
        source: 'Assumption: a judge with staff and rooms',
      },
      supportPerYear: { low: 80000, likely: 120000, high: 200000, source: 'Assumption' },
      paidBy: 'legislature',
    },
  },
} as const satisfies Record<string, ScenarioFile>

export type StartingPoint = keyof typeof STARTING_POINTS

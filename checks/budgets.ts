// What protection was added later may cost: a fifth of the figures of November 2026 (0.64 and 1.08 ms).
const WITHIN = { less: 0.8, more: 1.2 }

/** The figures the project holds itself to. Benchmarks and tests read them here; a change of one is a decision. */
export const budgets = {
  registration: {
    /** Of the acknowledgements a program makes that only inserts the same rows. */
    ratioToMinimal: 0.64 * WITHIN.less,
    /** Server and PostgreSQL together, up to the receipt. */
    cpuMsPerRegistration: 1.08 * WITHIN.more,
  },
  schedule: {
    /** The whole command, from its start to its answer, with the proof that nothing is better. */
    cpuSeconds2000: 1,
    cpuSeconds8000: 6,
    /** The answer without proof. */
    firstCpuSeconds: 0.3,
    firstAbovePercent: 1,
    /** Rooms, long meetings, households, known officers and the cap, above a bound that ignores some of them. */
    allCpuSeconds2000: 10,
    allAbovePercent: 1,
    /** An officer who is ill for a week; moves as a multiple of those nobody can avoid. */
    replanCpuSeconds: 0.3,
    replanMoves: 1.1,
  },
  protection: {
    /** Writes per second over 16 connections, with the audit entry and its sealing against without. */
    auditedToUnaudited: 0.8,
    /** A point query with row-level security against the same without. */
    rowSecurity: 1.15,
    /** Sealing a new person and storing that, besides opening the envelope: server and PostgreSQL together. */
    cpuMsPerNewPerson: 0.2,
    cpuMsReadingPerson: 0.1,
    /** Of 100,000 names, after an unlock. */
    indexSeconds: 5,
  },
  /** Every limit of 55,000 open claims, after a calendar changed: short enough to be tried and looked at. Ours. */
  deadlines: { recountCpuSeconds: 5 },
  /** An office with 55,000 cases (the issue of claims): each page, and making the sample. */
  claims: { pageP95Ms: 300, caseloadSeconds: 120, caseloadForPlanMs: 1000 },
  /** A booking while other desks book at the same office, and the board of a day. Ours. */
  appointments: { bookingP95Ms: 150, dayP95Ms: 150 },
  /** A constancia from its facts to the PDF, and its size (the issue of claims). */
  papers: { ms: 150, kib: 120 },
  /** All cases of a country at one desk (the same issue): 1,600,000. */
  claimsOfACountry: { pageP95Ms: 500 },
  /** Against the better of last value and same month last year, and the share of months in the 80 % interval (the issue of the planner). */
  forecasts: { errorRatio: 0.9999, coverage: { from: 0.7, to: 0.9 } },
  planner: {
    cohort55000Seconds: 2,
    cohort1600000Seconds: 5,
    exact55000Seconds: 30,
    exact1600000Seconds: 5,
    exact1600000Megabytes: 300,
    firstBandSeconds: 1,
    /** The page is never blocked for longer. */
    pageTaskMs: 50,
    commonChance: 5,
    /** Events per second of processor time, of what a C program of the same algorithm makes. */
    exactToC: 0.35,
  },
  /** Share of invented worlds that lie in the planner's 90 % band (the issue of the planner). */
  plannerWorlds: { coverage: { from: 0.87, to: 0.93 } },
  /** A plan's middle error so many years ahead, of the stock, or half of its 90 % band is as wide; and the share of year ends in that band (decision 0029). */
  plannerBacktest: { withinShare: 0.2, inBand: 0.9 },
  /** Share of cases decided within the window they were told (the issue of the planner). */
  personalWait: { coverage: { from: 0.75, to: 0.85 } },
  start: { existingSeconds: 5, freshSeconds: 30, practiceSeconds: 20 },
  crowd: { phones: 3_000, minutes: 10, p95Ms: 1_000, memoryMb: 600, backlogSeconds: 60 },
  verify: {
    /** In the page, after decoding, with the processor slowed six times. */
    pageMs: 50,
    /** In Node, each. */
    nodeMs: 1,
  },
  firstScreen: {
    /** Gzip, every byte before the first answer can be given, one language. */
    kibibytes: 40,
    scriptKibibytes: 30,
    /** All that the app needs without a network, without the scanner. */
    offlineKibibytes: 150,
    /** At 400 kbit/s, 400 ms round trip, processor slowed four times, nothing cached. */
    usableSeconds: 4,
    /** Without a network, everything cached. */
    warmSeconds: 1,
  },
} as const

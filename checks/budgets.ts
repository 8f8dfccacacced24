/** The figures the project holds itself to. Benchmarks and tests read them here; a change of one is a decision. */
export const budgets = {
  registration: {
    /** Of the acknowledgements a program makes that only inserts the same rows. */
    ratioToMinimal: 0.5,
    /** Server and PostgreSQL together, up to the receipt. */
    cpuMsPerRegistration: 3,
  },
  protection: {
    /** Writes per second over 16 connections, with the audit entry and its sealing against without. */
    auditedToUnaudited: 0.8,
  },
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

/**
 * How long each kind of data stays, from which moment, and what then happens. The data protection officer of an operation
 * may change a period within its bounds. Why these: docs/decisions/0014-retention.md.
 */
export type RetentionRule = {
  /** Where it stands in the database. */
  table: string
  /** Days; the officer may choose between the bounds. Equal bounds: a promise nobody may change. */
  periodDays: number
  boundsDays: readonly [number, number]
  /** From which moment the days are counted. */
  from:
    | 'left'
    | 'last-active'
    | 'last-written'
    | 'superseded'
    | 'decided'
    | 'looked-at'
    | 'received'
    | 'recorded'
    | 'ended'
    | 'expired'
    | 'closed'
  does: 'erase' | 'delete' | 'coarsen' | 'destroy-key' | 'erase-subject'
  /** Another job of its own does it; the rule stands here so that the list is whole. */
  elsewhere?: true
  source: readonly Source[]
}

/** What a period follows from. */
export type Source = 'gdpr-5-1-e' | 'un-principle-4' | 'unhcr-general-policy' | 'design'

const days = (periodDays: number, least: number, most: number) => ({
  periodDays,
  boundsDays: [least, most] as const,
})
const NEED: readonly Source[] = ['gdpr-5-1-e', 'un-principle-4', 'unhcr-general-policy']

export const retentionRules = {
  /** Somebody left their household, and nobody registered them anew. */
  'person-left': { table: 'individual', ...days(180, 30, 730), from: 'left', does: 'erase', source: NEED },
  /** Nothing happened to a household, and nobody of it looked at their own page. */
  'household-inactive': {
    table: 'registration_group',
    ...days(730, 180, 1826),
    from: 'last-active',
    does: 'erase',
    source: NEED,
  },
  /** What stood there before a correction. */
  'earlier-versions': {
    table: 'person_blob',
    ...days(365, 30, 1826),
    from: 'superseded',
    does: 'delete',
    source: NEED,
  },
  'decided-conflicts': { table: 'intake_conflict', ...days(90, 7, 365), from: 'decided', does: 'delete', source: NEED },
  /** Acknowledged, never readable, and nobody could be asked again. */
  'unreadable-entries': {
    table: 'intake_entry',
    ...days(180, 60, 730),
    from: 'received',
    does: 'delete',
    source: NEED,
  },
  /** Late entries of an expired invitation must still be known: the row stays, its words go. */
  'ended-invitations': { table: 'invitation', ...days(180, 90, 730), from: 'expired', does: 'coarsen', source: NEED },
  /** Of registrations that are erased: what happened stays, to whom goes. */
  events: { table: 'event', ...days(365, 30, 1826), from: 'recorded', does: 'coarsen', source: NEED },
  'record-of-acts': {
    table: 'audit_entry',
    ...days(1826, 365, 3653),
    from: 'recorded',
    does: 'erase-subject',
    source: NEED,
  },
  /** Counted from when somebody looked into it: what nobody has looked at waits for them. */
  alarms: { table: 'alarm', ...days(730, 90, 1826), from: 'looked-at', does: 'delete', source: NEED },
  /** Names no household in clear, so no household takes it along; whoever still works on it writes on. */
  'sealed-complaints': {
    table: 'sealed_record',
    ...days(1826, 365, 3653),
    from: 'last-written',
    does: 'delete',
    source: NEED,
  },
  'journey-stops': { table: 'stop', ...days(180, 90, 730), from: 'closed', does: 'delete', source: NEED },
  'closed-operation': {
    table: 'person_key, custodian',
    ...days(30, 30, 30),
    from: 'closed',
    does: 'destroy-key',
    source: ['design'],
  },
  'check-ins': {
    table: 'check_in',
    ...days(3, 3, 3),
    from: 'recorded',
    does: 'coarsen',
    elsewhere: true,
    source: ['design'],
  },
  sessions: { table: 'session', ...days(1, 1, 1), from: 'ended', does: 'delete', elsewhere: true, source: ['design'] },
} as const satisfies Record<string, RetentionRule>

export type RetentionClass = keyof typeof retentionRules
export const retentionClasses = Object.keys(retentionRules) as RetentionClass[]

/** What the job of this file does itself, in this order: what is erased first needs no second look. */
export type JobClass = Exclude<RetentionClass, 'check-ins' | 'sessions'>
export const jobClasses = retentionClasses.filter((one): one is JobClass => !('elsewhere' in retentionRules[one]))

/** The record of acts tells when people last looked at their own page: gone sooner, a household would be over sooner. */
export const leastDaysOf = (retentionClass: RetentionClass, inactiveDays: number): number =>
  Math.max(retentionRules[retentionClass].boundsDays[0], retentionClass === 'record-of-acts' ? inactiveDays : 0)

/** Undefined when the officer may choose this period; else the bounds. */
export function refusePeriod(
  retentionClass: RetentionClass,
  periodDays: number,
): { least: number; most: number } | undefined {
  const [least, most] = retentionRules[retentionClass].boundsDays
  return periodDays < least || periodDays > most ? { least, most } : undefined
}

/** Why the job leaves a household alone, as a word from a list: the record of acts must not hold a story. */
export const holdReasons = ['court', 'complaint', 'legal-claim', 'tracing'] as const

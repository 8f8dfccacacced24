// Written by scripts/generate-types.ts from the migrations. Do not edit.
import type { ColumnType, Generated } from 'kysely'

/** An object, never a bare array: node would send that as an SQL array. */
type Json = ColumnType<Record<string, unknown>, Record<string, unknown>, Record<string, unknown>>
type JsonOrNull = ColumnType<Record<string, unknown> | null, Record<string, unknown> | null, Record<string, unknown> | null>

export interface Account {
  operationId: string
  id: string
  login: string
  displayName: string
  passphraseHash: string | null
  failedAttempts: Generated<number>
  nextAttemptAt: Date | null
  createdAt: Date
  closedAt: Date | null
}

export interface AccountRole {
  operationId: string
  accountId: string
  role: string
  siteId: string | null
  givenAt: Date
}

export interface Agreement {
  operationId: string
  id: string
  act: string
  facts: Json
  factsHash: Uint8Array
  askedBy: string
  askedAt: Date
  expiresAt: Date
  answeredBy: string | null
  answeredAt: Date | null
  answer: 'agreed' | 'refused' | 'withdrawn' | null
  usedAt: Date | null
}

export interface Alarm {
  operationId: string
  id: string
  kind: string
  at: Date
  accountId: string | null
  facts: Json
  acknowledgedAt: Date | null
  acknowledgedBy: string | null
  note: string | null
}

export interface Appointment {
  operationId: string
  id: string
  siteId: string
  groupId: string
  purpose: 'interview' | 'hearing' | 'document'
  claimIds: string[]
  language: string
  special: boolean
  heardBy: 'anyone' | 'woman' | 'man'
  priority: number
  slots: number
  state: 'booked' | 'confirmed' | 'came' | 'held' | 'did-not-come' | 'cancelled'
  moveAskedAt: Date | null
  day: string
  slot: number
  startsAt: Date
  endsAt: Date
  officerId: string
  placeId: string | null
  interpreterId: string | null
  waitingSince: string
  noticeDays: number
  passedOver: number
  reason: JsonOrNull
  version: number
  changedAt: Date
}

export interface AppointmentAbsence {
  operationId: string
  id: string
  resourceId: string
  firstOn: string
  lastOn: string
  number: number
  notedAt: Date
  notedBy: string
}

export interface AppointmentEvent {
  operationId: string
  appointmentId: string
  number: number
  at: Date
  actId: string
  kind: 'booked' | 'moved' | 'cancelled' | 'came' | 'held' | 'did-not-come' | 'confirmed' | 'move-asked' | 'move-taken-back'
  accountId: string | null
  facts: Json
}

export interface AppointmentFeed {
  operationId: string
  resourceId: string
  tokenHash: Uint8Array
  madeAt: Date
  madeBy: string
}

export interface AppointmentHold {
  operationId: string
  resourceId: string
  day: string
  slot: number
  seat: number
  appointmentId: string
}

export interface AppointmentOffice {
  operationId: string
  siteId: string
  timeZone: string
  dayStarts: number
  slotMinutes: number
  slotsPerDay: number
  noticeDays: number
  counselDays: number
  passedOverMax: number
  version: number
}

export interface AppointmentResource {
  operationId: string
  id: string
  siteId: string
  kind: 'officer' | 'interpreter' | 'room' | 'window'
  accountId: string | null
  label: string | null
  languages: string[]
  special: boolean
  heardBy: 'anyone' | 'woman' | 'man'
  number: number
  hours: Json
  closedAt: Date | null
}

export interface AppointmentWait {
  operationId: string
  id: string
  siteId: string
  groupId: string
  purpose: 'interview' | 'hearing' | 'document'
  claimIds: string[]
  language: string
  special: boolean
  heardBy: 'anyone' | 'woman' | 'man'
  priority: number
  slots: number
  noticeDays: number
  officerId: string | null
  since: string
  passedOver: number
  source: 'desk' | 'claims'
}

export interface AsylumProcedure {
  operationId: string
  procedure: string
  version: string
  content: Json
  addedAt: Date
}

export interface AsylumSetting {
  operationId: string
  version: number
  procedure: string
  procedureVersion: string
  answers: Json
  calendarAnswers: Json
  calendarRows: Json
  changedAt: Date
  changedBy: string
}

export interface AuditEntry {
  operationId: string
  id: string
  at: Date
  accountId: string | null
  role: string
  act: string
  subjectKind: string
  subjectId: string | null
  purpose: string
  salt: Uint8Array
}

export interface Canary {
  operationId: string
  groupId: string
  plantedAt: Date
  plantedBy: string
}

export interface Card {
  operationId: string
  cti: Uint8Array
  shortCode: string
  groupId: string
  statusIndex: number
  token: string
  issuedAt: Date
  expiresOn: string
  withdrawnAt: Date | null
  withdrawnReason: string | null
}

export interface CheckIn {
  operationId: string
  id: string
  kind: 'household' | 'nameless' | 'undo'
  receivedOn: string
  contentHash: Uint8Array | null
  stopId: string | null
  deviceId: string | null
  shortCode: string | null
  sizeOnCard: number | null
  people: number | null
  undoes: string | null
  madeAt: Date | null
  receivedAt: Date | null
}

export interface CheckInConflict {
  operationId: string
  entryId: string
  contentHash: Uint8Array
  stopId: string
  content: Json
  receivedAt: Date
}

export interface Claim {
  operationId: string
  id: string
  individualId: string
  procedure: string
  procedureVersion: string
  siteId: string | null
  assignedTo: string | null
  language: string
  stage: string
  lastStep: string
  lastStepOn: string
  beganOn: string
  closedOn: string | null
  closingReason: string | null
  childAlone: boolean
  events: number
  dueOn: string | null
  dueLimit: string | null
  dueBinds: string | null
  countedUnder: number
  createdAt: Date
  queueOn: string | null
}

export interface ClaimDependant {
  operationId: string
  claimId: string
  individualId: string
  addedAt: Date
}

export interface ClaimEvent {
  operationId: string
  claimId: string
  number: number
  recordedAt: Date
  event: Json
}

export interface ClaimInterview {
  operationId: string
  claimId: string
  heardBy: 'anyone' | 'woman' | 'man'
  special: boolean
}

export interface ClaimLimit {
  operationId: string
  claimId: string
  limitId: string
  step: string
  binds: 'authority' | 'person'
  sense: 'latest' | 'earliest'
  dueOn: string | null
  movedFrom: string | null
  movedAt: Date | null
}

export interface ClaimMandate {
  operationId: string
  id: string
  claimId: string
  individualId: string
  kind: 'representative' | 'lawyer' | 'guardian'
  fromOn: string
  untilOn: string | null
  sealed: Uint8Array
  recordedAt: Date
  recordedBy: string
}

export interface ClaimProposal {
  operationId: string
  claimId: string
  act: Json
  seenEvents: number
  proposedBy: string
  proposedRole: string
  proposedAt: Date
}

export interface ClaimWish {
  operationId: string
  id: string
  claimId: string
  step: string
  askedAt: Date
  takenBackAt: Date | null
  recordedAt: Date | null
}

export interface ConsentDecision {
  operationId: string
  individualId: string
  decidedAt: Date
  registration: boolean | null
  aid: boolean | null
  tracing: boolean | null
  legalHelp: boolean | null
  statistics: boolean | null
}

export interface CorrectionRequest {
  operationId: string
  id: string
  groupId: string
  individualId: string
  contentHash: Uint8Array
  envelope: Uint8Array | null
  state: 'open' | 'accepted' | 'refused'
  reason: string | null
  receivedAt: Date
  decidedAt: Date | null
  decidedBy: string | null
}

export interface Custodian {
  operationId: string
  ordinal: number
  salt: Uint8Array
  wrappedShare: Uint8Array
  createdAt: Date
  publicKey: Uint8Array | null
  wrappedPrivate: Uint8Array | null
}

export interface Enrolment {
  operationId: string
  accountId: string
  codeHash: Uint8Array
  kind: 'first' | 'replace'
  madeBy: string | null
  createdAt: Date
  expiresAt: Date
}

export interface Event {
  operationId: string
  id: string
  at: Date
  kind: string
  groupId: string | null
  individualId: string | null
  accountId: string | null
  facts: Json
  details: Uint8Array | null
}

export interface ExpectedWait {
  operationId: string
  procedure: string
  childAlone: boolean
  countedOn: string
  cannotSay: 'too-little-past' | 'too-many-cases' | 'not-by-age' | 'back-test-failed' | null
  coverage: number | null
}

export interface ExpectedWaitNight {
  operationId: string
  begunAt: Date
  countedOn: string | null
}

export interface ExpectedWaitWindow {
  operationId: string
  procedure: string
  childAlone: boolean
  lodgedOn: string
  fromOn: string
  toOn: string
  casesBefore: number
  saidTo: string
  movedFrom: string | null
  movedOn: string | null
}

export interface Gate {
  operationId: string
  siteId: string
  timeZone: string
  opensMinutes: number
  settings: Json
  bookings: number[]
  version: number
}

export interface GateDay {
  operationId: string
  siteId: string
  day: string
  peopleCame: number
  peopleWent: number
  countersOpen: number
  paused: 'by-hand' | 'crowded' | null
  version: number
}

export interface GatePress {
  operationId: string
  id: string
  siteId: string
  day: string
  at: Date
  kind: 'came' | 'went' | 'counters' | 'pause' | 'open'
  number: number
  before: number
  undone: boolean
}

export interface ImportFile {
  operationId: string
  fileHash: Uint8Array
  households: number
  people: number
  accountId: string | null
  importedAt: Date
}

export interface Individual {
  operationId: string
  id: string
  groupId: string
  ordinal: number
  isFocalPoint: boolean
  sex: 'female' | 'male' | 'other' | 'unknown' | 'undisclosed'
  ageBand: '0-4' | '5-11' | '12-17' | '18-59' | '60+' | 'unknown' | '0-17' | '18+'
  nationality: string
  language: string
  state: 'present' | 'left' | 'died' | 'erased'
}

export interface IntakeConflict {
  operationId: string
  entryId: string
  contentHash: Uint8Array
  envelope: Uint8Array
  receivedAt: Date
  decidedAt: Date | null
  individualIds: string[] | null
}

export interface IntakeEntry {
  operationId: string
  id: string
  groupId: string
  contentHash: Uint8Array
  envelope: Uint8Array | null
  state: 'sealed' | 'opened' | 'failed' | 'erased'
  failure: string | null
  cti: Uint8Array
  receiptStatus: 'accepted' | 'waiting'
  madeAt: Date
  receivedAt: Date
  individualIds: string[] | null
  focalPointId: string | null
}

export interface Invitation {
  operationId: string
  id: string
  siteId: string | null
  label: string
  token: string
  quota: number
  createdAt: Date
  expiresAt: Date
  revokedAt: Date | null
  replacesId: string | null
}

export interface LedgerHead {
  operationId: string
  size: number
  line: string
}

export interface LedgerLeaf {
  operationId: string
  leafNumber: number
  entryId: string
  leafHash: Uint8Array
  seal: Uint8Array
}

export interface LedgerState {
  operationId: string
  size: number
  edge: Uint8Array
}

export interface LegalHold {
  operationId: string
  groupId: string
  reason: 'court' | 'complaint' | 'legal-claim' | 'tracing'
  placedAt: Date
  placedBy: string
}

export interface Message {
  operationId: string
  id: string
  individualId: string
  cause: string
  template: 'news' | 'soon'
  language: string
  channel: 'sms' | 'email' | 'push'
  queuedAt: Date
  dueAt: Date
  tries: number
  state: 'waiting' | 'sending' | 'sent' | 'dead' | 'dropped'
  claimId: string | null
  claimedUntil: Date | null
  perhapsTwice: boolean
  lastError: string | null
  endedAt: Date | null
}

export interface MessageChoice {
  operationId: string
  individualId: string
  channel: 'sms' | 'email' | 'push'
  decidedAt: Date
  agreed: boolean
  given: 'page' | 'gone'
}

export interface MessageContact {
  operationId: string
  individualId: string
  channel: 'email' | 'push'
  blob: Uint8Array
  writtenAt: Date
}

export interface Migration {
  name: string
  checksum: string
  appliedAt: Date
}

export interface OfficerKey {
  operationId: string
  id: string
  accountId: string
  publicKey: Uint8Array
  madeAt: Date
  replacedAt: Date | null
}

export interface Operation {
  id: string
  kind: 'authority' | 'journey'
  name: string
  issuerName: string
  practice: boolean
  createdAt: Date
  closedAt: Date | null
}

export interface OperationKey {
  operationId: string
  keyVersion: number
  lapsesAfterDays: number
  madeAt: Date
}

export interface OperationSecret {
  operationId: string
  kind: 'intake' | 'issuing' | 'receipt' | 'invitation' | 'ledger' | 'tag'
  version: number
  publicKey: Uint8Array | null
  wrappedPrivate: Uint8Array
  wrappedBy: 'server-key' | 'operation-key'
  createdAt: Date
  retiredAt: Date | null
}

export interface Paper {
  operationId: string
  id: string
  claimId: string
  individualId: string
  kind: 'constancia' | 'interview' | 'hearing' | 'decision'
  languages: string[]
  office: string
  number: string
  cti: Uint8Array
  shortCode: string
  statusIndex: number
  issuedAt: Date
  issuedOn: string
  issuedBy: string
  validUntil: string
  state: 'issued' | 'withdrawn' | 'replaced'
  endedAt: Date | null
  endedBy: string | null
  endReason: string | null
  replacedBy: string | null
  sealed: Uint8Array | null
}

export interface PaperSeries {
  operationId: string
  office: string
  year: number
  last: number
}

export interface Passkey {
  operationId: string
  id: string
  accountId: string
  credentialId: Uint8Array
  publicKey: Uint8Array
  rpId: string
  counter: number
  transports: string[]
  label: string
  createdAt: Date
  lastUsedAt: Date | null
}

export interface PersonBlob {
  operationId: string
  individualId: string
  class: 'identity' | 'contact' | 'needs'
  version: number
  blob: Uint8Array
  writtenAt: Date
  supersededAt: Date | null
}

export interface PersonKey {
  operationId: string
  individualId: string
  keyVersion: number
  wrappedKey: Uint8Array
}

export interface PersonTag {
  operationId: string
  individualId: string
  kind: 'phone'
  tag: Uint8Array
}

export interface Plan {
  operationId: string
  id: string
  name: string
  scenario: Json
  version: number
  savedAt: Date
  savedBy: string
  place: number | null
  deletedAt: Date | null
}

export interface ReadingCount {
  operationId: string
  id: string
  accountId: string
  at: Date
  people: number
}

export interface RecoveryKey {
  operationId: string
  id: string
  publicKey: Uint8Array
  namedBy: string
  namedAt: Date
  replacedAt: Date | null
}

export interface RegistrationGroup {
  operationId: string
  id: string
  caseNumber: string
  householdSize: number
  language: string
  siteId: string | null
  invitationId: string | null
  stage: 'waiting' | 'registered' | 'left' | 'erased' | 'quarantined' | 'set-aside'
  waitingReason: string | null
  accessCodeHash: Uint8Array
  source: 'phone' | 'desk' | 'import'
  registeredAt: Date
  registeredOn: string
  joinedIntoId: string | null
}

export interface RetentionPeriod {
  operationId: string
  class: string
  periodDays: number
  changedAt: Date
  changedBy: string
}

export interface RetentionRun {
  operationId: string
  class: string
  ranAt: Date | null
  done: Generated<number>
  isComplete: Generated<boolean>
  waitsUntil: Date | null
}

export interface SealedKey {
  operationId: string
  recordId: string
  version: number
  recipientId: string
  wrappedKey: Uint8Array
  givenAt: Date
}

export interface SealedRecord {
  operationId: string
  id: string
  kind: 'household-note' | 'staff-complaint'
  subjectId: string | null
  createdAt: Date
}

export interface SealedVersion {
  operationId: string
  recordId: string
  version: number
  authorId: string
  writtenAt: Date
  content: Uint8Array
  binding: Uint8Array
}

export interface Session {
  operationId: string
  tokenHash: Uint8Array
  accountId: string
  createdAt: Date
  seenAt: Date
  expiresAt: Date
  steppedUpAt: Date | null
}

export interface Site {
  operationId: string
  id: string
  name: string
  kind: 'shelter' | 'office' | 'stop' | 'other'
}

export interface Stop {
  operationId: string
  id: string
  name: string
  reachedAt: Date
  enteredAt: Date
  enteredBy: string
  latePeople: Generated<number>
}

export interface StopCondition {
  operationId: string
  id: string
  stopId: string
  kind: 'water' | 'heat' | 'beds' | 'health'
  seenAt: Date
  receivedAt: Date
}

export interface StopTotal {
  operationId: string
  stopId: string
  closedAt: Date
  people: number
  households: number
  adults: number
  children: number
  ageNotKnown: number
  householdsIncomplete: number
  nameless: number
  notSeenNextHouseholds: number | null
  notSeenNextPeople: number | null
}

export interface DB {
  account: Account
  accountRole: AccountRole
  agreement: Agreement
  alarm: Alarm
  appointment: Appointment
  appointmentAbsence: AppointmentAbsence
  appointmentEvent: AppointmentEvent
  appointmentFeed: AppointmentFeed
  appointmentHold: AppointmentHold
  appointmentOffice: AppointmentOffice
  appointmentResource: AppointmentResource
  appointmentWait: AppointmentWait
  asylumProcedure: AsylumProcedure
  asylumSetting: AsylumSetting
  auditEntry: AuditEntry
  canary: Canary
  card: Card
  checkIn: CheckIn
  checkInConflict: CheckInConflict
  claim: Claim
  claimDependant: ClaimDependant
  claimEvent: ClaimEvent
  claimInterview: ClaimInterview
  claimLimit: ClaimLimit
  claimMandate: ClaimMandate
  claimProposal: ClaimProposal
  claimWish: ClaimWish
  consentDecision: ConsentDecision
  correctionRequest: CorrectionRequest
  custodian: Custodian
  enrolment: Enrolment
  event: Event
  expectedWait: ExpectedWait
  expectedWaitNight: ExpectedWaitNight
  expectedWaitWindow: ExpectedWaitWindow
  gate: Gate
  gateDay: GateDay
  gatePress: GatePress
  importFile: ImportFile
  individual: Individual
  intakeConflict: IntakeConflict
  intakeEntry: IntakeEntry
  invitation: Invitation
  ledgerHead: LedgerHead
  ledgerLeaf: LedgerLeaf
  ledgerState: LedgerState
  legalHold: LegalHold
  message: Message
  messageChoice: MessageChoice
  messageContact: MessageContact
  migration: Migration
  officerKey: OfficerKey
  operation: Operation
  operationKey: OperationKey
  operationSecret: OperationSecret
  paper: Paper
  paperSeries: PaperSeries
  passkey: Passkey
  personBlob: PersonBlob
  personKey: PersonKey
  personTag: PersonTag
  plan: Plan
  readingCount: ReadingCount
  recoveryKey: RecoveryKey
  registrationGroup: RegistrationGroup
  retentionPeriod: RetentionPeriod
  retentionRun: RetentionRun
  sealedKey: SealedKey
  sealedRecord: SealedRecord
  sealedVersion: SealedVersion
  session: Session
  site: Site
  stop: Stop
  stopCondition: StopCondition
  stopTotal: StopTotal
}

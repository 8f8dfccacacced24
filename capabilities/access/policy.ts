import type { Actor, Role } from './model.ts'

/** What can be allowed. Each endpoint asks for one of these through a `may…` function below. */
export type Permission =
  | 'rotate-invitation'
  | 'read-total'
  | 'read-registrations'
  | 'open-household'
  | 'edit-registration'
  | 'withdraw-card'
  | 'import'
  | 'export-pseudonymous'
  | 'export-names'
  | 'check-in'
  | 'manage-stops'
  | 'read-journey-totals'
  | 'manage-accounts'
  | 'read-audit'
  | 'oversee'
  | 'keep-sealed-records'
  | 'read-claims'
  | 'lodge-claims'
  | 'decide-claims'
  | 'issue-papers'
  | 'choose-procedure'
  | 'read-appointments'
  | 'book-appointments'
  | 'plan-appointments'
  | 'manage-calendars'
  | 'keep-gate'
  | 'plan'
  | 'name-recovery-custodian'
  | 'recover-sealed-records'
  | 'rotate-keys'
  | 'close-operation'
  | 'read-health'
  | 'manage-messages'
  | 'read-retention'
  | 'manage-retention'
  | 'unlock'
  | 'panic-lock'

/**
 * Who may what, written by hand. An organiser reads a total and never a name; a volunteer counts and reads no total;
 * whoever gives out accounts opens no file.
 */
export const roleMatrix: Record<Role, readonly Permission[]> = {
  organiser: ['rotate-invitation', 'read-total'],
  coordinator: ['check-in', 'manage-stops', 'read-journey-totals', 'read-total', 'panic-lock'],
  volunteer: ['check-in'],
  registrar: [
    'read-total',
    'read-registrations',
    'open-household',
    'edit-registration',
    'withdraw-card',
    'import',
    'export-pseudonymous',
    'read-claims',
    'lodge-claims',
    'read-appointments',
    'book-appointments',
    'unlock',
    'panic-lock',
  ],
  'case-officer': [
    'read-total',
    'read-registrations',
    'open-household',
    'keep-sealed-records',
    'read-claims',
    'lodge-claims',
    'decide-claims',
    'issue-papers',
    'read-appointments',
    'book-appointments',
    'plan-appointments',
    'plan',
    'unlock',
    'panic-lock',
  ],
  'tracing-caseworker': [
    'read-total',
    'read-registrations',
    'open-household',
    'keep-sealed-records',
    'unlock',
    'panic-lock',
  ],
  'complaints-handler': ['keep-sealed-records', 'panic-lock'],
  planner: ['read-total', 'export-pseudonymous', 'plan', 'panic-lock'],
  'site-manager': [
    'rotate-invitation',
    'read-total',
    'read-registrations',
    'read-appointments',
    'plan-appointments',
    'manage-calendars',
    'keep-gate',
    'panic-lock',
  ],
  'data-protection-officer': [
    'read-total',
    'read-registrations',
    'export-pseudonymous',
    'export-names',
    'read-audit',
    'read-claims',
    'name-recovery-custodian',
    'recover-sealed-records',
    'oversee',
    'rotate-keys',
    'close-operation',
    'read-retention',
    'manage-retention',
    'unlock',
    'panic-lock',
  ],
  administrator: [
    'read-total',
    'plan',
    'manage-accounts',
    'choose-procedure',
    'name-recovery-custodian',
    'read-health',
    'manage-messages',
    'oversee',
    'rotate-keys',
    'close-operation',
    'read-retention',
    'unlock',
    'panic-lock',
  ],
}

/** True if one of the actor's roles allows it. */
export const isAllowed = (actor: Pick<Actor, 'roles'>, permission: Permission): boolean =>
  actor.roles.some((role) => roleMatrix[role].includes(permission))

/** Everything an actor may, so that pages offer what will work and nothing else. */
export const listPermissions = (actor: Pick<Actor, 'roles'>): Permission[] => [
  ...new Set(actor.roles.flatMap((role) => roleMatrix[role])),
]

/** True if the actor's roles reach this site; no site means the whole operation. */
export const reachesSite = (actor: Pick<Actor, 'siteIds'>, siteId: string | null): boolean =>
  actor.siteIds === 'all' || (siteId !== null && actor.siteIds.includes(siteId))

const may = (permission: Permission) => (actor: Actor) => isAllowed(actor, permission)

const mayAny =
  (...permissions: Permission[]) =>
  (actor: Actor) =>
    permissions.some((permission) => isAllowed(actor, permission))

/** Anyone signed in: asking who one is, and signing out. */
export const mayBeSignedIn = (_actor: Actor): boolean => true

/** Print, replace and revoke invitations. */
export const mayRotateInvitation = may('rotate-invitation')
/** One number: how many are registered. */
export const mayReadTotal = may('read-total')
/** Lists and counts by facts in clear; no name. */
export const mayReadRegistrations = may('read-registrations')
/** How much lies in quarantine and was refused: numbers, also for whoever looks after the server. */
export const mayReadQuarantine = mayAny('read-registrations', 'manage-accounts')
/** Open names, birth dates, contact and needs of a household; find people by name. */
export const mayOpenHousehold = may('open-household')
/** Register at the desk, correct, split, join, birth, death, new focal point, lost phone or card. */
export const mayEditRegistration = may('edit-registration')
export const mayWithdrawCard = may('withdraw-card')
export const mayImport = may('import')
export const mayExportPseudonymous = may('export-pseudonymous')
/** A file with names leaves the house: unlocked key, recipient and purpose on record. */
export const mayExportNames = may('export-names')
export const mayCheckIn = may('check-in')
/** Enter a stop once it is reached, and close it. */
export const mayManageStops = may('manage-stops')
/** People, households, adults, children and groups incomplete at each stop. */
export const mayReadJourneyTotals = may('read-journey-totals')
/** Give, change and close accounts and roles. */
export const mayManageAccounts = may('manage-accounts')
/** Disks, clocks, backups and what waits: numbers only. */
export const mayReadHealth = may('read-health')
/** How many messages wait and went, which could not be sent; try one again. Never whom it is for. */
export const mayManageMessages = may('manage-messages')
/** Who opened which file, when and why. */
export const mayReadAudit = may('read-audit')
/** Agree as the second person, see alarms and look into them, plant records that nobody has a reason to open. */
export const mayOversee = may('oversee')
export const mayCloseOperation = may('close-operation')
/** Ask for what nobody does alone; each act asks for its own permission besides (`oversight/model.ts`). */
export const mayAskAgreements = mayAny(
  'export-names',
  'rotate-keys',
  'name-recovery-custodian',
  'manage-accounts',
  'close-operation',
)
export const mayAnswerAgreements = mayAny('oversee', 'close-operation')
export const mayUseAgreements = (actor: Actor) => mayAskAgreements(actor) || mayAnswerAgreements(actor)
/** How long each kind of data stays, what is due, which households are held. */
export const mayReadRetention = may('read-retention')
/** Change a period within its bounds; hold a household back from the job. */
export const mayManageRetention = may('manage-retention')
/** Write, receive, open and hand over what only an officer's own browser can open. */
export const mayKeepSealedRecords = may('keep-sealed-records')
/** Claims by their facts: lists, limits, what happened. Names stay with `open-household`. */
export const mayReadClaims = may('read-claims')
/** Lodge a claim, and record what the person does; what an authority does asks for more (`asylum/acting.ts`). */
export const mayLodgeClaims = may('lodge-claims')
/** The names of those who act for somebody: whoever may open a household and works on claims. */
export const mayOpenMandates = (actor: Actor): boolean => mayLodgeClaims(actor) && mayOpenHousehold(actor)
/** Sign as the second person; give a claim to an officer. */
export const mayDecideClaims = may('decide-claims')
/** Issue, replace and withdraw papers of a claim; a paper says a name, so it is for whoever may open one. */
export const mayIssuePapers = (actor: Actor): boolean => isAllowed(actor, 'issue-papers') && mayOpenHousehold(actor)
/** Print a paper that was issued: as anybody who may open the household and works on claims. */
export const mayPrintPapers = (actor: Actor): boolean => mayOpenMandates(actor)
/** Choose the procedure, answer what the law leaves open, set the calendar. */
export const mayChooseProcedure = may('choose-procedure')
/** Calendars and appointments by number: who is heard when and by whom, who waits. No name. */
export const mayReadAppointments = may('read-appointments')
/** Book, move and cancel; say who came. */
export const mayBookAppointments = may('book-appointments')
/** Plan many at once, and anew after somebody fell ill; say who is not there. */
export const mayPlanAppointments = may('plan-appointments')
/** How a place hears people: hours, officers, interpreters, rooms. */
export const mayManageCalendars = may('manage-calendars')
/** Set up the gate of a place, plan its slots, count who comes in: numbers of people, nobody in particular. */
export const mayKeepGate = may('keep-gate')
/** The planner: counts of the whole caseload and the plans the operation keeps; nothing about one claim. */
export const mayPlan = may('plan')
/** Say whose words on paper bring sealed records back, with a second person. */
export const mayNameRecoveryCustodian = may('name-recovery-custodian')
/** Let those words do it: they alone open; this only moves sealed keys. */
export const mayRecoverSealedRecords = may('recover-sealed-records')
/** See the form for the custodians' passphrases; it is they who open. */
export const mayUnlock = may('unlock')
/** The page of keys: who the custodians are by number, when the key lapses; a new operation key, with a second person. */
export const mayRotateKeys = may('rotate-keys')
/** Wipe the operation key and end every session. Wide on purpose: locking harms nobody. */
export const mayPanicLock = may('panic-lock')

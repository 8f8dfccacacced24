/**
 * Who may call what and what comes back, written by hand: one line for each endpoint and page of the server. Tests hold it
 * against the routes, try every cell from the side that may not (`matrix.test.ts`), and publish it in `docs/roles.md`.
 *
 * To add an endpoint: add its line here, then run `node scripts/write-roles.ts`.
 */
import type { Role } from '#capabilities/access/model.ts'
import type { FieldClass } from '#platform/base/field-class.ts'

export type Line = {
  roles: readonly Role[] | 'anyone' | 'anyone signed in'
  /** Classes of the fields of the reply; a page the server writes has no fields. */
  shows: readonly FieldClass[] | 'page'
  /** `site`: a role for one site reaches the records of that site alone; `own`: what a code or the caller's own account opens. */
  reach: 'public' | 'own' | 'site' | 'operation' | 'machine'
}

const inviters = ['organiser', 'site-manager'] as const
const openers = ['registrar', 'case-officer', 'tracing-caseworker'] as const
const readers = [...openers, 'site-manager', 'data-protection-officer'] as const
const counters = ['coordinator', 'volunteer'] as const
const overseers = ['data-protection-officer', 'administrator'] as const
const keepers = ['case-officer', 'tracing-caseworker', 'complaints-handler'] as const
const claimReaders = ['registrar', 'case-officer', 'data-protection-officer'] as const
const lodgers = ['registrar', 'case-officer'] as const
const appointers = ['registrar', 'case-officer'] as const
const planners = ['case-officer', 'site-manager'] as const
const forecasters = ['case-officer', 'planner', 'administrator'] as const
const calendarReaders = [...appointers, 'site-manager'] as const
const lockers = [
  'coordinator',
  ...openers,
  'complaints-handler',
  'planner',
  'site-manager',
  'data-protection-officer',
  'administrator',
] as const

export const matrix: Readonly<Record<string, Line>> = {
  'GET /api/access/operations': { roles: 'anyone', shows: ['fact'], reach: 'public' },
  'POST /api/access/sign-in': { roles: 'anyone', shows: ['fact'], reach: 'own' },
  'POST /api/access/practice-sign-in': { roles: 'anyone', shows: ['fact'], reach: 'own' },
  'POST /api/access/sign-out': { roles: 'anyone signed in', shows: ['fact'], reach: 'own' },
  'POST /api/access/step-up': { roles: 'anyone signed in', shows: ['fact'], reach: 'own' },
  'POST /api/access/step-up/options': { roles: 'anyone signed in', shows: ['fact'], reach: 'own' },
  'POST /api/access/passkeys/sign-in-options': { roles: 'anyone', shows: ['fact'], reach: 'public' },
  'POST /api/access/passkeys/sign-in': { roles: 'anyone', shows: ['fact'], reach: 'own' },
  'GET /api/access/own': { roles: 'anyone signed in', shows: ['fact'], reach: 'own' },
  'POST /api/access/own/passphrase': { roles: 'anyone signed in', shows: ['fact'], reach: 'own' },
  'POST /api/access/passkeys/options': { roles: 'anyone signed in', shows: ['fact'], reach: 'own' },
  'POST /api/access/passkeys': { roles: 'anyone signed in', shows: ['fact'], reach: 'own' },
  'POST /api/access/passkeys/:id/remove': { roles: 'anyone signed in', shows: ['fact'], reach: 'own' },
  'POST /api/access/sessions/:id/end': { roles: 'anyone signed in', shows: ['fact'], reach: 'own' },
  'POST /api/access/enrolment/open': { roles: 'anyone', shows: ['fact'], reach: 'own' },
  'POST /api/access/enrolment/use': { roles: 'anyone', shows: ['fact'], reach: 'own' },
  'POST /api/access/accounts/:id/enrolment': {
    roles: ['administrator'],
    shows: ['secret', 'fact'],
    reach: 'operation',
  },
  'POST /api/access/accounts/:id/roles': { roles: ['administrator'], shows: ['fact'], reach: 'operation' },
  'GET /api/access/me': { roles: 'anyone signed in', shows: ['fact'], reach: 'own' },
  'POST /api/access/unlock': { roles: 'anyone', shows: ['fact'], reach: 'operation' },
  'POST /api/access/custodians-here': { roles: 'anyone', shows: ['fact'], reach: 'operation' },
  'POST /api/access/replace-custodian': { roles: 'anyone', shows: ['fact'], reach: 'operation' },
  'POST /api/access/reset-administrator': { roles: 'anyone', shows: ['secret', 'fact'], reach: 'operation' },
  'GET /api/access/keys': { roles: overseers, shows: ['fact'], reach: 'operation' },
  'POST /api/access/keys/lapse': { roles: overseers, shows: ['fact'], reach: 'operation' },
  'POST /api/access/keys/rotate': { roles: overseers, shows: ['fact'], reach: 'operation' },
  'POST /api/access/panic-lock': { roles: lockers, shows: ['fact'], reach: 'operation' },
  'POST /api/access/console-lock': { roles: 'anyone', shows: ['fact'], reach: 'machine' },
  'GET /api/health': { roles: ['administrator'], shows: ['fact'], reach: 'operation' },
  'POST /api/messages/own': { roles: 'anyone', shows: ['fact'], reach: 'own' },
  'POST /api/messages/choose': { roles: 'anyone', shows: ['fact'], reach: 'own' },
  'GET /api/messages/outbox': { roles: ['administrator'], shows: ['fact'], reach: 'operation' },
  'POST /api/messages/:id/again': { roles: ['administrator'], shows: ['fact'], reach: 'operation' },
  'GET /api/access/accounts': { roles: ['administrator'], shows: ['fact'], reach: 'operation' },
  'POST /api/access/accounts': { roles: ['administrator'], shows: ['fact'], reach: 'site' },
  'POST /api/access/accounts/:id/close': { roles: ['administrator'], shows: ['fact'], reach: 'operation' },

  'POST /api/invitations/open': { roles: 'anyone', shows: ['fact'], reach: 'public' },
  'POST /api/registrations': { roles: 'anyone', shows: ['fact'], reach: 'own' },
  'POST /api/registrations/batch': { roles: 'anyone', shows: ['fact'], reach: 'own' },
  'POST /api/registrations/status': { roles: 'anyone', shows: ['fact'], reach: 'own' },
  'POST /api/registrations/held': { roles: 'anyone', shows: ['fact', 'identity', 'contact', 'needs'], reach: 'own' },
  'POST /api/registrations/leave': { roles: 'anyone', shows: ['fact'], reach: 'own' },
  'POST /api/registrations/delete': { roles: 'anyone', shows: ['fact'], reach: 'own' },
  'GET /api/desk/invitations': { roles: inviters, shows: ['fact'], reach: 'site' },
  'POST /api/desk/invitations': { roles: inviters, shows: ['fact'], reach: 'site' },
  'POST /api/desk/invitations/:id/rotate': { roles: inviters, shows: ['fact'], reach: 'site' },
  'POST /api/desk/invitations/:id/revoke': { roles: inviters, shows: ['fact'], reach: 'site' },
  'GET /desk/invitations/:id/poster': { roles: inviters, shows: 'page', reach: 'site' },
  'GET /api/practice/count': { roles: 'anyone', shows: ['fact'], reach: 'public' },

  'GET /api/desk/counts': { roles: readers, shows: ['fact'], reach: 'site' },
  'GET /api/desk/households': { roles: readers, shows: ['fact'], reach: 'site' },
  'GET /api/desk/households/:id': { roles: readers, shows: ['fact'], reach: 'site' },
  'POST /api/desk/households/:id/open': {
    roles: openers,
    shows: ['fact', 'identity', 'contact', 'needs'],
    reach: 'site',
  },
  'POST /api/desk/individuals/:id/versions': { roles: openers, shows: ['fact', 'identity'], reach: 'site' },
  'POST /api/desk/search': { roles: openers, shows: ['fact', 'identity'], reach: 'site' },
  'POST /api/desk/households': { roles: ['registrar'], shows: ['fact', 'secret'], reach: 'site' },
  'POST /api/desk/households/:id/accept': { roles: ['registrar'], shows: ['fact', 'secret'], reach: 'site' },
  'POST /api/desk/households/:id/reprint': { roles: ['registrar'], shows: ['fact', 'secret'], reach: 'site' },
  'POST /api/desk/households/:id/withdraw-card': { roles: ['registrar'], shows: ['fact', 'secret'], reach: 'site' },
  'POST /api/desk/households/:id/reissue': { roles: ['registrar'], shows: ['fact', 'secret'], reach: 'site' },
  'POST /api/desk/households/:id/split': { roles: ['registrar'], shows: ['fact', 'secret'], reach: 'site' },
  'POST /api/desk/households/:id/join': { roles: ['registrar'], shows: ['fact', 'secret'], reach: 'site' },
  'POST /api/desk/households/:id/people': { roles: ['registrar'], shows: ['fact', 'secret'], reach: 'site' },
  'POST /api/desk/households/:id/focal-point': { roles: ['registrar'], shows: ['fact'], reach: 'site' },
  'POST /api/desk/individuals/:id/death': { roles: ['registrar'], shows: ['fact', 'secret'], reach: 'site' },
  'POST /api/desk/individuals/:id/undo-death': { roles: ['registrar'], shows: ['fact', 'secret'], reach: 'site' },
  'POST /api/desk/individuals/:id/correct': { roles: ['registrar'], shows: ['fact'], reach: 'site' },
  'POST /api/desk/imports/check': { roles: ['registrar'], shows: ['fact'], reach: 'own' },
  'POST /api/desk/imports': { roles: ['registrar'], shows: ['fact'], reach: 'site' },
  'GET /api/desk/imports/progress': { roles: ['registrar'], shows: ['fact'], reach: 'operation' },
  'POST /api/desk/exports': {
    roles: ['registrar', 'planner', 'data-protection-officer'],
    shows: ['fact'],
    reach: 'site',
  },
  // The file is one field: it holds contact and needs too.
  'POST /api/desk/exports/with-names': {
    roles: ['data-protection-officer'],
    shows: ['fact', 'identity'],
    reach: 'site',
  },
  'POST /api/desk/exports/from-console': { roles: 'anyone', shows: ['fact', 'identity'], reach: 'machine' },
  'GET /api/desk/quarantine': { roles: [...readers, 'administrator'], shows: ['fact'], reach: 'site' },
  'POST /api/desk/quarantine': { roles: ['registrar'], shows: ['fact'], reach: 'site' },
  'GET /api/desk/conflicts': { roles: readers, shows: ['fact'], reach: 'site' },
  'POST /api/desk/conflicts/:entryId/open': {
    roles: openers,
    shows: ['fact', 'identity', 'contact', 'needs'],
    reach: 'site',
  },
  'POST /api/desk/conflicts/:entryId/decide': { roles: ['registrar'], shows: ['fact'], reach: 'site' },

  'POST /api/registrations/rights': { roles: 'anyone', shows: ['fact'], reach: 'own' },
  'POST /api/registrations/consent': { roles: 'anyone', shows: ['fact'], reach: 'own' },
  'POST /api/registrations/corrections': { roles: 'anyone', shows: ['fact'], reach: 'own' },
  'POST /api/registrations/delete-person': { roles: 'anyone', shows: ['fact'], reach: 'own' },
  // The archive is one field: it holds contact and needs too.
  'POST /api/registrations/archive': { roles: 'anyone', shows: ['fact', 'identity'], reach: 'own' },
  'POST /api/desk/households/:id/archive': { roles: openers, shows: ['fact', 'identity'], reach: 'site' },
  'GET /api/desk/corrections': { roles: ['registrar'], shows: ['fact'], reach: 'site' },
  'POST /api/desk/corrections/:id/open': {
    roles: ['registrar'],
    shows: ['fact', 'identity', 'needs'],
    reach: 'site',
  },
  'POST /api/desk/corrections/:id/accept': { roles: ['registrar'], shows: ['fact'], reach: 'site' },
  'POST /api/desk/corrections/:id/answer': { roles: ['registrar'], shows: ['fact'], reach: 'site' },
  'GET /api/desk/retention': { roles: overseers, shows: ['fact'], reach: 'operation' },
  'POST /api/desk/retention/:class': { roles: ['data-protection-officer'], shows: ['fact'], reach: 'operation' },
  'POST /api/desk/holds': { roles: ['data-protection-officer'], shows: ['fact'], reach: 'operation' },
  'POST /api/desk/holds/:id/lift': { roles: ['data-protection-officer'], shows: ['fact'], reach: 'operation' },

  'GET /api/journeys/current': { roles: counters, shows: ['fact'], reach: 'operation' },
  'POST /api/journeys/stops': { roles: ['coordinator'], shows: ['fact'], reach: 'operation' },
  'POST /api/journeys/check-ins': { roles: counters, shows: ['fact', 'public'], reach: 'own' },
  'POST /api/journeys/conditions': { roles: counters, shows: ['fact'], reach: 'operation' },
  'GET /api/journeys/totals': { roles: ['coordinator'], shows: ['fact'], reach: 'operation' },

  'POST /api/oversight/agreements': { roles: overseers, shows: ['fact'], reach: 'operation' },
  'GET /api/oversight/agreements': { roles: overseers, shows: ['fact'], reach: 'operation' },
  'POST /api/oversight/agreements/:id/agree': { roles: overseers, shows: ['fact'], reach: 'operation' },
  'POST /api/oversight/agreements/:id/refuse': { roles: overseers, shows: ['fact'], reach: 'operation' },
  'POST /api/oversight/agreements/:id/withdraw': { roles: overseers, shows: ['fact'], reach: 'operation' },
  'GET /api/oversight/alarms': { roles: overseers, shows: ['fact'], reach: 'operation' },
  'POST /api/oversight/alarms/:id/acknowledge': { roles: overseers, shows: ['fact'], reach: 'operation' },
  'GET /api/oversight/audit': { roles: ['data-protection-officer'], shows: ['fact'], reach: 'operation' },
  'POST /api/oversight/audit/export': { roles: ['data-protection-officer'], shows: ['fact'], reach: 'operation' },
  'GET /api/oversight/audit/log': { roles: ['data-protection-officer'], shows: ['fact'], reach: 'operation' },
  'POST /api/oversight/audit/verify': { roles: ['data-protection-officer'], shows: ['fact'], reach: 'operation' },
  'GET /api/oversight/closing': { roles: overseers, shows: ['fact'], reach: 'operation' },
  'POST /api/oversight/close': { roles: overseers, shows: ['fact'], reach: 'operation' },
  'POST /api/oversight/reopen': { roles: overseers, shows: ['fact'], reach: 'operation' },
  'POST /api/oversight/canaries': { roles: overseers, shows: ['fact'], reach: 'site' },

  'GET /api/asylum/claims': { roles: claimReaders, shows: ['fact'], reach: 'site' },
  'GET /api/asylum/claims/:id': { roles: claimReaders, shows: ['fact'], reach: 'site' },
  'GET /api/asylum/households/:id/claims': { roles: claimReaders, shows: ['fact'], reach: 'site' },
  'POST /api/asylum/claims': { roles: lodgers, shows: ['fact'], reach: 'site' },
  'POST /api/asylum/claims/:id/acts': { roles: lodgers, shows: ['fact'], reach: 'site' },
  'POST /api/asylum/claims/:id/proposal/confirm': { roles: ['case-officer'], shows: ['fact'], reach: 'site' },
  'POST /api/asylum/claims/:id/proposal/drop': { roles: ['case-officer'], shows: ['fact'], reach: 'site' },
  'POST /api/asylum/claims/:id/assign': { roles: ['case-officer'], shows: ['fact'], reach: 'site' },
  'POST /api/asylum/claims/:id/mandates': { roles: lodgers, shows: ['fact'], reach: 'site' },
  'POST /api/asylum/claims/:id/mandates/end': { roles: lodgers, shows: ['fact'], reach: 'site' },
  'POST /api/asylum/claims/:id/mandates/open': {
    roles: lodgers,
    shows: ['fact', 'identity', 'contact'],
    reach: 'site',
  },
  'POST /api/asylum/claims/:id/interview': { roles: lodgers, shows: ['fact'], reach: 'site' },
  'GET /api/asylum/claims/:id/receipt': { roles: lodgers, shows: 'page', reach: 'site' },
  'GET /api/asylum/claims/:id/papers': { roles: claimReaders, shows: ['fact'], reach: 'site' },
  'POST /api/asylum/claims/:id/papers': { roles: ['case-officer'], shows: ['fact'], reach: 'site' },
  'POST /api/asylum/papers/:id/reissue': { roles: ['case-officer'], shows: ['fact'], reach: 'site' },
  'POST /api/asylum/papers/:id/withdraw': { roles: ['case-officer'], shows: ['fact'], reach: 'site' },
  'GET /api/asylum/papers/:id/pdf': { roles: lodgers, shows: 'page', reach: 'site' },
  'POST /api/asylum/settings/effect': { roles: ['administrator'], shows: ['fact'], reach: 'operation' },
  'GET /api/asylum/settings': { roles: ['administrator'], shows: ['fact'], reach: 'operation' },
  'POST /api/asylum/settings': { roles: ['administrator'], shows: ['fact'], reach: 'operation' },

  'GET /api/appointments/offices': { roles: calendarReaders, shows: ['fact'], reach: 'site' },
  'GET /api/appointments/offices/:id': { roles: calendarReaders, shows: ['fact'], reach: 'site' },
  'GET /api/appointments/day': { roles: calendarReaders, shows: ['fact'], reach: 'site' },
  'GET /api/appointments/free': { roles: calendarReaders, shows: ['fact'], reach: 'site' },
  'GET /api/appointments/bookings/:id': { roles: calendarReaders, shows: ['fact'], reach: 'site' },
  'GET /api/appointments/households/:id': { roles: calendarReaders, shows: ['fact'], reach: 'site' },
  'GET /api/appointments/waiting': { roles: calendarReaders, shows: ['fact'], reach: 'site' },
  'GET /api/appointments/proposals': { roles: calendarReaders, shows: ['fact'], reach: 'site' },
  'POST /api/appointments/offices': { roles: ['site-manager'], shows: ['fact'], reach: 'site' },
  'POST /api/appointments/calendars': { roles: ['site-manager'], shows: ['fact'], reach: 'site' },
  'POST /api/appointments/calendars/:id/feed': { roles: calendarReaders, shows: ['fact', 'secret'], reach: 'site' },
  'POST /api/appointments/calendars/:id/feed/end': { roles: calendarReaders, shows: ['fact'], reach: 'site' },
  'POST /api/appointments/plans': { roles: planners, shows: ['fact'], reach: 'site' },
  'GET /api/appointments/plans/:id': { roles: planners, shows: ['fact'], reach: 'site' },
  'POST /api/appointments/plans/:id/accept': { roles: planners, shows: ['fact'], reach: 'site' },
  'POST /api/appointments/plans/:id/drop': { roles: planners, shows: ['fact'], reach: 'site' },
  'POST /api/appointments/absences': { roles: planners, shows: ['fact'], reach: 'site' },
  'POST /api/appointments/absences/:id/end': { roles: planners, shows: ['fact'], reach: 'site' },
  'POST /api/appointments/bookings': { roles: appointers, shows: ['fact'], reach: 'site' },
  'POST /api/appointments/walk-ins': { roles: appointers, shows: ['fact'], reach: 'site' },
  'POST /api/appointments/bookings/:id/move': { roles: appointers, shows: ['fact'], reach: 'site' },
  'POST /api/appointments/bookings/:id/cancel': { roles: appointers, shows: ['fact'], reach: 'site' },
  'POST /api/appointments/bookings/:id/coming': { roles: appointers, shows: ['fact'], reach: 'site' },
  'POST /api/appointments/waiting': { roles: appointers, shows: ['fact'], reach: 'site' },
  'GET /api/gates': { roles: ['site-manager'], shows: ['fact'], reach: 'site' },
  'POST /api/gates': { roles: ['site-manager'], shows: ['fact'], reach: 'site' },
  'GET /api/gates/:id/today': { roles: ['site-manager'], shows: ['fact'], reach: 'site' },
  'POST /api/gates/:id/presses': { roles: ['site-manager'], shows: ['fact'], reach: 'site' },
  'POST /api/gates/:id/undo': { roles: ['site-manager'], shows: ['fact'], reach: 'site' },
  'GET /api/planning/caseload': { roles: forecasters, shows: ['fact'], reach: 'site' },
  'GET /api/planning/plans': { roles: forecasters, shows: ['fact'], reach: 'operation' },
  'GET /api/planning/plans/:id': { roles: forecasters, shows: ['fact'], reach: 'operation' },
  'POST /api/planning/plans': { roles: forecasters, shows: ['fact'], reach: 'operation' },
  'POST /api/planning/plans/:id/delete': { roles: forecasters, shows: ['fact'], reach: 'operation' },
  'POST /api/planning/plans/:id/undo': { roles: forecasters, shows: ['fact'], reach: 'operation' },
  'POST /api/appointments/waiting/:id/remove': { roles: appointers, shows: ['fact'], reach: 'site' },

  'GET /api/sealed/keys': { roles: [...keepers, ...overseers], shows: ['fact'], reach: 'operation' },
  'POST /api/sealed/keys': { roles: keepers, shows: ['fact'], reach: 'own' },
  'POST /api/sealed/recovery-keys': { roles: overseers, shows: ['fact'], reach: 'operation' },
  'GET /api/sealed/records': { roles: keepers, shows: ['fact'], reach: 'site' },
  'POST /api/sealed/records': { roles: keepers, shows: ['fact'], reach: 'site' },
  'POST /api/sealed/records/:id/open': { roles: keepers, shows: ['fact', 'secret'], reach: 'own' },
  'POST /api/sealed/own-keys': { roles: keepers, shows: ['secret'], reach: 'own' },
  'POST /api/sealed/hand-over': { roles: keepers, shows: ['fact'], reach: 'own' },
  'POST /api/sealed/recovery/keys': { roles: ['data-protection-officer'], shows: ['secret'], reach: 'operation' },
  'POST /api/sealed/recovery': { roles: ['data-protection-officer'], shows: ['fact'], reach: 'operation' },

  'GET /practice/poster': { roles: 'anyone', shows: 'page', reach: 'public' },
  'GET /calendars/:operationId/:token': { roles: 'anyone', shows: 'page', reach: 'own' },
  'GET /api/trust-list': { roles: 'anyone', shows: 'page', reach: 'public' },
  'GET /api/status-lists/:kid': { roles: 'anyone', shows: 'page', reach: 'public' },
  'GET /api/ledger-heads/:operationId': { roles: 'anyone', shows: 'page', reach: 'public' },
  'GET /': { roles: 'anyone', shows: 'page', reach: 'public' },
  'POST /practice/sign-in': { roles: 'anyone', shows: 'page', reach: 'own' },
  'GET /status': { roles: 'anyone', shows: 'page', reach: 'public' },
  'POST /status': { roles: 'anyone', shows: 'page', reach: 'own' },
  'POST /status/messages': { roles: 'anyone', shows: 'page', reach: 'own' },
  'POST /status/paper': { roles: 'anyone', shows: 'page', reach: 'own' },
  'POST /status/appointment': { roles: 'anyone', shows: 'page', reach: 'own' },
  'POST /status/wish': { roles: 'anyone', shows: 'page', reach: 'own' },
  'GET /front.js': { roles: 'anyone', shows: 'page', reach: 'public' },
}

/** Whether somebody with this role alone may. */
export const mayByMatrix = ({ roles }: Line, role: Role): boolean => typeof roles === 'string' || roles.includes(role)

/** The matrix as a table of `docs/roles.md`. */
export const matrixTable = (): string =>
  [
    '| endpoint or page | who may | fields in the reply | reaches |',
    '|---|---|---|---|',
    ...Object.entries(matrix).map(([name, { roles, shows, reach }]) => {
      const who = typeof roles === 'string' ? roles : roles.map((role) => `\`${role}\``).join(', ')
      return `| \`${name}\` | ${who} | ${typeof shows === 'string' ? shows : shows.join(', ')} | ${reach} |`
    }),
  ].join('\n')

import type { Role } from '#capabilities/access/model.ts'
import { type Permission, roleMatrix } from '#capabilities/access/policy.ts'
import type { Operations } from './App.tsx'

type Operation = Operations[number]

export interface Tab {
  path: string
  key: string
  /** Any of these permissions shows it. */
  permissions: readonly Permission[]
  /** Only in an operation of this kind. */
  kind?: Operation['kind']
}

const tabs: readonly Tab[] = [
  { path: '/', key: 'desk_registrations', permissions: ['read-registrations'] },
  { path: '/register', key: 'desk_register', permissions: ['edit-registration'] },
  { path: '/search', key: 'desk_search', permissions: ['open-household'] },
  { path: '/claims', key: 'asylum_claims', permissions: ['read-claims'], kind: 'authority' },
  { path: '/appointments', key: 'appointments_title', permissions: ['read-appointments'], kind: 'authority' },
  { path: '/gate', key: 'gate_title', permissions: ['keep-gate'], kind: 'authority' },
  { path: '/files', key: 'desk_files', permissions: ['import', 'export-pseudonymous', 'export-names'] },
  { path: '/totals', key: 'desk_totals_tab', permissions: ['read-journey-totals'], kind: 'journey' },
  { path: '/stops', key: 'desk_stops_tab', permissions: ['manage-stops'], kind: 'journey' },
  { path: '/invitations', key: 'invitation_title', permissions: ['rotate-invitation'] },
  { path: '/accounts', key: 'access_accounts', permissions: ['manage-accounts'] },
  // Nothing on the server is read by the planner: the permission only shows it.
  { path: '/planner', key: 'planner_title', permissions: ['plan'], kind: 'authority' },
  { path: '/sealed', key: 'sealed_title', permissions: ['keep-sealed-records'], kind: 'authority' },
  { path: '/corrections', key: 'corrections_title', permissions: ['edit-registration'] },
  { path: '/quarantine', key: 'desk_quarantine', permissions: ['edit-registration', 'manage-accounts'] },
  { path: '/health', key: 'health_title', permissions: ['read-health'] },
  { path: '/procedure', key: 'asylum_procedure', permissions: ['choose-procedure'], kind: 'authority' },
  { path: '/messages', key: 'outbox_title', permissions: ['manage-messages'] },
  { path: '/keys', key: 'custody_title', permissions: ['rotate-keys'] },
  { path: '/oversight', key: 'oversight_title', permissions: ['oversee', 'close-operation'] },
  { path: '/audit', key: 'audit_title', permissions: ['read-audit'] },
  { path: '/retention', key: 'retention_title', permissions: ['read-retention'] },
  { path: '/recovery', key: 'sealed_recovery_title', permissions: ['name-recovery-custodian'], kind: 'authority' },
]

/** What can be done in an operation with these permissions; nothing that would not work. */
export const tabsFor = (kind: Operation['kind'], may: (permission: Permission) => boolean): Tab[] =>
  tabs.filter((tab) => (tab.kind ?? kind) === kind && tab.permissions.some(may))

/** The roles that have work at this desk. */
export const rolesAtDesk = ({ kind, practiceRoles }: Operation): Role[] =>
  practiceRoles.filter((role) => tabsFor(kind, (permission) => roleMatrix[role].includes(permission)).length > 0)

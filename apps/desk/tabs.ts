import type { Desk } from '#capabilities/registration/desk/pages/desk.ts'

export interface Tab {
  path: string
  key: string
  /** Any of these permissions shows it. */
  permissions: readonly string[]
}

const tabs: readonly Tab[] = [
  { path: '/', key: 'desk_registrations', permissions: ['read-registrations'] },
  { path: '/register', key: 'desk_register', permissions: ['edit-registration'] },
  { path: '/search', key: 'desk_search', permissions: ['open-household'] },
  { path: '/files', key: 'desk_files', permissions: ['import', 'export-pseudonymous', 'export-names'] },
  { path: '/totals', key: 'desk_totals_tab', permissions: ['read-journey-totals'] },
  { path: '/stops', key: 'desk_stops_tab', permissions: ['manage-stops'] },
  { path: '/invitations', key: 'invitation_title', permissions: ['rotate-invitation'] },
]

/** What this person can do here; nothing that would not work for them. */
export const tabsFor = (desk: Pick<Desk, 'may'>): Tab[] =>
  tabs.filter(({ permissions }) => permissions.some((permission) => desk.may(permission)))

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Actor, delayAfterFailuresMs, Role } from './model.ts'
import * as policy from './policy.ts'

/** What each role may NOT, written out a second time from the side that is refused. */
const refused: Record<Role, policy.Permission[]> = {
  organiser: [
    'plan',
    'keep-sealed-records',
    'recover-sealed-records',
    'name-recovery-custodian',
    'oversee',
    'rotate-keys',
    'close-operation',
    'read-registrations',
    'open-household',
    'edit-registration',
    'import',
    'export-pseudonymous',
    'export-names',
    'read-journey-totals',
    'check-in',
    'manage-accounts',
    'read-health',
  ],
  coordinator: [
    'plan',
    'keep-sealed-records',
    'recover-sealed-records',
    'name-recovery-custodian',
    'oversee',
    'rotate-keys',
    'close-operation',
    'read-registrations',
    'open-household',
    'edit-registration',
    'export-pseudonymous',
    'export-names',
    'import',
    'rotate-invitation',
    'manage-accounts',
    'read-health',
  ],
  volunteer: [
    'plan',
    'keep-sealed-records',
    'recover-sealed-records',
    'name-recovery-custodian',
    'oversee',
    'rotate-keys',
    'close-operation',
    'read-total',
    'read-registrations',
    'open-household',
    'edit-registration',
    'withdraw-card',
    'import',
    'export-pseudonymous',
    'export-names',
    'manage-stops',
    'read-journey-totals',
    'rotate-invitation',
    'manage-accounts',
    'read-health',
    'read-audit',
  ],
  registrar: [
    'plan',
    'keep-sealed-records',
    'name-recovery-custodian',
    'oversee',
    'rotate-keys',
    'close-operation',
    'export-names',
    'manage-accounts',
    'read-health',
    'rotate-invitation',
    'read-journey-totals',
    'read-audit',
    'check-in',
  ],
  'case-officer': [
    'oversee',
    'rotate-keys',
    'close-operation',
    'edit-registration',
    'withdraw-card',
    'import',
    'export-pseudonymous',
    'export-names',
    'check-in',
    'manage-accounts',
    'read-health',
  ],
  'tracing-caseworker': [
    'plan',
    'oversee',
    'rotate-keys',
    'close-operation',
    'edit-registration',
    'withdraw-card',
    'import',
    'export-pseudonymous',
    'export-names',
    'check-in',
    'manage-accounts',
    'read-health',
  ],
  'complaints-handler': [
    'plan',
    'oversee',
    'rotate-keys',
    'close-operation',
    'read-registrations',
    'open-household',
    'edit-registration',
    'export-names',
    'export-pseudonymous',
    'check-in',
    'manage-accounts',
    'read-health',
  ],
  planner: [
    'keep-sealed-records',
    'recover-sealed-records',
    'name-recovery-custodian',
    'oversee',
    'rotate-keys',
    'close-operation',
    'read-registrations',
    'open-household',
    'edit-registration',
    'export-names',
    'import',
    'check-in',
    'manage-accounts',
    'read-health',
  ],
  'site-manager': [
    'plan',
    'keep-sealed-records',
    'recover-sealed-records',
    'name-recovery-custodian',
    'oversee',
    'rotate-keys',
    'close-operation',
    'open-household',
    'edit-registration',
    'export-names',
    'export-pseudonymous',
    'import',
    'check-in',
    'manage-accounts',
    'read-health',
  ],
  'data-protection-officer': [
    'plan',
    'keep-sealed-records',
    'open-household',
    'edit-registration',
    'import',
    'check-in',
    'manage-accounts',
    'read-health',
    'rotate-invitation',
  ],
  administrator: [
    'keep-sealed-records',
    'recover-sealed-records',
    'read-registrations',
    'open-household',
    'edit-registration',
    'import',
    'export-pseudonymous',
    'export-names',
    'check-in',
    'rotate-invitation',
    'read-audit',
  ],
}

for (const role of Role.options) {
  test(`somebody who is only ${role} may not ${refused[role].length} things`, () => {
    for (const permission of refused[role]) expect(policy.isAllowed(actor(role), permission), permission).toBe(false)
  })
}

test('an organiser prints invitations and reads a total, and no name', () => {
  expect(policy.mayRotateInvitation(actor('organiser'))).toBe(true)
  expect(policy.mayReadTotal(actor('organiser'))).toBe(true)
  expect(policy.mayOpenHousehold(actor('organiser'))).toBe(false)
  expect(policy.mayReadRegistrations(actor('organiser'))).toBe(false)
})

test('a volunteer checks in, and totals stay at the desk of the coordinator', () => {
  expect(policy.mayCheckIn(actor('volunteer'))).toBe(true)
  expect(policy.mayReadJourneyTotals(actor('volunteer'))).toBe(false)
  expect(policy.mayReadJourneyTotals(actor('coordinator'))).toBe(true)
})

test('whoever has no role may nothing but be signed in', () => {
  const nobody = actor()
  for (const [name, may] of Object.entries(policy)) {
    if (name.startsWith('may') && typeof may === 'function') {
      expect((may as (actor: Actor) => boolean)(nobody), name).toBe(name === 'mayBeSignedIn')
    }
  }
})

test('several roles allow what each allows, and nothing more', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.constantFrom(...Role.options)), (roles) => {
      const allowed = new Set(roles.flatMap((role) => policy.listPermissions(actor(role))))
      expect(new Set(policy.listPermissions(actor(...roles)))).toEqual(allowed)
    }),
  )
})

test('a role for one site does not reach another, nor the whole operation', () => {
  expect(policy.reachesSite({ siteIds: ['a'] }, 'a')).toBe(true)
  expect(policy.reachesSite({ siteIds: ['a'] }, 'b')).toBe(false)
  expect(policy.reachesSite({ siteIds: ['a'] }, null)).toBe(false)
  expect(policy.reachesSite({ siteIds: 'all' }, null)).toBe(true)
})

test('wrong tries wait longer and longer, and never more than a minute', () => {
  expect([1, 2, 3, 4, 5, 6].map(delayAfterFailuresMs)).toEqual([0, 0, 1000, 2000, 4000, 8000])
  expect(delayAfterFailuresMs(1_000_000)).toBe(60_000)
})

function actor(...roles: Role[]): Actor {
  return { accountId: 'a', operationId: 'o', roles, siteIds: 'all', sessionId: 's', steppedUpAt: null }
}

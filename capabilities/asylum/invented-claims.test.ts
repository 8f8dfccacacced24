import { expect, test } from 'vitest'
import { colleague, shipped } from '#checks/harness/claim-story.ts'
import { createChance } from '#platform/base/chance.ts'
import { take } from './acting.ts'
import type { Claim } from './claim.ts'
import { daysOf, deadlinesOf, recount } from './deadlines.ts'
import { inventClaims } from './invented-claims.ts'
import { settle } from './rules.ts'

const rules = settle(shipped.procedures.find(({ procedure }) => procedure === 'mx_comar')!)
const invented = () => [...inventClaims(rules, createChance(3), 300, '2021-10-24')]

test('invented claims could have happened: every act of them would be taken, and has the basis it would get', () => {
  for (const { events, ...claim } of invented()) {
    const told: Claim = { ...claim, events: [] }
    // What a safeguard asks for first is left out of what is invented: measured is counting, not protecting.
    for (const event of events.filter(({ kind }) => kind !== 'fact')) {
      const { basis, ...act } = event
      const { secondPerson } = (act.kind === 'step' && rules.steps.get(act.step)) || {}
      const taken = take(
        rules,
        told,
        { ...act, ...(secondPerson && { second: colleague }) },
        { events: told.events.length, today: '2021-10-24' },
      )
      if ('refused' in taken) throw new Error(JSON.stringify({ taken, act }))
      expect(taken.event.basis).toEqual(basis)
      told.events = [...told.events, event]
    }
  }
})

test('counted anew after a suspension, every date is the one it would have had if it had been known before', () => {
  const calendar = shipped.calendars.get('mx')!
  const claims = invented()
  const rows = [
    {
      kind: 'suspension' as const,
      layer: 4,
      name: 'invented',
      agency: 'comar',
      when: { from: '2021-11-08', to: '2021-11-19' },
      basis: { law: 'dof', certainty: 'B' as const },
    },
  ]
  const datesBy = (days: ReturnType<typeof daysOf>) =>
    new Map(
      claims.flatMap((claim) =>
        deadlinesOf(rules, claim, days).map(({ limit, dueOn = null }) => [`${claim.id} ${limit}`, dueOn]),
      ),
    )
  const [before, after] = [datesBy(daysOf(calendar)), datesBy(daysOf(calendar, { rows }))]
  const { counted, moved } = recount(rules, claims, daysOf(calendar, { rows }), (claim, limit) =>
    before.get(`${claim} ${limit}`),
  )
  expect(counted).toBe(after.size)
  for (const { claim, limit, after: date } of moved) before.set(`${claim} ${limit}`, date)
  expect(before).toEqual(after)
  expect(moved.length).toBeGreaterThan(200)
  // INM and the hours to tell it are not COMAR's to suspend.
  expect(new Set(moved.map(({ limit }) => limit))).not.toContain('tvrh_limit')
  expect(new Set(moved.map(({ limit }) => limit))).not.toContain('tell_inm_limit')
})

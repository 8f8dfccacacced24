import { expect, test } from 'vitest'
import english from '../messages/reasons/en.json' with { type: 'json' }
import { inventedOffice } from './invented-office.ts'
import { type Reason, reasonCodes, sentenceOf } from './reasons.ts'
import { replan } from './replanning.ts'
import { scheduleAll } from './search.ts'

const keyOf = (code: string) => `appointments_reason_${code.replaceAll('-', '_')}`

test('every reason has a sentence for pages, and every sentence a reason', () => {
  const who = ['speaks', 'speaks-special', 'interpreted', 'interpreted-special'].map((each) => `who-${each}`)
  expect(Object.keys(english).sort()).toEqual([...reasonCodes, ...who].map(keyOf).sort())
})

test('a reason brings every value its sentence for pages speaks of, and its own sentence leaves nothing open', () => {
  const seen = new Map<string, Reason>()
  for (let seed = 1; seed <= 12; seed++) {
    const kind = seed % 2 ? { interpreters: 0.4, specialOfficers: 0.1 } : { everything: true }
    const problem = inventedOffice(seed, { families: 60, officers: 4, days: 5, noticeMax: 6, daysOffMax: 3, ...kind })
    const schedule = scheduleAll(problem, 20)
    const officers = problem.officers.map((each, i) => (i < 2 ? { ...each, daysOff: [0, 1, 2] } : each))
    const again = replan({ ...problem, officers }, schedule.assignments)
    for (const each of [schedule, again])
      for (const { reason } of [...each.assignments, ...each.unassigned]) seen.set(reason.code, reason)
  }
  expect(seen.size).toBeGreaterThanOrEqual(12)
  for (const reason of seen.values()) {
    const words = (english as Record<string, string>)[keyOf(reason.code)]!
    const named = [...words.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!)
    expect({ code: reason.code, missing: named.filter((name) => !(name in reason.values)) }).toEqual({
      ...{ code: reason.code, missing: [] },
    })
    expect(sentenceOf(reason)).not.toMatch(/undefined|null|\{/)
  }
})

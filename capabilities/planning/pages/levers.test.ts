import { expect, test } from 'vitest'
import { likelyOf } from '../ranges.ts'
import { baseOf, CHOICES_AT_FIRST, type Choices, changedBy, leversFor, planOf } from './levers.ts'
import { choicesOf, fragmentOf } from './link.ts'

const withBorder: Choices = { ...CHOICES_AT_FIRST, change: 'plan-2021-border-fees' }
const perMonth = (choices: Choices) => {
  const read = planOf(choices, baseOf(choices, undefined))
  if ('faults' in read) throw new Error(read.faults.map(({ path }) => path).join())
  return read.scenario.tracks.map(({ arrivals }) => likelyOf(arrivals.perMonth))
}

test('each track has levers of its own, and one moves no other track', () => {
  const [first, border] = perMonth(withBorder)
  expect(perMonth({ ...withBorder, typed: { arrivals1: '4321' } })).toEqual([first, 4321])
  expect(perMonth({ ...withBorder, typed: { arrivals: '1234' } })).toEqual([1234, border])
  const keys = leversFor(changedBy(withBorder, baseOf(withBorder, undefined)).tracks.length).map(({ key }) => key)
  expect(keys.filter((key) => /^(arrivals|withdrawal)/.test(key))).toEqual([
    'arrivals',
    'arrivals1',
    'withdrawal',
    'withdrawal1',
  ])
})

test('a link keeps what was typed for each track; what no plan can have is left out, and what this plan has not moves nothing', () => {
  const moved: Choices = { ...withBorder, typed: { arrivals: '9000', arrivals1: '4321', withdrawal1: '3' } }
  expect(choicesOf(fragmentOf(moved))).toEqual(moved)
  expect(choicesOf(`${fragmentOf(withBorder)}&arrivals4=7&arrivals0=7&officers1=7&arrivals3=7`).typed).toEqual({
    arrivals3: '7',
  })
  expect(perMonth({ ...withBorder, typed: { arrivals3: '7' } })).toEqual(perMonth(withBorder))
})

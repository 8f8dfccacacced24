import { isUuid } from '#platform/base/ids.ts'
import { PRESETS } from '../presets.ts'
import { STARTING_POINTS } from '../starting-points.ts'
import { CHOICES_AT_FIRST, type Choices, LEVERS } from './levers.ts'

const LENGTH_MAX = 600

/** What stands after the # of the address. It never reaches a server, and holds numbers and names of choices only. */
export function fragmentOf({ start, plan, change, typed, order, paidBy }: Choices): string {
  const parts = new URLSearchParams({ start, ...(plan && { plan }), change })
  for (const { key } of LEVERS) {
    const text = typed[key]
    if (text !== undefined && NUMBER.test(text)) parts.set(key, text)
  }
  if (order) parts.set('order', order)
  if (paidBy) parts.set('paidBy', paidBy)
  return `#${parts}`
}

/** Choices from an address; whatever is not a choice of this page is left out. */
export function choicesOf(fragment: string): Choices {
  const parts = new URLSearchParams(fragment.slice(1, LENGTH_MAX))
  const [start, change, order, paidBy] = ['start', 'change', 'order', 'paidBy'].map((name) => parts.get(name) ?? '')
  const from = startOf(start!, parts.get('plan') ?? '')
  if (!from) return CHOICES_AT_FIRST
  const typed: Choices['typed'] = {}
  for (const { key } of LEVERS) {
    const text = parts.get(key)
    if (text !== null && NUMBER.test(text)) typed[key] = text
  }
  return {
    ...from,
    change: isKey(PRESETS, change!) ? change : 'none',
    typed,
    ...((order === 'oldest-first' || order === 'newest-first') && { order }),
    ...((paidBy === 'legislature' || paidBy === 'fees') && { paidBy }),
  }
}

/** A plan that is kept, as it stands. */
export const linkOfPlan = (id: string): string => fragmentOf({ start: 'plan', plan: id, change: 'none', typed: {} })

function startOf(start: string, plan: string): Pick<Choices, 'start' | 'plan'> | undefined {
  if (start === 'plan') return isUuid(plan) ? { start, plan } : undefined
  return start === 'caseload' || isKey(STARTING_POINTS, start) ? { start } : undefined
}

const NUMBER = /^-?\d{1,9}([.,]\d{1,4})?$/

const isKey = <T extends object>(of: T, key: string): key is keyof T & string => Object.hasOwn(of, key)

import type { Calendar } from './calendar.ts'
import type { Procedure, Step } from './procedure.ts'
import type { Basis } from './rule.ts'

/** One thing that is wrong in a file: where, and what would put it right. */
export type Fault = { path: readonly PropertyKey[]; message: string }

/** What a schema cannot see: names that lead nowhere, steps nobody reaches, circles nobody leaves. */
export function checkProcedure(procedure: Procedure, agencies: readonly string[]): Fault[] {
  return [
    ...checkNames(procedure, agencies),
    ...checkCertainty(procedure),
    ...checkSteps(procedure),
    ...checkWay(procedure),
  ]
}

/** The same for a calendar: its laws, settings and agencies. */
export function checkCalendar(calendar: Calendar): Fault[] {
  const faults = [
    ...twice(calendar.settings, ['settings']),
    ...twice(calendar.laws, ['laws']),
    ...checkCertainty(calendar),
  ]
  const settings = new Set(calendar.settings.map(({ id }) => id))
  const laws = new Set(calendar.laws.map(({ id }) => id))
  const agencies = new Set(calendar.agencies)
  const look = (kind: string, name: string | undefined, known: ReadonlySet<string>, path: PropertyKey[]) => {
    if (name !== undefined && !known.has(name))
      faults.push({ path, message: `There is no ${kind} "${name}". ${nearest(name, known)}` })
  }
  for (const [s, { basis }] of calendar.settings.entries())
    look('law', basis.law, laws, ['settings', s, 'basis', 'law'])
  for (const [r, row] of calendar.rows.entries()) {
    look('law', row.basis.law, laws, ['rows', r, 'basis', 'law'])
    look('setting', row.if, settings, ['rows', r, 'if'])
    look('agency', row.agency, agencies, ['rows', r, 'agency'])
    const { when } = row
    if ('from' in when && when.to !== null && when.to < when.from)
      faults.push({
        path: ['rows', r, 'when', 'to'],
        message: `The last day lies before the first one (${when.from}).`,
      })
    if ('from' in when && when.to === null && row.kind === 'holiday')
      faults.push({
        path: ['rows', r, 'when', 'to'],
        message: 'Holidays end. Give the last day, or make it a "suspension".',
      })
  }
  return faults
}

function checkNames(procedure: Procedure, agencies: readonly string[]): Fault[] {
  const faults: Fault[] = []
  const idsOf = (list: readonly { id: string }[]) => new Set(list.map(({ id }) => id))
  const known = {
    step: idsOf(procedure.steps),
    document: idsOf(procedure.documents),
    actor: idsOf(procedure.actors),
    fact: idsOf(procedure.facts),
    setting: idsOf(procedure.settings),
    law: idsOf(procedure.laws),
    'step or date': idsOf([...procedure.steps, ...procedure.dates]),
    'agency of its calendar': new Set(agencies),
    // A word of our own, besides the pauses of the file.
    pause: new Set(['suspension', ...idsOf(procedure.pauses)]),
  }
  const look = (kind: keyof typeof known, given: string | readonly string[] | undefined, path: PropertyKey[]) => {
    const names = given === undefined ? [] : typeof given === 'string' ? [given] : given
    for (const [i, name] of names.entries())
      if (!known[kind].has(name))
        faults.push({
          path: typeof given === 'string' ? path : [...path, i],
          message: `There is no ${kind} "${name}". ${nearest(name, known[kind])}`,
        })
  }
  for (const { value, path } of everyObject(procedure)) {
    const part = value as Record<string, never>
    look('law', part.law, [...path, 'law'])
    look('setting', part.if, [...path, 'if'])
    look('setting', part.setting, [...path, 'setting'])
    // Where a duration is set, `checkSteps` looks; anywhere else it is an article.
    faults.push(...wrongKind(procedure, part.if, 'boolean', [...path, 'if'], 'yes or no'))
    if (path.at(-1) === 'article')
      faults.push(...wrongKind(procedure, part.setting, 'string', path, 'the words of an article'))
  }
  for (const [s, step] of procedure.steps.entries()) {
    const at = ['steps', s]
    look('actor', step.actors, [...at, 'actors'])
    look('actor', step.notifies?.copyTo, [...at, 'notifies', 'copyTo'])
    look('document', step.documents, [...at, 'documents'])
    for (const field of ['next', 'answeredBy', 'needs'] as const) look('step', step[field], [...at, field])
    for (const [l, limit] of (step.limits ?? []).entries()) {
      const here = [...at, 'limits', l]
      look('step or date', limit.from, [...here, 'from'])
      look('pause', limit.pausable, [...here, 'pausable'])
      look('fact', limit.when, [...here, 'when'])
      look('fact', limit.unless, [...here, 'unless'])
      look('agency of its calendar', limit.agency, [...here, 'agency'])
    }
  }
  for (const [s, safeguard] of procedure.safeguards.entries()) {
    look('fact', safeguard.when, ['safeguards', s, 'when'])
    look('step', safeguard.before, ['safeguards', s, 'before'])
    look('step', safeguard.needs, ['safeguards', s, 'needs'])
  }
  const lists = ['laws', 'settings', 'actors', 'documents', 'dates', 'facts', 'pauses', 'steps', 'safeguards'] as const
  for (const list of lists) faults.push(...twice(procedure[list], [list]))
  // Limits start from dates and steps alike.
  const steps = known.step
  for (const [d, { id }] of procedure.dates.entries())
    if (steps.has(id))
      faults.push({ path: ['dates', d, 'id'], message: `A step is called "${id}" too. Name one of them otherwise.` })
  const limits = procedure.steps.flatMap((step, s) =>
    (step.limits ?? []).map((limit, l) => ({ id: limit.id, path: ['steps', s, 'limits', l] })),
  )
  for (const [i, { id, path }] of limits.entries())
    if (limits.findIndex((other) => other.id === id) < i)
      faults.push({ path: [...path, 'id'], message: `Another limit is called "${id}". Name one of them otherwise.` })
  return faults
}

function wrongKind(
  { settings }: Procedure,
  name: string | undefined,
  kind: string,
  path: PropertyKey[],
  right: string,
): Fault[] {
  const setting = settings.find(({ id }) => id === name)
  if (!setting || typeof setting.value === kind) return []
  return [{ path, message: `The setting "${name}" is not ${right}. Name one that is.` }]
}

/** What is to be confirmed by counsel can be answered by an operation, and so hangs on a setting. */
function checkCertainty(procedure: Procedure | Calendar): Fault[] {
  return everyObject(procedure).flatMap(({ value, path }) => {
    const { basis, if: setting, lasts, value: answer } = value as Record<string, unknown>
    if (!isBasis(basis)) return []
    const at = [...path, 'basis']
    const isAnswered = setting !== undefined || answer !== undefined || isSetting(lasts) || isSetting(basis.article)
    if (basis.certainty === 'C' && !isAnswered)
      return [
        {
          path: at,
          message: 'Certainty C has to be confirmed by counsel: hang it on a setting ("if", or {"setting": …}).',
        },
      ]
    if (basis.article === undefined && basis.note === undefined)
      return [{ path: at, message: 'Say which article it is, or in "note" why none is named.' }]
    return []
  })
}

function checkSteps(procedure: Procedure): Fault[] {
  const settings = new Map(procedure.settings.map(({ id, value }) => [id, value]))
  const binds = new Map(procedure.actors.map(({ id, binds }) => [id, binds]))
  return procedure.steps.flatMap((step, s) => {
    const faults: Fault[] = []
    const say = (path: PropertyKey[], message: string) => faults.push({ path: ['steps', s, ...path], message })
    for (const [i, id] of step.side ? (step.next ?? []).entries() : [])
      if (procedure.steps.some((other) => other.id === id && !other.side))
        say(['next', i], `A step with "side" leads only to steps with "side", and "${id}" is none.`)
    if (!step.side && !step.ends && !step.next?.length && !step.answeredBy)
      say([], `The step "${step.id}" ends here and does not say why. Give it "next", "ends" or "side".`)
    if (!step.side && !step.stage && procedure.steps.some((other) => other.ends && other.next?.includes(step.id)))
      say(['id'], `"${step.id}" opens a closed claim again: say with "stage" where it then stands, or give it "side".`)
    if (step.ends && step.stage !== 'closed') say(['ends'], 'A step that ends a claim has "stage": "closed".')
    if (!step.ends && step.stage === 'closed') say(['stage'], 'A claim is closed with a reason: give "ends".')
    if (step.records === 'delivery' && !step.notifies) say(['records'], 'A delivery needs "notifies": to whom, how.')
    if (step.personally && step.actors.some((id) => binds.get(id) === 'authority'))
      say(['actors'], 'What only the person can do has no authority as its actor.')
    for (const [l, limit] of (step.limits ?? []).entries()) {
      const at = ['limits', l]
      const lasts = 'setting' in limit.lasts ? settings.get(limit.lasts.setting) : limit.lasts
      if (lasts !== undefined && typeof lasts !== 'object') say([...at, 'lasts'], 'This setting is no duration.')
      else if (lasts?.unit === 'hour' && (limit.pausable.length > 0 || limit.roll !== 'none'))
        say(at, 'A limit in hours runs on: no "pausable", and "roll" is "none".')
      else if ((lasts?.unit === 'month' || lasts?.unit === 'year') && limit.count === 'next_wd')
        say([...at, 'count'], 'Months and years are counted from the day of the event: "next_day".')
      if (limit.validFrom && limit.validTo && limit.validTo < limit.validFrom)
        say([...at, 'validTo'], `The last day lies before the first one (${limit.validFrom}).`)
      if (limit.binds === 'authority' && limit.onExpiry === 'ask_person')
        say([...at, 'onExpiry'], 'When an authority is late it is flagged: "flag".')
    }
    return faults
  })
}

/** Every step is reached, and from every step a claim can come to an end, whatever the operation answers. */
function checkWay({ steps }: Procedure): Fault[] {
  const byId = new Map(steps.map((step) => [step.id, step]))
  const indexOf = (step: Step) => steps.indexOf(step)
  const after = (step: Step) => [...(step.next ?? []), ...(step.answeredBy ?? [])].flatMap((id) => byId.get(id) ?? [])
  const roots = steps.filter(({ opens }) => opens !== undefined)
  if (!steps.some(({ opens }) => opens === 'start'))
    return [{ path: ['steps'], message: 'No step opens a claim. Give one of them "opens": "start".' }]
  const reached = new Set<Step>()
  for (const queue = [...roots]; queue.length > 0; ) {
    const step = queue.pop()!
    if (!reached.has(step)) queue.push(...after(step))
    reached.add(step)
  }
  const faults: Fault[] = steps
    .filter((step) => !reached.has(step))
    .map((step) => ({
      path: ['steps', indexOf(step), 'id'],
      message: `No step leads to "${step.id}". Name it in "next" of the step before it, or give it "opens".`,
    }))
  const leaves = new Set(steps.filter((step) => step.ends || step.side))
  for (let size = -1; size < leaves.size; ) {
    size = leaves.size
    // A step that hangs on a setting may be switched off, so it is no way out for the one before it.
    for (const step of steps)
      if (after(step).some((other) => leaves.has(other) && !other.side && !other.if)) leaves.add(step)
  }
  const caught = steps.filter((step) => reached.has(step) && !leaves.has(step) && after(step).length > 0)
  const [first] = caught
  if (first)
    faults.push({
      path: ['steps', indexOf(first), 'next'],
      message: `From "${first.id}" no claim ever comes to an end, but goes round: ${caught.map(({ id }) => id).join(', ')}. Lead one of them to a step with "ends".`,
    })
  return faults
}

function twice(list: readonly { id: string }[], path: PropertyKey[]): Fault[] {
  return list.flatMap(({ id }, i) =>
    list.findIndex((other) => other.id === id) < i
      ? [{ path: [...path, i, 'id'], message: `"${id}" stands here for the second time. Name one of them otherwise.` }]
      : [],
  )
}

type Part = { value: object; path: PropertyKey[] }

/** Every object of a file, with where it stands. */
function everyObject(value: unknown, path: PropertyKey[] = []): Part[] {
  if (typeof value !== 'object' || value === null) return []
  const inner = Object.entries(value).flatMap(([key, part]) =>
    everyObject(part, [...path, Array.isArray(value) ? Number(key) : key]),
  )
  return Array.isArray(value) ? inner : [{ value, path }, ...inner]
}

const isSetting = (value: unknown) => typeof value === 'object' && value !== null && 'setting' in value
const isBasis = (value: unknown): value is Basis => typeof value === 'object' && value !== null && 'certainty' in value

/** The name that was probably meant, or those there are. */
function nearest(name: string, known: ReadonlySet<string>): string {
  const alike = [...known].find((other) => distance(other, name) <= 2)
  if (alike) return `Did you mean "${alike}"?`
  return known.size === 0 ? 'None is defined in this file.' : `There are: ${[...known].slice(0, 12).join(', ')}.`
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const above = row
    row = [i]
    for (let j = 1; j <= b.length; j++)
      row.push(Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
  }
  return row[b.length]!
}

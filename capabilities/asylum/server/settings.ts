import type { BodyOf, ReplyIn } from '#platform/http/endpoint.ts'
import { recordAct } from '#platform/ledger/audit.ts'
import type { Calendar } from '../calendar.ts'
import {
  type changeSettings,
  EFFECT_SAMPLE,
  type readSettings,
  settingsChanged,
  type tellEffect as tellEffectOf,
  wrongProcedure,
} from '../contract-settings.ts'
import type { Procedure } from '../procedure.ts'
import { checkCalendar } from '../procedure-check.ts'
import type { Setting } from '../rule.ts'
import { type Answers, checkAnswers } from '../rules.ts'
import { officeOf, workOut } from './keeping.ts'
import { countOpen, countStale, insertSetting, keepProcedure, listOffices, sampleOpen } from './queries-settings.ts'
import { inAllLanguages } from './shared-words.ts'
import type { Work } from './work.ts'

export async function read(work: Work): Promise<ReplyIn<typeof readSettings>> {
  const { tx, actor, book, procedures } = work
  const { operationId } = actor
  const { setting } = book
  const chosen = setting && (await book.rulesOf(setting.procedure, setting.procedureVersion)).procedure
  const [counts] = await tx.run(countStale, { operationId, version: setting?.version ?? 0 })
  return {
    version: setting?.version ?? 0,
    chosen: chosen ? named(chosen) : null,
    offered: procedures.procedures.map(named),
    settings: chosen ? linesOf(chosen, setting.answers) : [],
    calendarSettings: chosen ? linesOf(book.calendarOf(chosen), setting.calendarAnswers) : [],
    rows: setting?.calendarRows ?? [],
    offices: await officesOf(work),
    calendarLaws: chosen ? book.calendarOf(chosen).laws : [],
    ...counts!,
  }
}

const officesOf = async ({ tx, actor: { operationId } }: Work) =>
  (await tx.run(listOffices, { operationId })).map(({ id, name }) => ({ id: officeOf(id)!, name }))

/** What is wrong is told by the field it stands in; otherwise the procedure that is meant. */
async function check(work: Work, body: BodyOf<typeof changeSettings>): Promise<Procedure> {
  const { book, procedures } = work
  if (body.version !== (book.setting?.version ?? 0)) throw settingsChanged()
  const content = procedures.procedures.find(
    ({ procedure, version }) => procedure === body.procedure && version === body.procedureVersion,
  )
  if (!content)
    throw wrongProcedure({
      errors: [{ field: 'procedure', code: 'not-in-list', message: 'Choose one of the procedures that are offered.' }],
    })
  const calendar = book.calendarOf(content)
  const offices = new Set((await officesOf(work)).map(({ id }) => id))
  const errors = [
    ...body.rows.flatMap(({ office }, index) =>
      office === undefined || offices.has(office)
        ? []
        : [wrong(`rows.${index}.office`, 'Choose a place of this operation.')],
    ),
    ...checkAnswers(content, body.answers).map(({ setting, message }) => wrong(`answers.${setting}`, message)),
    ...checkAnswers(calendar, body.calendarAnswers).map(({ setting, message }) =>
      wrong(`calendarAnswers.${setting}`, message),
    ),
    // The rows are looked at as those of a file are.
    ...checkCalendar({ ...calendar, rows: body.rows }).map(({ path, message }) => wrong(path.join('.'), message)),
  ]
  if (errors.length > 0) throw wrongProcedure({ errors })
  return content
}

/** How many days would move: every open claim is looked at, or a sample of many. Nothing is saved. */
export async function tellEffect(
  work: Work,
  body: BodyOf<typeof changeSettings>,
): Promise<ReplyIn<typeof tellEffectOf>> {
  const { tx, actor, books, now } = work
  const { operationId } = actor
  const { procedure, version: procedureVersion } = await check(work, body)
  const { answers, calendarAnswers, rows: calendarRows } = body
  const book = books.tryOut(tx, now, {
    ...{ version: body.version + 1, procedure, procedureVersion },
    ...{ answers, calendarAnswers, calendarRows },
  })
  const [counted] = await tx.run(countOpen, { operationId })
  const looked = await tx.run(sampleOpen, { operationId, limit: EFFECT_SAMPLE })
  let [claims, limits] = [0, 0]
  for (const claim of looked) {
    const rules = await book.rulesOf(claim.procedure, claim.procedureVersion)
    const before = new Map(claim.limits.map(({ limit, dueOn }) => [limit, dueOn]))
    const moved = workOut(book, rules, { events: claim.events, office: officeOf(claim.siteId) }).limits.filter(
      ({ limitId, dueOn }) => before.has(limitId) && before.get(limitId) !== dueOn,
    )
    limits += moved.length
    if (moved.length > 0) claims++
  }
  return { open: counted!.open, looked: looked.length, claims, limits }
}

/** A new version; the earlier ones stay, with who decided them. */
export async function change(work: Work, body: BodyOf<typeof changeSettings>): Promise<{ version: number }> {
  const { tx, actor, now, random } = work
  const { operationId, accountId } = actor
  const content = await check(work, body)
  const version = body.version + 1
  await tx.run(keepProcedure, { operationId, content, at: new Date(now) })
  const [saved] = await tx.run(insertSetting, {
    ...{ operationId, version, procedure: content.procedure, procedureVersion: content.version },
    ...{ answers: body.answers, calendarAnswers: body.calendarAnswers, calendarRows: body.rows },
    ...{ changedAt: new Date(now), changedBy: accountId },
  })
  if (!saved) throw settingsChanged()
  const act = { actor, act: 'change-procedure', subjectKind: 'operation', subjectId: operationId, purpose: 'claim' }
  await recordAct({ tx, clock: () => now, random }, act)
  return { version }
}

const wrong = (field: string, message: string) => ({ field, code: 'wrong', message })

const named = ({ procedure, version, name, authority }: Procedure) =>
  inAllLanguages({ procedure, version, name, authority })

const linesOf = ({ settings, laws }: Pick<Procedure | Calendar, 'settings' | 'laws'>, answers: Answers) =>
  settings.map(({ id, about, value, basis }: Setting) => ({
    ...{ id, about, value: answers[id] ?? value, isAnswered: answers[id] !== undefined, certainty: basis.certainty },
    basis: `${laws.find((law) => law.id === basis.law)?.name ?? basis.law}${typeof basis.article === 'string' ? `, art. ${basis.article}` : ''}`,
  }))

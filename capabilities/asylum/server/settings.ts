import type { BodyOf, ReplyIn } from '#platform/http/endpoint.ts'
import { recordAct } from '#platform/ledger/audit.ts'
import type { Calendar } from '../calendar.ts'
import { type changeSettings, type readSettings, settingsChanged, wrongProcedure } from '../contract.ts'
import type { Procedure } from '../procedure.ts'
import { checkCalendar } from '../procedure-check.ts'
import type { Setting } from '../rule.ts'
import { type Answers, checkAnswers } from '../rules.ts'
import { countStale, insertSetting, keepProcedure } from './queries-settings.ts'
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
    calendarLaws: chosen ? book.calendarOf(chosen).laws : [],
    ...counts!,
  }
}

/** A new version; the earlier ones stay, with who decided them. What is wrong is told by the field it stands in. */
export async function change(work: Work, body: BodyOf<typeof changeSettings>): Promise<{ version: number }> {
  const { tx, actor, book, procedures, now, random } = work
  const { operationId, accountId } = actor
  if (body.version !== (book.setting?.version ?? 0)) throw settingsChanged()
  const content = procedures.procedures.find(
    ({ procedure, version }) => procedure === body.procedure && version === body.procedureVersion,
  )
  if (!content)
    throw wrongProcedure({
      errors: [{ field: 'procedure', code: 'not-in-list', message: 'Choose one of the procedures that are offered.' }],
    })
  const calendar = book.calendarOf(content)
  const errors = [
    ...checkAnswers(content, body.answers).map(({ setting, message }) => wrong(`answers.${setting}`, message)),
    ...checkAnswers(calendar, body.calendarAnswers).map(({ setting, message }) =>
      wrong(`calendarAnswers.${setting}`, message),
    ),
    // The rows are looked at as those of a file are.
    ...checkCalendar({ ...calendar, rows: body.rows }).map(({ path, message }) => wrong(path.join('.'), message)),
  ]
  if (errors.length > 0) throw wrongProcedure({ errors })
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

const named = ({ procedure, version, name, authority }: Procedure) => ({ procedure, version, name, authority })

const linesOf = ({ settings, laws }: Pick<Procedure | Calendar, 'settings' | 'laws'>, answers: Answers) =>
  settings.map(({ id, about, value, basis }: Setting) => ({
    ...{ id, about, value: answers[id] ?? value, isAnswered: answers[id] !== undefined, certainty: basis.certainty },
    basis: `${laws.find((law) => law.id === basis.law)?.name ?? basis.law}${typeof basis.article === 'string' ? `, art. ${basis.article}` : ''}`,
  }))

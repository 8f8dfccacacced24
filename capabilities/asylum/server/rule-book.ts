import type { PlainDate } from '#platform/base/plain-date.ts'
import type { Tx } from '#platform/database/connect.ts'
import type { Calendar } from '../calendar.ts'
import { localDay } from '../counting.ts'
import { daysOf } from '../deadlines.ts'
import type { Procedure } from '../procedure.ts'
import { type Rules, settle } from '../rules.ts'
import type { Procedures } from './procedure-files.ts'
import { findProcedure, newestSetting, type SettingRecord } from './queries-settings.ts'
import { inAllLanguages } from './shared-words.ts'

/** The rules of one operation at one moment: what it chose, and the days they are counted in. */
export type Book = {
  setting: SettingRecord | undefined
  /** The rules a claim began under, with the operation's newest answers; kept where the files of the program change. */
  rulesOf(procedure: string, version: string): Promise<Rules>
  daysOf(rules: Rules): ReturnType<typeof daysOf>
  calendarOf(procedure: Procedure): Calendar
  /** Today where the authority sits. */
  todayOf(procedure: Procedure): PlainDate
}

type Worked = { rules: Map<string, Rules>; days: Map<string, ReturnType<typeof daysOf>> }

export type RuleBooks = ReturnType<typeof createRuleBooks>

/** Opens the rules of an operation inside a transaction. Procedures are parsed once; answers are read each time. */
export function createRuleBooks({ calendars }: Pick<Procedures, 'calendars'>) {
  const procedures = new Map<string, Procedure>()
  /** The newest of each operation: working out a calendar takes longer than counting a claim. */
  const worked = new Map<string, Worked & { key: string }>()

  const calendarOf = ({ calendar }: Procedure): Calendar => {
    const found = calendars.get(calendar)
    if (!found) throw new Error(`the calendar "${calendar}" is gone: put its file back`)
    return found
  }

  const bookOf = (tx: Tx, now: number, setting: SettingRecord | undefined, { rules, days }: Worked): Book => {
    const { operationId } = tx
    return {
      setting,
      calendarOf,
      todayOf: (procedure) => localDay(now, calendarOf(procedure).timeZone),
      async rulesOf(procedure, version) {
        const name = `${operationId} ${procedure} ${version}`
        const known = rules.get(name)
        if (known) return known
        let content = procedures.get(name)
        if (!content) {
          const [row] = await tx.run(findProcedure, { operationId, procedure, version })
          if (!row) throw new Error('a claim has a procedure that was not kept')
          content = inAllLanguages(row.content)
          procedures.set(name, content)
        }
        // Answers belong to the procedure they were given for.
        const settled = settle(content, setting?.procedure === procedure ? setting.answers : {})
        rules.set(name, settled)
        return settled
      },
      daysOf({ procedure }) {
        const known = days.get(procedure.calendar)
        if (known) return known
        const made = daysOf(calendarOf(procedure), {
          rows: setting?.calendarRows ?? [],
          settings: setting?.calendarAnswers ?? {},
          revision: setting?.version ?? 0,
        })
        days.set(procedure.calendar, made)
        return made
      },
    }
  }

  return {
    async open(tx: Tx, now: number): Promise<Book> {
      const { operationId } = tx
      const [setting] = await tx.run(newestSetting, { operationId })
      const key = String(setting?.version ?? 0)
      let kept = worked.get(operationId)
      if (kept?.key !== key) {
        kept = { key, rules: new Map(), days: new Map() }
        worked.set(operationId, kept)
      }
      return bookOf(tx, now, setting, kept)
    },
    /** The rules as they would be under settings that nobody has saved. */
    tryOut: (tx: Tx, now: number, setting: SettingRecord): Book =>
      bookOf(tx, now, setting, { rules: new Map(), days: new Map() }),
  }
}

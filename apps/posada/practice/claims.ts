import { inventEvents } from '#capabilities/asylum/invented-claims.ts'
import { officeOf, workOut } from '#capabilities/asylum/server/keeping.ts'
import { readProcedures, SHIPPED } from '#capabilities/asylum/server/procedure-files.ts'
import { insertClaim, insertEvents, replaceLimits } from '#capabilities/asylum/server/queries.ts'
import { insertSetting, keepProcedure } from '#capabilities/asylum/server/queries-settings.ts'
import { createRuleBooks } from '#capabilities/asylum/server/rule-book.ts'
import type { Chance } from '#platform/base/chance.ts'
import type { Random } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { plainDateOf } from '#platform/base/plain-date.ts'
import type { Database } from '#platform/database/connect.ts'
import { PRACTICE_STARTS_AT } from './folder.ts'
import { listSpeakers } from './queries.ts'
import type { OpenPractice } from './world.ts'

const PROCEDURE = 'mx_comar'

/** The authority hears claims as Mexico's law says; some of its households are somewhere on the way. */
export async function hearClaims(
  { db, random }: { db: Database; random: Random },
  { keys, accounts }: OpenPractice,
  { chance, count }: { chance: Chance; count: number },
): Promise<void> {
  const { operationId } = keys
  const procedures = readProcedures([SHIPPED])
  const content = procedures.procedures.find(({ procedure }) => procedure === PROCEDURE)!
  const at = new Date(PRACTICE_STARTS_AT)
  await db.scopedAll(operationId, [
    keepProcedure({ operationId, content, at }),
    insertSetting({
      ...{ operationId, version: 1, procedure: content.procedure, procedureVersion: content.version },
      ...{ answers: {}, calendarAnswers: {}, calendarRows: [] },
      ...{ changedAt: at, changedBy: accounts.get('administrator')! },
    }),
  ])
  await db.transaction(operationId, async (tx) => {
    const book = await createRuleBooks(procedures).open(tx, PRACTICE_STARTS_AT)
    const rules = await book.rulesOf(content.procedure, content.version)
    const officer = { accountId: accounts.get('case-officer')!, role: 'case-officer' as const }
    for (const speaker of await tx.run(listSpeakers, { operationId, limit: count })) {
      const id = newId(random)
      // Those who speak here are grown up.
      const events = inventEvents(rules, chance, plainDateOf(PRACTICE_STARTS_AT), { recordedBy: officer }).filter(
        (event) => event.kind !== 'fact' || event.fact !== 'under_18',
      )
      const { kept, limits } = workOut(book, rules, { events, office: officeOf(speaker.siteId) })
      await tx.runAll([
        insertClaim({
          ...{ operationId, id, individualId: speaker.id, siteId: speaker.siteId },
          ...{ procedure: content.procedure, procedureVersion: content.version, language: speaker.language },
          ...{ childAlone: false, events: events.length, at },
          ...kept,
        }),
        insertEvents({ operationId, id, from: 1, events, at }),
        replaceLimits({ operationId, id, limits, movedAt: null }),
      ])
    }
  })
}

import type { Clock, Random } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { notFound } from '#platform/base/problem.ts'
import type { Database, Tx } from '#platform/database/connect.ts'
import type { ReplyIn } from '#platform/http/endpoint.ts'
import { recordAct } from '#platform/ledger/audit.ts'
import type { Actor, Role } from '../../model.ts'
import { isAllowed, reachesSite } from '../../policy.ts'
import type { listAlarms } from '../contract.ts'
import type { AlarmNote } from '../model.ts'
import type { Alarm } from '../overseer.ts'
import { acknowledgeAlarm, countOpenAlarms, insertAlarm, listAlarmRows } from './queries-alarms.ts'

type Means = { db: Database; clock: Clock; random: Random }

/**
 * Raises an alarm on a connection of its own: it stays even if what it is about is rolled back. The same again within ten
 * minutes, while nobody has looked, is not another alarm.
 */
export async function raiseAlarm({ db, clock, random }: Means, operationId: string, alarm: Alarm): Promise<void> {
  const at = new Date(clock())
  const unlessSince = new Date(clock() - SAME_ALARM_MS)
  await db.scoped(operationId, insertAlarm, { operationId, id: newId(random), at, unlessSince, ...alarm })
}

/**
 * Whoever gives a role that agrees as the second person could agree to their own asking, as somebody else: those who look are told,
 * in the transaction of the act.
 */
export async function tellOfOverseer(
  { tx, actor, clock, random }: { tx: Tx; actor: Actor; clock: Clock; random: Random },
  { accountId, roles, before = [] }: { accountId: string; roles: Role[]; before?: Role[] },
): Promise<void> {
  if (!isAllowed({ roles }, 'oversee') || isAllowed({ roles: before }, 'oversee')) return
  const { operationId } = tx
  const at = new Date(clock())
  const alarm = { kind: 'overseer-made', accountId: actor.accountId, facts: { accountId } } as const
  await tx.run(insertAlarm, { operationId, id: newId(random), at, unlessSince: at, ...alarm })
}

const SAME_ALARM_MS = 10 * 60_000

/** Alarms are of the whole operation: for whoever is given a site alone there are none. */
export async function list({ tx, actor }: { tx: Tx; actor: Actor }): Promise<ReplyIn<typeof listAlarms>> {
  if (!reachesSite(actor, null)) return { open: 0, alarms: [] }
  const { operationId } = tx
  const rows = await tx.run(listAlarmRows, { operationId })
  const [counted] = await tx.run(countOpenAlarms, { operationId })
  return {
    open: counted?.open ?? 0,
    alarms: rows.map(({ at, acknowledgedAt, ...row }) => ({
      ...row,
      at: at.toISOString(),
      acknowledgedAt: acknowledgedAt?.toISOString() ?? null,
    })),
  }
}

/** Somebody looked into it and says how it ended; never the one it is about. */
export async function acknowledge(
  { tx, actor, clock, random }: { tx: Tx; actor: Actor; clock: Clock; random: Random },
  { id, note }: { id: string; note: AlarmNote },
): Promise<void> {
  if (!reachesSite(actor, null)) throw notFound()
  const by = { operationId: tx.operationId, id, by: actor.accountId, at: new Date(clock()), note }
  const [done] = await tx.run(acknowledgeAlarm, by)
  if (!done) throw notFound()
  const act = { act: 'acknowledge-alarm', subjectKind: 'alarm', subjectId: id, purpose: note }
  await recordAct({ tx, clock, random }, { actor, ...act })
}

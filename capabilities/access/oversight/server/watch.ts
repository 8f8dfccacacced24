import { newId } from '#platform/base/ids.ts'
import { recordAct } from '#platform/ledger/audit.ts'
import { stepUpNeeded } from '../../step-up.ts'
import { tooManyCanaries } from '../contract.ts'
import { CANARIES_MAX, PEOPLE_MAX, PEOPLE_WINDOW_MS } from '../model.ts'
import type { Doing, Overseer } from '../overseer.ts'
import { countCanaries, countReading, findCanaries, holdAccount, insertCanary, sumReadings } from './queries-watch.ts'

/**
 * Counts the people somebody is about to see, in the database, so that neither a restart nor another process forgets.
 * One message: the account's row is held, so that its readings take turns and none slips past the sum.
 */
export async function noteReading(
  { tx, actor, clock, random }: Doing,
  { act, groupIds, people }: Parameters<Overseer['noteReading']>[1],
  raise: Overseer['raiseAlarm'],
): Promise<void> {
  const { operationId } = tx
  const { accountId } = actor
  // What leaves at the machine itself has a second person's yes.
  if (accountId === null || people === 0) return
  const now = clock()
  const since = new Date(now - PEOPLE_WINDOW_MS)
  // Whoever has just shown again who they are may open as many once more; whoever looks is told of the whole.
  const shownAt = new Date(Math.max(now - PEOPLE_WINDOW_MS, actor.steppedUpAt ?? 0))
  const [, sums, , canaries] = (await tx.runAll([
    holdAccount({ operationId, accountId }),
    sumReadings({ operationId, accountId, since, shownAt }),
    countReading({ operationId, id: newId(random), accountId, at: new Date(now), people }),
    findCanaries({ operationId, groupIds }),
  ])) as [unknown, { people: number; sinceShown: number }[], unknown, { groupId: string }[]]
  for (const { groupId } of canaries)
    await raise(operationId, {
      kind: act === 'find' ? 'canary-found' : 'canary-opened',
      accountId,
      facts: { householdId: groupId },
    })
  const { people: before, sinceShown } = sums[0]!
  if (before + people <= PEOPLE_MAX) return
  await raise(operationId, { kind: 'many-opened', accountId, facts: { people: PEOPLE_MAX, minutes: 10 } })
  if (sinceShown + people > PEOPLE_MAX) throw stepUpNeeded()
}

/** Its own table is all that tells such a record from another; the record of acts does not name it. */
export async function markCanary({ tx, actor, clock, random }: Doing, groupId: string): Promise<void> {
  const { operationId } = tx
  const { accountId } = actor
  if (accountId === null) throw new Error('records like these are planted by somebody with an account')
  await tx.run(holdAccount, { operationId, accountId })
  const [counted] = await tx.run(countCanaries, { operationId })
  if ((counted?.canaries ?? 0) >= CANARIES_MAX) throw tooManyCanaries()
  await tx.run(insertCanary, { operationId, groupId, at: new Date(clock()), by: accountId })
  const planted = { act: 'plant-canary', subjectKind: 'operation', subjectId: operationId, purpose: 'oversight' }
  await recordAct({ tx, clock, random }, { actor: { accountId, roles: actor.roles }, ...planted })
}

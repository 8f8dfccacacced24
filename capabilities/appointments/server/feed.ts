import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { isAllowed } from '#capabilities/access/policy.ts'
import { Uuid } from '#capabilities/registration/model.ts'
import { fromBase64url, toBase64url } from '#platform/base/ids.ts'
import { addDays } from '#platform/base/plain-date.ts'
import { notAllowed, notFound } from '#platform/base/problem.ts'
import type { Database } from '#platform/database/connect.ts'
import { serveDocumentToAnyone } from '#platform/http/document.ts'
import type { ReplyIn } from '#platform/http/endpoint.ts'
import { localDay } from '../calendar.ts'
import type { endFeed, makeFeed } from '../contract-calendars.ts'
import { calendarText } from '../icalendar.ts'
import { findByToken, listEntries, removeFeed, replaceFeed } from './queries-feed.ts'
import { findResource } from './queries-office.ts'
import { assertReaches, traceSite, type Work } from './work.ts'

const TOKEN_BYTES = 32
/** So far back a calendar program still learns that something was cancelled. */
const DAYS_BACK = 30

/** A new secret address; whoever had the old one reads nothing more. One's own calendar, or of whoever keeps calendars any. */
export async function make(work: Work, id: string): Promise<ReplyIn<typeof makeFeed>> {
  const { tx, actor, now, random } = work
  const resource = await getOwn(work, id)
  const token = random.bytes(TOKEN_BYTES)
  const madeAt = new Date(now)
  await tx.runAll([
    replaceFeed({ operationId: tx.operationId, id, tokenHash: hashOf(token), madeAt, madeBy: actor.accountId }),
    traceSite(work, 'make-calendar-address', resource.siteId),
  ])
  return { path: `/calendars/${tx.operationId}/${toBase64url(token)}.ics`, madeAt: madeAt.toISOString() }
}

export async function end(work: Work, id: string): Promise<ReplyIn<typeof endFeed>> {
  const { tx } = work
  const resource = await getOwn(work, id)
  await tx.runAll([
    removeFeed({ operationId: tx.operationId, id }),
    traceSite(work, 'end-calendar-address', resource.siteId),
  ])
  return { id }
}

async function getOwn(work: Work, id: string) {
  const { tx, actor } = work
  const [resource] = await tx.run(findResource, { operationId: tx.operationId, id })
  if (!resource) throw notFound()
  assertReaches(work, resource.siteId)
  if (resource.accountId !== actor.accountId && !isAllowed(actor, 'manage-calendars')) throw notAllowed()
  return resource
}

/** For programs that keep calendars: no session, a key of its own, numbers and rooms. Also while the operation is locked. */
export const feedDocument = ({ db, clock }: { db: Database; clock: () => number }) =>
  serveDocumentToAnyone(
    {
      path: '/calendars/:operationId/:token',
      summary: 'The appointments of one calendar, by a secret address. Names nobody.',
      mediaType: 'text/calendar',
      params: z.strictObject({
        operationId: Uuid,
        token: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}\.ics$/, { error: 'an address as it was given' })),
      }),
    },
    async ({ params: { operationId, token } }) => {
      const bytes = fromBase64url(token.slice(0, -4))
      const [feed] = bytes ? await db.scoped(operationId, findByToken, { operationId, tokenHash: hashOf(bytes) }) : []
      if (!feed) throw notFound()
      const from = addDays(localDay(clock(), feed.timeZone), -DAYS_BACK)
      const rows = await db.scoped(operationId, listEntries, { operationId, id: feed.id, from })
      const entries = rows.map((row) => ({
        ...{ id: row.id, caseNumber: row.caseNumber, place: row.place, sequence: row.version },
        ...{ from: row.startsAt.getTime(), to: row.endsAt.getTime(), changedAt: row.changedAt.getTime() },
        isCancelled: row.isCancelled,
      }))
      return new Response(calendarText({ name: feed.siteName, entries }), {
        headers: { 'content-type': 'text/calendar; charset=utf-8', 'cache-control': 'no-store' },
      })
    },
  )

const hashOf = (token: Uint8Array): Uint8Array => createHash('sha256').update(token).digest()

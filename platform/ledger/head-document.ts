import * as z from 'zod/mini'
import { isUuid } from '#platform/base/ids.ts'
import { notFound } from '#platform/base/problem.ts'
import type { Database } from '#platform/database/connect.ts'
import { serveDocumentToAnyone } from '#platform/http/document.ts'
import { findNewestHead } from './queries-log.ts'

type Parts = {
  db: Database
  /** Whether anyone may learn how many acts an operation has seen. An unknown operation and one that is not told look alike. */
  isTold: (operationId: string) => Promise<boolean>
}

/**
 * The newest signed head as a line of text, for whoever keeps watch from outside: a script of another organisation that
 * asks once a day and keeps the lines needs no account, and no later change goes past it.
 */
export const headDocument = ({ db, isTold }: Parts) =>
  serveDocumentToAnyone(
    {
      path: '/api/ledger-heads/:operationId',
      summary: 'The newest signed head of the audit log, one line of text.',
      mediaType: 'text/plain',
      params: z.object({ operationId: z.string().check(z.refine(isUuid, { error: 'not-a-uuid' })) }),
    },
    async ({ params: { operationId } }) => {
      if (!(await isTold(operationId))) throw notFound()
      const [newest] = await db.scoped(operationId, findNewestHead, { operationId })
      if (!newest) throw notFound()
      return new Response(`${newest.line}\n`, {
        headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-cache' },
      })
    },
  )

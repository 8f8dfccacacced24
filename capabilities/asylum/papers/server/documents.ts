import * as z from 'zod/mini'
import type { Actor } from '#capabilities/access/model.ts'
import { mayPrintPapers } from '#capabilities/access/policy.ts'
import { Uuid } from '#capabilities/registration/model.ts'
import type { Timers } from '#platform/base/environment.ts'
import type { DocumentRoute } from '#platform/http/document.ts'
import { writeClaimPaper } from './claim-paper.ts'
import { type PaperToPrint, print } from './reading.ts'
import { starting } from './routes.ts'
import type { PaperServices } from './work.ts'

/** The PDF of a paper, for whoever may open its household. */
export function paperDocuments(services: PaperServices): DocumentRoute<Actor>[] {
  const work = starting(services)
  return [
    {
      method: 'GET',
      path: '/api/asylum/papers/:id/pdf',
      summary: 'A paper to print, as it was issued. Opens a name, which leaves its trace.',
      mediaType: 'application/pdf',
      params: z.strictObject({ id: Uuid }),
      may: mayPrintPapers,
      async answer({ actor, params, timers, ...services }) {
        const paper = await services.db.transaction(actor!.operationId, async (tx) =>
          print(await work({ ...services, actor: actor!, tx }), params.id!),
        )
        // No connection is kept while it is drawn.
        return pdfOf(paper, 'inline', timers)
      },
    },
  ]
}

/**
 * Kept by no browser and no proxy; the file is called by its number and names nobody. A shared computer shows it and saves
 * nothing (`inline`); a person takes theirs along (`attachment`).
 */
export async function pdfOf(
  { number, content }: PaperToPrint,
  disposition: 'inline' | 'attachment',
  timers: Timers,
): Promise<Response> {
  const { facts, token, languages, madeAt } = content
  const pdf = await writeClaimPaper(facts, token, languages, new Date(madeAt), timers)
  return new Response(pdf as BodyInit, {
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': `${disposition}; filename="${number}.pdf"`,
      'cache-control': 'no-store',
    },
  })
}

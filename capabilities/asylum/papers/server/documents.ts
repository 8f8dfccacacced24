import * as z from 'zod/mini'
import type { Actor } from '#capabilities/access/model.ts'
import { mayLodgeClaims, mayPrintPapers } from '#capabilities/access/policy.ts'
import { Uuid } from '#capabilities/registration/model.ts'
import type { DocumentRoute } from '#platform/http/document.ts'
import type { Press } from '#platform/paper/writing.ts'
import { writeClaimPaper } from './claim-paper.ts'
import { type PaperToPrint, print, receiptOf } from './reading.ts'
import { receiptSheet } from './receipt.ts'
import { starting } from './routes.ts'
import type { PaperServices } from './work.ts'

/** The PDF of a paper, for whoever may open its household; and the receipt of a claim, for whoever lodges one. */
export function paperDocuments({ press, ...services }: PaperServices & { press: Press }): DocumentRoute<Actor>[] {
  const work = starting(services)
  return [
    {
      method: 'GET',
      path: '/api/asylum/papers/:id/pdf',
      summary: 'A paper to print, as it was issued. Opens a name, which leaves its trace.',
      mediaType: 'application/pdf',
      params: z.strictObject({ id: Uuid }),
      may: mayPrintPapers,
      async answer({ actor, params, ...services }) {
        const paper = await services.db.transaction(actor!.operationId, async (tx) =>
          print(await work({ ...services, actor: actor!, tx }), params.id!),
        )
        // No connection is kept while it is drawn.
        return pdfOf(paper, 'inline', press)
      },
    },
    {
      method: 'GET',
      path: '/api/asylum/claims/:id/receipt',
      summary: 'A receipt to hand over the minute a claim is lodged: its number and day. No name, and no constancia.',
      mediaType: 'application/pdf',
      params: z.strictObject({ id: Uuid }),
      may: mayLodgeClaims,
      async answer({ actor, params, clock, ...services }) {
        const { facts, languages } = await services.db.transaction(actor!.operationId, async (tx) =>
          receiptOf(await work({ ...services, clock, actor: actor!, tx }), params.id!),
        )
        const madeAt = new Date(clock())
        const pdf = await press.write(async () => ({ paper: receiptSheet(facts, languages), madeAt }))
        return pdfResponse(pdf, `${facts.number}-R`, 'inline')
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
  press: Press,
): Promise<Response> {
  const { facts, token, languages, madeAt } = content
  const pdf = await writeClaimPaper(facts, token, languages, new Date(madeAt), press)
  return pdfResponse(pdf, number, disposition)
}

const pdfResponse = (pdf: Uint8Array, name: string, disposition: 'inline' | 'attachment'): Response =>
  new Response(pdf as BodyInit, {
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': `${disposition}; filename="${name}.pdf"`,
      'cache-control': 'no-store',
    },
  })

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { signInToPractice } from '#capabilities/access/server/sign-in.ts'
import { type DocumentRoute, serveDocumentToAnyone } from '#platform/http/document.ts'
import type { World } from '../world.ts'
import { frontPages } from './front.ts'
import { openOwn } from './own.ts'
import { statusPages } from './status.ts'

/** Every page the server writes itself: they work in any browser, most of them without scripts. */
export function serverPages(world: World, secure: boolean): DocumentRoute<never>[] {
  const practice = world.isPractice
  return [
    ...frontPages({
      practice,
      signIn: (services, operationId, role) => signInToPractice({ operationId, role }, { ...services, secure }),
    }),
    ...statusPages({ practice, open: openOwn(world), press: world.press }),
    file('/front.js', 'text/javascript', join(import.meta.dirname, '../../front/front.js')),
  ]
}

function file(path: string, mediaType: string, from: string) {
  const bytes = readFileSync(from)
  return serveDocumentToAnyone(
    { path, summary: `A file of the first page: ${path}`, mediaType },
    async () =>
      new Response(bytes, { headers: { 'content-type': `${mediaType}; charset=utf-8`, 'cache-control': 'no-cache' } }),
  )
}

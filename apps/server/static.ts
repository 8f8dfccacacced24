import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import type { Hono } from 'hono'
import { pageApps } from '#apps/page-app.ts'

const DIST = join(import.meta.dirname, '../../dist')

/** Hands out the built pages. Files whose name holds their hash never change; everything else is asked for anew. */
export function servePages(app: Hono): void {
  for (const { folder, base } of pageApps) {
    const root = join(DIST, folder)
    if (!existsSync(root)) continue
    app.get(base.slice(0, -1), (context) => context.redirect(base, 301))
    app.get(`${base}*`, staticFolder(root, base))
    const page = serveStatic({
      root,
      rewriteRequestPath: () => '/index.html',
      precompressed: true,
      onFound: (_, context) => context.header('cache-control', 'no-cache'),
    })
    // Addresses inside a page are the page's own business; a file that is missing is missing.
    app.get(`${base}*`, (context, next) => (IS_FILE.test(context.req.path) ? next() : page(context, next)))
  }
  app.get('/shared/*', staticFolder(join(DIST, 'shared'), '/shared/'))
}

const IS_FILE = /\.[^/]+$/

const staticFolder = (root: string, base: string) =>
  serveStatic({
    root,
    precompressed: true,
    rewriteRequestPath: (path) => `/${path.slice(base.length)}`,
    onFound: (path, context) => {
      const isHashed = /\/assets\/.*-[\w-]{8}\.\w+$/.test(path)
      context.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })

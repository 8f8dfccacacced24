import type { Context, Next } from 'hono'
import { crossSite, problem } from '#platform/base/problem.ts'

const SCRIPTS = "script-src 'self'; require-trusted-types-for 'script'; trusted-types posada"
const POLICY = [
  "default-src 'none'",
  SCRIPTS,
  "style-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ')

/** The threads that read QR codes where the browser cannot, and that plan: no page, no DOM, and the only places where WebAssembly runs. */
const THREAD_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
const THREAD_FILE = /\/assets\/[\w-]*worker[\w-]*\.js$/i

const HEADERS: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'SAMEORIGIN',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(self), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/** What every answer carries (design.md section 5, rule 10). */
export function protectiveHeaders(secure: boolean) {
  return async (context: Context, next: Next) => {
    await next()
    const { headers } = context.res
    for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value)
    headers.set('content-security-policy', THREAD_FILE.test(context.req.path) ? THREAD_POLICY : POLICY)
    if (secure) headers.set('strict-transport-security', 'max-age=31536000; includeSubDomains')
  }
}

/** Over plain HTTP from another machine nothing personal may be sent: phones need HTTPS, and so do people. */
export const httpsNeeded = problem(
  'https-needed',
  403,
  'This address is not protected. Use the https:// address, or this machine itself.',
)

/** What a page needs to say so, and what watches over the server. */
const OPEN_WITHOUT_TLS = /^\/(shared\/|healthz$)/

/** Answers nobody else's machine over plain HTTP but with the reason: there is nothing to write into, and nothing to read. */
export function refuseUnprotected(secure: boolean, isLoopback: (context: Context) => boolean) {
  return async (context: Context, next: Next) => {
    if (!secure && !isLoopback(context) && !OPEN_WITHOUT_TLS.test(context.req.path)) throw httpsNeeded()
    await next()
  }
}

/** Browsers say where a request comes from; one from another site does nothing here. */
export async function refuseForeign(context: Context, next: Next) {
  if (context.req.method !== 'GET' && context.req.method !== 'HEAD') {
    const site = context.req.header('sec-fetch-site')
    if (site !== undefined && site !== 'same-origin' && site !== 'none') throw crossSite()
    const origin = context.req.header('origin')
    if (origin !== undefined && hostOf(origin) !== context.req.header('host')) throw crossSite()
  }
  await next()
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}

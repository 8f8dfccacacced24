import { type Context, Hono } from 'hono'
import type { Actor } from '#capabilities/access/model.ts'
import { accessRoutes } from '#capabilities/access/server/routes.ts'
import { authenticate } from '#capabilities/access/server/sessions.ts'
import type { Machine } from '#capabilities/health/server/health.ts'
import { damagedRecordOf } from '#capabilities/registration/server/person-file.ts'
import { newId } from '#platform/base/ids.ts'
import { busy, notAllowed, notFound, Problem, problem, signInNeeded } from '#platform/base/problem.ts'
import { DatabaseUnavailable } from '#platform/database/connect.ts'
import type { DocumentRoute } from '#platform/http/document.ts'
import { readForm } from '#platform/http/form.ts'
import { openApi } from '#platform/http/openapi.ts'
import type { Route } from '#platform/http/serve.ts'
import { parseOrRefuse } from '#platform/http/validation.ts'
import { protectiveHeaders, refuseForeign, refuseUnprotected } from './headers.ts'
import { machineOf, refuseWhileFull, watchReadiness } from './machine.ts'
import { type Metrics, measured, noteRoute } from './metrics.ts'
import { apiDocument } from './pages/api-page.ts'
import { errorPage } from './pages/error-page.ts'
import { documentsOf, routesOf } from './routes.ts'
import { servePages } from './static.ts'
import { VERSION } from './version.ts'
import type { World } from './world.ts'

export type AppOptions = {
  /** True when the server speaks TLS. */
  secure: boolean
  isLoopback(context: Context): boolean
  /** Called after an entry was received, so that it is opened soon. */
  onReceived(operationId: string): void
  /** Tests that look at nothing of the machine leave it out. */
  machine?: Machine
  metrics?: Metrics
}

/** The whole server as one function of requests: every route there is, in one place. */
export function createApp(world: World, options: AppOptions): Hono {
  const { secure } = options
  const app = new Hono()
  const { routes, documents } = listRoutes(world, options)
  const machine = machineOf(options)
  const readiness = watchReadiness(world.db, machine, world.timers)
  const services = { db: world.db, clock: world.clock, random: world.random, timers: world.timers }
  const actorOf = (context: Context) => authenticate(context.req.header('cookie'), { ...world, secure })

  if (options.metrics) app.use(measured(options.metrics))
  app.use(protectiveHeaders(secure))
  app.use(refuseUnprotected(secure, options.isLoopback))
  app.use(refuseForeign)
  app.use(refuseWhileFull(readiness))
  app.onError(async (error, context) => {
    await alarmAtDamage(world, error)
    return answerError(world, error, context)
  })
  app.notFound((context) => answerError(world, notFound(), context))

  app.get('/healthz', async (context) => {
    const { isReady } = await readiness()
    return context.json({ status: isReady ? 'ready' : 'not-ready', version: VERSION }, isReady ? 200 : 503)
  })
  const endpoints = routes.map(({ endpoint }) => endpoint)
  // Made when somebody first asks: it is long to make, and no start waits for it.
  let description: string | undefined
  app.get('/api/openapi.json', (context) => {
    description ??= JSON.stringify(openApi(endpoints, VERSION))
    return context.body(description, 200, { 'content-type': 'application/json; charset=utf-8' })
  })
  app.get('/api', (context) => context.html(apiDocument(endpoints, VERSION, world.isPractice)))

  for (const route of routes) {
    const { method, path, audience } = route.endpoint
    app.on(method, `/api${path}`, async (context) => {
      noteRoute(context, `/api${path}`)
      return route.answer({ context, services, actor: audience === 'staff' ? await actorOf(context) : undefined })
    })
  }
  for (const document of documents) {
    app.on(document.method, document.path, async (context) => {
      noteRoute(context, document.path)
      const actor = document.may ? await actorOf(context) : undefined
      if (document.may && !actor) throw signInNeeded()
      if (document.may && actor && !document.may(actor)) throw notAllowed()
      const params = document.params ? parseOrRefuse(document.params, context.req.param()) : context.req.param()
      const query = document.query ? parseOrRefuse(document.query, context.req.query()) : context.req.query()
      return document.answer({
        ...services,
        actor,
        params: params as Record<string, string>,
        query: query as Record<string, string>,
        header: (name) => context.req.header(name),
        form: () => readForm(context.req.raw, world.timers),
      })
    })
  }
  servePages(app)
  return app
}

/** Everything that can be asked of the server; tests walk it. */
export function listRoutes(
  world: World,
  options: AppOptions,
): { routes: Route<Actor>[]; documents: DocumentRoute<Actor>[] } {
  const routes = [...accessRoutes({ ...world, secure: options.secure }), ...routesOf(world, options)]
  // Routes for anyone take any actor, also none.
  return { routes: routes as Route<Actor>[], documents: documentsOf(world, options) as DocumentRoute<Actor>[] }
}

const unexpected = problem<{ incident: string }>(
  'unexpected',
  500,
  'Something went wrong here. Nothing you sent was lost on your phone. Try again, or tell us the number.',
)

/** An id of the sender's own making that somebody used, or that was sent twice at the same moment. Sending again tells. */
const alreadyThere = problem(
  'already-there',
  409,
  'Something with this id is here already. Nothing was changed. Look at it again.',
)
const UNIQUE_VIOLATION = '23505'
const KEY_IN_USE = 'person_key_operation_id_key_version_fkey'

/** A record that does not open was changed or damaged: somebody is told, whatever became of the request. */
async function alarmAtDamage({ oversight, log }: World, error: unknown): Promise<void> {
  const record = damagedRecordOf(error)
  if (!record) return
  const { operationId, individualId } = record
  const alarm = { kind: 'record-damaged', accountId: null, facts: { individualId } } as const
  await oversight
    .raiseAlarm(operationId, alarm)
    .catch((failed: Error) => log(`An alarm could not be raised: ${failed.name}`))
}

/** A problem as its reader can use it: JSON for programs, a page for people. What was not foreseen gets a number, not its text. */
function answerError(world: World, error: unknown, context: Context): Response {
  const told = toProblem(world, error, context)
  const headers = new Headers({ 'cache-control': 'no-store' })
  if (told.retryAfterSeconds !== undefined) headers.set('retry-after', String(told.retryAfterSeconds))
  const wantsPage = !context.req.path.startsWith('/api') && (context.req.header('accept') ?? '').includes('text/html')
  if (wantsPage) {
    headers.set('content-type', 'text/html; charset=utf-8')
    return new Response(errorPage(told, context.req.header('accept-language'), world.isPractice), {
      status: told.status,
      headers,
    })
  }
  headers.set('content-type', 'application/problem+json')
  // Whoever sent something through a bad network learns whether it was this that was refused.
  const received = context.req.header('content-digest')
  if (received) headers.set('received-digest', received)
  return new Response(JSON.stringify(told.toBody()), { status: told.status, headers })
}

function toProblem({ random, log }: World, error: unknown, context: Context): Problem {
  if (error instanceof Problem) return error
  if (error instanceof DatabaseUnavailable) return busy({ retryAfterSeconds: 2 })
  if ((error as { code?: unknown }).code === UNIQUE_VIOLATION) return alreadyThere()
  // Sealed under an operation key that was exchanged at this moment: sent again, it is sealed under the new one.
  if ((error as { constraint?: unknown }).constraint === KEY_IN_USE) return busy({ retryAfterSeconds: 1 })
  if (context.req.raw.signal.aborted) return problem('client-left', 400, 'The sender left before the end.')()
  const incident = newId(random)
  log(describeFailure(incident, context.req.method, context.req.routePath, error))
  return unexpected({ incident })
}

/** An allow-list: messages of errors may quote what people wrote, so only names, codes and places in our code are kept. */
function describeFailure(incident: string, method: string, route: string, error: unknown): string {
  const { name, code, queryName, constraint, stack } = error as Error & {
    code?: string
    queryName?: string
    constraint?: string
  }
  const places = (stack ?? '')
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 6)
    .map((line) => line.trim())
  return JSON.stringify({ incident, method, route, name, code, queryName, constraint, places })
}

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Context, Next } from 'hono'
import { type Health, type HealthMeans, measureHealth } from '#capabilities/health/server/health.ts'

/** Counts requests by the pattern of their route: what a person put into an address never becomes a label. */
export type Metrics = {
  observe(method: string, route: string, status: number, seconds: number): void
  /** In the text format that Prometheus reads. */
  text(): Promise<string>
  close(): void
}

/** Labels a line may carry; every value is a word of ours (`metrics.test.ts`). */
export const LABELS = ['method', 'route', 'status', 'le', 'place'] as const

const BUCKETS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5]
/** Far more than there are routes, methods and answers; a bound all the same. */
const SERIES_MAX = 4_000

type Series = { method: string; route: string; status: string; count: number; seconds: number; buckets: number[] }

export function createMetrics(means: HealthMeans): Metrics {
  const requests = new Map<string, Series>()
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  return {
    observe(method, route, status, seconds) {
      const key = `${method} ${route} ${status}`
      let series = requests.get(key)
      if (!series) {
        if (requests.size >= SERIES_MAX) return
        series = { method, route, status: String(status), count: 0, seconds: 0, buckets: BUCKETS.map(() => 0) }
        requests.set(key, series)
      }
      series.count++
      series.seconds += seconds
      BUCKETS.forEach((most, place) => {
        if (seconds <= most) series.buckets[place]!++
      })
    },
    async text() {
      const all: Health[] = []
      for (const operationId of await means.db.everyOperation()) all.push(await measureHealth(means, operationId))
      const { rss, heapUsed } = process.memoryUsage()
      const lines = [
        ...ofRequests([...requests.values()]),
        ...gauge('posada_event_loop_delay_seconds_p99', 'Delay of the event loop.', delay.percentile(99) / 1e9),
        ...gauge('posada_memory_resident_bytes', 'Memory of the process.', rss),
        ...gauge('posada_memory_heap_bytes', 'Memory of its objects.', heapUsed),
        ...gauge('posada_uptime_seconds', 'Time since the start.', means.machine.uptimeSeconds()),
        ...ofHealth(all),
      ]
      delay.reset()
      return `${lines.join('\n')}\n`
    },
    close: () => void delay.disable(),
  }
}

/** The pattern of the route that answers, as it was declared; pages and files of ours have none. */
export const noteRoute = (context: Context, route: string): void => context.set('route', route)

/** Tells how every request ended. */
export const measured = (metrics: Metrics) => async (context: Context, next: Next) => {
  const from = performance.now()
  await next()
  const method = ['GET', 'POST', 'HEAD'].includes(context.req.method) ? context.req.method : 'other'
  const route = (context.get('route') as string | undefined) ?? 'other'
  metrics.observe(method, route, context.res.status, (performance.now() - from) / 1000)
}

/** All operations together: sums, or the worst of them. A journey must not be told from an authority here. */
function ofHealth(all: Health[]): string[] {
  const sum = (of: (health: Health) => number) => all.reduce((total, health) => total + of(health), 0)
  const worst = (of: (health: Health) => number) => Math.max(0, ...all.map(of))
  const [first] = all
  if (!first) return []
  const hours = (health: Health) => (health.backup.hours === null ? Number.POSITIVE_INFINITY : health.backup.hours)
  return [
    ...gauge('posada_backup_age_seconds', 'Age of the last backup; +Inf: none.', worst(hours) * 3600),
    ...gauge('posada_backup_failed', '1 when the last try failed.', first.backup.failed === null ? 0 : 1),
    ...gauge(
      'posada_log_unsealed_seconds',
      'How long an act waits to be sealed.',
      worst((h) => h.head.unsealedSeconds),
    ),
    ...gauge(
      'posada_sealed_entries',
      'Registrations not opened yet.',
      sum((h) => h.backlog.sealed),
    ),
    ...gauge('posada_sealed_oldest_seconds', 'Age of the oldest of them.', worst((h) => h.backlog.oldestMinutes) * 60),
    ...gauge(
      'posada_failed_entries',
      'Registrations that wait for a person.',
      sum((h) => h.failed.entries),
    ),
    ...gauge(
      'posada_locked_operations',
      'Operations that are locked.',
      sum((h) => (h.unlocked ? 0 : 1)),
    ),
    ...gauge(
      'posada_sessions',
      'Sessions of staff.',
      sum((h) => h.sessions),
    ),
    ...gauge('posada_database_clock_offset_seconds', 'Clock of the database ahead.', first.databaseClock.offMs / 1000),
    ...gauge(
      'posada_phone_clock_ahead_seconds',
      'The worst of phones.',
      worst((h) => h.phones.worstSeconds ?? 0),
    ),
    '# HELP posada_disk_free_bytes Room on a disk.',
    '# TYPE posada_disk_free_bytes gauge',
    ...first.disks.map(({ place, freeBytes }) => `posada_disk_free_bytes{place="${place}"} ${freeBytes}`),
  ]
}

function ofRequests(all: Series[]): string[] {
  const name = 'posada_request_seconds'
  return [
    `# HELP ${name} Time until a request was answered.`,
    `# TYPE ${name} histogram`,
    ...all.flatMap(({ method, route, status, count, seconds, buckets }) => {
      const labels = `method="${method}",route="${route}",status="${status}"`
      return [
        ...BUCKETS.map((most, place) => `${name}_bucket{${labels},le="${most}"} ${buckets[place]}`),
        `${name}_bucket{${labels},le="+Inf"} ${count}`,
        `${name}_sum{${labels}} ${seconds}`,
        `${name}_count{${labels}} ${count}`,
      ]
    }),
  ]
}

const gauge = (name: string, help: string, value: number): string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} gauge`,
  `${name} ${value === Number.POSITIVE_INFINITY ? '+Inf' : value}`,
]

/** A listener of its own: what watches servers reaches no route of people, and people reach no figure. */
export async function listenMetrics(metrics: Metrics, { host, port }: { host: string; port: number }) {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end()
      return
    }
    metrics.text().then(
      (text) => response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text),
      () => response.writeHead(503).end(),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      metrics.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

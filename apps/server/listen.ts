import { readFileSync } from 'node:fs'
import { createServer as createHttpServer, type IncomingMessage } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Context } from 'hono'
import type { Machine } from '#capabilities/health/server/health.ts'
import { every } from '#platform/base/environment.ts'
import { createApp } from './app.ts'
import { type Jobs, startJobs } from './jobs.ts'
import { machineOf } from './machine.ts'
import { createMetrics, listenMetrics } from './metrics.ts'
import { hourlyDuties } from './routes.ts'
import type { World } from './world.ts'

export type ListenOptions = {
  host: string
  /** 0 takes any free one. */
  port: number
  tls?: { certFile: string; keyFile: string } | undefined
  /** False only for measuring: entries then stay sealed. */
  opensEntries?: boolean
  machine?: Machine
  /** Where figures for programs are told; nowhere unless set. */
  metrics?: { host: string; port: number } | undefined
}

export type Listening = {
  url: string
  port: number
  metricsPort?: number
  jobs: Jobs
  /** No new requests; those under way get ten seconds. */
  stop(): Promise<void>
}

/** Address, query, cookies and all other headers together; more is answered with 431. */
const HEAD_BYTES_MAX = 16 * 1024
const HEADERS_TIMEOUT_MS = 15_000
const REQUEST_TIMEOUT_MS = 60_000
const STOP_AFTER_MS = 10_000
const CLOSE_IDLE_EVERY_MS = 50

/** Starts answering. Rejects with the system's own error when the port is taken. */
export async function listen(world: World, options: ListenOptions): Promise<Listening> {
  const { host, port, tls, opensEntries = true } = options
  const machine = machineOf(options)
  const metrics = options.metrics && createMetrics({ ...world, machine })
  const told = metrics && (await listenMetrics(metrics, options.metrics!))
  const jobs = startJobs(world, hourlyDuties(world), { opensEntries })
  const secure = tls !== undefined
  const app = createApp(world, {
    secure,
    isLoopback,
    onReceived: (operationId) => jobs.soon(operationId),
    machine,
    ...(metrics && { metrics }),
  })
  const answer = getRequestListener(app.fetch)
  let isStopping = false
  const listener: typeof answer = (incoming, outgoing) => {
    // Phones that keep their connection would ask for ever: whoever is answered now is also shown out.
    if (isStopping) outgoing.setHeader('connection', 'close')
    return answer(incoming, outgoing)
  }
  const server = tls
    ? createHttpsServer(
        { cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile), maxHeaderSize: HEAD_BYTES_MAX },
        listener,
      )
    : createHttpServer({ maxHeaderSize: HEAD_BYTES_MAX }, listener)
  server.headersTimeout = HEADERS_TIMEOUT_MS
  server.requestTimeout = REQUEST_TIMEOUT_MS
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host, port, backlog: 1024 }, resolve)
    })
  } catch (error) {
    await told?.stop()
    await jobs.stop()
    throw error
  }
  const taken = (server.address() as AddressInfo).port
  return {
    port: taken,
    url: `${secure ? 'https' : 'http'}://${urlHost(host)}:${taken}`,
    jobs,
    ...(told && { metricsPort: told.port }),
    async stop() {
      isStopping = true
      await told?.stop()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      // Also those whose last answer began before.
      const endClosing = every(
        world.timers,
        CLOSE_IDLE_EVERY_MS,
        async () => server.closeIdleConnections(),
        () => {},
        0,
      )
      const cancel = world.timers.after(STOP_AFTER_MS, () => server.closeAllConnections())
      await closed
      cancel()
      await endClosing()
      await jobs.stop()
    },
  }
}

/** How a person writes this host into a browser on the same machine. */
function urlHost(host: string): string {
  if (host === '127.0.0.1' || host === '0.0.0.0' || host === '::' || host === '::1') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

function isLoopback(context: Context): boolean {
  const { incoming } = context.env as { incoming?: IncomingMessage }
  // No socket: a request made inside this process, as tests do.
  const address = incoming?.socket.remoteAddress
  return address === undefined || address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.')
}

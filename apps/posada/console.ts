import { readFileSync } from 'node:fs'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { findRunning } from './running.ts'
import { readSettings, type Settings } from './settings.ts'

export type FoundServer = { settings: Settings; url: string }

/** The servers that run on this machine's data folders: a real one first, then practice. */
export function findServers(env: Record<string, string | undefined>): FoundServer[] {
  return ['0', '1'].flatMap((demo) => {
    const settings = readSettings({ ...env, POSADA_DEMO: demo })
    const running = findRunning(settings.dataDir)
    return running ? [{ settings, url: running.url }] : []
  })
}

export type Answer = { status: number; body: Record<string, unknown> }

/** One call to a server on this machine; its own certificate is the only one believed. */
export function callServer({ settings, url }: FoundServer, path: string, body?: object): Promise<Answer> {
  const target = new URL(`/api${path}`, url)
  const isHttps = target.protocol === 'https:'
  // Its certificate names the public host, not this machine: holding that very certificate is what counts.
  // An ACME file stops before its root, so a chain that ends in it must do.
  const trust =
    settings.tls && isHttps
      ? {
          ca: readFileSync(settings.tls.certFile),
          allowPartialTrustChain: true,
          checkServerIdentity: () => undefined,
        }
      : {}
  const options = {
    ...{
      host: localAddress(settings.host),
      port: target.port,
      path: target.pathname,
      timeout: ANSWER_MS_MAX,
      ...trust,
    },
    method: body ? 'POST' : 'GET',
    headers: { host: target.host, 'content-type': 'application/json' },
  }
  return new Promise((resolve, reject) => {
    const request = (isHttps ? requestHttps : requestHttp)(options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        try {
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString('utf8')) })
        } catch {
          reject(new Error(`The server at ${url} gave an answer that is not ours.`))
        }
      })
    })
    request.on('timeout', () => request.destroy(new Error(`The server at ${url} did not answer.`)))
    request.on('error', reject)
    request.end(body && JSON.stringify(body))
  })
}

/** Where this machine itself reaches the server: one address of the network, if it listens on that alone. */
const localAddress = (host: string): string => (['0.0.0.0', '::', 'localhost'].includes(host) ? '127.0.0.1' : host)

const ANSWER_MS_MAX = 20_000

import * as http from 'node:http'
import * as https from 'node:https'
import { setTimeout as pause } from 'node:timers/promises'
import type { Chance } from '#platform/base/chance.ts'
import { connectHost } from './loopback.ts'

/** How a phone is connected. On a bad link the upload is slow and is sometimes cut, by the network or by the person. */
export type Link = {
  name: 'good' | '2g'
  roundTripMs: number
  bytesPerSecond: number
  /** Share of attempts cut in the middle of the body. */
  cutShare: number
  /** Share of attempts where the phone is gone before the answer arrives. */
  hangUpShare: number
}

export const goodLink: Link = {
  name: 'good',
  roundTripMs: 0,
  bytesPerSecond: Number.POSITIVE_INFINITY,
  cutShare: 0,
  hangUpShare: 0,
}
/** EDGE at the edge of a cell: about 40 kbit/s up and 600 ms there and back. */
export const slowLink: Link = { name: '2g', roundTripMs: 600, bytesPerSecond: 5_000, cutShare: 0.2, hangUpShare: 0.1 }

/** The answer, and the time the server took: from the last byte of the request to the last byte of the answer. */
export type Answer = { status: number; text: string; serverMs: number }

/** No answer reached the phone. What the server did with the request is unknown to it. */
export class LinkLost extends Error {}

/** Posts JSON as a phone on this link does, on a connection of its own. Throws `LinkLost`. */
export async function post(
  url: URL,
  path: string,
  body: Buffer,
  link: Link,
  chance: Chance,
  signal: AbortSignal,
): Promise<Answer> {
  const cutAfter = chance.happens(link.cutShare) ? chance.between(1, body.length - 1) : undefined
  const hangsUp = cutAfter === undefined && chance.happens(link.hangUpShare)
  if (link.roundTripMs > 0) await pause(link.roundTripMs * CONNECT_ROUND_TRIPS)

  const request = open(url, path, body.length, signal)
  const answer = receive(request)
  answer.catch(() => {}) // it may fail while the body is still being written
  await write(request, cutAfter === undefined ? body : body.subarray(0, cutAfter), link)
  if (cutAfter !== undefined || hangsUp) {
    if (hangsUp) await new Promise<void>((resolve) => request.end(resolve))
    request.destroy()
    throw new LinkLost()
  }
  const sentAt = performance.now()
  request.end()
  const { status, text } = await answer
  const serverMs = performance.now() - sentAt
  if (link.roundTripMs > 0) await pause(link.roundTripMs)
  return { status, text, serverMs }
}

const CONNECT_ROUND_TRIPS = 1.5
const CHUNK_BYTES = 512
const ANSWER_MS_MAX = 30_000

/** `fetch` for this machine: paths only, redirects are not followed, and `localhost` is not looked up. */
export function localFetch(url: URL) {
  return async (path: string, init: Pick<RequestInit, 'method' | 'body' | 'signal'>): Promise<Response> => {
    const body = Buffer.from(typeof init.body === 'string' ? init.body : '')
    const request = open(url, path, body.length, init.signal ?? undefined, init.method)
    request.end(body)
    const { status, text, type } = await receive(request)
    return new Response(text, { status, headers: { 'content-type': type } })
  }
}

function open(
  url: URL,
  path: string,
  length: number,
  signal: AbortSignal | undefined,
  method = 'POST',
): http.ClientRequest {
  const options = {
    host: connectHost(url),
    port: url.port || (url.protocol === 'https:' ? 443 : 80),
    path,
    method,
    agent: false as const,
    headers: { host: url.host, 'content-type': 'application/json', 'content-length': length },
    timeout: ANSWER_MS_MAX,
    ...(signal && { signal }),
  }
  // The address is this machine (loopback.ts), whose certificate need not be known to anyone.
  return url.protocol === 'https:' ? https.request({ ...options, rejectUnauthorized: false }) : http.request(options)
}

function receive(request: http.ClientRequest): Promise<{ status: number; text: string; type: string }> {
  return new Promise((resolve, reject) => {
    const lost = () => reject(new LinkLost())
    request.once('error', lost)
    request.once('timeout', () => request.destroy(new LinkLost()))
    request.once('response', (response) => {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => pieces.push(piece))
      response.once('error', lost)
      response.once('end', () => {
        const { statusCode = 0, headers } = response
        resolve({
          status: statusCode,
          text: Buffer.concat(pieces).toString('utf8'),
          type: headers['content-type'] ?? '',
        })
      })
    })
  })
}

async function write(request: http.ClientRequest, body: Buffer, link: Link): Promise<void> {
  if (link.bytesPerSecond === Number.POSITIVE_INFINITY) {
    request.write(body)
    return
  }
  for (let at = 0; at < body.length && !request.destroyed; at += CHUNK_BYTES) {
    const piece = body.subarray(at, at + CHUNK_BYTES)
    request.write(piece)
    await pause((piece.length / link.bytesPerSecond) * 1000)
  }
}

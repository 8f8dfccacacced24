import { lookup as resolveName } from 'node:dns'
import { type RequestOptions, request as requestPlain } from 'node:http'
import { request as requestTls } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import type { Timers } from '#platform/base/environment.ts'
import type { DeliveryError } from './outcome.ts'

export type BoundedRequest = {
  url: URL
  method: 'POST' | 'PUT' | 'GET'
  headers: Record<string, string>
  body: string | Uint8Array
  /** False where somebody outside chose the address: it must not make this server knock at doors of its own network. */
  allowsPrivate: boolean
  timers: Timers
  timeoutMs?: number
}

export type Answered = { status: number } | { failed: DeliveryError | 'private-address' }

const ANSWER_BYTES_MAX = 64 * 1024
const TIMEOUT_MS = 15_000

/** One request with an end in time and size. It follows no redirection, keeps no connection and reads no answer beyond its status. */
export function sendBounded({ url, method, headers, body, timers, ...rest }: BoundedRequest): Promise<Answered> {
  const { allowsPrivate, timeoutMs = TIMEOUT_MS } = rest
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (!allowsPrivate && isIP(host) && isPrivate(host)) return Promise.resolve({ failed: 'private-address' })
  return new Promise((resolve) => {
    const options: RequestOptions = {
      ...{ method, agent: false, maxHeaderSize: 16 * 1024 },
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      // The address that was looked at is the one that is called: a name cannot change between.
      ...(!allowsPrivate && { lookup: publicLookup }),
    }
    const outgoing = (url.protocol === 'https:' ? requestTls : requestPlain)(url, options)
    let isSent = false
    const end = (answer: Answered) => {
      cancel()
      resolve(answer)
      outgoing.destroy()
    }
    const cancel = timers.after(timeoutMs, () => end({ failed: isSent ? 'unsure' : 'timeout' }))
    outgoing.on('error', (error: NodeJS.ErrnoException) => end({ failed: failureOf(error, isSent) }))
    outgoing.on('finish', () => {
      isSent = true
    })
    outgoing.on('response', (incoming) => {
      let bytes = 0
      incoming.on('data', (part: Buffer) => {
        bytes += part.length
        if (bytes > ANSWER_BYTES_MAX) end({ failed: 'garbage' })
      })
      incoming.on('error', () => end({ failed: 'unsure' }))
      incoming.on('end', () => end({ status: incoming.statusCode ?? 0 }))
    })
    outgoing.end(body)
  })
}

function failureOf(error: NodeJS.ErrnoException, isSent: boolean): DeliveryError | 'private-address' {
  if (error.code === PRIVATE) return 'private-address'
  if (error.code?.startsWith('HPE_')) return 'garbage'
  return isSent && error.code === 'ECONNRESET' ? 'unsure' : 'unreachable'
}

const PRIVATE = 'EPRIVATE'

const publicLookup: LookupFunction = (name, options, callback) =>
  resolveName(name, { ...options, all: true }, (error, addresses) => {
    const refused = error ?? (addresses.some(({ address }) => isPrivate(address)) ? privateAddress() : null)
    const [first] = addresses ?? []
    if (refused || !first) callback(refused ?? privateAddress(), '', 4)
    else if (options.all) callback(null, addresses)
    else callback(null, first.address, first.family)
  })

const privateAddress = () => Object.assign(new Error('not a public address'), { code: PRIVATE })

const notPublic = new BlockList()
for (const [network, bits] of [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
  ] as const),
  ...([
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    ['224.0.0.0', 3],
  ] as const),
] as const)
  notPublic.addSubnet(network, bits, 'ipv4')
const publicIpv6 = new BlockList()
publicIpv6.addSubnet('2000::', 3, 'ipv6')

/** Anything that is not plainly on the public Internet; an IPv6 address that carries another one inside counts as private. */
export function isPrivate(address: string): boolean {
  if (isIP(address) === 4) return notPublic.check(address, 'ipv4')
  return !publicIpv6.check(address, 'ipv6') || /^(2002|2001:0{0,4}):/i.test(address)
}

export const isLoopbackName = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)

import { BlockList, isIPv4, isIPv6 } from 'node:net'
import { WrongInput } from '../command.ts'

/**
 * The address to load, if it is this very machine. A command that behaves like thousands of phones must never be
 * pointed at anybody else, so names other than `localhost` are refused without being looked up.
 */
export function loopbackUrl(text: string | undefined): URL {
  if (text === undefined) throw new WrongInput('--url is missing; for example --url http://127.0.0.1:8080.')
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new WrongInput('--url takes an http or https address, for example http://127.0.0.1:8080.')
  }
  if (url.username || url.password || url.search || url.hash || url.pathname !== '/') {
    throw new WrongInput('--url takes host and port alone, for example http://127.0.0.1:8080.')
  }
  // The parser has already turned 0x7f.1 or 2130706433 into dotted numbers.
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const isLoopback =
    host === 'localhost' ||
    (isIPv4(host) && loopback.check(host, 'ipv4')) ||
    (isIPv6(host) && loopback.check(host, 'ipv6'))
  if (!isLoopback)
    throw new WrongInput('--url takes a loopback address only (127.0.0.1, ::1 or localhost): load is for this machine.')
  return url
}

/** What to connect to: `localhost` may be written differently in a hosts file, so it is not asked. */
export const connectHost = (url: URL): string =>
  url.hostname === 'localhost' ? '127.0.0.1' : url.hostname.replace(/^\[|\]$/g, '')

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

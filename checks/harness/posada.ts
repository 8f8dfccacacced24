import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject, onTestFinished } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

export type PosadaProcess = {
  process: ChildProcess
  /** Resolves with the address once it says that it is ready; rejects with what it said when it ends before. */
  ready: Promise<string>
  ended: Promise<{ code: number | null; output: string }>
}

/** How Node itself is started, for tests that look into the process. */
export type NodeStart = { nodeArgs?: string[]; cwd?: string }

/** Runs the command line as a process of its own, with nothing of this one's settings. */
export function posada(
  args: string[],
  settings: Record<string, string> = {},
  { nodeArgs = [], cwd = ROOT }: NodeStart = {},
): PosadaProcess {
  const child = spawn(process.execPath, [...nodeArgs, join(ROOT, 'apps/posada/main.ts'), ...args], {
    cwd,
    env: { ...startingQuickly(), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const ended = new Promise<{ code: number | null; output: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, output })),
  )
  const ready = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk
      const url = /Posada is ready at (\S+)/.exec(output)?.[1]
      if (url) resolve(url)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    ended.then(() => reject(new Error(`it ended before it was ready: ${output}`)))
  })
  ready.catch(() => {}) // whoever needs it waits for it
  return { process: child, ready, ended }
}

/** What a process of ours gets of this one's settings. Compiling all its files again would be half of every start. */
export function startingQuickly(): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env
  return { PATH, HOME, NODE_COMPILE_CACHE: join(inject('sharedFolder'), 'compiled') }
}

/** Runs a command to its end. */
export const runPosada = (args: string[], settings: Record<string, string> = {}) => posada(args, settings).ended

/** A folder of its own, gone when the test ends. PostgreSQL's account must be able to pass through it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'posada-try-'))
  chmodSync(folder, 0o711)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

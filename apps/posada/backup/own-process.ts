import { spawn } from 'node:child_process'
import { setPriority } from 'node:os'
import { join } from 'node:path'
import type { BackupSettings, Settings } from '../settings.ts'

/** What a run of `posada backup` ended with. A failure is the sentence it said. */
export type Ran = { ok: true } | { ok: false; sentence: string }

/** Runs `posada backup` as a process of its own; tests run something else. */
export type RunBackup = (args: string[], signal: AbortSignal) => Promise<Ran>

/**
 * The command people use, in a process of its own with low priority: packing and sealing take the time that serving
 * leaves over, and a backup that fails or runs out of memory leaves the server alone.
 */
export const backupInOwnProcess =
  ({ isPractice }: Settings, { recipient }: BackupSettings): RunBackup =>
  (args, signal) =>
    new Promise((resolve) => {
      const child = spawn(
        process.execPath,
        [join(import.meta.dirname, '../main.ts'), 'backup', ...args, '--recipient', recipient, '--json'],
        {
          env: { ...process.env, POSADA_DEMO: isPractice ? '1' : '0' },
          stdio: ['ignore', 'ignore', 'pipe'],
          // Ctrl-C reaches the server alone, which ends its backup in order.
          detached: true,
        },
      )
      lowerPriority(child.pid)
      let said = ''
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-2000)
      })
      const stop = () => child.kill('SIGINT')
      signal.addEventListener('abort', stop, { once: true })
      const end = (ran: Ran) => {
        signal.removeEventListener('abort', stop)
        resolve(ran)
      }
      child.once('error', (error) => end({ ok: false, sentence: error.message }))
      child.once('close', (code) => end(code === 0 ? { ok: true } : { ok: false, sentence: lastLine(said) }))
    })

const LOW_PRIORITY = 10

function lowerPriority(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, LOW_PRIORITY)
  } catch {
    // It has ended already, or this machine does not let us: it is a courtesy.
  }
}

const lastLine = (said: string): string => said.trim().split('\n').at(-1) || 'It ended without a word.'

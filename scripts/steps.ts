import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** What a step found. */
export type Outcome = { passed: number; failed: number; skipped: number }

const ROOT = join(import.meta.dirname, '..')
const BIN = join(ROOT, 'node_modules/.bin')

/** Format and lint, types, unused code: side by side, each one check. Its words are shown only when it fails. */
export async function runStaticChecks(): Promise<Outcome> {
  const steps: [string, string[]][] = [
    ['format and lint', ['biome', 'ci', '--colors=off', '.']],
    ['types', ['tsc']],
    ['unused code', ['knip', '--no-progress']],
  ]
  const results = await Promise.all(
    steps.map(async ([name, command]) => {
      const { code, output } = await run(command, { quiet: true })
      process.stdout.write(code === 0 ? `✓ ${name}\n` : `✗ ${name}\n${output}\n`)
      return code === 0
    }),
  )
  const passed = results.filter(Boolean).length
  return { passed, failed: results.length - passed, skipped: 0 }
}

/** The tests of one project of vitest.config.ts; what they print goes straight through. */
export async function runTests(project: 'fast' | 'faults' | 'browser' | 'soak'): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'posada-results-'))
  const file = join(folder, 'results.json')
  try {
    const { code } = await run([
      ...['vitest', 'run', '--project', `${project}*`, '--passWithNoTests'],
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
    ])
    return countTests(file, code)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Adds outcomes up, prints the last line, and gives the exit code. */
export function conclude(outcomes: Outcome[]): number {
  const sum = (key: keyof Outcome) => outcomes.reduce((total, outcome) => total + outcome[key], 0)
  const skipped = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : ''
  process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed${skipped}\n`)
  return sum('failed') === 0 ? 0 : 1
}

type Results = {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: { status: string; assertionResults: { status: string }[] }[]
}

function countTests(file: string, code: number | null): Outcome {
  let results: Results
  try {
    results = JSON.parse(readFileSync(file, 'utf8')) as Results
  } catch {
    return { passed: 0, failed: 1, skipped: 0 } // it ended before it could count
  }
  // A file that does not load has no failed test, and an error outside any test belongs to none.
  const unloaded = results.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((each) => each.status === 'failed'),
  ).length
  const failed = results.numFailedTests + unloaded
  return {
    passed: results.numPassedTests,
    failed: code !== 0 && failed === 0 ? 1 : failed,
    skipped: results.numPendingTests + results.numTodoTests,
  }
}

function run(command: string[], options: { quiet?: boolean } = {}): Promise<{ code: number | null; output: string }> {
  const [program, ...args] = command
  return new Promise((resolve, reject) => {
    const child = spawn(join(BIN, program!), args, {
      cwd: ROOT,
      // The programs are scripts that look for `node`: it must be the one of this project.
      env: { ...process.env, ...colours(), PATH: `${BIN}${delimiter}${process.env.PATH ?? ''}` },
      stdio: ['ignore', options.quiet ? 'pipe' : 'inherit', options.quiet ? 'pipe' : 'inherit'],
    })
    let output = ''
    const collect = (text: Buffer) => {
      output += text.toString()
    }
    child.stdout?.on('data', collect)
    child.stderr?.on('data', collect)
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output }))
  })
}

/** A log file is read by people too: colours only where a terminal shows them. */
const colours = () => (process.stdout.isTTY ? {} : { NO_COLOR: '1', FORCE_COLOR: undefined })

import { writeFileSync } from 'node:fs'
import { realEnvironment } from '#platform/base/environment.ts'
import { type Command, type CommandIo, WrongInput } from './command.ts'
import { usage } from './usage.ts'

type Entry = { summary: string; load: () => Promise<Command> }

/** Every command; each loads only what it needs, so that `card verify` answers at once. */
const commands: Record<string, Entry> = {
  start: {
    summary: 'Serve. Without settings: the practice world of October 2021.',
    load: async () => (await import('./commands/start.ts')).startCommand,
  },
  demo: {
    summary: 'Fill an empty database with the practice world.',
    load: async () => (await import('./commands/demo.ts')).demoCommand,
  },
  init: {
    summary: 'Make a real operation and its three custodians.',
    load: async () => (await import('./commands/init.ts')).initCommand,
  },
  unlock: {
    summary: 'Unlock an operation with two custodians.',
    load: async () => (await import('./commands/unlock.ts')).unlockCommand,
  },
  custodian: {
    summary: 'custodian replace: two custodians give the third new words.',
    load: async () => (await import('./commands/custodian.ts')).custodianCommand,
  },
  account: {
    summary: 'account reset: two custodians give an administrator who lost their way in a new one.',
    load: async () => (await import('./commands/account.ts')).accountCommand,
  },
  lock: {
    summary: 'Lock every operation of the running server at once.',
    load: async () => (await import('./commands/lock.ts')).lockCommand,
  },
  card: {
    summary: 'card issue … · card verify TEXT --public-key KEY: sign a card, check one without a network.',
    load: async () => {
      const { cardCommand } = await import('./commands/card.ts')
      const { operationSigner } = await import('./operation-signer.ts')
      return (args, io) =>
        cardCommand(args, { ...io, now: new Date(io.environment.clock()), operationSigner: () => operationSigner(io) })
    },
  },
  trust: {
    summary: 'trust list · trust grant · trust revoke: who may issue papers of a procedure, as the root signs it.',
    load: async () => (await import('./commands/trust.ts')).trustCommand,
  },
  audit: {
    summary: 'audit verify · audit head · audit leaves: prove that no recorded act was changed or removed.',
    load: async () => (await import('./commands/audit.ts')).auditCommand,
  },
  export: {
    summary: 'export registrations --csv FILE: pseudonymous unless told otherwise.',
    load: async () => (await import('./commands/export.ts')).exportCommand,
  },
  backup: {
    summary: 'backup --to FILE --recipient age1…: sealed archives of everything, while it serves.',
    load: async () => (await import('./commands/backup.ts')).backupCommand,
  },
  restore: {
    summary: 'restore --from FILE --identity FILE: put a backup into an empty place.',
    load: async () => (await import('./commands/restore.ts')).restoreCommand,
  },
  load: {
    summary: 'Behave like many phones, against a server on this machine.',
    load: async () => (await import('./commands/load.ts')).loadCommand,
  },
  schedule: {
    summary: 'schedule FILE.json: who is heard when, by whom and why; proven to be the best.',
    load: async () => (await import('./commands/schedule.ts')).scheduleCommand,
  },
  plan: {
    summary: 'plan queue FILE.csv: what the planner simulates, held against queues with known answers.',
    load: async () => (await import('./commands/plan.ts')).planCommand,
  },
  bench: {
    summary: 'Measure; `bench NAME --json` for one.',
    load: async () => (await import('./commands/bench.ts')).benchCommand,
  },
}

const [name = 'help', ...args] = process.argv.slice(2)
process.exitCode = await run(name, args)
// Whatever a library left behind must not keep a finished command alive; but a long answer into a pipe is let out first.
if (name !== 'start') process.stdout.write('', () => process.exit())

async function run(name: string, args: string[]): Promise<number> {
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!entry) {
    const isHelp = ['help', '--help', '-h'].includes(name)
    const text = `posada <command>\n\n${Object.entries(commands)
      .map(([command, { summary }]) => `  ${command.padEnd(8)} ${summary}`)
      .join('\n')}\n\nposada <command> --help tells what a command takes.`
    if (!isHelp) console.error(`There is no command "${name.slice(0, 40)}".`)
    ;(isHelp ? console.log : console.error)(text)
    return isHelp ? 0 : 2
  }
  if (args.includes('--help') || args.includes('-h')) {
    console.log(`${entry.summary}\n\n${usage[name]}`)
    return 0
  }
  keepMemoryOutOfCrashFiles()
  try {
    return await (await entry.load())(args, commandIo())
  } catch (error) {
    if (error instanceof WrongInput) {
      console.error(error.message)
      return 2
    }
    // A clear sentence where one was made for people; a programmer's mistake stops loudly.
    if (isForPeople(error)) {
      console.error((error as Error).message)
      return 1
    }
    throw error
  }
}

/** Errors whose message was written for whoever sits at the terminal. */
function isForPeople(error: unknown): boolean {
  const kinds = [
    'ArchiveProblem',
    'DataInUse',
    'FolderClosed',
    'KeyFileProblem',
    'MigrationMismatch',
    'ProcedureProblem',
    'RootProblem',
    'UnsupportedDatabase',
    'DatabaseUnavailable',
  ]
  return error instanceof Error && kinds.includes(error.constructor.name)
}

/** On Linux, and for the database that is started from here: keys and names lie in memory, and crash files lie on the disk. */
function keepMemoryOutOfCrashFiles(): void {
  try {
    writeFileSync('/proc/self/coredump_filter', '0')
  } catch {} // no such thing here: docs/set-up.md says what the operator does
}

function commandIo(): CommandIo {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => controller.abort())
  return {
    out: (line) => console.log(line),
    err: (line) => console.error(line),
    progress: (text) => {
      if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text}`)
    },
    environment: realEnvironment(),
    signal: controller.signal,
  }
}

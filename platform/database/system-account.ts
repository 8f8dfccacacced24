import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { SystemAccount } from './data-folder.ts'

const NAME = 'postgres'

/** The account PostgreSQL runs as; undefined when we are an ordinary user and it runs as ourselves. */
export function findSystemAccount(): SystemAccount | undefined {
  if (process.getuid?.() !== 0) return undefined
  return readAccount() ?? createAccount()
}

function readAccount(): SystemAccount | undefined {
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [name, , uid, gid] = line.split(':')
    if (name === NAME) return { name, uid: Number(uid), gid: Number(gid) }
  }
  return undefined
}

function createAccount(): SystemAccount {
  const attempts: [string, string[]][] = [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', NAME]],
    // BusyBox systems have no useradd.
    ['adduser', ['-S', '-D', '-H', '-s', '/sbin/nologin', NAME]],
  ]
  for (const [command, args] of attempts) {
    try {
      execFileSync(command, args, { stdio: 'ignore' })
      const account = readAccount()
      if (account) return account
    } catch {
      // The next command may exist; when none does, the sentence below says what to do.
    }
  }
  throw new Error(
    `PostgreSQL does not run as root. Create a user named "${NAME}", or start Posada as an ordinary user.`,
  )
}

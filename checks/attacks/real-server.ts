import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { inject } from 'vitest'
import { type NodeStart, type PosadaProcess, posada, runPosada, temporaryFolder } from '#checks/harness/posada.ts'
import { takingTurns } from '#checks/harness/turns.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { findRunningDatabase } from '#platform/database/embedded.ts'

const { random } = realEnvironment()

/** What `posada init` printed once. */
export type Made = {
  operationId: string
  administrator: { login: string; passphrase: string }
  custodians: { ordinal: number; passphrase: string }[]
}

// biome-ignore lint/suspicious/noExplicitAny: what came back is looked at by the test, whatever it is.
export type Reply = { status: number; body: any; cookie: string | undefined }

export type RealServer = {
  dataDir: string
  made: Made
  /** The running process; another one after `start`. */
  running(): PosadaProcess
  url(): string
  start(): Promise<string>
  /** Ends it as a person at the terminal does, and gives everything that was printed since the beginning. */
  stop(): Promise<string>
  post(path: string, body: unknown, cookie?: string): Promise<Reply>
  get(path: string, cookie?: string): Promise<Reply>
  unlock(): Promise<void>
  /** Somebody of the staff, with an account of their own. */
  signInAs(role: string): Promise<string>
  /** The text a poster's QR carries. */
  invite(label: string, quota?: number): Promise<string>
  /** Runs SQL as the owner of its database. */
  asOwner<T>(work: (client: Client) => Promise<T>): Promise<T>
  command(args: string[]): Promise<{ code: number | null; output: string }>
}

async function initialise(kind: string, settings: Record<string, string>): Promise<Made> {
  const init = await runPosada(['init', '--json', '--kind', kind, '--name', 'Oficina', '--issuer-name', 'O'], settings)
  const line = init.output.split('\n').find((text) => text.startsWith('{"operationId"'))
  if (init.code !== 0 || !line) throw new Error(`init ended with ${init.code}: ${init.output}`)
  return JSON.parse(line) as Made
}

/** A data folder as `init` leaves it, made once in a run: making the cluster and its tables costs more than a start. */
async function copyInitialised(kind: string, dataDir: string): Promise<Made> {
  const prepared = join(inject('sharedFolder'), `initialised-${kind}`)
  const note = `${prepared}.json`
  await takingTurns(prepared, async () => {
    if (existsSync(note)) return
    // Not among what is shared: PostgreSQL's account may not pass through there.
    const folder = join(temporaryFolder(), 'data')
    const made = await initialise(kind, { POSADA_DATA: folder, POSADA_DEMO: '0' })
    execFileSync('cp', ['-a', folder, prepared])
    writeFileSync(note, JSON.stringify(made))
  })
  execFileSync('cp', ['-a', prepared, dataDir]) // with its owners
  return JSON.parse(readFileSync(note, 'utf8')) as Made
}

/** A real operation in a data folder of its own, durable as in service, run as a process of its own and unlocked. */
export async function startRealServer(
  kind: 'authority' | 'journey' = 'authority',
  folder = temporaryFolder(),
  { more = {}, node = {} }: { more?: Record<string, string>; node?: NodeStart } = {},
): Promise<RealServer> {
  const dataDir = join(folder, 'data')
  const settings = { POSADA_DATA: dataDir, POSADA_DEMO: '0', PORT: '0', ...more }
  // Whoever sets something for the whole life of an operation also sees it being made.
  const made = Object.keys(more).length > 0 ? await initialise(kind, settings) : await copyInitialised(kind, dataDir)

  let process: PosadaProcess
  let url = ''
  let printed = ''
  const cookies = new Map<string, Promise<string>>()

  async function send(method: string, path: string, body: unknown, cookie?: string): Promise<Reply> {
    const response = await fetch(`${url}/api${path}`, {
      method,
      headers: { ...(cookie && { cookie }), ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const set = response.headers.get('set-cookie')?.split(';')[0]
    return { status: response.status, body: await response.json(), cookie: set }
  }
  const post: RealServer['post'] = (path, body, cookie) => send('POST', path, body, cookie)

  async function start(): Promise<string> {
    process = posada(['start'], settings, node)
    process.ended.then(({ output }) => {
      printed += output
    })
    url = await process.ready
    return url
  }

  async function signIn(login: string, passphrase: string): Promise<string> {
    const { status, cookie } = await post('/access/sign-in', { operationId: made.operationId, login, passphrase })
    if (!cookie) throw new Error(`${login} could not sign in: ${status}`)
    return cookie
  }

  const signInAs = (role: string): Promise<string> => {
    const known = cookies.get(role)
    if (known) return known
    const cookie = (async () => {
      const { login, passphrase } = made.administrator
      if (role === 'administrator') return signIn(login, passphrase)
      const account = { login: `one.${role}`, displayName: `One ${role}`, passphrase: `words of the ${role} here` }
      const by = await signInAs('administrator')
      await post('/access/accounts', { ...account, roles: [role], siteId: null }, by)
      return signIn(account.login, account.passphrase)
    })()
    cookies.set(role, cookie)
    return cookie
  }

  const server: RealServer = {
    dataDir,
    made,
    running: () => process,
    url: () => url,
    start,
    async stop() {
      process.process.kill('SIGINT')
      await process.ended
      return printed
    },
    post,
    get: (path, cookie) => send('GET', path, undefined, cookie),
    async unlock() {
      const custodians = made.custodians.slice(0, 2)
      let { status } = await post('/access/unlock', { operationId: made.operationId, custodians })
      // As it says of itself then, it is back in a moment: its database was ended a moment ago.
      for (let tries = 0; (status === 503 || status === 429) && tries < 20; tries++) {
        await pause(1_000)
        status = (await post('/access/unlock', { operationId: made.operationId, custodians })).status
      }
      if (status !== 200) throw new Error(`two custodians could not unlock: ${status}`)
    },
    signInAs,
    async invite(label, quota = 200_000) {
      const body = { id: newId(random), label, siteId: null, quota, days: 30 }
      const { body: invitation } = await post('/desk/invitations', body, await signInAs('organiser'))
      return String(invitation.link).split('#')[1]!
    },
    async asOwner(work) {
      const client = new Client({ connectionString: findRunningDatabase(dataDir)!.ownerUrl() })
      await client.connect()
      try {
        return await work(client)
      } finally {
        await client.end()
      }
    },
    command: (args) => runPosada(args, settings),
  }
  await start()
  await server.unlock()
  return server
}

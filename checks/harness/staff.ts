import { createApp } from '#apps/server/app.ts'
import { openWorld } from '#apps/server/world.ts'
import type { Role } from '#capabilities/access/model.ts'
import { createOperation } from '#capabilities/access/server/operations.ts'
import { insertAccount, insertRole } from '#capabilities/access/server/queries-accounts.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { hashPassphrase } from '#platform/vault/passphrase.ts'
import { freshDatabase } from './database.ts'
import type { Answer } from './desk.ts'

export type Staff = Awaited<ReturnType<typeof startStaff>>
export type Colleague = ReturnType<Staff['as']> & { id: string }

const PASSPHRASE = 'river lamp olive chair'
const environment = realEnvironment()
const { random } = environment

/** Where a browser at the desk would be. */
export const STAFF_ORIGIN = 'http://localhost:8080'

/** A whole server with two real operations whose staff come and go; its clock is moved by hand. */
export async function startStaff() {
  const fresh = await freshDatabase()
  const { ownerUrl, secretsDir } = fresh
  let now = Date.parse('2026-03-02T08:00:00Z')
  const clock = () => now
  const world = await openWorld({
    ...{ ...environment, clock, isPractice: false, ownerUrl, secretsDir, poolSize: 4 },
    log: (line: string) => console.error(line),
  })
  const app = createApp(world, { secure: false, isLoopback: () => true, onReceived: () => {} })
  const custodianPassphrases = ['one of three words', 'two of three words', 'three of three words']
  const make = async (name: string) => {
    const wanted = { kind: 'authority' as const, name, issuerName: name, practice: false, custodianPassphrases }
    return (await createOperation(world.db, wanted, world)).operationId
  }
  const operations: [string, string] = [await make('First'), await make('Second')]
  const passphraseHash = await hashPassphrase(PASSPHRASE)

  const send = async (
    method: string,
    path: string,
    cookie: string,
    body?: object,
    host = new URL(STAFF_ORIGIN).host,
  ) => {
    const response = await app.request(`/api${path}`, {
      method,
      headers: { cookie, host, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const answer: Answer = { status: response.status, json: await response.json() }
    return { ...answer, cookie: response.headers.get('set-cookie')?.split(';')[0] }
  }

  /** Someone with this cookie, which changes when the server says so. */
  const as = (cookie: string) => {
    const colleague = {
      cookie,
      async get(path: string): Promise<Answer> {
        return send('GET', path, colleague.cookie)
      },
      async post(path: string, body: object = {}, host?: string): Promise<Answer> {
        const answer = await send('POST', path, colleague.cookie, body, host)
        if (answer.cookie) colleague.cookie = answer.cookie
        return answer
      },
    }
    return colleague
  }

  return {
    fresh,
    world,
    operations,
    passphrase: PASSPHRASE,
    as,
    nobody: () => as(''),
    clock,
    advance(ms: number) {
      now += ms
    },
    /** An account with this name and role; with the passphrase unless told. */
    async add(
      login: string,
      role: Role,
      { operationId = operations[0], siteId = null as string | null, hash = passphraseHash as string | null } = {},
    ) {
      const id = newId(random)
      const at = new Date(now)
      const account = { operationId, id, login, displayName: login, passphraseHash: hash, createdAt: at }
      await world.db.scoped(operationId, insertAccount, account)
      await world.db.scoped(operationId, insertRole, { operationId, accountId: id, role, siteId, givenAt: at })
      return id
    },
    async signIn(login: string, operationId = operations[0]) {
      const colleague = as('')
      const { status, json } = await colleague.post('/access/sign-in', { operationId, login, passphrase: PASSPHRASE })
      if (status !== 200) throw new Error(`${login} could not sign in: ${status}`)
      return Object.assign(colleague, { id: json.accountId as string })
    },
    async actsOf(subjectId: string): Promise<string[]> {
      const { rows } = await fresh.asOwner((client) =>
        client.query('select act from audit_entry where subject_id = $1 order by at, id', [subjectId]),
      )
      return rows.map(({ act }) => act)
    },
    async drop() {
      await world.close()
      await fresh.drop()
    },
  }
}

import type { Role } from '#capabilities/access/model.ts'
import { listKeys, listRecords } from '#capabilities/sealed-records/contract.ts'
import {
  type Draft,
  type Here,
  type Keys,
  makeOwnKey,
  writeSealed,
} from '#capabilities/sealed-records/pages/sealing.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { call, type Fetch } from '#platform/http/client.ts'
import type { KeyStore, OwnKey } from '#platform/sealed/key-store.ts'
import type { TestWorld } from './server.ts'

const { random } = realEnvironment()

/** What a browser keeps, as long as a test runs. */
export function keysInMemory(): KeyStore & { forget(): void } {
  let key: OwnKey | undefined
  const known = new Map<string, string>()
  return {
    own: async () => key,
    keepOwn: async (made) => {
      key = made
    },
    known: async (name) => known.get(name),
    remember: async (name, value) => void known.set(name, value),
    forget() {
      key = undefined
      known.clear()
    },
  }
}

export type OfficerAtBrowser = Here & { cookie: string; store: ReturnType<typeof keysInMemory> }

/** Somebody of the authority at a browser of their own: the code of the pages, without the pages. */
export async function officerAt(t: TestWorld, role: Role): Promise<OfficerAtBrowser> {
  const cookie = await t.signIn('authority', role)
  const fetch: Fetch = async (path, init) => t.request(path, { ...init, cookie } as RequestInit & { cookie: string })
  return { fetch, random, store: keysInMemory(), cookie }
}

export async function keysFor({ fetch }: Pick<Here, 'fetch'>): Promise<Keys> {
  const result = await call(fetch, listKeys, {})
  if (result.kind !== 'ok') throw new Error(`no keys: ${JSON.stringify(result)}`)
  return result.reply
}

export async function withKey(officer: OfficerAtBrowser): Promise<OfficerAtBrowser> {
  const made = await makeOwnKey(officer)
  if (made.kind !== 'ok') throw new Error(`no key was made: ${JSON.stringify(made)}`)
  return officer
}

/** Writes a note and gives its id; throws when it is refused. */
export async function note(author: Here, draft: Omit<Draft, 'recordId' | 'kind'> & Partial<Draft>): Promise<string> {
  const whole: Draft = { recordId: newId(random), kind: 'household-note', ...draft }
  const result = await writeSealed(author, await keysFor(author), whole)
  if (result.kind !== 'ok') throw new Error(`not written: ${JSON.stringify(result)}`)
  return whole.recordId
}

export async function recordsOf({ fetch }: Pick<Here, 'fetch'>, subjectId?: string) {
  const result = await call(fetch, listRecords, { query: subjectId ? { subjectId } : {} })
  if (result.kind !== 'ok') throw new Error(`no list: ${JSON.stringify(result)}`)
  return result.reply.records
}

/** Some household of the authority. */
export async function someHousehold(t: TestWorld, offset = 0): Promise<string> {
  const { operationId } = t.practice.authority
  const { rows } = await t.fresh.asOwner((client) =>
    client.query<{ id: string }>(
      `select id from registration_group where operation_id = $1 and stage <> 'erased' order by id limit 1 offset $2`,
      [operationId, offset],
    ),
  )
  return rows[0]!.id
}

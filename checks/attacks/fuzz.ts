import { listRoutes } from '#apps/server/app.ts'
import { type Actor, Role } from '#capabilities/access/model.ts'
import type { TestWorld } from '#checks/harness/server.ts'
import { type Chance, createChance } from '#platform/base/chance.ts'
import type { Endpoint } from '#platform/http/endpoint.ts'
import { collectTexts, type FittingTexts } from './fuzz-texts.ts'
import { badlyWritten, HOSTILE_TEXTS, hostileHeaders, randomBytes, spoil } from './hostile.ts'
import { inParallel, memoryInUse } from './measure.ts'
import { type Strings, sampleOf } from './schema-sample.ts'
import { seedsOf } from './seeds.ts'

export type FuzzResult = {
  /** How often each status came back. */
  statuses: Record<number, number>
  /** Addresses that did what they are for at least once: how deep it went. */
  reached: Set<string>
  targets: number
  /** Milliseconds of every answer that refused. */
  rejections: number[]
  /** Refused as 'busy' once, and answered when sent again: a database that ended a connection, as after a leap of the clock. */
  busyOnce: number
  /** The answer that took longest, with what repeats it. */
  slowest: { ms: number; name: string }
  /** Answers no sender may ever get, with what repeats them. */
  wrong: string[]
  memoryGrowth: number
}

type Target = {
  method: string
  path: string
  /** One role that may; undefined where anyone may. */
  role: Role | undefined
  endpoint: Endpoint | undefined
  weight: number
}
type Sent = { path: string; method: string; headers: Record<string, string>; body?: Uint8Array; cookie?: string }

const AT_ONCE = 4
/** Each costs a whole argon2id, or ends every session: fewer of them say as much. */
const RARE = /^\/api\/access\/(sign-in|accounts|unlock|panic-lock|sign-out)$/
const WRONG_ANSWER_BYTES = 256 * 1024

/** Sends so many seeded requests to all endpoints and documents; the same seed sends the same. */
export async function fuzzServer(t: TestWorld, { cases, seed }: { cases: number; seed: number }): Promise<FuzzResult> {
  const targets = listTargets(t)
  const texts = await collectTexts(t)
  const sessions = createSessions(t)
  const result: FuzzResult = {
    statuses: {},
    reached: new Set(),
    targets: targets.length,
    rejections: [],
    busyOnce: 0,
    slowest: { ms: 0, name: '' },
    wrong: [],
    memoryGrowth: 0,
  }
  const weights = targets.map((target, index) => [index, target.weight] as const)
  const before = memoryInUse()
  const seeds = seedsOf('fuzz', seed, cases)
  await inParallel(seeds.length, AT_ONCE, async (index) => {
    const chance = createChance(seeds[index]!)
    const target = targets[chance.weighted(weights)]!
    const operation = chance.pick(['journey', 'authority'] as const)
    const cookie = target.role && !chance.happens(0.05) ? await sessions.of(operation, target.role) : undefined
    const sent: Sent = { ...writeRequest(target, chance, texts), ...(cookie ? { cookie } : {}) }
    const name = `${sent.method} ${target.path} (seed ${seeds[index]})`
    try {
      let startedAt = performance.now()
      let response = await send(t, sent)
      if (response.status === 503) {
        result.busyOnce++
        startedAt = performance.now()
        response = await send(t, sent)
      }
      const text = await response.text()
      const ms = performance.now() - startedAt
      const { status } = response
      result.statuses[status] = (result.statuses[status] ?? 0) + 1
      if (ms > result.slowest.ms) result.slowest = { ms, name }
      if (status === 200) result.reached.add(`${target.method} ${target.path}`)
      if (status >= 400) result.rejections.push(ms)
      if (status >= 500) result.wrong.push(`${name}: ${status} ${text.slice(0, 200)}`)
      if (status >= 400 && text.length > WRONG_ANSWER_BYTES) result.wrong.push(`${name}: a refusal of ${text.length}`)
      await sessions.mend(operation, target, status)
    } catch (error) {
      result.wrong.push(`${name}: ${error instanceof Error ? error.stack : error}`)
    }
  })
  result.memoryGrowth = memoryInUse() - before
  return result
}

const send = (t: TestWorld, { path, method, headers, body, cookie }: Sent) =>
  t.request(path, {
    method,
    headers,
    ...(body && method !== 'GET' ? { body: body as BodyInit } : {}),
    ...(cookie ? { cookie } : {}),
  })

function listTargets(t: TestWorld): Target[] {
  const { routes, documents } = listRoutes(t.world, { secure: false, isLoopback: () => true, onReceived: () => {} })
  const weightOf = (path: string) => (RARE.test(path) ? 0.05 : 1)
  return [
    ...routes.map(({ endpoint, may }) => ({
      method: endpoint.method as string,
      path: `/api${endpoint.path}`,
      role: roleFor(may),
      endpoint,
      weight: weightOf(`/api${endpoint.path}`),
    })),
    ...documents.map(({ method, path, may }) => ({
      method: method as string,
      path,
      role: roleFor(may),
      endpoint: undefined,
      weight: 0.5,
    })),
    ...FILES.map((path) => ({ method: 'GET', path, role: undefined, endpoint: undefined, weight: 0.5 })),
  ]
}

/** Built pages and whatever else is asked for under the root. */
const FILES = ['/:a', '/r/:a', '/desk/:a', '/verify/:a', '/shared/:a', '/r/assets/:a', '/:a/:b', '/api/:a']

function roleFor(may: ((actor: Actor) => boolean) | undefined): Role | undefined {
  const nobody = { accountId: '', operationId: '', siteIds: 'all' as const, sessionId: '', steppedUpAt: null }
  return may && Role.options.find((role) => may({ ...nobody, roles: [role] }))
}

/** Sessions by role; whatever a request ended or locked is brought back, so that the next one goes as deep. */
function createSessions(t: TestWorld) {
  const cookies = new Map<string, Promise<string>>()
  return {
    of(operation: 'journey' | 'authority', role: Role): Promise<string> {
      const key = `${operation} ${role}`
      // Once more: see `busyOnce`.
      const cookie = cookies.get(key) ?? t.signIn(operation, role).catch(() => t.signIn(operation, role))
      cookies.set(key, cookie)
      return cookie
    },
    async mend(operation: 'journey' | 'authority', target: Target, status: number) {
      if (status === 401) cookies.clear()
      if (!/lock/.test(target.path) && status !== 423) return
      cookies.clear()
      await t.post('/api/access/unlock', { operationId: t.practice[operation].operationId, custodians: [] })
    },
  }
}

function writeRequest(target: Target, chance: Chance, { strings, ids, entries, fitting }: FittingTexts): Sent {
  const { endpoint, method } = target
  const headers: Record<string, string> = chance.happens(0.15) ? hostileHeaders(chance) : {}
  const path = `${fillParams(target.path, chance, ids, fitting)}${queryOf(endpoint, chance, strings, fitting)}`
  if (chance.happens(0.02)) return { path, method: chance.pick(['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD']), headers }
  if (method === 'GET') return { path, method, headers }
  if (!endpoint) return { path, method, ...formOf(chance, strings, headers) }
  headers['content-type'] ??= 'application/json'
  if (chance.happens(0.06)) headers['content-type'] = chance.pick(WRONG_TYPES)
  const isEntry = target.path === '/api/registrations'
  const good = isEntry ? chance.pick(entries) : endpoint.body ? sampleOf(endpoint.body, chance, strings, fitting) : {}
  return { path, method, headers, body: bodyOf(good, chance) }
}

const WRONG_TYPES = ['multipart/form-data; boundary=x', 'text/plain', 'application/cbor', 'application/json; charset=x']

function bodyOf(good: unknown, chance: Chance): Uint8Array {
  if (chance.happens(0.3)) return Buffer.from(JSON.stringify(good))
  if (chance.happens(0.75)) return Buffer.from(JSON.stringify(spoil(good, chance)) ?? 'null')
  return badlyWritten(good, chance)
}

/** What stands before a parameter says whose id it is: of a claim, a paper, an appointment. */
function fillParams(path: string, chance: Chance, ids: Strings, fitting: FittingTexts['fitting']): string {
  return path.replace(/(\w*)\/:\w+/g, (_, before: string) => {
    const known = chance.happens(0.8) ? (fitting.get(before) ?? ids) : ids
    const text = chance.happens(0.8) ? chance.pick(known) : chance.pick(HOSTILE_TEXTS)
    return `${before}/${write(text)}`
  })

  function write(text: string): string {
    return chance.happens(0.9) ? encodeURIComponent(text.toWellFormed()) : '%E0%A4%A' // cut in the middle of a character
  }
}

function queryOf(endpoint: Endpoint | undefined, chance: Chance, strings: Strings, fitting: FittingTexts['fitting']) {
  const known = endpoint?.query ? (sampleOf(endpoint.query, chance, strings, fitting) as Record<string, unknown>) : {}
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(known)) if (chance.happens(0.5)) search.append(name, String(value))
  if (chance.happens(0.3)) {
    const name = chance.pick([...Object.keys(known), 'lang', 'after', '__proto__', 'limit'])
    search.append(name, chance.pick(HOSTILE_TEXTS).toWellFormed())
  }
  return search.size > 0 ? `?${search}` : ''
}

function formOf(chance: Chance, strings: Strings, headers: Record<string, string>) {
  const fields = new URLSearchParams()
  for (let i = chance.pick([0, 1, 3, 60]); i > 0; i--)
    fields.append(
      chance.pick(['code', 'language', '__proto__', 'x']),
      chance.pick([...strings, ...HOSTILE_TEXTS]).toWellFormed(),
    )
  const body = chance.pick([
    () => Buffer.from(fields.toString()),
    () => Buffer.from(`code=${'%'.repeat(100)}&code=%ff%fe&${'a&'.repeat(5_000)}`),
    () => Buffer.from('--x\r\ncontent-disposition: form-data; name="code"\r\n\r\n'.repeat(200)),
    () => randomBytes(chance.between(0, 9_000), chance),
  ])()
  const type = chance.happens(0.8) ? 'application/x-www-form-urlencoded' : 'multipart/form-data; boundary=x'
  return { headers: { 'content-type': type, ...headers }, body }
}

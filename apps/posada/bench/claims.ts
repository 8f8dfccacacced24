import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { budgets } from '#checks/budgets.ts'
import { percentile } from '../load/percentile.ts'
import { atMost, type BenchContext, type Benchmark, type BenchRow, shown } from './benchmark.ts'
import { serve, withDataFolder } from './serving.ts'

const OFFICE = 55_000
const COUNTRY = 1_600_000
const ASKED = 200
/** Fewer people than what asks for a second proof of who one is. */
const OPENED = 18
const MAIN = join(import.meta.dirname, '../main.ts')

/** The desk of an office with 55,000 cases: the queue and its filters, a claim, a household, and a calendar that changes under all of them. */
export const claims: Benchmark = {
  name: 'claims',
  about: `${OFFICE} cases: made, listed, filtered, opened, and counted anew`,
  run: (context) =>
    withCaseload(OFFICE, context, async ({ url, madeSeconds }) => [
      atMost('caseloadSeconds', madeSeconds, 's', budgets.claims.caseloadSeconds),
      ...(await measurePages(await signIn(url), context.progress, budgets.claims.pageP95Ms)),
      ...(await measurePlanning(url, context.progress)),
      ...(await measureRecount(url, context.progress)),
    ]),
}

/** The same desk with every open case of a country. */
export const claimsOfACountry: Benchmark = {
  name: 'claims-country',
  about: `${COUNTRY} cases: made, listed, filtered and opened; a quarter of an hour and 15 GB of disk`,
  isLong: true,
  run: (context) =>
    withCaseload(COUNTRY, context, async ({ url, madeSeconds }) => [
      shown('countryCaseloadSeconds', madeSeconds, 's'),
      ...(await measurePages(await signIn(url), context.progress, budgets.claimsOfACountry.pageP95Ms)),
    ]),
}

const withCaseload = (
  cases: number,
  { progress, signal }: BenchContext,
  measure: (office: { url: string; madeSeconds: number }) => Promise<BenchRow[]>,
): Promise<BenchRow[]> =>
  withDataFolder(async (dataDir) => {
    progress(`inventing ${cases} cases`)
    const env = { ...process.env, POSADA_DATA: dataDir, POSADA_DEMO: '1', DATABASE_URL: '' }
    const madeAt = performance.now()
    const { stdout } = await promisify(execFile)(process.execPath, [MAIN, 'demo', '--cases', String(cases), '--json'], {
      ...{ env, signal },
    })
    const madeSeconds = (performance.now() - madeAt) / 1000
    const server = await serve((JSON.parse(stdout) as { dataDir: string }).dataDir.replace(/\/practice$/, ''))
    try {
      return await measure({ url: server.url, madeSeconds })
    } finally {
      await server.stop()
    }
  })

type Ask = (method: 'GET' | 'POST', path: string, body?: object) => Promise<{ ms: number; json: Reply }>
// biome-ignore lint/suspicious/noExplicitAny: replies of several endpoints, each looked at where it is used.
type Reply = any

export async function signIn(url: string, role = 'case-officer'): Promise<Ask> {
  const send = (method: string, path: string, body?: object, cookie?: string) =>
    fetch(`${url}/api${path}`, {
      method,
      headers: { ...(cookie && { cookie }), ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
  const operations = ((await (await send('GET', '/access/operations')).json()) as Reply).operations
  const { id } = operations.find(({ kind }: { kind: string }) => kind === 'authority')
  const signed = await send('POST', '/access/practice-sign-in', { operationId: id, role })
  const cookie = signed.headers.get('set-cookie')!.split(';')[0]!
  return async (method, path, body) => {
    const startedAt = performance.now()
    const response = await send(method, path, body, cookie)
    const json = await response.json()
    if (response.status !== 200) throw new Error(`${method} ${path} was answered ${response.status}`)
    return { ms: performance.now() - startedAt, json }
  }
}

const QUERIES = [
  ...['', '?attention=late', '?attention=soon', '?attention=no-date', '?assigned=nobody', '?language=ht'],
  ...['?stage=admitted', '?stage=decided&language=ar', '?closed=yes', '?attention=child-alone'],
  ...['?stage=appealed&language=ar', '?step=interview', '?assigned=me'],
]

async function measurePages(ask: Ask, progress: (text: string) => void, pageP95Ms: number): Promise<BenchRow[]> {
  progress('listing and filtering')
  const listed: number[] = []
  const ids: { id: string; householdId: string }[] = []
  let slowest = { query: '', ms: 0 }
  for (let n = 0; n < ASKED; n++) {
    const query = QUERIES[n % QUERIES.length]!
    const { ms, json } = await ask('GET', `/asylum/claims${query}`)
    listed.push(ms)
    if (ms > slowest.ms) slowest = { query, ms }
    ids.push(...json.claims)
  }
  progress('opening claims and households')
  const opened: number[] = []
  const households: number[] = []
  for (let n = 0; n < ASKED; n++) opened.push((await ask('GET', `/asylum/claims/${ids[(n * 37) % ids.length]!.id}`)).ms)
  for (let n = 0; n < OPENED; n++) {
    const { householdId } = ids[(n * 37) % ids.length]!
    const startedAt = performance.now()
    // Everything its page asks for.
    await Promise.all([
      ask('GET', `/desk/households/${householdId}`),
      ask('GET', `/asylum/households/${householdId}/claims`),
      ask('POST', `/desk/households/${householdId}/open`, { purpose: 'legal-help' }),
    ])
    households.push(performance.now() - startedAt)
  }
  return [
    atMost('claimListP95Ms', percentile(listed, 0.95), 'ms', pageP95Ms),
    shown('claimListP50Ms', percentile(listed, 0.5), 'ms'),
    shown(`claimListSlowestMs ${slowest.query}`, slowest.ms, 'ms'),
    atMost('claimOpenP95Ms', percentile(opened, 0.95), 'ms', pageP95Ms),
    atMost('householdOpenP95Ms', percentile(households, 0.95), 'ms', pageP95Ms),
  ]
}

/** The caseload as a world to plan in: one count of everything, for whoever plans. */
async function measurePlanning(url: string, progress: (text: string) => void): Promise<BenchRow[]> {
  progress('counting the caseload for a plan')
  const planner = await signIn(url, 'planner')
  const counted: number[] = []
  for (let n = 0; n < 20; n++) counted.push((await planner('GET', '/planning/caseload')).ms)
  return [atMost('caseloadForPlanP95Ms', percentile(counted, 0.95), 'ms', budgets.claims.caseloadForPlanMs)]
}

/** Two weeks in which time stands still: by when every open claim has its new days, while the server goes on serving. */
async function measureRecount(url: string, progress: (text: string) => void): Promise<BenchRow[]> {
  progress('counting every limit anew')
  const administrator = await signIn(url, 'administrator')
  const { json: settings } = await administrator('GET', '/asylum/settings')
  const row = {
    ...{ kind: 'suspension', layer: 4, name: 'invented', agency: 'comar' },
    when: { from: '2021-11-08', to: '2021-11-19' },
    basis: { law: settings.calendarLaws[0].id, certainty: 'B', note: 'Invented.' },
  }
  const startedAt = performance.now()
  await administrator('POST', '/asylum/settings', {
    ...{ version: settings.version, procedure: settings.chosen.procedure, procedureVersion: settings.chosen.version },
    ...{ answers: {}, calendarAnswers: {}, rows: [row] },
  })
  for (;;) {
    const { json } = await administrator('GET', '/asylum/settings')
    progress(`counting every limit anew: ${json.toCount} claims left`)
    if (json.toCount === 0)
      return [
        shown('recountSeconds', (performance.now() - startedAt) / 1000, 's'),
        shown('recountMovedLimits', json.moved, '1'),
      ]
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

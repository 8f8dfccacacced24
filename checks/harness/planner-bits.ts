import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { planScenarioCommand } from '#apps/posada/commands/plan-scenario.ts'
import { PRESETS } from '#capabilities/planning/presets.ts'
import { readScenario } from '#capabilities/planning/reading.ts'
import type { Engine } from '#capabilities/planning/running.ts'
import type { Scenario, ScenarioFile } from '#capabilities/planning/scenario.ts'
import type { PlanAsked } from '#capabilities/planning/seeing.ts'
import { STARTING_POINTS } from '#capabilities/planning/starting-points.ts'
import { realEnvironment } from '#platform/base/environment.ts'

const SEED = 7
const ANSWER_MS_MAX = 60_000

/** Of no change and of the plan, for each question. */
export type Hashes = string[][]

type Question = { base: Scenario; plan: Scenario; engine: Engine; replications: number }

/** Every part of a scenario that draws chance, and few cases, since each is followed by the exact engine. */
const SMALL: ScenarioFile = {
  ...{ name: 'a small office', startsOn: '2021-10-01', years: 1.5 },
  tracks: [
    {
      key: 'border',
      arrivals: { perMonth: { low: 20, likely: 30, high: 45 }, growthPerYear: { low: -0.2, likely: 0, high: 0.3 } },
      ...{ waitingNow: 40, ages: [{ upToDays: 90, share: 1 }] },
      ...{ rank: 1, withdrawalPerYear: 0.1, interpreterShare: 0.5 },
      hearings: { count: 3, monthsBetween: 2, missedShare: 0.2, representedShare: 0.1 },
    },
    {
      key: 'all',
      arrivals: { perMonth: { low: 60, likely: 80, high: 100 } },
      ...{ waitingNow: { low: 300, likely: 400, high: 600, asOf: '2021-10-01' }, rank: 2, interpreterShare: 0.2 },
      ages: [
        { upToDays: 60, share: 0.5 },
        { upToDays: 400, share: 0.5 },
      ],
      ...{ withdrawalPerYear: { low: 0.05, likely: 0.1, high: 0.2 }, workFactor: { low: 0.8, likely: 1, high: 1.3 } },
    },
  ],
  registration: { desks: 2, casesPerDeskDay: 3 },
  screening: { days: 10, endsShare: 0.1 },
  officers: {
    ...{ now: 9, casesPerMonth: { low: 7, likely: 9, high: 12 }, leavingPerYear: 0.15, loadExponent: 0.1 },
    hires: [{ count: 4, firstMonth: 2, overMonths: 3, trainingMonths: 2, learningMonths: 3, paceWhileLearning: 0.5 }],
  },
  supportStaff: { now: 3, officerTimeEach: 0.2 },
  interpreters: { present: 4 },
  noShow: { share: 0.15, backAfterDays: 30 },
  decision: { lagDays: 20 },
  appeals: { share: 0.3, months: 6 },
  correctionPerMonth: { low: -5, likely: 0, high: 5 },
}

const QUESTIONS: readonly Question[] = [
  question(STARTING_POINTS['us-asylum-offices-2021'], PRESETS['plan-2021-appropriation'], 'cohort', 20),
  question(SMALL, (base) => ({ ...base, order: 'newest-first' }), 'exact', 20),
]

function question(
  file: ScenarioFile,
  change: (base: Scenario) => Scenario,
  engine: Engine,
  replications: number,
): Question {
  const answer = readScenario(file)
  if ('faults' in answer) throw new Error(JSON.stringify(answer.faults))
  const base = answer.scenario
  return { base, plan: change(base), engine, replications }
}

/** What the worker of the planner's page is asked, one after the other. */
export function questionsAsked(): string {
  return JSON.stringify(QUESTIONS.map((question, id): PlanAsked => ({ id, seed: SEED, ...question })))
}

/** What `posada plan` says to the same questions. */
export async function hashesInNode(): Promise<Hashes> {
  const folder = mkdtempSync(join(tmpdir(), 'posada-same-bits-'))
  try {
    const hashes: Hashes = []
    for (const question of QUESTIONS) hashes.push(await askedOfNode(question, folder))
    return hashes
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function askedOfNode({ base, plan, engine, replications }: Question, folder: string): Promise<string[]> {
  const files = Object.entries({ base, plan }).map(([name, scenario]) => {
    const file = join(folder, `${name}.json`)
    writeFileSync(file, JSON.stringify(scenario))
    return file
  })
  const out: string[] = []
  await planScenarioCommand(
    [...files, '--json', '--engine', engine, '--seed', String(SEED), '--replications', String(replications)],
    {
      ...{ out: (line: string) => out.push(line), err: () => {}, progress: () => {} },
      ...{ environment: realEnvironment(), signal: new AbortController().signal },
    },
  )
  const first = JSON.parse(out[0]!)
  return [first.hash, first.comparedWith.hash]
}

export type Answer = { hashes: Hashes; agent: string }

/** An empty page on this machine that asks the worker and brings back what it said: any browser can open it. */
export async function openAskingPage() {
  const worker = readFileSync(builtWorker(), 'utf8')
  const page = `<!doctype html><title>Same bits</title><script>${ASKING}\nask(${questionsAsked()})</script>`
  let answered: (answer: Answer) => void = () => {}
  const server = createServer((request, response) => {
    if (request.method !== 'POST') {
      const isWorker = request.url === '/worker.js'
      response.setHeader('content-type', isWorker ? 'text/javascript' : 'text/html').end(isWorker ? worker : page)
      return
    }
    let body = ''
    request.on('data', (part) => (body += part))
    request.on('end', () => {
      answered({ hashes: JSON.parse(body), agent: request.headers['user-agent'] ?? '' })
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    /** Rejects where nothing comes in time, so that whoever asks can end the browser. */
    nextAnswer: () =>
      new Promise<Answer>((resolve, reject) => {
        answered = resolve
        setTimeout(() => reject(new Error('the page did not answer')), ANSWER_MS_MAX).unref()
      }),
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

const ASKING = `
function ask(questions) {
  const worker = new Worker('/worker.js')
  const hashes = []
  const bring = () => fetch('/', { method: 'POST', body: JSON.stringify(hashes) })
  worker.onerror = ({ message }) => bring(hashes.push([message]))
  worker.onmessage = ({ data }) => {
    if (data.kind === 'failed') hashes.push([data.message])
    else if (data.kind === 'hashes') hashes.push([data.base, data.plan])
    else return
    if (hashes.length < questions.length) worker.postMessage(questions[hashes.length])
    else bring()
  }
  worker.postMessage(questions[0])
}`

/** The worker as it is served. */
export function builtWorker(): string {
  const built = join(import.meta.dirname, '../../dist/desk/assets')
  const name = readdirSync(built).find((each) => /^planning-page-worker-[\w-]+\.js$/.test(each))
  if (!name) throw new Error('the pages are not built: npm run build')
  return join(built, name)
}

/** Where a program is, or undefined; a setting names it where it lies elsewhere. */
export const findProgram = (setting: string, places: readonly string[]): string | undefined =>
  [process.env[setting], ...places].find((place) => place && existsSync(place))

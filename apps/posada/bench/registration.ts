import { budgets } from '#checks/budgets.ts'
import { atLeast, atMost, type BenchContext, type Benchmark, type BenchRow, median, shown } from './benchmark.ts'
import type { GeneratorAnswer, GeneratorAsk, GeneratorConfig } from './generator.ts'
import { type Partner, startPartner } from './messages.ts'
import type { MinimalConfig, MinimalReady } from './minimal-server.ts'
import { cpuMs, familyOf } from './processes.ts'
import type { UnderTestAnswer, UnderTestAsk, UnderTestConfig, UnderTestReady } from './server-under-test.ts'

/** Registrations acknowledged, against the least program that inserts the same rows, in turns on the same database server. */
export const registration: Benchmark = {
  name: 'registration',
  about: 'households of 4 over 64 connections, durable, up to the signed receipt',
  run: measure,
}

const CONNECTIONS = 64
const HOUSEHOLD_SIZE = 4
const POOL_SIZE = 10
const ROUNDS = 12
const ROUND_MS = 1_500
const WARM_UP_MS = 2_500
/** More than any round can send. */
const REQUESTS_A_ROUND = 9_000
const OPENED = 600

async function measure({ progress, signal }: BenchContext): Promise<BenchRow[]> {
  progress('starting both servers')
  const config: UnderTestConfig = { poolSize: POOL_SIZE }
  const server = await startPartner<UnderTestAsk, UnderTestAnswer, UnderTestReady>(
    './server-under-test.ts',
    config,
    signal,
  )
  const { url, invitation, operationId, minimalDatabaseUrl } = server.ready
  const minimalConfig: MinimalConfig = { databaseUrl: minimalDatabaseUrl, poolSize: POOL_SIZE, operationId }
  const minimal = await startPartner<object, object, MinimalReady>('./minimal-server.ts', minimalConfig, signal)
  const generatorConfig: GeneratorConfig = { url, invitation, householdSize: HOUSEHOLD_SIZE, connections: CONNECTIONS }
  const generator = await startPartner<GeneratorAsk, GeneratorAnswer, object>('./generator.ts', generatorConfig, signal)
  try {
    const opening = await measureOpening(generator, server, url, progress)
    const rounds = await inTurns(generator, server.pid, { ours: url, minimal: minimal.ready.url }, progress)
    return [...rowsOf(rounds), shown('cpuMsOpening', opening, 'ms')]
  } finally {
    await generator.end()
    await minimal.end()
    await server.end()
  }
}

type Generator = Partner<GeneratorAsk, GeneratorAnswer>
type Round = { ours: GeneratorAnswer; minimal: GeneratorAnswer; cpuMs: number }

async function inTurns(
  generator: Generator,
  serverPid: number,
  urls: { ours: string; minimal: string },
  progress: BenchContext['progress'],
): Promise<Round[]> {
  const rounds: Round[] = []
  const send = async (sendTo: string, ms: number) => {
    const answer = await generator.ask({ sendTo, ms })
    if (answer.failed > 0) throw new Error(`${answer.failed} of ${answer.sent} registrations were not acknowledged`)
    if (answer.left === 0) throw new Error('the round ended because no request was left; make more of them')
    return answer
  }
  await fillUp(generator)
  await send(urls.ours, WARM_UP_MS)
  await send(urls.minimal, WARM_UP_MS)
  for (let round = 1; round <= ROUNDS; round++) {
    progress(`round ${round} of ${ROUNDS}`)
    await fillUp(generator)
    // The one that goes first changes, so that what the first leaves behind troubles both alike.
    const minimalFirst = round % 2 === 0 ? await send(urls.minimal, ROUND_MS) : undefined
    const before = cpuMs(familyOf(serverPid))
    const ours = await send(urls.ours, ROUND_MS)
    const used = cpuMs(familyOf(serverPid)) - before
    rounds.push({ ours, minimal: minimalFirst ?? (await send(urls.minimal, ROUND_MS)), cpuMs: used })
  }
  return rounds
}

async function fillUp(generator: Generator): Promise<void> {
  const { left } = await generator.ask({ make: 0, sealed: false })
  await generator.ask({ make: Math.max(0, 2 * REQUESTS_A_ROUND - left), sealed: false })
}

/** Server and PostgreSQL together, for each household opened and stored. */
async function measureOpening(
  generator: Generator,
  server: Partner<UnderTestAsk, UnderTestAnswer>,
  url: string,
  progress: BenchContext['progress'],
): Promise<number> {
  progress(`opening ${OPENED} households`)
  await generator.ask({ make: OPENED, sealed: true })
  await generator.ask({ sendTo: url, ms: 60_000 })
  const before = cpuMs(familyOf(server.pid))
  const { opened, failed } = await server.ask({ open: true })
  const used = cpuMs(familyOf(server.pid)) - before
  if (opened !== OPENED || failed > 0)
    throw new Error(`${opened} of ${OPENED} households were opened, ${failed} failed`)
  return used / opened
}

function rowsOf(rounds: Round[]): BenchRow[] {
  const perSecond = ({ sent, ms }: GeneratorAnswer) => (sent / ms) * 1000
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
  const sent = sum(rounds.map(({ ours }) => ours.sent))
  const { ratioToMinimal, cpuMsPerRegistration } = budgets.registration
  return [
    atLeast(
      'ratioToMinimal',
      median(rounds.map(({ ours, minimal }) => perSecond(ours) / perSecond(minimal))),
      '1',
      ratioToMinimal,
    ),
    atMost('cpuMsPerRegistration', sum(rounds.map((round) => round.cpuMs)) / sent, 'ms', cpuMsPerRegistration),
    shown('perSecond', median(rounds.map(({ ours }) => perSecond(ours))), '1/s'),
    shown('minimalPerSecond', median(rounds.map(({ minimal }) => perSecond(minimal))), '1/s'),
    shown('p99Ms', median(rounds.map(({ ours }) => ours.p99)), 'ms'),
  ]
}

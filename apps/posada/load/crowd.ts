import { setTimeout as pause } from 'node:timers/promises'
import { inventHousehold } from '#capabilities/registration/practice/invented-households.ts'
import { type Chance, createChance } from '#platform/base/chance.ts'
import type { Clock, Random } from '#platform/base/environment.ts'
import { fromBase64url } from '#platform/base/ids.ts'
import { plainDateOf } from '#platform/base/plain-date.ts'
import { cpuMs, familyOf, findListener, memoryMb } from '../bench/processes.ts'
import { type Census, checkEach, countHouseholds, secondsUntilOpened } from './afterwards.ts'
import { makeEntry } from './household-entry.ts'
import { askForOperation, findInvitation } from './invited.ts'
import { goodLink, slowLink } from './link.ts'
import { percentile } from './percentile.ts'
import { type PhoneOutcome, runPhone } from './phone.ts'

export type CrowdOptions = {
  url: URL
  phones: number
  minutes: number
  /** The text of an invitation; without one, the practice invitation of the first page. */
  invitation: string | undefined
  seed: number
  clock: Clock
  random: Random
  signal: AbortSignal
  onProgress(text: string): void
}

export type CrowdResult = {
  phones: number
  acknowledged: number
  /** Acknowledged and not there afterwards, or there with other content. */
  lost: number
  /** There more than once; counted in the practice journey, where the total is told, and by replays everywhere (`wrong`). */
  doubled: number
  /** What no phone may ever see (phone.ts), each said once. */
  wrong: string[]
  retries: number
  /** From the last byte a phone sent to the last byte of its receipt, in milliseconds. */
  p50: number
  p95: number
  p99: number
  /** Server and PostgreSQL together, the highest of one sample a second; null where the system does not tell. */
  memoryMb: number | null
  cpuMsPerRegistration: number | null
  /** From the last receipt until every entry was opened; null where the operation is locked. */
  backlogSecondsToZero: number | null
}

/** A crowd arrives over some minutes, each phone with a household of its own; afterwards every receipt is held to. */
export async function runCrowd(options: CrowdOptions): Promise<CrowdResult> {
  const { url, phones, minutes, random, signal } = options
  const invitation = options.invitation ?? (await findInvitation(url, signal))
  const operation = await askForOperation(url, invitation, signal)
  const by = {
    invitation,
    operationId: operation.operationId,
    intakePublicKey: fromBase64url(operation.intakePublicKey)!,
  }
  const receiptPublicKey = fromBase64url(operation.receiptPublicKey)!
  const chance = createChance(options.seed)
  const clockShift = Date.parse(operation.now) - options.clock()
  const isCounted = operation.practice && operation.kind === 'journey'
  const before = isCounted ? await countHouseholds(url, signal) : undefined
  const watch = watchServer(url)

  const startedAt = performance.now()
  const outcomes: PhoneOutcome[] = []
  let inFlight = 0
  const onePhone = async (own: Chance) => {
    const madeAt = options.clock() + clockShift
    const household = inventHousehold(own, own.between(2, 6), plainDateOf(madeAt))
    const link = own.happens(SLOW_SHARE) ? slowLink : goodLink
    const made = await makeEntry(household, by, madeAt, random)
    outcomes.push(await runPhone(made, link, own.happens(REPLAY_SHARE), { url, receiptPublicKey, chance: own, signal }))
  }
  const running: Promise<void>[] = []
  for (let number = 0; number < phones && !signal.aborted; number++) {
    const arrivesAt = startedAt + ((number + chance.next()) / phones) * minutes * 60_000
    const wait = arrivesAt - performance.now()
    if (wait > 1) await pause(wait)
    while (inFlight >= IN_FLIGHT_MAX) await pause(5)
    inFlight++
    running.push(onePhone(createChance(options.seed + 1 + number)).finally(() => inFlight--))
    if (number % 20 === 0) options.onProgress(`${number} of ${phones} phones have arrived, ${outcomes.length} are done`)
  }
  await Promise.all(running)
  const backlogSecondsToZero = await secondsUntilOpened(url, outcomes, signal)
  const server = watch()
  options.onProgress('Looking for every registration')
  const census = await checkEach(url, outcomes, signal)
  const after = await countHouseholds(url, signal)
  return summarise(outcomes, phones, census, growth(before, after), backlogSecondsToZero, server)
}

const SLOW_SHARE = 0.25
const REPLAY_SHARE = 0.1
const IN_FLIGHT_MAX = 600

const growth = (before: number | undefined, after: number | undefined) =>
  before === undefined || after === undefined ? undefined : after - before

function summarise(
  outcomes: PhoneOutcome[],
  phones: number,
  census: Census,
  grown: number | undefined,
  backlogSecondsToZero: number | null,
  server: { memoryMb: number | null; cpuMs: number | null },
): CrowdResult {
  const times = outcomes.flatMap(({ serverMs }) => serverMs)
  const acknowledged = outcomes.filter(({ receipt }) => receipt).length
  return {
    phones,
    acknowledged,
    lost: census.lost,
    doubled: grown === undefined ? 0 : Math.max(0, grown - census.stored),
    wrong: [...new Set(outcomes.flatMap(({ wrong }) => wrong))],
    retries: outcomes.reduce((sum, { attempts }) => sum + attempts - 1, 0),
    p50: rounded(percentile(times, 0.5)),
    p95: rounded(percentile(times, 0.95)),
    p99: rounded(percentile(times, 0.99)),
    memoryMb: server.memoryMb === null ? null : Math.round(server.memoryMb),
    cpuMsPerRegistration: server.cpuMs === null ? null : rounded(server.cpuMs / Math.max(1, acknowledged)),
    backlogSecondsToZero: backlogSecondsToZero === null ? null : rounded(backlogSecondsToZero),
  }
}

const rounded = (value: number) => Math.round(value * 10) / 10

/** Samples the server's memory until the returned function is called. */
function watchServer(url: URL): () => { memoryMb: number | null; cpuMs: number | null } {
  const pid = findListener(Number(url.port || 80))
  if (pid === undefined) return () => ({ memoryMb: null, cpuMs: null })
  let highest = 0
  const cpuBefore = cpuMs(familyOf(pid))
  const timer = setInterval(() => {
    highest = Math.max(highest, memoryMb(familyOf(pid)))
  }, 1000)
  return () => {
    clearInterval(timer)
    const family = familyOf(pid)
    return { memoryMb: Math.max(highest, memoryMb(family)), cpuMs: cpuMs(family) - cpuBefore }
  }
}

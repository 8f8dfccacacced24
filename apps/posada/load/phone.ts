import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { register } from '#capabilities/registration/contract.ts'
import { hashInput, Receipt, type RegistrationEntry, receiptText } from '#capabilities/registration/model.ts'
import type { Chance } from '#platform/base/chance.ts'
import { fromBase64url, toBase64url } from '#platform/base/ids.ts'
import { verifyEd25519Sync } from '#platform/cose/ed25519-node.ts'
import { pathTo } from '#platform/http/endpoint.ts'
import type { PhoneEntry } from './household-entry.ts'
import { type Answer, type Link, LinkLost, post } from './link.ts'

export type PhoneOutcome = PhoneEntry & {
  /** Undefined: this phone never got a receipt it could believe, and keeps its entry. */
  receipt: Receipt | undefined
  attempts: number
  serverMs: number[]
  /** What a phone must never see: a wrong signature, a refusal of a good entry, another receipt for a replay. */
  wrong: string[]
}

export type PhoneWorld = { url: URL; receiptPublicKey: Uint8Array; chance: Chance; signal: AbortSignal }

/**
 * Sends one household as a phone does: again and again under the same id, until it holds a receipt whose signature it
 * has checked. Some phones send once more after that, as a killed browser may.
 */
export async function runPhone(
  made: PhoneEntry,
  link: Link,
  replays: boolean,
  world: PhoneWorld,
): Promise<PhoneOutcome> {
  const outcome: PhoneOutcome = { ...made, receipt: undefined, attempts: 0, serverMs: [], wrong: [] }
  const body = Buffer.from(JSON.stringify(made.entry))
  while (!outcome.receipt && outcome.attempts < ATTEMPTS_MAX && !world.signal.aborted) {
    if (outcome.attempts > 0) await pause(backoffMs(outcome.attempts, world.chance))
    const answer = await attempt(body, link, outcome, world)
    if (answer) outcome.receipt = believe(answer, made.entry, world, outcome.wrong)
  }
  if (replays && outcome.receipt) await replay(body, link, outcome, world)
  return outcome
}

const ATTEMPTS_MAX = 12
const FIRST_WAIT_MS = 500
const WAIT_MS_MAX = 15_000

/** Doubles, with chance, so that phones that lost the network together do not return together. */
const backoffMs = (attempts: number, chance: Chance) =>
  Math.min(WAIT_MS_MAX, FIRST_WAIT_MS * 2 ** (attempts - 1)) * (0.5 + chance.next() / 2)

async function attempt(
  body: Buffer,
  link: Link,
  outcome: PhoneOutcome,
  world: PhoneWorld,
): Promise<Answer | undefined> {
  outcome.attempts++
  try {
    const answer = await post(world.url, pathTo(register), body, link, world.chance, world.signal)
    outcome.serverMs.push(answer.serverMs)
    return answer
  } catch (error) {
    if (error instanceof LinkLost || world.signal.aborted) return undefined
    throw error
  }
}

function believe(answer: Answer, entry: RegistrationEntry, world: PhoneWorld, wrong: string[]): Receipt | undefined {
  if (answer.status === 503 || answer.status === 429) return undefined // busy: try again later
  const receipt = answer.status === 200 ? Receipt.safeParse(parseJson(answer.text)).data : undefined
  if (!receipt) {
    wrong.push(`answer ${answer.status} without a receipt`)
    return undefined
  }
  const signature = fromBase64url(receipt.signature)
  const isSigned = signature && verifyEd25519Sync(world.receiptPublicKey, Buffer.from(receiptText(receipt)), signature)
  const isOurs =
    receipt.entryId === entry.id &&
    receipt.contentHash === toBase64url(createHash('sha256').update(hashInput(entry)).digest())
  if (!isSigned || !isOurs) wrong.push('a receipt that does not verify')
  return isSigned && isOurs ? receipt : undefined
}

async function replay(body: Buffer, link: Link, outcome: PhoneOutcome, world: PhoneWorld): Promise<void> {
  const answer = await attempt(body, link, outcome, world)
  const again = answer?.status === 200 ? Receipt.safeParse(parseJson(answer.text)).data : undefined
  if (answer && again?.signature !== outcome.receipt?.signature) outcome.wrong.push('another receipt for a replay')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

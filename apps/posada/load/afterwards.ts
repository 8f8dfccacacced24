import { setTimeout as pause } from 'node:timers/promises'
import { shortCodeOf } from '#capabilities/proof/short-code.ts'
import { readHeld, readStatus } from '#capabilities/registration/contract.ts'
import { fromBase64url } from '#platform/base/ids.ts'
import { call } from '#platform/http/client.ts'
import { localFetch } from './link.ts'
import type { PhoneOutcome } from './phone.ts'

export type Census = {
  /** Acknowledged, and not there or not as it was sent. */
  lost: number
  /** There, acknowledged or not: an answer may have been lost after the entry was taken. */
  stored: number
}

/** Asks for every household by its access code, as its phone could. */
export async function checkEach(url: URL, outcomes: readonly PhoneOutcome[], signal: AbortSignal): Promise<Census> {
  const census = { lost: 0, stored: 0 }
  const left = [...outcomes]
  const worker = async () => {
    for (let outcome = left.pop(); outcome && !signal.aborted; outcome = left.pop()) {
      const state = await isThere(url, outcome, signal)
      if (state !== 'absent') census.stored++
      if (outcome.receipt && state !== 'as-sent') census.lost++
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  // Interrupted, nothing was looked for: that is no proof that it is there.
  if (signal.aborted) census.lost += left.length
  return census
}

/** Households in the practice world; undefined where that is not told. */
export async function countHouseholds(url: URL, signal: AbortSignal): Promise<number | undefined> {
  try {
    const response = await localFetch(url)('/api/practice/count', { method: 'GET', signal })
    const body: unknown = response.ok ? await response.json() : undefined
    const households = (body as { households?: unknown } | undefined)?.households
    return typeof households === 'number' ? households : undefined
  } catch {
    return undefined
  }
}

/**
 * Seconds until the entries taken last were opened; entries are opened in the order they came. Null when the operation
 * is locked, so that nothing is opened.
 */
export async function secondsUntilOpened(
  url: URL,
  outcomes: readonly PhoneOutcome[],
  signal: AbortSignal,
): Promise<number | null> {
  const startedAt = performance.now()
  const last = outcomes
    .filter(({ receipt }) => receipt)
    .sort(byReceipt)
    .slice(-LAST_LOOKED_AT)
  for (const { accessCode } of last) {
    for (;;) {
      const held = await call(localFetch(url), readHeld, { body: { accessCode } }, signal)
      if (held.kind === 'ok' && held.reply.opened) break
      if (held.kind === 'problem' && held.problem.status === LOCKED) return null
      const waited = (performance.now() - startedAt) / 1000
      if (waited > OPENING_SECONDS_MAX || signal.aborted) return waited
      await pause(POLL_MS)
    }
  }
  return (performance.now() - startedAt) / 1000
}

const AT_ONCE = 8
const LAST_LOOKED_AT = 10
const POLL_MS = 200
const OPENING_SECONDS_MAX = 300
const LOCKED = 423
const BUSY_TRIES = 20

const byReceipt = (a: PhoneOutcome, b: PhoneOutcome) => (a.receipt!.receivedAt < b.receipt!.receivedAt ? -1 : 1)

async function isThere(
  url: URL,
  { accessCode, entry }: PhoneOutcome,
  signal: AbortSignal,
): Promise<'as-sent' | 'other' | 'absent'> {
  for (let tries = 0; tries < BUSY_TRIES && !signal.aborted; tries++) {
    const answer = await call(localFetch(url), readStatus, { body: { accessCode } }, signal)
    if (answer.kind === 'ok') {
      const { householdSize, shortCode } = answer.reply
      const isSame =
        householdSize === entry.people.length &&
        (shortCode === null || shortCode === shortCodeOf(fromBase64url(entry.cti)!))
      return isSame ? 'as-sent' : 'other'
    }
    if (answer.kind === 'problem' && answer.problem.status === 404) return 'absent'
    await pause(RETRY_MS)
  }
  return 'absent'
}
const RETRY_MS = 500

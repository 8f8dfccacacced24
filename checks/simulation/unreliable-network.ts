import type { Chance } from '#platform/base/chance.ts'

/** What can become of a request and its answer. */
export const networkFaults = [
  'lost',
  'answer-lost',
  'repeated',
  'late',
  'answer-cut',
  'answer-garbled',
  'portal',
] as const
export type NetworkFault = (typeof networkFaults)[number]

type Deliver = (path: string, init: RequestInit) => Promise<Response>
type Kept = { path: string; init: RequestInit }

/**
 * A network between one side and another. Bad, it does one of `networkFaults` to a share of the requests; what it kept
 * back comes later, as `deliverLate` is called. Every request that got through is remembered, to be sent again.
 */
export function createNetwork({ chance, deliver }: { chance: Chance; deliver: Deliver }) {
  const late: Kept[] = []
  const passed: Kept[] = []
  const seen: Partial<Record<NetworkFault, number>> = {}
  let badness = 0

  const send = (kept: Kept): Promise<Response> => {
    passed.push(kept)
    if (passed.length > KEPT_MAX) passed.shift()
    return deliver(kept.path, kept.init)
  }

  async function fetch(path: string, init: RequestInit): Promise<Response> {
    const kept = { path, init }
    if (!chance.happens(badness)) return send(kept)
    const fault = chance.pick(networkFaults)
    seen[fault] = (seen[fault] ?? 0) + 1
    switch (fault) {
      case 'lost':
        throw new TypeError('the network is away')
      case 'late':
        if (late.length < KEPT_MAX) late.push(kept)
        throw new TypeError('no answer in time')
      case 'portal':
        return new Response('<!doctype html><title>Welcome</title><p>Accept to go on.', {
          headers: { 'content-type': 'text/html' },
        })
      case 'answer-lost':
        await send(kept)
        throw new TypeError('the answer was lost')
      case 'repeated':
        await send(kept)
        return send(kept)
      case 'answer-cut':
      case 'answer-garbled': {
        const response = await send(kept)
        const text = await response.text()
        const spoilt = fault === 'answer-cut' ? text.slice(0, chance.between(0, text.length)) : garble(text, chance)
        return new Response(spoilt, { status: response.status, headers: response.headers })
      }
    }
  }

  return {
    fetch,
    seen,
    /** From 0, all goes well, to 1, nothing does. */
    setBadness(share: number): void {
      badness = share
    },
    /** What was kept back arrives now, however old. */
    async deliverLate(): Promise<number[]> {
      const arriving = late.splice(0)
      const statuses: number[] = []
      for (const kept of arriving) statuses.push((await send(kept)).status)
      return statuses
    },
    /** Something that got through before, again and at once so many times. */
    async sendAgain(times: number): Promise<number[]> {
      if (passed.length === 0) return []
      const kept = chance.pick(passed)
      const answers = await Promise.all(Array.from({ length: times }, () => deliver(kept.path, kept.init)))
      return answers.map(({ status }) => status).sort((a, b) => a - b)
    },
  }
}

function garble(text: string, chance: Chance): string {
  if (text.length === 0) return text
  const at = chance.between(0, text.length - 1)
  return `${text.slice(0, at)}${String.fromCharCode(chance.between(32, 126))}${text.slice(at + 1)}`
}

const KEPT_MAX = 60

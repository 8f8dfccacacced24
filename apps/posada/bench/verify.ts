import { randomBytes } from 'node:crypto'
import { encodeCardSync } from '#capabilities/proof/model.ts'
import { practiceIssuers } from '#capabilities/proof/practice.ts'
import { practiceSigner } from '#capabilities/proof/practice-signer.ts'
import { verifyCard } from '#capabilities/proof/verification.ts'
import { budgets } from '#checks/budgets.ts'
import { percentile } from '../load/percentile.ts'
import { atMost, type Benchmark } from './benchmark.ts'

/** Checking a card without a network, each one for the first time. */
export const verify: Benchmark = {
  name: 'verify',
  about: 'one card checked in Node, the median of 500',
  async run() {
    const signer = practiceSigner('practice-journey')
    const times: number[] = []
    for (let i = 0; i < CARDS; i++) {
      const card = { type: 'card' as const, householdSize: 4, statusIndex: 70_000 + i, cti: randomBytes(8), ...DAYS }
      const text = encodeCardSync(card, signer)
      const startedAt = performance.now()
      const { valid } = await verifyCard(text, practiceIssuers, DAYS.registeredOn)
      times.push(performance.now() - startedAt)
      if (!valid) throw new Error('a good card was not accepted')
    }
    return [atMost('verifyNodeMs', percentile(times, 0.5), 'ms', budgets.verify.nodeMs)]
  },
}

const CARDS = 500
const DAYS = { registeredOn: '2021-10-24', expiresOn: '2022-10-24' }

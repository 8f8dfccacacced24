import { type CallResult, call, type Fetch } from '#platform/http/client.ts'
import { askAgreement, listAgreements } from '../contract.ts'
import type { AgreementAct, AgreementFacts } from '../model.ts'

/**
 * Does what nobody does alone: with a colleague's yes where there is one. Where one is needed it is asked for, once, and whoever
 * presses again after the yes has it done. The server alone knows whether one is needed: practice needs none.
 */
export async function withSecondPerson<T>(
  fetch: Fetch,
  { act, facts = {} }: { act: AgreementAct; facts?: AgreementFacts },
  attempt: (agreementId: string | null) => Promise<CallResult<T>>,
): Promise<CallResult<T> | { kind: 'asked' }> {
  const listed = await call(fetch, listAgreements, {})
  if (listed.kind !== 'ok') return listed
  const mine = listed.reply.agreements.filter(
    (known) => known.act === act && known.isMine && isSame(known.facts, facts),
  )
  const result = await attempt(mine.find(({ state }) => state === 'agreed')?.id ?? null)
  if (result.kind !== 'problem' || !result.problem.type.endsWith(':second-person-needed')) return result
  if (!mine.some(({ state }) => state === 'waiting')) {
    const asked = await call(fetch, askAgreement, { body: { act, facts } })
    if (asked.kind !== 'ok') return asked
  }
  return { kind: 'asked' }
}

const isSame = (a: AgreementFacts, b: AgreementFacts) =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([name, value]) => b[name] === value)

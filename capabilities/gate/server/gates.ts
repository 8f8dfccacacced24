import { reachesSite } from '#capabilities/access/policy.ts'
import { badInput, notFound } from '#platform/base/problem.ts'
import type { BodyOf, ReplyIn } from '#platform/http/endpoint.ts'
import { refusalSentence, refusalsOf } from '../checking.ts'
import { gateChanged, type listGates, type setGate } from '../contract.ts'
import { findGate, type GateRow, insertGate, listGateSites, updateGate } from './queries.ts'
import { assertReaches, traceGate, type Work } from './work.ts'

export async function list({ tx, actor }: Work): Promise<ReplyIn<typeof listGates>> {
  const sites = await tx.run(listGateSites, { operationId: actor.operationId })
  return {
    gates: sites
      .filter(({ siteId }) => reachesSite(actor, siteId))
      .map(({ siteId, name, ...gate }) => ({ siteId, name, kept: gate.timeZone ? keptOf(gate as GateRow) : null })),
  }
}

const keptOf = ({ timeZone, opensMinutes, settings, bookings, version }: GateRow) => ({
  ...{ timeZone, opensMinutes, gate: settings, bookings, version },
})

/** What a gate has, and the plan that is kept. Two at once: the second is told, nothing is overwritten. */
export async function set(work: Work, body: BodyOf<typeof setGate>): Promise<ReplyIn<typeof setGate>> {
  const { siteId, version, gate, ...kept } = body
  const { operationId } = work.actor
  assertReaches(work, siteId)
  const errors = [
    ...refusalsOf(gate).map((refusal) => ({
      ...{ field: `gate.${refusal.field}`, code: refusal.code, message: refusalSentence(refusal) },
    })),
    ...(kept.bookings.length === 0 || kept.bookings.length === gate.slots
      ? []
      : [{ field: 'bookings', code: 'slots', message: 'Give one number for each slot, or none at all.' }]),
    ...(kept.opensMinutes + gate.slots * gate.slotMinutes <= 1440
      ? []
      : [{ field: 'gate.slots', code: 'past-midnight', message: 'A day ends at midnight: take fewer slots.' }]),
  ]
  if (errors.length > 0) throw badInput({ errors })
  const row = { operationId, siteId, ...kept, settings: gate }
  const [written] =
    version === 0 ? await work.tx.run(insertGate, row) : await work.tx.run(updateGate, { ...row, seen: version })
  if (!written) {
    const [there] = await work.tx.run(findGate, { operationId, siteId })
    throw there || version > 0 ? gateChanged({ version: there?.version ?? 0 }) : notFound()
  }
  await work.tx.runAll([traceGate(work, 'set-gate', siteId)])
  return { siteId, version: written.version }
}

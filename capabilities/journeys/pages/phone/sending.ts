import { fromBase64url, toBase64url } from '#platform/base/ids.ts'
import { verifyEd25519 } from '#platform/cose/ed25519.ts'
import { call, type Fetch } from '#platform/http/client.ts'
import type { Delivery, OutboxEntry } from '#platform/offline/outbox.ts'
import { sendCheckIns } from '../../contract.ts'
import {
  type CheckInEntry,
  type CheckInReceipt,
  checkInHashInput,
  checkInReceiptText,
  type GroupState,
} from '../../model.ts'

/** What waits to be sent: counts of one operation go to no other. */
export type WaitingCheckIn = { operationId: string; entry: CheckInEntry }

export type Sent = {
  deliveries: Map<string, Delivery<CheckInReceipt>>
  /** What the server knows of this phone's groups at the stop asked about; `undefined` when no answer came. */
  groups: { code: string; state: GroupState }[] | undefined
  /** The session ended; what waits is kept and sent after signing in again. Unknown when no answer came. */
  needsSignIn: boolean | undefined
}

type Journey = { operationId: string; receiptPublicKey: string }
type Given = { fetch: Fetch; journey: Journey; deviceId: string; stopId: string | null }

/** Sends a batch; only a receipt of this operation, over this very content, lets an entry go. */
export async function sendBatch(given: Given, batch: readonly OutboxEntry<WaitingCheckIn>[]): Promise<Sent> {
  const { fetch, journey, deviceId, stopId } = given
  const entries = batch.filter(({ body }) => body.operationId === journey.operationId).map(({ body }) => body.entry)
  const deliveries = new Map<string, Delivery<CheckInReceipt>>()
  const answer = await call(fetch, sendCheckIns, { body: { deviceId, stopId, entries } })
  if (answer.kind === 'offline') return { deliveries, groups: undefined, needsSignIn: undefined }
  if (answer.kind === 'problem') {
    const { status, errors = [] } = answer.problem
    // One entry that the server will never read must not keep the others here for ever.
    for (const { field } of errors) {
      const wrong = entries[Number(/^entries\.(\d+)/.exec(field)?.[1])]
      if (status === 422 && answer.isOfThis && wrong)
        deliveries.set(wrong.id, { kind: 'refused', reason: 'not-readable' })
    }
    return { deliveries, groups: undefined, needsSignIn: status === 401 || status === 403 }
  }
  const byId = new Map(entries.map((entry) => [entry.id, entry]))
  for (const { entryId, status, receipt } of answer.reply.outcomes) {
    const entry = byId.get(entryId)
    if (!entry) continue
    if (status === 'conflict') deliveries.set(entryId, { kind: 'refused', reason: 'conflict' })
    else if (receipt && (await isReceiptFor(entry, deviceId, receipt, journey)))
      deliveries.set(entryId, { kind: 'received', receipt })
  }
  return { deliveries, groups: answer.reply.groups, needsSignIn: false }
}

/** Believed only under the operation's receipt key, for this entry with this content. */
export async function isReceiptFor(
  entry: CheckInEntry,
  deviceId: string,
  receipt: CheckInReceipt,
  { operationId, receiptPublicKey }: Journey,
): Promise<boolean> {
  const [key, signature] = [fromBase64url(receiptPublicKey), fromBase64url(receipt.signature)]
  if (!key || !signature || receipt.operationId !== operationId || receipt.entryId !== entry.id) return false
  const content = new TextEncoder().encode(checkInHashInput(deviceId, entry))
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', content))
  if (receipt.contentHash !== toBase64url(hash)) return false
  return verifyEd25519(key, new TextEncoder().encode(checkInReceiptText(receipt)), signature)
}

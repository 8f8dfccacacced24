import type { ClientBase } from 'pg'
import { toHex } from '#platform/base/ids.ts'
import { sendTogether } from '#platform/database/pipeline.ts'
import { EMPTY_EDGE, edgeFromBytes, rootOfEdge } from '#platform/ledger/merkle.ts'
import type { LedgerKeys } from '#platform/ledger/sealing.ts'
import { type Flaw, type Read, verifyLog } from '#platform/ledger/verifying.ts'
import { enterOperation } from './rows.ts'

/** The log of acts of one operation at the moment of a backup. */
export type LogState = {
  size: number
  /** As hex; empty where the log had no whole state of its own even then. */
  root: string
}

/** The keys of one operation's log, from rows that are written and files that came with them; undefined if none fit. */
export type FindLogKeys = (client: ClientBase, operationId: string) => Promise<LedgerKeys | undefined>

/** One log, recomputed from what was restored, against what the archive says it was. */
export type ComparedLog = {
  operation: string
  expected: LogState
  size: number
  root: string
  isEqual: boolean
  firstBadIndex: number | null
  flaw: Flaw | 'no-key' | null
}

/** By operation; undefined for data from before there was a log. */
export async function readLogs(
  client: ClientBase,
  operations: readonly string[],
): Promise<Record<string, LogState> | undefined> {
  const { rows: tables } = await client.query(`select from pg_class where oid = to_regclass('public.ledger_state')`)
  if (tables.length === 0) return undefined
  const logs: Record<string, LogState> = {}
  for (const operation of operations) {
    await enterOperation(client, operation)
    const { rows } = await client.query<{ size: string; edge: Buffer }>(
      'select size, edge from ledger_state where operation_id = $1',
      [operation],
    )
    const state = rows[0]
    const edge = state ? edgeFromBytes(Number(state.size), state.edge) : EMPTY_EDGE
    logs[operation] = { size: Number(state?.size ?? 0), root: edge ? toHex(rootOfEdge(edge)) : '' }
  }
  return logs
}

/** Recomputes every log from its entries. Runs on the tables an archive was made from, before newer migrations. */
export async function compareLogs(
  client: ClientBase,
  logs: Readonly<Record<string, LogState>>,
  findKeys: FindLogKeys,
  onProgress: (text: string) => void,
): Promise<ComparedLog[]> {
  const read: Read = async (query, params) => (await sendTogether(client, [query(params)]))[0] as never
  const compared: ComparedLog[] = []
  for (const [operation, expected] of Object.entries(logs)) {
    await enterOperation(client, operation)
    const keys = await findKeys(client, operation)
    if (!keys) {
      const unknown = { size: 0, root: '', isEqual: false, firstBadIndex: null, flaw: 'no-key' as const }
      compared.push({ operation, expected, ...unknown })
      continue
    }
    const { valid, size, root, firstBadIndex, flaw } = await verifyLog(read, keys, {
      operationId: operation,
      onProgress: (entries) => onProgress(`Comparing the record of acts: ${entries} entries`),
    })
    const isEqual = valid && size === expected.size && root === expected.root
    compared.push({ operation, expected, size, root, isEqual, firstBadIndex, flaw })
  }
  return compared
}

import { writeCsv } from '#platform/base/csv.ts'
import type { Clock, Random } from '#platform/base/environment.ts'
import { addDays, startOfDay } from '#platform/base/plain-date.ts'
import { notAllowed } from '#platform/base/problem.ts'
import type { Database, Tx } from '#platform/database/connect.ts'
import type { ReplyIn } from '#platform/http/endpoint.ts'
import { recordAct } from '#platform/ledger/audit.ts'
import { findNewestHead } from '#platform/ledger/queries-log.ts'
import type { LedgerKeys } from '#platform/ledger/sealing.ts'
import { type Verdict, verifyLog } from '#platform/ledger/verifying.ts'
import type { Actor } from '../../model.ts'
import { reachesSite } from '../../policy.ts'
import { assertSteppedUp } from '../../step-up.ts'
import {
  type AuditEntry,
  type AuditFilters,
  type exportAudit,
  type readAudit,
  type readLog,
  type Verification,
  verifiedJustNow,
} from '../contract-audit.ts'
import { type AuditRow, listAuditRows, listNames } from './queries-audit.ts'

type Reading = { tx: Tx; actor: Actor; clock: Clock; random: Random }
type Page = { rows: AuditRow[]; next: string | null }

const PAGE = 50
const PIECE = 1_000

/** A page of the record of acts. That somebody read it stands in it as well, and for what they looked. */
export async function readPage(
  work: Reading,
  { after, ...filters }: AuditFilters & { after?: string | undefined },
): Promise<ReplyIn<typeof readAudit>> {
  const { rows, next } = await listPage(work, filters, after ?? null, PAGE)
  const accounts = await work.tx.run(listNames, { operationId: work.tx.operationId })
  await record(work, 'read-audit', filters)
  return { entries: rows.map(toEntry), next, accounts }
}

export async function exportPage(
  work: Reading,
  { after, ...filters }: AuditFilters & { after: string | null },
): Promise<ReplyIn<typeof exportAudit>> {
  assertSteppedUp(work.actor, work.clock())
  const { rows, next } = await listPage(work, filters, after, PIECE)
  await record(work, 'export-audit', filters)
  const cells = rows
    .map(toEntry)
    .map((row) => [row.at, row.by ?? '', row.role, row.act, row.subjectKind, row.subject ?? '', row.purpose])
  return { csv: writeCsv(after === null ? [[...auditColumns], ...cells] : cells), next }
}

export const auditColumns = ['at', 'by', 'role', 'act', 'subject_kind', 'subject', 'purpose'] as const

/**
 * Verifications run one at a time for each operation, beside everything else: a page of the log, then others have a turn. Whoever
 * asks while one runs is shown that one; after it ended a minute passes before the next: its result is told meanwhile.
 */
export function createVerifications({
  db,
  clock,
  keysOf,
}: {
  db: Database
  clock: Clock
  keysOf: (operationId: string) => Promise<LedgerKeys | undefined>
}) {
  const known = new Map<string, Verification>()
  const ended = (state: 'done' | 'failed', verdict?: Verdict): Verification => ({
    ...{ state, checked: verdict?.size ?? 0, at: new Date(clock()).toISOString() },
    ...{ valid: verdict?.valid ?? null, size: verdict?.size ?? null, root: verdict?.root ?? null },
    firstBadIndex: verdict?.firstBadIndex ?? null,
  })

  async function verify(operationId: string): Promise<Verification> {
    const keys = await keysOf(operationId)
    if (!keys) return ended('failed')
    const onProgress = (checked: number) => void known.set(operationId, { ...RUNNING, checked })
    const read = <P, R>(query: Parameters<typeof db.scoped<P, R>>[1], params: P) =>
      db.scoped(operationId, query, params)
    return ended('done', await verifyLog(read, keys, { operationId, onProgress }))
  }

  const read = (operationId: string): Verification => known.get(operationId) ?? NONE
  return {
    read,
    start(operationId: string): Verification {
      const { state, at } = read(operationId)
      const againAt = at === null ? 0 : Date.parse(at) + VERIFY_AGAIN_MS
      if (clock() < againAt) throw verifiedJustNow({ retryAfterSeconds: Math.ceil((againAt - clock()) / 1000) })
      if (state !== 'running') {
        known.set(operationId, RUNNING)
        verify(operationId)
          .catch(() => ended('failed'))
          .then((result) => known.set(operationId, result))
      }
      return read(operationId)
    },
  }
}
export type Verifications = ReturnType<typeof createVerifications>

export async function readLogOf({ tx }: Reading, verifications: Verifications): Promise<ReplyIn<typeof readLog>> {
  const { operationId } = tx
  const [newest] = await tx.run(findNewestHead, { operationId })
  return { head: newest?.line ?? null, verification: verifications.read(operationId) }
}

/** Recomputing a long log takes a core for a while: nobody keeps the server busy by pressing again and again. */
const VERIFY_AGAIN_MS = 60_000

const NONE: Verification = {
  ...{ state: 'none', checked: 0, at: null, valid: null, size: null, root: null, firstBadIndex: null },
}
const RUNNING: Verification = { ...NONE, state: 'running' }

/** Acts bear no site: whoever is given a site alone reads none of them. */
async function listPage(
  { tx, actor }: Reading,
  filters: AuditFilters,
  after: string | null,
  limit: number,
): Promise<Page> {
  if (!reachesSite(actor, null)) throw notAllowed()
  const [micros = '', id = ''] = after?.split('.') ?? []
  const rows = await tx.run(listAuditRows, {
    operationId: tx.operationId,
    accountId: filters.accountId ?? null,
    act: filters.act ?? null,
    caseNumber: filters.household ? filters.household.toUpperCase().replace(/\s/g, '') : null,
    from: filters.from ? new Date(startOfDay(filters.from)) : null,
    to: filters.to ? new Date(startOfDay(addDays(filters.to, 1))) : null,
    after: after === null ? null : { micros, id },
    limit: limit + 1,
  })
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { rows: page, next: rows.length > limit && last ? `${last.atMicros}.${last.id}` : null }
}

const toEntry = ({ id, at, by, role, act, subjectKind, purpose, ...about }: AuditRow): AuditEntry => ({
  ...{ id, at: at.toISOString(), by, role, act, subjectKind, purpose },
  subject: about.caseNumber ?? about.accountName,
  householdId: about.householdId,
})

/** Which filters, not what stood in them: a case number in the record would be a reading nobody sees. */
function record(work: Reading, act: string, filters: AuditFilters): Promise<void> {
  const used = Object.entries(filters).flatMap(([name, value]) => (value === undefined ? [] : [name.toLowerCase()]))
  const what = { act, subjectKind: 'operation', subjectId: work.tx.operationId, purpose: used.join(' ') || 'all' }
  return recordAct(work, { actor: work.actor, ...what })
}

import { isAllowed } from '#capabilities/access/policy.ts'
import { writeCsv } from '#platform/base/csv.ts'
import type { Statement } from '#platform/database/query.ts'
import type { Services } from '#platform/http/serve.ts'
import { actStatement } from '#platform/ledger/audit.ts'
import type { Birth } from '../../model.ts'
import { consentFor, type ExportPurpose, exportRecord, type LegalBasis } from '../model.ts'
import { type ExportRow, listForExport } from './queries-files.ts'
import { listSealedPeople } from './queries-household.ts'
import { openRecord } from './reading.ts'
import { type DeskServices, doingOf, startWork, traceOf, type Work } from './work.ts'

/** The columns of every export, in this order, for as long as there are exports. */
export const exportColumns = [
  'case_number',
  'person',
  'household_size',
  'focal_point',
  'sex',
  'age_band',
  'nationality',
  'language',
  'state',
  'stage',
  'site',
  'registered_on',
  'consent_registration',
  'consent_aid',
  'consent_tracing',
  'consent_legal_help',
  'consent_statistics',
] as const

/** After those, where names were asked for. */
export const nameColumns = [
  'short_code',
  'name',
  'birth_date',
  'birth_year',
  'age',
  'relation',
  'needs',
  'phone_number',
] as const

const HOUSEHOLDS_A_PIECE = 500

export type Piece = { csv: string; next: string | null }

/** One piece of the file; the first carries the header. Pseudonymous: numbers of cases, no name, no card's code. */
export async function exportPiece(work: Work, after: string | null): Promise<Piece> {
  const all = await readPiece(work, after)
  // A planner reads no list, so their figures need nobody invented.
  const rows = isAllowed(work.actor, 'read-registrations') ? all : all.filter(({ isPlanted }) => !isPlanted)
  await work.tx.runAll([recordOf(work)])
  return toPiece(after, exportColumns, all, rows.map(clearCells))
}

/** A bulk act: who took a piece of everything leaves one entry, not one for each household. */
function recordOf({ actor, now, random }: Work): Statement<unknown> {
  const { operationId, accountId, roles } = actor
  const doer = accountId === null ? 'console' : { accountId, roles }
  const what = { act: 'export-pseudonymous', subjectKind: 'operation', subjectId: operationId, purpose: 'export' }
  return actStatement({ clock: () => now, random }, operationId, { actor: doer, ...what })
}

export type NamesAsked = {
  recipient: string
  purpose: ExportPurpose
  basis: LegalBasis
  /** The second person's yes; practice needs none. */
  agreementId: string | null
}

/**
 * The same with names, once a second person agreed to exactly this; its pieces are one act. Where the ground is consent, only
 * people who gave it for this purpose. Each household in it sees on its own page to whom, why and on which ground.
 */
export async function exportPieceWithNames(
  work: Work,
  { after, agreementId, ...asked }: NamesAsked & { after: string | null },
): Promise<Piece> {
  const { operationId, accountId } = work.actor
  work.vault.require(operationId)
  const agreed = { agreementId, act: 'export-names' as const, facts: asked }
  if (after === null) {
    const { practice } = await work.oversight.useAgreement(doingOf(work), agreed)
    // Not a wrong, but nothing that a data protection officer should learn late.
    const alarm = { kind: 'names-exported' as const, accountId, facts: asked }
    if (!practice) work.tx.afterCommit(() => void work.oversight.raiseAlarm(operationId, alarm).catch(() => {}))
  } else await work.oversight.continueAgreement(doingOf(work), agreed)
  const all = await readPiece(work, after)
  const meant = asked.basis === 'consent' ? all.filter((row) => row[consentFor[asked.purpose]] === true) : all
  // Nobody invented leaves the house; a record of it stands with them all the same, as with everyone in their place.
  const rows = meant.filter(({ isPlanted }) => !isPlanted)
  const individualIds = rows.map(({ individualId }) => individualId)
  const sealed = await work.tx.run(listSealedPeople, { operationId, groupIds: [], individualIds })
  const opened = new Map(sealed.map((record) => [record.individualId, openRecord(work, record)]))
  const columns = [...exportColumns, ...nameColumns]
  const purpose = exportRecord({ ...asked, fields: columns.length })
  const groupIds = [...new Set(meant.map(({ groupId }) => groupId))]
  if (groupIds.length > 0)
    await work.tx.runAll(
      groupIds.flatMap((groupId) => traceOf(work, { act: 'export-with-names', purpose, groupId, facts: asked })),
    )
  const cells = rows.map((row) => {
    const person = opened.get(row.individualId)
    return [
      ...clearCells(row),
      row.shortCode ?? '',
      person?.name ?? '',
      ...birthCells(person?.birth),
      person?.relation ?? '',
      person?.needs.join(' ') ?? '',
      person?.phoneNumber ?? '',
    ]
  })
  return toPiece(after, columns, all, cells)
}

/** A piece for the command line: somebody at the machine itself, recorded as such. */
export function exportForConsole(
  services: DeskServices,
  { db, clock, random }: Pick<Services, 'db' | 'clock' | 'random'>,
  { operationId, after, names }: { operationId: string; after: string | null; names: NamesAsked | null },
): Promise<Piece> {
  return db.transaction(operationId, (tx) => {
    const actor = { operationId, accountId: null, roles: [], siteIds: 'all' as const }
    const work = startWork(services, { tx, actor, clock, random })
    return names ? exportPieceWithNames(work, { after, ...names }) : exportPiece(work, after)
  })
}

async function readPiece(work: Work, after: string | null): Promise<ExportRow[]> {
  const { operationId, siteIds } = work.actor
  return work.tx.run(listForExport, {
    operationId,
    siteIds: siteIds === 'all' ? null : siteIds,
    after: after ?? '00000000-0000-0000-0000-000000000000',
    limit: HOUSEHOLDS_A_PIECE,
  })
}

function toPiece(after: string | null, columns: readonly string[], rows: ExportRow[], cells: string[][]): Piece {
  const households = new Set(rows.map(({ groupId }) => groupId)).size
  return {
    csv: writeCsv(after === null ? [[...columns], ...cells] : cells),
    next: households === HOUSEHOLDS_A_PIECE ? rows.at(-1)!.groupId : null,
  }
}

const clearCells = (row: ExportRow): string[] => [
  row.caseNumber,
  String(row.ordinal),
  String(row.householdSize),
  yesNo(row.isFocalPoint),
  row.sex,
  row.ageBand,
  row.nationality,
  row.language,
  row.state,
  row.stage,
  row.siteName ?? '',
  row.registeredOn,
  ...[row.registration, row.aid, row.tracing, row.legalHelp, row.statistics].map(yesNo),
]

const yesNo = (value: boolean | null): string => (value === null ? '' : value ? 'yes' : 'no')

function birthCells(birth: Birth | undefined): string[] {
  if (birth?.kind === 'date') return [birth.on, '', '']
  if (birth?.kind === 'year') return ['', String(birth.year), '']
  return birth?.kind === 'age' ? ['', '', String(birth.years)] : ['', '', '']
}

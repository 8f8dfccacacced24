import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'

const operationId = SAMPLE_OPERATION
const id = SAMPLE_OPERATION

export const findImport = statement<{ operationId: string; fileHash: Uint8Array }, { importedAt: Date }>(
  'desk.findImport',
  'select imported_at from import_file where operation_id = $1 and file_hash = $2',
  ({ operationId, fileHash }) => [operationId, fileHash],
  { operationId, fileHash: new Uint8Array(32) },
)

/** Nothing comes back when the file was recorded before. */
export const recordImport = statement<
  { operationId: string; fileHash: Uint8Array; households: number; people: number; accountId: string | null; at: Date },
  { fileHash: Buffer }
>(
  'desk.recordImport',
  `insert into import_file (operation_id, file_hash, households, people, account_id, imported_at)
   values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning file_hash`,
  (f) => [f.operationId, f.fileHash, f.households, f.people, f.accountId, f.at],
  { operationId, fileHash: new Uint8Array(32), households: 1, people: 1, accountId: id, at: new Date(0) },
)

export type ExportRow = {
  groupId: string
  individualId: string
  caseNumber: string
  ordinal: number
  householdSize: number
  isFocalPoint: boolean
  sex: string
  ageBand: string
  nationality: string
  language: string
  state: string
  stage: string
  siteId: string | null
  siteName: string | null
  registeredOn: string
  shortCode: string | null
  registration: boolean | null
  aid: boolean | null
  tracing: boolean | null
  legalHelp: boolean | null
  statistics: boolean | null
  /** An invented household (`canary`): who may see it in lists must find it here too, or both laid side by side would tell. */
  isPlanted: boolean
}

/** A piece of the export by whole households, in the order of their ids: stable while others register. */
export const listForExport = statement<
  { operationId: string; siteIds: string[] | null; after: string; limit: number },
  ExportRow
>(
  'desk.listForExport',
  `with page as materialized (
    select * from registration_group where operation_id = $1 and id > $3 and stage in ('waiting', 'registered')
      and ($2::uuid[] is null or site_id = any($2::uuid[]))
    order by id limit $4)
   select p.id as group_id, i.id as individual_id, p.case_number, i.ordinal, p.household_size, i.is_focal_point, i.sex, i.age_band,
     i.nationality, i.language, i.state, p.stage, p.site_id, s.name as site_name, p.registered_on, c.short_code,
     d.registration, d.aid, d.tracing, d.legal_help, d.statistics,
     exists (select from canary n where n.operation_id = $1 and n.group_id = p.id) as is_planted
   from page p
   join individual i on i.operation_id = p.operation_id and i.group_id = p.id and i.state <> 'erased'
   left join site s on s.operation_id = p.operation_id and s.id = p.site_id
   left join lateral (select short_code from card where operation_id = $1 and group_id = p.id and withdrawn_at is null
     order by issued_at desc limit 1) c on true
   left join lateral (select * from consent_decision where operation_id = $1 and individual_id = i.id
     order by decided_at desc limit 1) d on true
   order by p.id, i.ordinal`,
  ({ operationId, siteIds, after, limit }) => [operationId, siteIds, after, limit],
  { operationId, siteIds: null, after: '00000000-0000-0000-0000-000000000000', limit: 10 },
)

export type ConflictRow = {
  entryId: string
  contentHash: Buffer
  envelope: Buffer
  householdId: string | null
  caseNumber: string | null
  receivedAt: Date
}

/** Entries that came twice with different content and were not decided, at the sites someone may see, oldest first. */
export const listOpenConflicts = statement<
  { operationId: string; entryId: string | null; siteIds: string[] | null },
  ConflictRow
>(
  'desk.listOpenConflicts',
  `select x.entry_id, x.content_hash, x.envelope, g.id as household_id, g.case_number, x.received_at
   from intake_conflict x
   left join intake_entry e on e.operation_id = x.operation_id and e.id = x.entry_id
   left join registration_group g on g.operation_id = e.operation_id and g.id = e.group_id
   where x.operation_id = $1 and x.decided_at is null and ($2::uuid is null or x.entry_id = $2::uuid)
     and ($3::uuid[] is null or g.site_id = any($3::uuid[]))
   order by x.received_at, x.entry_id limit 50`,
  ({ operationId, entryId, siteIds }) => [operationId, entryId, siteIds],
  { operationId, entryId: null, siteIds: null },
)

/** Decided: the second version is destroyed, its hash stays as proof that it was there. */
export const closeConflict = statement<
  { operationId: string; entryId: string; contentHash: Uint8Array; at: Date },
  { entryId: string }
>(
  'desk.closeConflict',
  `update intake_conflict set decided_at = $4, envelope = ''
   where operation_id = $1 and entry_id = $2 and content_hash = $3 and decided_at is null returning entry_id`,
  ({ operationId, entryId, contentHash, at }) => [operationId, entryId, contentHash, at],
  { operationId, entryId: id, contentHash: new Uint8Array(32), at: new Date(0) },
)

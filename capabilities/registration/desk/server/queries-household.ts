import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'
import type { Consent, IndividualFacts } from '../../model.ts'
import type { BlobClass } from '../../server/person-file.ts'
import type { Stage } from '../model.ts'

type ById = { operationId: string; id: string }
const byId = ({ operationId, id }: ById) => [operationId, id]
const sample: ById = { operationId: SAMPLE_OPERATION, id: SAMPLE_OPERATION }

export type IndividualRecord = Omit<IndividualFacts, 'consent'> & {
  ordinal: number
  state: 'present' | 'left' | 'died' | 'erased'
} & Consent

/** Everyone of a household by their facts, also those who left, with what they last decided. */
export const listIndividuals = statement<ById, IndividualRecord>(
  'desk.listIndividuals',
  `select i.id, i.ordinal, i.is_focal_point, i.sex, i.age_band, i.nationality, i.language, i.state,
     d.registration, d.aid, d.tracing, d.legal_help, d.statistics
   from individual i
   left join lateral (select * from consent_decision c where c.operation_id = $1 and c.individual_id = i.id
     order by decided_at desc limit 1) d on true
   where i.operation_id = $1 and i.group_id = $2 order by i.ordinal, i.id limit 200`,
  byId,
  sample,
)

export type CardRecord = {
  cti: Buffer
  shortCode: string
  text: string
  issuedAt: Date
  expiresOn: string
  withdrawnAt: Date | null
  withdrawnReason: string | null
}

/** The valid one first, then the newest. */
export const listCards = statement<ById, CardRecord>(
  'desk.listCards',
  `select cti, short_code, token as text, issued_at, expires_on, withdrawn_at, withdrawn_reason
   from card where operation_id = $1 and group_id = $2 order by withdrawn_at is not null, issued_at desc, short_code limit 50`,
  byId,
  sample,
)

export const listHistory = statement<ById, { at: Date; kind: string; by: string | null }>(
  'desk.listHistory',
  `select e.at, e.kind, a.display_name as by from event e
   left join account a on a.operation_id = e.operation_id and a.id = e.account_id
   where e.operation_id = $1 and e.group_id = $2 order by e.at desc, e.id limit 50`,
  byId,
  sample,
)

/** Who opened or found this household, newest first: the person themself sees the same. */
export const listReadings = statement<ById, { at: Date; act: string; by: string | null; purpose: string }>(
  'desk.listReadings',
  `select e.at, e.act, a.display_name as by, e.purpose from audit_entry e
   left join account a on a.operation_id = e.operation_id and a.id = e.account_id
   where e.operation_id = $1 and e.subject_id = $2 and e.act in ('open-household', 'find-household', 'read-versions', 'export-with-names')
   order by e.at desc, e.id limit 20`,
  byId,
  sample,
)

export type GroupRecord = {
  id: string
  caseNumber: string
  stage: Stage
  householdSize: number
  adults: number
  children: number
  language: 'en' | 'es' | 'fr' | 'ht' | 'pt' | 'ar'
  siteId: string | null
  siteName: string | null
  joinedIntoId: string | null
  registeredOn: string
  practice: boolean
}

export const findGroup = statement<ById, GroupRecord>(
  'desk.findGroup',
  `select g.id, g.case_number, g.stage, g.household_size, g.language, g.site_id, s.name as site_name, g.joined_into_id, g.registered_on, o.practice,
     i.adults, i.children
   from registration_group g join operation o on o.id = g.operation_id
   left join site s on s.operation_id = g.operation_id and s.id = g.site_id
   cross join lateral (select count(*) filter (where age_band not in ('0-4', '5-11', '12-17', '0-17')) as adults,
     count(*) filter (where age_band in ('0-4', '5-11', '12-17', '0-17')) as children
     from individual where operation_id = $1 and group_id = $2 and state = 'present') i
   where g.operation_id = $1 and g.id = $2`,
  byId,
  sample,
)

/** Holds the household until the transaction ends: two desks changing it take turns. */
export const lockGroup = statement<ById, { id: string }>(
  'desk.lockGroup',
  'select id from registration_group where operation_id = $1 and id = $2 for update',
  byId,
  sample,
)

/** The same for a household that is not there yet: one id sent twice at once takes turns. */
export const lockNewGroup = statement<ById, Record<string, never>>(
  'desk.lockNewGroup',
  // Locks and gives no row: what the function answers is never null.
  'select 1 as held where pg_advisory_xact_lock(hashtextextended($1::text || $2::text, 0)) is null',
  byId,
  sample,
)

export const findGroupOfIndividual = statement<ById, { groupId: string }>(
  'desk.findGroupOfIndividual',
  'select group_id from individual where operation_id = $1 and id = $2',
  byId,
  sample,
)

export type SealedRecord = {
  individualId: string
  groupId: string
  isFocalPoint: boolean
  nationality: string
  state: string
  wrappedKey: Buffer
  classes: BlobClass[]
  versions: number[]
  blobs: Buffer[]
}

/** The sealed data of people as it stands now, by household or one by one. */
export const listSealedPeople = statement<
  { operationId: string; groupIds: string[]; individualIds: string[] },
  SealedRecord
>(
  'desk.listSealedPeople',
  `select i.id as individual_id, i.group_id, i.is_focal_point, i.nationality, i.state, k.wrapped_key, b.classes, b.versions, b.blobs
   from individual i
   join person_key k on k.operation_id = i.operation_id and k.individual_id = i.id
   join lateral (select array_agg(class order by class) as classes, array_agg(version order by class) as versions,
     array_agg(blob order by class) as blobs
     from person_blob where operation_id = $1 and individual_id = i.id and superseded_at is null) b on b.classes is not null
   where i.operation_id = $1 and (i.group_id = any($2::uuid[]) or i.id = any($3::uuid[])) order by i.ordinal, i.id`,
  ({ operationId, groupIds, individualIds }) => [operationId, groupIds, individualIds],
  { operationId: SAMPLE_OPERATION, groupIds: [SAMPLE_OPERATION], individualIds: [] },
)

/** All versions of what was held about a person, newest first. */
export const listIdentityVersions = statement<
  ById,
  { version: number; blob: Buffer; writtenAt: Date; wrappedKey: Buffer }
>(
  'desk.listIdentityVersions',
  `select b.version, b.blob, b.written_at, k.wrapped_key from person_blob b
   join person_key k on k.operation_id = b.operation_id and k.individual_id = b.individual_id
   where b.operation_id = $1 and b.individual_id = $2 and b.class = 'identity' order by b.version desc limit 50`,
  byId,
  sample,
)

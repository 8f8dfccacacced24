import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'
import { PLANS_MAX } from '../contract.ts'
import type { Scenario } from '../scenario.ts'

const operationId = SAMPLE_OPERATION
const id = SAMPLE_OPERATION

type ById = { operationId: string; id: string }
const byId = (p: ById) => [p.operationId, p.id]

export type PlanRow = {
  id: string
  name: string
  version: number
  savedAt: Date
  savedBy: string
  savedByName: string | null
}
const LINE = `p.id, p.name, p.version, p.saved_at, p.saved_by,
  (select a.display_name from account a where a.operation_id = $1 and a.id = p.saved_by) as saved_by_name`
/** The lowest place nobody has; nothing where all are taken. */
const FREE_PLACE = `(select n from generate_series(1, ${PLANS_MAX}) n
  where not exists (select from plan q where q.operation_id = $1 and q.place = n) order by n limit 1)`

export const listSaved = statement<{ operationId: string }, PlanRow>(
  'planning.listSaved',
  `select ${LINE} from plan p where p.operation_id = $1 and p.place is not null order by p.saved_at desc, p.id limit ${PLANS_MAX}`,
  (p) => [p.operationId],
  { operationId },
)

export const findPlan = statement<ById, PlanRow & { scenario: unknown; deletedAt: Date | null }>(
  'planning.findPlan',
  `select ${LINE}, p.scenario, p.deleted_at from plan p where p.operation_id = $1 and p.id = $2`,
  byId,
  { operationId, id },
)

/** Two who save at once take places one after the other, so that each finds a free one while there is one. */
export const lockPlaces = statement<{ operationId: string }, Record<string, never>>(
  'planning.lockPlaces',
  // Locks and gives no row: what the function answers is never null.
  `select 1 as held where pg_advisory_xact_lock(hashtextextended($1::text || ' plan', 0)) is null`,
  (p) => [p.operationId],
  { operationId },
)

type Saved = ById & { name: string; scenario: Scenario; at: Date; by: string }
const sampleSaved = { operationId, id, name: 'x', scenario: {} as Scenario, at: new Date(0), by: id }
const valuesOf = (p: Saved) => [p.operationId, p.id, p.name, JSON.stringify(p.scenario), p.at, p.by]

/** Written where no plan has this id and a place is free; nothing otherwise. */
export const insertPlan = statement<Saved, { version: number }>(
  'planning.insertPlan',
  `insert into plan (operation_id, id, name, scenario, version, saved_at, saved_by, place)
   select $1::uuid, $2::uuid, $3, $4::jsonb, 1, $5::timestamptz, $6::uuid, place from ${FREE_PLACE.replace('select n', 'select n as place')} free
   on conflict (operation_id, id) do nothing returning version`,
  valuesOf,
  sampleSaved,
)

/** Written where nobody saved meanwhile; nothing otherwise. */
export const updatePlan = statement<Saved & { seen: number }, { version: number }>(
  'planning.updatePlan',
  `update plan set name = $3, scenario = $4::jsonb, version = version + 1, saved_at = $5, saved_by = $6
   where operation_id = $1 and id = $2 and version = $7 and place is not null returning version`,
  (p) => [...valuesOf(p), p.seen],
  { ...sampleSaved, seen: 1 },
)

export const markDeleted = statement<ById & { seen: number; at: Date }, { id: string }>(
  'planning.markDeleted',
  `update plan set place = null, deleted_at = $4 where operation_id = $1 and id = $2 and version = $3 and place is not null returning id`,
  (p) => [p.operationId, p.id, p.seen, p.at],
  { operationId, id, seen: 1, at: new Date(0) },
)

/** Of those that are deleted as many stay as can be kept: deleting is no way to fill the disk. */
export const dropOldestDeleted = statement<{ operationId: string }, { id: string }>(
  'planning.dropOldestDeleted',
  `delete from plan where operation_id = $1 and id in (
     select d.id from plan d where d.operation_id = $1 and d.deleted_at is not null order by d.deleted_at desc, d.id offset ${PLANS_MAX}) returning id`,
  (p) => [p.operationId],
  { operationId },
)

export const unmarkDeleted = statement<ById, { id: string }>(
  'planning.unmarkDeleted',
  `update plan set place = ${FREE_PLACE}, deleted_at = null
   where operation_id = $1 and id = $2 and place is null and ${FREE_PLACE} is not null returning id`,
  byId,
  { operationId, id },
)

export const forgetDeleted = statement<{ operationId: string; before: Date }, { id: string }>(
  'planning.forgetDeleted',
  'delete from plan where operation_id = $1 and deleted_at < $2 returning id',
  (p) => [p.operationId, p.before],
  { operationId, before: new Date(0) },
)

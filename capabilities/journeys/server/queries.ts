import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'

const sample = { operationId: SAMPLE_OPERATION }
const sampleStop = { ...sample, stopId: SAMPLE_OPERATION }

export type StopRow = {
  id: string
  ordinal: number
  name: string
  reachedAt: Date
  latePeople: number
  isClosed: boolean
}
type InOperation = { operationId: string }
type AtStop = InOperation & { stopId: string }

/** The newest stops, newest first. */
export const listStops = statement<InOperation & { limit: number }, StopRow>(
  'journeys.listStops',
  `select s.id, row_number() over (order by s.reached_at, s.id) as ordinal, s.name, s.reached_at, s.late_people, t.stop_id is not null as is_closed
   from stop s left join stop_total t on t.operation_id = s.operation_id and t.stop_id = s.id
   where s.operation_id = $1 order by s.reached_at desc, s.id desc limit $2`,
  ({ operationId, limit }) => [operationId, limit],
  { ...sample, limit: 200 },
)

/** No row when a stop with this id is there already. */
export const insertStop = statement<
  InOperation & { id: string; name: string; reachedAt: Date; enteredAt: Date; enteredBy: string },
  { id: string }
>(
  'journeys.insertStop',
  `insert into stop (operation_id, id, name, reached_at, entered_at, entered_by) values ($1, $2, $3, $4, $5, $6)
   on conflict (operation_id, id) do nothing returning id`,
  (s) => [s.operationId, s.id, s.name, s.reachedAt, s.enteredAt, s.enteredBy],
  {
    ...sample,
    id: SAMPLE_OPERATION,
    name: 'Sample',
    reachedAt: new Date(0),
    enteredAt: new Date(0),
    enteredBy: SAMPLE_OPERATION,
  },
)

/** Alone with these stops, always in the same order: none closes while a batch is written, and none is written while it closes. */
export const lockStops = statement<InOperation & { stopIds: string[] }, { id: string }>(
  'journeys.lockStops',
  'select id from stop where operation_id = $1 and id = any($2::uuid[]) order by id for no key update',
  ({ operationId, stopIds }) => [operationId, stopIds],
  { ...sample, stopIds: [SAMPLE_OPERATION] },
)

export const listClosedStops = statement<InOperation & { stopIds: string[] }, { stopId: string }>(
  'journeys.listClosedStops',
  'select stop_id from stop_total where operation_id = $1 and stop_id = any($2::uuid[])',
  ({ operationId, stopIds }) => [operationId, stopIds],
  { ...sample, stopIds: [SAMPLE_OPERATION] },
)

export type CheckInRow = {
  id: string
  kind: 'household' | 'nameless' | 'undo'
  receivedOn: string
  /** The rest is null for a count that came late: it is written as it will end. */
  contentHash: Uint8Array | null
  stopId: string | null
  deviceId: string | null
  shortCode: string | null
  sizeOnCard: number | null
  people: number | null
  undoes: string | null
  madeAt: Date | null
  receivedAt: Date | null
}

/** Gives the ids that were new; the others were here before. */
export const insertCheckIns = statement<InOperation & { rows: CheckInRow[] }, { id: string }>(
  'journeys.insertCheckIns',
  `insert into check_in (operation_id, id, kind, received_on, content_hash, stop_id, device_id, short_code, size_on_card,
     people, undoes, made_at, received_at)
   select $1::uuid, * from unnest($2::uuid[], $3::text[], $4::date[], $5::bytea[], $6::uuid[], $7::uuid[], $8::text[],
     $9::int[], $10::int[], $11::uuid[], $12::timestamptz[], $13::timestamptz[])
   on conflict (operation_id, id) do nothing returning id`,
  ({ operationId, rows }) => [
    operationId,
    rows.map(({ id }) => id),
    rows.map(({ kind }) => kind),
    rows.map(({ receivedOn }) => receivedOn),
    rows.map(({ contentHash }) => contentHash),
    rows.map(({ stopId }) => stopId),
    rows.map(({ deviceId }) => deviceId),
    rows.map(({ shortCode }) => shortCode),
    rows.map(({ sizeOnCard }) => sizeOnCard),
    rows.map(({ people }) => people),
    rows.map(({ undoes }) => undoes),
    rows.map(({ madeAt }) => madeAt),
    rows.map(({ receivedAt }) => receivedAt),
  ],
  { ...sample, rows: [] },
)

/** What is known of entries that were here before; nulls where 72 hours have passed. */
export const findCheckIns = statement<
  InOperation & { ids: string[] },
  { id: string; contentHash: Buffer | null; receivedAt: Date | null }
>(
  'journeys.findCheckIns',
  'select id, content_hash, received_at from check_in where operation_id = $1 and id = any($2::uuid[])',
  ({ operationId, ids }) => [operationId, ids],
  { ...sample, ids: [SAMPLE_OPERATION] },
)

export const keepConflict = statement<
  AtStop & { entryId: string; contentHash: Uint8Array; content: object; receivedAt: Date },
  Record<string, never>
>(
  'journeys.keepConflict',
  `insert into check_in_conflict (operation_id, entry_id, content_hash, stop_id, content, received_at)
   values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
  (c) => [c.operationId, c.entryId, c.contentHash, c.stopId, c.content, c.receivedAt],
  { ...sampleStop, entryId: SAMPLE_OPERATION, contentHash: new Uint8Array(32), content: {}, receivedAt: new Date(0) },
)

export const addLatePeople = statement<AtStop & { people: number }, Record<string, never>>(
  'journeys.addLatePeople',
  'update stop set late_people = late_people + $3 where operation_id = $1 and id = $2',
  ({ operationId, stopId, people }) => [operationId, stopId, people],
  { ...sampleStop, people: 1 },
)

export const insertCondition = statement<
  AtStop & { id: string; kind: string; seenAt: Date; receivedAt: Date },
  Record<string, never>
>(
  'journeys.insertCondition',
  `insert into stop_condition (operation_id, id, stop_id, kind, seen_at, received_at) values ($1, $2, $3, $4, $5, $6)
   on conflict (operation_id, id) do nothing`,
  (c) => [c.operationId, c.id, c.stopId, c.kind, c.seenAt, c.receivedAt],
  { ...sampleStop, id: SAMPLE_OPERATION, kind: 'water', seenAt: new Date(0), receivedAt: new Date(0) },
)

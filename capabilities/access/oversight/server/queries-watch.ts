import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'

const operationId = SAMPLE_OPERATION
const id = SAMPLE_OPERATION
const at = new Date(0)

type InOperation = { operationId: string }

/** Readings of one account take turns, in however many processes: each sees what those before it counted. */
export const holdAccount = statement<InOperation & { accountId: string }, { id: string }>(
  'oversight.holdAccount',
  'select id from account where operation_id = $1 and id = $2 for no key update',
  ({ operationId, accountId }) => [operationId, accountId],
  { operationId, accountId: id },
)

/** Counts a reading; it is undone with its transaction, so what was refused is not counted. */
export const countReading = statement<
  InOperation & { id: string; accountId: string; at: Date; people: number },
  { id: string }
>(
  'oversight.countReading',
  'insert into reading_count (operation_id, id, account_id, at, people) values ($1, $2, $3, $4, $5)',
  ({ operationId, id, accountId, at, people }) => [operationId, id, accountId, at, people],
  { operationId, id, accountId: id, at, people: 1 },
)

/** People opened by one account since then, and of these since it last showed whose it is. */
export const sumReadings = statement<
  InOperation & { accountId: string; since: Date; shownAt: Date },
  { people: number; sinceShown: number }
>(
  'oversight.sumReadings',
  `select coalesce(sum(people), 0)::int as people, coalesce(sum(people) filter (where at >= $4), 0)::int as since_shown
     from reading_count where operation_id = $1 and account_id = $2 and at >= $3`,
  ({ operationId, accountId, since, shownAt }) => [operationId, accountId, since, shownAt],
  { operationId, accountId: id, since: at, shownAt: at },
)

export const deleteOldReadings = statement<InOperation & { before: Date }, never>(
  'oversight.deleteOldReadings',
  'delete from reading_count where operation_id = $1 and at < $2',
  ({ operationId, before }) => [operationId, before],
  { operationId, before: at },
)

/** Which of these households nobody has a reason to open. */
export const findCanaries = statement<InOperation & { groupIds: string[] }, { groupId: string }>(
  'oversight.findCanaries',
  'select group_id from canary where operation_id = $1 and group_id = any($2::uuid[]) limit 50',
  ({ operationId, groupIds }) => [operationId, groupIds],
  { operationId, groupIds: [id] },
)

export const insertCanary = statement<InOperation & { groupId: string; at: Date; by: string }, never>(
  'oversight.insertCanary',
  'insert into canary (operation_id, group_id, planted_at, planted_by) values ($1, $2, $3, $4)',
  ({ operationId, groupId, at, by }) => [operationId, groupId, at, by],
  { operationId, groupId: id, at, by: id },
)

/** How many there are; planting takes turns at the row of whoever plants. */
export const countCanaries = statement<InOperation, { canaries: number }>(
  'oversight.countCanaries',
  'select count(*) as canaries from canary where operation_id = $1',
  ({ operationId }) => [operationId],
  { operationId },
)

import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'
import type { AgreementFacts, AlarmKind, AlarmNote } from '../model.ts'

const operationId = SAMPLE_OPERATION
const id = SAMPLE_OPERATION
const at = new Date(0)

type InOperation = { operationId: string }

/** Not again while the same alarm is fresh and nobody has looked at it; nothing for an operation that does not exist. */
export const insertAlarm = statement<
  InOperation & {
    id: string
    kind: AlarmKind
    at: Date
    accountId: string | null
    facts: AgreementFacts
    unlessSince: Date
  },
  { id: string }
>(
  'oversight.insertAlarm',
  `insert into alarm (operation_id, id, kind, at, account_id, facts)
   select $1::uuid, $2::uuid, $3::text, $4::timestamptz, $5::uuid, $6::jsonb
    where exists (select from operation where id = $1::uuid)
      and not exists (select from alarm a where a.operation_id = $1::uuid and a.kind = $3::text
        and a.account_id is not distinct from $5::uuid and a.facts = $6::jsonb and a.acknowledged_at is null and a.at > $7::timestamptz)
   returning id`,
  (a) => [a.operationId, a.id, a.kind, a.at, a.accountId, a.facts, a.unlessSince],
  { operationId, id, kind: 'many-opened', at, accountId: null, facts: {}, unlessSince: at },
)

export type AlarmRow = {
  id: string
  kind: AlarmKind
  at: Date
  by: string | null
  facts: AgreementFacts
  acknowledgedAt: Date | null
  acknowledgedBy: string | null
  note: AlarmNote | null
}

/** Those nobody has looked at first, then the newest. */
export const listAlarmRows = statement<InOperation, AlarmRow>(
  'oversight.listAlarmRows',
  `select m.id, m.kind, m.at, who.display_name as by, m.facts, m.acknowledged_at, closer.display_name as acknowledged_by, m.note
     from alarm m
     left join account who on who.operation_id = m.operation_id and who.id = m.account_id
     left join account closer on closer.operation_id = m.operation_id and closer.id = m.acknowledged_by
    where m.operation_id = $1
    order by m.acknowledged_at is not null, m.at desc, m.id limit 50`,
  ({ operationId }) => [operationId],
  { operationId },
)

export const countOpenAlarms = statement<InOperation, { open: number }>(
  'oversight.countOpenAlarms',
  'select count(*) as open from alarm where operation_id = $1 and acknowledged_at is null',
  ({ operationId }) => [operationId],
  { operationId },
)

/** Whoever caused an alarm does not close it: another person has to have looked. */
export const acknowledgeAlarm = statement<
  InOperation & { id: string; by: string; at: Date; note: AlarmNote },
  { id: string }
>(
  'oversight.acknowledgeAlarm',
  `update alarm set acknowledged_at = $4, acknowledged_by = $3, note = $5
    where operation_id = $1 and id = $2 and acknowledged_at is null and account_id is distinct from $3 returning id`,
  ({ operationId, id, by, at, note }) => [operationId, id, by, at, note],
  { operationId, id, by: id, at, note: 'training' },
)

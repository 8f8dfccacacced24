import type { FreshDatabase } from '#checks/harness/database.ts'
import type { Remains } from './checker.ts'
import type { SimulatedPhone } from './phones.ts'

/** What is there when all is over, read past the product as the database's owner. */
export async function readRemains(
  fresh: FreshDatabase,
  operationId: string,
  phones: readonly SimulatedPhone[],
): Promise<Remains> {
  const [server] = await fresh.asOwner((client) =>
    client.query<{ remains: Omit<Remains, 'phones'> }>(READ, [operationId]).then(({ rows }) => rows),
  )
  return {
    ...server!.remains,
    phones: await Promise.all(
      phones.map(async (phone) => ({ waiting: await phone.waiting(), finished: [...phone.finished()] })),
    ),
  }
}

const BASE64URL = (column: string) => `rtrim(translate(encode(${column}, 'base64'), E'+/\\n', '-_'), '=')`

const READ = `select json_build_object(
  'entries', (select coalesce(json_agg(json_build_object('id', id, 'state', state, 'contentHash', ${BASE64URL('content_hash')},
      'groupId', group_id, 'hasEnvelope', envelope is not null)), '[]') from intake_entry where operation_id = $1),
  'households', (select coalesce(json_agg(json_build_object('id', g.id, 'stage', g.stage, 'size', g.household_size,
      'people', (select count(*) from individual i where i.operation_id = $1 and i.group_id = g.id),
      'keys', (select count(*) from individual i join person_key k on k.operation_id = $1 and k.individual_id = i.id
        where i.operation_id = $1 and i.group_id = g.id),
      'validCards', (select count(*) from card c where c.operation_id = $1 and c.group_id = g.id and c.withdrawn_at is null),
      'cards', (select coalesce(json_agg(c.token), '[]') from card c where c.operation_id = $1 and c.group_id = g.id))), '[]')
      from registration_group g where g.operation_id = $1),
  'conflicts', (select coalesce(json_agg(json_build_object('entryId', entry_id, 'contentHash', ${BASE64URL('content_hash')})), '[]')
      from intake_conflict where operation_id = $1),
  'leaves', (select coalesce(json_agg(encode(leaf_hash, 'hex') order by leaf_number), '[]') from ledger_leaf where operation_id = $1),
  'auditEntries', (select count(*) from audit_entry where operation_id = $1)) as remains`

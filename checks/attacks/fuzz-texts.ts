import { importColumns } from '#capabilities/registration/desk/import-columns.ts'
import type { RegistrationEntry } from '#capabilities/registration/model.ts'
import { makeHousehold } from '#checks/harness/household.ts'
import type { TestWorld } from '#checks/harness/server.ts'
import { isUuid } from '#platform/base/ids.ts'
import type { Strings } from './schema-sample.ts'

export type FittingTexts = {
  /** Texts that fit somewhere: real ids of both operations, invitations, cards, codes, days and files. */
  strings: Strings
  ids: Strings
  /** The same by the field they belong into, or by what stands before them in an address. */
  fitting: ReadonlyMap<string, Strings>
  /** Households as phones send them. */
  entries: RegistrationEntry[]
}

/** What real senders know, so that strange requests get past the first check. */
export async function collectTexts(t: TestWorld): Promise<FittingTexts> {
  const known: string[] = []
  const entries: RegistrationEntry[] = []
  for (const { operationId, invitation } of [t.practice.journey, t.practice.authority]) {
    const { intakePublicKey } = (await t.world.keyring.find(operationId))!
    for (let i = 0; i < 3; i++) {
      const { entry, accessCode } = await makeHousehold({ operationId, intakePublicKey, invitation })
      await t.post('/api/registrations', entry)
      entries.push(entry)
      known.push(entry.id, entry.people[0]!.id, entry.cti, entry.accessCodeHash, entry.envelope, accessCode)
    }
    if (operationId === t.practice.authority.operationId) await workOnClaims(t, operationId)
    known.push(operationId, invitation, ...(await listIds(t, operationId)))
  }
  const strings = [...known, ...GENERAL]
  return { strings, ids: strings.filter(isUuid), entries, fitting: await listFitting(t) }
}

/**
 * Some of the households have a claim, one of them a paper, an appointment and a place on the waiting list, so that there is
 * something to ask about. All of it has the id of its person, which is known.
 */
async function workOnClaims(t: TestWorld, operationId: string): Promise<void> {
  // Papers say names: the households of the practice world have to be opened first.
  await t.openSealed(operationId)
  const cookie = await t.signIn('authority', 'case-officer')
  const send = async (path: string, body: object) => {
    const answer = await t.post(`/api${path}`, body, cookie)
    if (answer.status !== 200) throw new Error(`${path}: ${await answer.text()}`)
  }
  const { rows } = await t.fresh.asOwner((client) =>
    client.query<{ id: string; group_id: string; site_id: string; officer_id: string }>(
      `select i.id, i.group_id, r.site_id, r.id as officer_id from individual i
       join registration_group g on g.operation_id = i.operation_id and g.id = i.group_id
       join person_key k on k.operation_id = i.operation_id and k.individual_id = i.id
       join appointment_resource r on r.operation_id = $1 and r.kind = 'officer'
       where i.operation_id = $1 and g.stage = 'registered' and i.state = 'present' and i.is_focal_point order by i.id limit 3`,
      [operationId],
    ),
  )
  for (const { id, group_id } of rows)
    await send('/asylum/claims', {
      ...{ id, householdId: group_id, principalId: id, dependantIds: [], language: 'es', isUnder18: 'no' },
      ...{ isWithParentOrCaregiver: true, needsInterpreter: false, step: 'lodge', actor: 'person', on: '2021-10-24' },
    })
  const [first, second] = rows
  await send(`/asylum/claims/${first!.id}/papers`, {
    ...{ id: first!.id, individualId: first!.id, language: 'ht' },
    details: { kind: 'interview', meeting: { day: '2021-10-28', hour: '09:00', place: 'Room 1', interpreter: null } },
  })
  const wanted = ({ id, group_id, site_id }: (typeof rows)[number]) => ({
    ...{ id, siteId: site_id, householdId: group_id, purpose: 'interview', claimIds: [], language: 'es' },
    ...{ special: false, heardBy: 'anyone', slots: 1 },
  })
  await send('/appointments/bookings', {
    ...{ ...wanted(first!), day: '2021-10-28', slot: 0, officerId: first!.officer_id, agreed: true },
  })
  await send('/appointments/waiting', { ...wanted(second!), priority: 1, noticeDays: 0, officerId: null })
}

async function listFitting(t: TestWorld): Promise<ReadonlyMap<string, Strings>> {
  const { rows } = await t.fresh.asOwner((client) =>
    client.query<{ field: string; ids: string[] }>(
      `select 'siteId' as field, array_agg(site_id::text) as ids from appointment_office where operation_id = $1
       union all select 'officerId', array_agg(id::text) from appointment_resource where operation_id = $1 and kind = 'officer'
       union all select 'householdId', array_agg(i.group_id::text) from claim c join individual i on i.operation_id = $1 and i.id = c.individual_id
         where c.operation_id = $1
       union all select 'individualId', array_agg(individual_id::text) from claim where operation_id = $1
       union all select 'households', array_agg(i.group_id::text) from claim c join individual i on i.operation_id = $1 and i.id = c.individual_id
         where c.operation_id = $1
       union all select 'claims', array_agg(id::text) from claim where operation_id = $1
       union all select 'papers', array_agg(id::text) from paper where operation_id = $1
       union all select 'bookings', array_agg(id::text) from appointment where operation_id = $1
       union all select 'waiting', array_agg(id::text) from appointment_wait where operation_id = $1
       union all select 'offices', array_agg(site_id::text) from appointment_office where operation_id = $1
       union all select 'calendars', array_agg(id::text) from appointment_resource where operation_id = $1`,
      [t.practice.authority.operationId],
    ),
  )
  const known = rows.flatMap(({ field, ids }) => (ids ? [[field, ids] as const] : []))
  return new Map([...known, ['day', ['2021-10-28', '2021-10-29']]])
}

const listIds = (t: TestWorld, operationId: string): Promise<string[]> =>
  t.fresh.asOwner(async (client) => {
    const { rows } = await client.query<{ text: string }>(
      `(select id::text as text from registration_group where operation_id = $1 order by id limit 6)
       union all (select id::text from individual where operation_id = $1 order by id limit 6)
       union all (select id::text from stop where operation_id = $1 limit 3)
       union all (select id::text from claim where operation_id = $1 order by id limit 3)
       union all (select id::text from appointment_resource where operation_id = $1 limit 3)
       union all (select id::text from site where operation_id = $1 limit 3)
       union all (select id::text from invitation where operation_id = $1 limit 3)
       union all (select short_code from card where operation_id = $1 limit 3)
       union all (select token from card where operation_id = $1 limit 2)
       union all (select case_number from registration_group where operation_id = $1 limit 2)`,
      [operationId],
    )
    return rows.map(({ text }) => text)
  })

const header = importColumns.join(',')
const GENERAL = [
  '2021-10-23',
  '2021-10-28',
  '1990-01-01',
  '2021-10-24T14:05:00.000Z',
  '2021-10-23T01:00:00Z',
  'HTI',
  'stateless',
  'en',
  'ht',
  'Wideline Tès',
  'a name',
  '+52 962 555 0100',
  'ana.registrar',
  'correct horse battery staple',
  'a'.repeat(64),
  'AAAAAAAAAAA',
  'A'.repeat(43),
  '0b8c7d9e-1234-4abc-8def-001122334455',
  'VZZZ-VZZZ-VZZZ',
  `${header}\r\nA1,Ana Test,yes,female,1990-01-01,,,HTI,ht,focal-point,,,yes,no,no,no,no\r\n`,
  `household,name\r\n${'A1,"Ana, ""Tès"""\r\n'.repeat(20)}`,
  'household,name\r\nA1,=1+1\r\nA1,\u0000\r\nA2,"open',
  `household,name${',x'.repeat(5_000)}\r\n`,
] as const

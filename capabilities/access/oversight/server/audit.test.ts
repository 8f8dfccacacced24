import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DESK_NOW, householdAtDesk, startDesk, type TestDesk } from '#checks/harness/desk.ts'
import { createSealer } from '#platform/ledger/sealing.ts'
import type { AuditEntry } from '../contract-audit.ts'
import { auditColumns } from './audit.ts'

let desk: TestDesk
let household: { id: string; caseNumber: string }
beforeAll(async () => {
  desk = await startDesk()
  household = (await desk.call('POST', '/desk/households', { as: 'registrar', body: householdAtDesk() })).json
  await desk.call('POST', '/desk/households', { as: 'registrar', body: householdAtDesk() })
  await desk.call('POST', `/desk/households/${household.id}/open`, { as: 'case-officer', body: { purpose: 'tracing' } })
}, 60_000)
afterAll(() => desk.drop())

const read = async (query = '') =>
  (await desk.call('GET', `/oversight/audit${query}`, { as: 'data-protection-officer' })).json as {
    entries: AuditEntry[]
    next: string | null
    accounts: { id: string; name: string }[]
  }

test('the data protection officer reads who opened which file, when, in which role and why', async () => {
  const { entries } = await read(`?household=${household.caseNumber.toLowerCase()}&act=open-household`)
  expect(entries).toEqual([
    {
      id: expect.any(String),
      at: new Date(DESK_NOW).toISOString(),
      by: 'Test case-officer',
      role: 'case-officer',
      act: 'open-household',
      subjectKind: 'registration-group',
      subject: household.caseNumber,
      householdId: household.id,
      purpose: 'tracing',
    },
  ])
})

test('the list can be narrowed by account, act, household and days, all together', async () => {
  const { accounts } = await read()
  const officer = accounts.find(({ name }) => name === 'Test case-officer')!.id
  expect((await read(`?accountId=${officer}`)).entries.map(({ by }) => by)).not.toContain('Test registrar')
  expect((await read('?act=register-at-desk')).entries).toHaveLength(2)
  expect((await read(`?act=register-at-desk&household=${household.caseNumber}`)).entries).toHaveLength(1)
  expect((await read('?from=2021-10-24&to=2021-10-24&act=register-at-desk')).entries).toHaveLength(2)
  expect((await read('?from=2021-10-25')).entries).toEqual([])
  expect((await read('?household=NO-SUCH')).entries).toEqual([])
})

test('whoever reads the record of acts stands in it, with what they narrowed it by and not with the case itself', async () => {
  await read(`?household=${household.caseNumber}`)
  const { entries } = await read('?act=read-audit')
  expect(entries.map(({ by, purpose }) => [by, purpose])).toContainEqual(['Test data-protection-officer', 'household'])
  expect(JSON.stringify(entries)).not.toContain(household.caseNumber)
})

test('pages go on without a gap and without the same entry twice, also where many were made in one moment', async () => {
  await desk.fresh.asOwner((client) =>
    client.query(
      `insert into audit_entry (operation_id, id, at, role, act, subject_kind, purpose, salt)
       select $1, gen_random_uuid(), $2, 'system', 'counted', 'operation', 'test', decode(repeat('00', 16), 'hex') from generate_series(1, 120)`,
      [desk.operations[0], new Date(DESK_NOW)],
    ),
  )
  const seen: string[] = []
  for (let after: string | null = ''; after !== null; ) {
    const page = await read(`?act=counted${after && `&after=${after}`}`)
    expect(page.entries.length).toBeLessThanOrEqual(50)
    seen.push(...page.entries.map(({ id }) => id))
    after = page.next
  }
  expect([seen.length, new Set(seen).size]).toEqual([120, 120])
})

test('the list leaves as CSV that no spreadsheet takes for a formula', async () => {
  await desk.fresh.asOwner((client) =>
    client.query(`update account set display_name = '=HYPERLINK(1)' where login = 'case-officer'`),
  )
  const body = { act: 'open-household', after: null }
  const { json } = await desk.call('POST', '/oversight/audit/export', { as: 'data-protection-officer', body })
  const [header, row, ...more] = parse(json.csv) as string[][]
  expect(header).toEqual([...auditColumns])
  expect(row?.[1]).toBe("'=HYPERLINK(1)")
  expect([more, json.next]).toEqual([[], null])
})

test('what is no day, no account or no place in the list is refused, not an error of ours', async () => {
  for (const query of [
    'from=2021-13-41',
    'accountId=me',
    'after=1.2',
    'after=9999999999999999.x',
    'act=%27',
    'household=%00',
  ])
    expect((await desk.call('GET', `/oversight/audit?${query}`, { as: 'data-protection-officer' })).status, query).toBe(
      422,
    )
})

test('the newest head can be copied, and verifying tells whether anything was changed since it was sealed', async () => {
  const operationId = desk.operations[0]
  await createSealer({ ...desk.world, keysOf: desk.world.keyring.find }).seal(operationId)
  const log = async () => (await desk.call('GET', '/oversight/audit/log', { as: 'data-protection-officer' })).json
  expect((await log()).head).toMatch(new RegExp(`^posada-head-1 ${operationId} `))
  const ask = () => desk.call('POST', '/oversight/audit/verify', { as: 'data-protection-officer' })
  const verify = async () => {
    expect((await ask()).json.state).toBe('running')
    await expect.poll(async () => (await log()).verification.state).toBe('done')
    return (await log()).verification
  }
  expect(await verify()).toMatchObject({ valid: true, firstBadIndex: null })
  // Again within the minute: the result stands, and the server has other things to do.
  expect(await ask()).toMatchObject({ status: 429, json: { retryAfterSeconds: 60 } })
  expect((await log()).verification).toMatchObject({ state: 'done', at: new Date(DESK_NOW).toISOString() })
  desk.advance(60_000)
  await desk.fresh.asOwner((client) =>
    client.query(
      `update audit_entry set purpose = 'aid' where id = (select entry_id from ledger_leaf where operation_id = $1 and leaf_number = 2)`,
      [operationId],
    ),
  )
  expect(await verify()).toMatchObject({ valid: false, firstBadIndex: 2 })
})

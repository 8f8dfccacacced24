import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDesk, type TestDesk } from '#checks/harness/desk.ts'

/** What one city of asylum-seekers is: every desk in it works on this list. */
const HOUSEHOLDS = 55_000
const LIMIT_MS = 300

let desk: TestDesk
beforeAll(async () => {
  desk = await startDesk()
  await desk.fresh.asOwner(async (client) => {
    const [operationId] = desk.operations
    for (const text of FILL)
      await client.query(text.replaceAll('$1', `'${operationId}'::uuid`).replaceAll('$2', String(HOUSEHOLDS)))
  })
}, 300_000)
afterAll(() => desk.drop())

test(`lists, counts and look-ups of ${HOUSEHOLDS} households answer within ${LIMIT_MS} ms`, async () => {
  const paths = [
    '/desk/counts',
    '/desk/households',
    '/desk/households?nationality=HTI',
    '/desk/households?nationality=TUV',
    '/desk/households?language=fr&from=2021-06-01&to=2021-06-30',
    '/desk/households?attention=child-alone',
    '/desk/households?attention=waiting',
    '/desk/households?attention=conflict',
    '/desk/households?text=CASE-54999',
    '/desk/households?stage=left',
  ]
  const worst: Record<string, number> = {}
  for (const path of paths) {
    for (let round = 0; round < 7; round++) {
      const from = performance.now()
      const { status } = await desk.call('GET', path, { as: 'registrar' })
      expect(status).toBe(200)
      // The first rounds warm up, as any server has been before its second reader.
      if (round >= 2) worst[path] = Math.max(worst[path] ?? 0, Math.round(performance.now() - from))
    }
  }
  console.log(worst)
  expect(Object.entries(worst).filter(([, ms]) => ms > LIMIT_MS)).toEqual([])
})

test('a file of 20,000 people is checked and taken in while others are still answered', async () => {
  const rows = Array.from(
    { length: 20_000 },
    (_, n) => `H${n >> 2},Person Number ${n},${n % 4 === 0 ? 'yes' : 'no'},${n % 90},HTI`,
  )
  const csv = `household,name,focal_point,age,nationality\n${rows.join('\n')}\n`
  const from = performance.now()
  expect((await desk.call('POST', '/desk/imports/check', { as: 'registrar', body: { csv } })).json.errorCount).toBe(0)
  const checkedMs = Math.round(performance.now() - from)
  let slowestMs = 0
  let isRunning = true
  const importing = desk.call('POST', '/desk/imports', { as: 'registrar', body: { csv, siteId: null } })
  void importing.finally(() => {
    isRunning = false
  })
  while (isRunning) {
    const asked = performance.now()
    await desk.call('GET', '/desk/imports/progress', { as: 'registrar' })
    slowestMs = Math.max(slowestMs, Math.round(performance.now() - asked))
  }
  expect((await importing).json).toMatchObject({ households: 5_000, people: 20_000, errorCount: 0 })
  console.log({ checkedMs, importedMs: Math.round(performance.now() - from), slowestMs })
}, 300_000)

const FILL = [
  `insert into registration_group (operation_id, id, case_number, household_size, language, stage, access_code_hash, source, registered_at, registered_on)
   select $1, md5('g' || n)::uuid, 'CASE-' || n, 1 + n % 5, (array['ht','es','fr','pt'])[1 + n % 4],
     case when n % 400 = 0 then 'waiting' else 'registered' end, sha256(('code' || n)::bytea), 'phone',
     '2021-01-01'::timestamptz + n * interval '7 minutes', ('2021-01-01'::timestamptz + n * interval '7 minutes')::date
   from generate_series(1, $2) n`,
  `insert into individual (operation_id, id, group_id, ordinal, is_focal_point, sex, age_band, nationality, language, state)
   select $1, md5('i' || n || '/' || p)::uuid, md5('g' || n)::uuid, p, p = 1, 'female',
     case when p = 1 and n % 900 <> 0 then '18-59' else '5-11' end,
     case when n = 40000 then 'TUV' else (array['HTI','HND','CUB','SLV','CHL'])[1 + n % 5] end, 'ht', 'present'
   from generate_series(1, $2) n, generate_series(1, 1 + n % 5) p`,
  `insert into card (operation_id, cti, short_code, group_id, status_index, token, issued_at, expires_on)
   select $1, sha256(('c' || n)::bytea), 'CODE-' || n, md5('g' || n)::uuid, n, 'RC1:' || repeat('A', 176), now(), '2022-10-24'
   from generate_series(1, $2) n`,
  `insert into intake_entry (operation_id, id, group_id, content_hash, state, cti, receipt_status, made_at, received_at)
   select $1, md5('e' || n)::uuid, md5('g' || n)::uuid, sha256('x'), 'opened', '12345678', 'accepted', now(), now() from generate_series(1, $2) n`,
  `insert into intake_conflict (operation_id, entry_id, content_hash, envelope, received_at)
   select $1, md5('e' || n)::uuid, sha256('y'), 'z', now() from generate_series(1, $2, 9000) n`,
  'analyze',
]

import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCard } from '#capabilities/proof/model.ts'
import { householdAtDesk, personAtDesk, startDesk, type TestDesk } from '#checks/harness/desk.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'

const { random } = realEnvironment()
let desk: TestDesk
beforeAll(async () => {
  desk = await startDesk()
}, 60_000)
afterAll(() => desk.drop())

const asRegistrar = (path: string, body: object = {}) => desk.call('POST', path, { as: 'registrar', body })
const page = async (id: string) => (await desk.call('GET', `/desk/households/${id}`, { as: 'registrar' })).json
const adult = (changes = {}) => personAtDesk(changes)
const child = (changes = {}) =>
  personAtDesk({ birth: { kind: 'age', years: 7, statedOn: '2021-10-24' }, relation: 'child', ...changes })

async function registered(people = [adult(), adult({ sex: 'male' }), child()]) {
  const household = householdAtDesk(people)
  const { json } = await asRegistrar('/desk/households', household)
  return { handed: json, ids: household.people.map(({ id }) => id), id: household.id }
}
const sizeOnCard = (handed: { card: { text: string } }) => readCard(handed.card.text)?.claims.householdSize

test('some people form a household of their own; both cards say their new size, and a join undoes it', async () => {
  const { id, ids, handed } = await registered()
  const body = { newId: newId(random), individualIds: [ids[1]], focalPointId: ids[1], remainingFocalPointId: ids[0] }
  const { json, status } = await asRegistrar(`/desk/households/${id}/split`, body)
  expect(status, JSON.stringify(json)).toBe(200)
  expect([sizeOnCard(json.created), sizeOnCard(json.remaining)]).toEqual([1, 2])
  expect(json.created.accessCode).toMatch(/^[0-9A-Z]{12}$/)
  expect(json.remaining.accessCode).toBeNull()
  expect((await page(id)).cards[1]).toMatchObject({
    shortCode: handed.card.shortCode,
    withdrawnReason: 'household-changed',
  })
  const again = await asRegistrar(`/desk/households/${id}/split`, body)
  expect(again.json.created).toMatchObject({ accessCode: null, card: json.created.card })

  const joined = await asRegistrar(`/desk/households/${id}/join`, { otherId: body.newId, focalPointId: ids[0] })
  expect(sizeOnCard(joined.json)).toBe(3)
  const other = await page(body.newId)
  expect(other).toMatchObject({ joinedIntoId: id, household: { stage: 'left', cardState: 'withdrawn' }, people: [] })
  expect((await page(id)).people).toHaveLength(3)
})

test('a child alone never comes into an adult’s household unless a trained person has looked', async () => {
  const alone = await registered([child()])
  const family = await registered()
  expect((await page(alone.id)).household.childAlone).toBe(true)
  const join = (confirmed: object) =>
    asRegistrar(`/desk/households/${family.id}/join`, { otherId: alone.id, focalPointId: family.ids[0], ...confirmed })
  expect((await join({})).json.type).toContain('trained-person-needed')
  expect((await join({ confirmedByTrainedPerson: false })).status).toBe(409)
  expect((await page(alone.id)).household.stage).toBe('registered')

  const arrival = { person: { ...adult(), isFocalPoint: false }, reason: 'arrived' }
  expect((await asRegistrar(`/desk/households/${alone.id}/people`, arrival)).status).toBe(409)
  expect((await join({ confirmedByTrainedPerson: true })).status).toBe(200)
})

test('a split that would leave a child alone needs a trained person too', async () => {
  const { id, ids } = await registered([adult(), child()])
  const body = { newId: newId(random), individualIds: [ids[1]], focalPointId: ids[1], remainingFocalPointId: ids[0] }
  expect((await asRegistrar(`/desk/households/${id}/split`, body)).json.type).toContain('trained-person-needed')
  const empty = { ...body, individualIds: ids, confirmedByTrainedPerson: true }
  expect((await asRegistrar(`/desk/households/${id}/split`, empty)).json.reason).toBe('household-empty')
  const stranger = { ...body, individualIds: [newId(random)], confirmedByTrainedPerson: true }
  expect((await asRegistrar(`/desk/households/${id}/split`, stranger)).json.reason).toBe('not-in-household')
})

test('a birth makes the household larger, once', async () => {
  const { id } = await registered()
  const baby = { person: child({ name: null, birth: { kind: 'date', on: '2021-10-23' } }), reason: 'birth' }
  const first = await asRegistrar(`/desk/households/${id}/people`, baby)
  expect(sizeOnCard(first.json)).toBe(4)
  const second = await asRegistrar(`/desk/households/${id}/people`, baby)
  expect(second.json.card).toEqual(first.json.card)
  expect((await page(id)).household).toMatchObject({ householdSize: 4, adults: 2, children: 2 })
})

test('the same household or person sent twice at the same moment is there once', async () => {
  const household = householdAtDesk([adult()])
  const both = await Promise.all([1, 2].map(() => asRegistrar('/desk/households', household)))
  expect(both.map(({ status }) => status)).toEqual([200, 200])
  expect(both.filter(({ json }) => json.accessCode !== null)).toHaveLength(1)
  expect(new Set(both.map(({ json }) => json.card.shortCode)).size).toBe(1)

  const arrival = { person: child(), reason: 'arrived' }
  const arrive = (id: string) => asRegistrar(`/desk/households/${id}/people`, arrival)
  const arrived = await Promise.all([arrive(household.id), arrive(household.id)])
  expect(arrived.map(({ status }) => status)).toEqual([200, 200])
  expect((await page(household.id)).people).toHaveLength(2)
  const other = await registered([adult()])
  expect(await arrive(other.id)).toMatchObject({
    status: 409,
    json: { type: expect.stringContaining('already-there') },
  })
})

test('a household cannot be registered at a place that does not exist', async () => {
  const siteId = newId(random)
  const { status, json } = await asRegistrar('/desk/households', householdAtDesk([adult()], { siteId }))
  expect(status).toBe(422)
  expect(json.errors).toMatchObject([{ field: 'siteId', code: 'not-in-list' }])
})

test('a birth leaves no age in the events, which outlive the person', async () => {
  const { id } = await registered()
  await asRegistrar(`/desk/households/${id}/people`, { person: child(), reason: 'birth' })
  const events = await desk.fresh.asOwner((client) =>
    client.query(`select facts from event where group_id = $1 and kind = 'birth-recorded'`, [id]),
  )
  expect(events.rows).toEqual([{ facts: { confirmedByTrainedPerson: false } }])
})

test('after a death another speaks for the household; recorded by mistake, it is undone', async () => {
  const { id, ids } = await registered()
  const death = (focalPointId: string | null) => asRegistrar(`/desk/individuals/${ids[0]}/death`, { focalPointId })
  expect((await death(null)).status).toBe(409)
  expect(sizeOnCard((await death(ids[1]!)).json)).toBe(2)
  expect((await death(ids[1]!)).status).toBe(409)
  const { people } = await page(id)
  expect(people.find(({ isFocalPoint }: { isFocalPoint: boolean }) => isFocalPoint).id).toBe(ids[1])
  expect(sizeOnCard((await asRegistrar(`/desk/individuals/${ids[0]}/undo-death`)).json)).toBe(3)
})

test('when the last person dies, the household ends and its card is withdrawn', async () => {
  const { id, ids } = await registered([adult()])
  expect((await asRegistrar(`/desk/individuals/${ids[0]}/death`, { focalPointId: null })).json.card).toBeNull()
  expect((await page(id)).household).toMatchObject({ stage: 'left', cardState: 'withdrawn' })
  expect((await asRegistrar(`/desk/individuals/${ids[0]}/undo-death`)).json.householdSize).toBe(1)
  expect((await page(id)).household).toMatchObject({ stage: 'registered', cardState: 'valid' })
})

test('a child may speak for a household, a stranger may not', async () => {
  const { id, ids } = await registered()
  expect((await asRegistrar(`/desk/households/${id}/focal-point`, { individualId: ids[2] })).status).toBe(200)
  expect((await asRegistrar(`/desk/households/${id}/focal-point`, { individualId: newId(random) })).status).toBe(409)
})

test('two desks that join and split the same household at once leave it whole', async () => {
  const first = await registered()
  const second = await registered([adult()])
  const answers = await Promise.all([
    asRegistrar(`/desk/households/${first.id}/join`, { otherId: second.id, focalPointId: first.ids[0] }),
    asRegistrar(`/desk/households/${second.id}/join`, { otherId: first.id, focalPointId: second.ids[0] }),
  ])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  const valid = [...(await page(first.id)).cards, ...(await page(second.id)).cards].filter(
    ({ withdrawnAt }) => !withdrawnAt,
  )
  expect(valid).toHaveLength(1)
})

test('who may not, does not: organiser, volunteer, coordinator, planner and administrator read no household', async () => {
  const { id, ids } = await registered()
  const reads = [
    '/desk/counts',
    '/desk/households',
    `/desk/households/${id}`,
    '/desk/conflicts',
    '/desk/imports/progress',
  ]
  const writes: [string, object][] = [
    [`/desk/households/${id}/open`, { purpose: 'aid' }],
    [`/desk/individuals/${ids[0]}/versions`, { purpose: 'aid' }],
    ['/desk/search', { name: 'Wideline', purpose: 'aid' }],
    ['/desk/households', householdAtDesk()],
    [`/desk/households/${id}/reissue`, { reason: 'lost', newAccessCode: true }],
    [`/desk/households/${id}/withdraw-card`, { reason: 'lost' }],
    [`/desk/individuals/${ids[0]}/death`, { focalPointId: ids[1] }],
    ['/desk/imports', { csv: 'household,name\n1,A', siteId: null }],
    ['/desk/exports/with-names', { after: null, recipient: 'A office', purpose: 'aid' }],
  ]
  for (const as of [
    'organiser',
    'volunteer',
    'coordinator',
    'planner',
    'administrator',
    'complaints-handler',
  ] as const) {
    for (const path of reads) expect((await desk.call('GET', path, { as })).status, `${as} ${path}`).toBe(403)
    for (const [path, body] of writes)
      expect((await desk.call('POST', path, { as, body })).status, `${as} ${path}`).toBe(403)
  }
  for (const path of reads) expect((await desk.call('GET', path)).status).toBe(401)
  const namesByRegistrar = await asRegistrar('/desk/exports/with-names', {
    after: null,
    recipient: 'A office',
    purpose: 'aid',
  })
  expect(namesByRegistrar.status).toBe(403)
  const caseOfficer = await desk.call('POST', `/desk/households/${id}/withdraw-card`, {
    as: 'case-officer',
    body: { reason: 'lost' },
  })
  expect(caseOfficer.status).toBe(403)
})

test('a registrar of another operation sees nothing of this one', async () => {
  const { id, ids } = await registered()
  const [, other] = desk.operations
  const asOther = (method: 'GET' | 'POST', path: string, body = {}) =>
    desk.call(method, path, { as: 'registrar', in: other, body })
  expect((await asOther('GET', '/desk/households')).json.households).toEqual([])
  expect((await asOther('GET', '/desk/counts')).json).toMatchObject({ households: 0, people: 0 })
  expect((await asOther('GET', `/desk/households/${id}`)).status).toBe(404)
  expect((await asOther('POST', `/desk/households/${id}/open`, { purpose: 'aid' })).status).toBe(404)
  expect((await asOther('POST', `/desk/individuals/${ids[0]}/death`, { focalPointId: ids[1] })).status).toBe(404)
  expect((await asOther('POST', '/desk/search', { name: 'Wideline Joseph', purpose: 'aid' })).json.found).toEqual([])
})

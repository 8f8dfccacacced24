import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { peopleOf } from '#checks/harness/people.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import type { ArchiveContent } from '../archive.ts'

// What people take with them, at a phone and at a desk: all of theirs, and nothing of anybody else.

let t: TestWorld
let operationId: string

beforeAll(async () => {
  t = await testWorld({ people: 4 })
  operationId = t.practice.authority.operationId
}, 60_000)
afterAll(() => t.close())

const { ask, desk, opened, own, unlock } = peopleOf(() => t)

const folder = mkdtempSync(join(tmpdir(), 'archive-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The parts of an archive, opened by a tool that is not ours where there is one. */
function unpack(zip: string): { json: ArchiveContent; pdf: Buffer } {
  const file = join(folder, 'own.zip')
  writeFileSync(file, Buffer.from(zip, 'base64'))
  execFileSync('unzip', ['-t', file])
  execFileSync('unzip', ['-o', '-q', file, '-d', folder])
  return {
    json: JSON.parse(readFileSync(join(folder, 'data.json'), 'utf8')),
    pdf: readFileSync(join(folder, 'posada.pdf')),
  }
}

test('everything that is held goes into one archive, in the person’s language, quickly; locked, a sentence says so', {
  timeout: 60_000,
}, async ({ skip }) => {
  if (spawnSync('unzip', ['-v']).error) return skip('unzip is not installed')
  const { accessCode, ids } = await opened()
  await own('consent', { accessCode, individualId: ids[0], purpose: 'tracing', agreed: false })
  const registrar = await t.signIn('authority', 'registrar')
  const [row] = await ask<{ group_id: string }>('select group_id from individual where id = $1', ids[0])
  await desk(registrar, `households/${row!.group_id}/open`, { purpose: 'aid' })
  for (const language of ['ar', 'en', 'es', 'fr', 'ht', 'pt']) {
    const { status, json: reply } = await own('archive', { accessCode, language })
    expect([status, reply.fileName]).toEqual([200, 'posada-2021-10-24.zip'])
    const { json, pdf } = unpack(reply.zip)
    expect(json.people.map(({ name }) => name)).toEqual(['Wideline Tès', 'Junior Tès', 'Rosa Tès'])
    expect(json.people[0]).toMatchObject({
      phoneNumber: '+52 962 555 0100',
      consent: { tracing: false },
      consentHistory: [{ tracing: true }, { tracing: false }],
    })
    expect(json.readings).toContainEqual(
      expect.objectContaining({ role: 'registrar', act: 'open-household', purpose: 'aid' }),
    )
    expect(json.retention).toMatchObject({ held: false, erasedOn: '2023-10-24' })
    if (language === 'en') expect(await foreignIn(JSON.stringify(json), ids)).toEqual([])
    const text = pdf.toString('latin1')
    expect(text.slice(0, 5)).toBe('%PDF-')
    expect(text).toContain(`/Lang (${language})`)
    expect(text).toContain('/StructTreeRoot')
    // Nothing in clear that names anyone, and nothing that acts.
    expect(text).not.toMatch(/Wideline|\/JavaScript|\/URI|\/OpenAction|\/Launch|\/EmbeddedFile|\/Annots/)
  }
  await t.world.vault.lock(operationId)
  expect((await own('archive', { accessCode, language: 'en' })).status).toBe(423)
  expect((await own('rights', { accessCode })).status).toBe(200)
  await unlock()
})

/** What of anybody else stands in a text: their numbers and codes, and the names of the staff. */
async function foreignIn(text: string, ids: string[]): Promise<string[]> {
  const rows = await ask<{ mark: string }>(
    `with others as (select id, case_number from registration_group where id not in (select group_id from individual where id = any ($1)))
     select id::text as mark from others union all select case_number from others
     union all select short_code from card where group_id in (select id from others)
     union all select id::text from individual where group_id in (select id from others)
     union all select display_name from account`,
    ids,
  )
  expect(rows.length).toBeGreaterThan(20)
  return rows.map(({ mark }) => mark).filter((mark) => text.includes(mark))
}

test('a hundred who ask for their archive at once: a few get it, the others a sentence, and people register meanwhile', {
  timeout: 60_000,
}, async () => {
  const { accessCode } = await opened()
  const asking = Array.from({ length: 100 }, () => own('archive', { accessCode, language: 'en' }))
  const from = performance.now()
  await opened(['Ana Sol'])
  expect(performance.now() - from).toBeLessThan(10_000)
  const answers = await Promise.all(asking)
  const served = answers.filter(({ status }) => status === 200)
  expect(served.length).toBeGreaterThanOrEqual(1)
  expect(served.length).toBeLessThanOrEqual(10)
  for (const { status, json } of answers.filter((answer) => !served.includes(answer))) {
    expect(status).toBe(503)
    expect(json).toMatchObject({ type: 'urn:posada:problem:busy', title: 'The server is busy. Try again in a moment.' })
  }
  expect((await own('archive', { accessCode, language: 'en' })).status).toBe(200)
})

test('at the desk the archive needs a purpose, and the household sees that it was taken', async () => {
  const { accessCode, groupId } = await opened()
  const registrar = await t.signIn('authority', 'registrar')
  expect((await desk(registrar, `households/${groupId}/archive`, { language: 'es' })).status).toBe(422)
  expect(
    (await desk(registrar, `households/${groupId}/archive`, { language: 'es', purpose: 'person-asked' })).status,
  ).toBe(200)
  const { readings } = (await own('held', { accessCode })).json
  expect(readings).toContainEqual(
    expect.objectContaining({ act: 'take-archive', purpose: 'person-asked', role: 'registrar' }),
  )
})

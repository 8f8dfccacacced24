import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { prepareZXingModule } from 'zxing-wasm/reader'
import type { Role } from '#capabilities/access/model.ts'
import { readPixels } from '#capabilities/proof/pages/read-pixels.ts'
import { colouredOf, type GreyImage } from '#capabilities/proof/pages/repair-image.ts'
import { comparePrinted } from '#capabilities/proof/printed-fields.ts'
import { verifyCard } from '#capabilities/proof/verification.ts'
import { eraseHousehold, eraseOne } from '#capabilities/registration/rights/server/erasing.ts'
import { paperErasures } from '#capabilities/registration/server/erasure-ledger.ts'
import { constancia, interview, NAME, startPapers } from '#checks/harness/papers.ts'
import { temporaryFolder } from '#checks/harness/posada.ts'

let p: Awaited<ReturnType<typeof startPapers>>
beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')
  prepareZXingModule({ overrides: { wasmBinary: Uint8Array.from(readFileSync(wasm)).buffer } })
  p = await startPapers()
}, 60_000)
afterAll(() => p.desk.drop())

test('the reasons of a decision are printed in the letter and lie sealed with it; in a third language they are refused', async () => {
  const claim = await p.lodged()
  await p.issue(claim)
  await p.decided(claim)
  await p.signed(claim)
  const letter = (language: string) => {
    const reasons = [{ language, paragraphs: ['Motivo inventado primero.', 'Motivo inventado segundo.'] }]
    return p.paper(claim, { kind: 'decision', letter: { toldOn: '2021-11-05', appealUntil: null, reasons } })
  }
  expect(await p.issue(claim, letter('pt'))).toMatchObject({
    ...{ status: 422, json: { errors: [{ field: 'details.letter.reasons.0.language' }] } },
  })
  const { status, json } = await p.issue(claim, letter('es'))
  expect(status).toBe(200)
  const [row] = await p.ask('select sealed from paper where id = $1', [json.id])
  expect(Buffer.from(row.sealed).includes('inventado')).toBe(false)
  const words = wordsOn((await p.printed(json.id)).bytes)
  if (words === undefined) return console.warn('Skipped: pdftotext is not on this machine, so no letter was read back.')
  expect(words).toContain('Motivo inventado primero.')
  expect(words).toContain('Motivo inventado segundo.')
})

test('a paper printed twice is the same, byte for byte; its file names nobody, no cache keeps it, and the code says what is printed', async () => {
  const claim = await p.lodged()
  const { json } = await p.issue(claim)
  const [one, again] = [await p.printed(json.id), await p.printed(json.id)]
  expect(one.bytes.subarray(0, 5).toString()).toBe('%PDF-')
  expect(one.bytes.equals(again.bytes)).toBe(true)
  expect(one.headers.get('content-disposition')).toBe(`inline; filename="${json.number}.pdf"`)
  expect(one.headers.get('cache-control')).toBe('no-store')
  const traced = await p.ask('select act from audit_entry where subject_id = $1', [claim.householdId])
  expect(traced.filter(({ act }: { act: string }) => act === 'print-paper')).toHaveLength(2)
  expect((await p.printed(json.id, 'data-protection-officer')).status).toBe(403)
  expect((await p.printed(json.id, 'registrar')).status).toBe(200)

  const [words, picture] = [wordsOn(one.bytes), pictureOf(one.bytes)]
  if (words === undefined || !picture)
    return console.warn('Skipped: pdftotext and pdftoppm are not on this machine, so no paper was read back.')
  expect(words).toContain(NAME)
  expect(words).toContain('PRACTICE')
  expect(words).toContain(json.number)
  expect(words).toContain(json.shortCode)
  const code = await readPixels(colouredOf(picture))
  const known = await p.issuer()
  const check = await verifyCard(code!, [known], '2021-10-25')
  expect(check).toMatchObject({
    valid: true,
    paper: 'constancia',
    practice: true,
    shortCode: json.shortCode,
    expiresOn: json.validUntil,
  })
  const caseNumber = (await p.officer(claim.path)).json.claim.caseNumber
  const typed = { number: caseNumber, name: NAME.toLowerCase(), born: '1/5/1990' }
  expect(await comparePrinted('constancia', typed, check.printedHash!)).toEqual({ result: 'same' })
  const other = await comparePrinted('constancia', { ...typed, name: 'Somebody Else' }, check.printedHash!)
  expect(other).toEqual({ result: 'different' })
  await p.officer(`/asylum/papers/${json.id}/withdraw`, { reason: 'mistake' })
  const list = await p.withdrawnList()
  expect((await verifyCard(code!, [known], '2021-10-25', [list])).reason).toBe('withdrawn')
})

test('the minute a claim is lodged a receipt can be handed over, also while names are locked: it names nobody and says that it is no constancia', async () => {
  const claim = await p.lodged()
  const [operationId] = p.desk.operations
  p.desk.world.vault.lock(operationId)
  const path = `/api/asylum/claims/${claim.id}/receipt`
  const asked = async (as: Role) => p.desk.app.request(path, { headers: { cookie: await p.desk.cookie(as) } })
  const response = await asked('registrar')
  await p.desk.unlock(operationId)
  expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store'])
  expect((await asked('data-protection-officer')).status).toBe(403)
  const receipt = wordsOn(Buffer.from(await response.arrayBuffer()))
  if (receipt === undefined)
    return console.warn('Skipped: pdftotext is not on this machine, so no receipt was read back.')
  const { caseNumber } = (await p.officer(claim.path)).json.claim
  for (const words of [caseNumber, '2021-10-24', 'Comprobante', 'Resi', 'no una constancia', 'PRACTICE'])
    expect(receipt).toContain(words)
  expect(receipt).not.toContain('Wideline')
})

test('with the secret code, and without scripts, a person sees their papers by number and takes one; a letter only once somebody has told the decision', async () => {
  const claim = await p.lodged()
  const reissued = await p.by('registrar', `/desk/households/${claim.householdId}/reissue`, {
    reason: 'lost',
    newAccessCode: true,
  })
  const code = reissued.json.accessCode as string
  const send = (path: string, fields: Record<string, string>) =>
    p.desk.app.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    })
  const page = async () => (await send('/status?lang=en', { code })).text()
  expect(await page()).not.toContain('Your papers')
  const { json } = await p.issue(claim)
  const shown = await page()
  expect(shown).toContain(`Constancia <bdi>${json.number}</bdi>`)
  expect(shown).toContain('Valid until')
  expect(shown).not.toContain('Wideline')

  const take = (fields: Record<string, string>) => send('/status/paper?lang=en', fields)
  const taken = await take({ code, paper: json.id })
  expect(taken.headers.get('content-disposition')).toBe(`attachment; filename="${json.number}.pdf"`)
  expect(taken.headers.get('cache-control')).toBe('no-store')
  expect(Buffer.from(await taken.arrayBuffer()).equals((await p.printed(json.id)).bytes)).toBe(true)
  // What is on the card, a wrong code, and the paper of somebody else open nothing.
  for (const wrong of [json.shortCode, 'AAAA-AAAA-AAAA', ''])
    expect(await (await take({ code: wrong, paper: json.id })).text()).toContain('We found nothing for this code')
  const stranger = (await p.issue(await p.lodged())).json
  expect((await take({ code, paper: stranger.id })).headers.get('content-type')).toContain('text/html')

  await p.decided(claim)
  await p.signed(claim)
  const letter = (
    await p.issue(claim, p.paper(claim, { kind: 'decision', letter: { toldOn: '2021-10-24', appealUntil: null } }))
  ).json
  expect(await page()).not.toMatch(/Decision letter/)
  expect((await take({ code, paper: letter.id })).headers.get('content-type')).toContain('text/html')
  const delivery = {
    ...{ result: 'delivered', channel: 'in_person', language: 'ht', wasReadAloud: true },
    ...{ receivedBy: 'person', proof: 'signature' },
  }
  expect((await p.record(claim, 'notify', 'comar', { delivery })).status).toBe(200)
  expect(await page()).toContain('Decision letter')
  await p.officer(`/asylum/papers/${json.id}/withdraw`, { reason: 'mistake' })
  expect(await page()).toContain('This paper is not valid any more.')
  expect((await take({ code, paper: json.id })).headers.get('content-type')).toContain('text/html')

  const [operationId] = p.desk.operations
  p.desk.world.vault.lock(operationId)
  expect(await (await take({ code, paper: letter.id })).text()).toContain('The paper cannot be made just now.')
  await p.desk.unlock(operationId)
})

test('with the person’s file what their papers say is erased, and the papers are withdrawn', async () => {
  const claim = await p.lodged()
  const { json } = await p.issue(claim)
  const code = (
    await p.by('registrar', `/desk/households/${claim.householdId}/reissue`, { reason: 'lost', newAccessCode: true })
  ).json.accessCode
  expect((await p.desk.call('POST', '/registrations/delete', { body: { accessCode: code } })).status).toBe(200)
  const [row] = await p.ask('select state, end_reason, sealed from paper where id = $1', [json.id])
  expect(row).toEqual({ state: 'withdrawn', end_reason: 'erased', sealed: null })
  expect(await p.seesWithdrawn(json.shortCode)).toBe(true)
  expect((await p.issue(claim, p.paper(claim, interview))).status).toBe(422)
  expect((await p.printed(json.id)).status).toBe(409)
})

test('a person who is erased while a paper is issued to them leaves none that is valid, whoever was first', async () => {
  for (let n = 0; n < 2; n++) {
    const claim = await p.lodged()
    const { world } = p.desk
    const { operationId } = (await world.keyring.find(p.desk.operations[0]))!
    const erasing = { clock: world.clock, random: world.random, role: 'self' as const, purpose: 'own wish' }
    const erase = () =>
      world.db.transaction(operationId, async (tx) => eraseHousehold({ tx, ...erasing }, claim.householdId))
    const [issued] = await Promise.all([p.issue(claim), erase()])
    expect([200, 409, 422]).toContain(issued.status)
    const left = await p.ask(`select id from paper where claim_id = $1 and (sealed is not null or state = 'issued')`, [
      claim.id,
    ])
    expect(left).toEqual([])
  }
})

test('a backup from before an erasure brings no paper back: it is withdrawn again, and what it says goes', async () => {
  const claim = await p.lodged()
  const { json } = await p.issue(claim)
  const [operationId] = p.desk.operations
  await p.ask(`update individual set state = 'erased' where id = $1`, [claim.personId])
  const run = (sql: string, values: unknown[] = []) =>
    p.desk.fresh.asOwner(async (client) => {
      await client.query(`begin; set local app.operation_id = '${operationId}'`)
      const { rows } = await client.query(sql, values)
      await client.query('commit')
      return rows
    })
  expect(await run(paperErasures.stillOpen)).toEqual([{ papers: '1' }])
  await run(paperErasures.replay, [JSON.stringify([['person', claim.personId]])])
  expect(await run(paperErasures.stillOpen)).toEqual([{ papers: '0' }])
  expect(await p.seesWithdrawn(json.shortCode)).toBe(true)
})

test('one of a household is erased: their paper goes with them, and those of the others stay', async () => {
  const claim = await p.lodged()
  const own = (await p.issue(claim)).json
  const partners = (await p.issue(claim, p.paper(claim, constancia, { individualId: claim.partnerId }))).json
  const reissued = await p.by('registrar', `/desk/households/${claim.householdId}/reissue`, {
    reason: 'lost',
    newAccessCode: true,
  })
  const { world } = p.desk
  const { keys, own: registration } = await world.own.find(reissued.json.accessCode)
  const { operationId } = keys
  const means = { clock: world.clock, random: world.random, role: 'self' as const, purpose: 'own wish' }
  await world.db.transaction(operationId, async (tx) =>
    eraseOne(
      { tx, ...means },
      { groupId: registration.id, individualId: claim.partnerId },
      { keys, places: await world.intake.statusIndices(operationId) },
    ),
  )
  expect((await p.printed(partners.id)).status).toBe(409)
  expect((await p.printed(own.id)).status).toBe(200)
  expect([await p.seesWithdrawn(partners.shortCode), await p.seesWithdrawn(own.shortCode)]).toEqual([true, false])
  const { papers } = await p.listed(claim)
  expect(papers.find(({ id }: { id: string }) => id === partners.id)).toMatchObject({
    isErased: true,
    reason: 'erased',
  })
})

test('before a court at the border a notice says where to report; a moved hearing has the next number and replaces the one before', async () => {
  const border = { version: 1, procedure: 'us_remain_in_mexico', procedureVersion: '2021-12', answers: {} }
  const chosen = await p.by('administrator', '/asylum/settings', { ...border, calendarAnswers: {}, rows: [] })
  expect(chosen.status).toBe(200)
  const claim = await p.lodged({}, '2021-10-24', {
    ...{ date: undefined, step: 'nta', actor: 'cbp' },
    delivery: {
      ...{ result: 'delivered', channel: 'in_person', language: 'ht', wasReadAloud: true },
      ...{ receivedBy: 'person', proof: 'signature' },
    },
  })
  expect((await p.issue(claim)).json).toMatchObject({ reason: 'not-in-procedure' })
  const hearing = {
    ...{ reportDay: '2021-12-10', reportHour: '04:30', reportPlace: 'Paso del Norte bridge' },
    ...{ day: '2021-12-10', hour: '08:30', court: 'Immigration Court of El Paso' },
  }
  const first = (await p.issue(claim, p.paper(claim, { kind: 'hearing', hearing }))).json
  expect(first).toMatchObject({ kind: 'hearing', languages: ['en', 'ht'], validUntil: '2021-12-10' })
  const moved = { kind: 'hearing', hearing: { ...hearing, reportDay: '2022-01-14', day: '2022-01-14' } }
  const body = { id: crypto.randomUUID(), reason: 'moved', language: 'ht', details: moved }
  const second = (await p.officer(`/asylum/papers/${first.id}/reissue`, body)).json
  expect(second).toMatchObject({ state: 'issued', validUntil: '2022-01-14' })
  const read = wordsOn((await p.printed(second.id)).bytes)
  if (read === undefined) return console.warn('Skipped: pdftotext is not on this machine, so no notice was read back.')
  const text = read.replace(/\s+/g, ' ')
  for (const words of [
    'Paso del Norte bridge',
    '04:30',
    'Immigration Court of El Paso',
    '2022-01-14',
    'notice number 2',
  ])
    expect(text).toContain(words)
})

/** The words on a paper, by an independent reader; nothing where there is none. */
function wordsOn(pdf: Buffer): string | undefined {
  const { error, stdout } = spawnSync('pdftotext', ['-layout', kept(pdf), '-'], { encoding: 'utf8' })
  return error ? undefined : stdout
}

/** Its first page as a picture, in shades of grey. */
function pictureOf(pdf: Buffer): GreyImage | undefined {
  const file = kept(pdf)
  if (spawnSync('pdftoppm', ['-gray', '-r', '150', '-l', '1', '-singlefile', file, file]).error) return undefined
  // "P5", width, height and the highest shade, then a byte for each point.
  const grey = readFileSync(`${file}.pgm`)
  const head = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(grey.subarray(0, 40).toString('latin1'))!
  return { width: Number(head[1]), height: Number(head[2]), pixels: new Uint8Array(grey.subarray(head[0].length)) }
}

function kept(pdf: Buffer): string {
  const file = join(temporaryFolder(), 'paper.pdf')
  writeFileSync(file, pdf)
  return file
}

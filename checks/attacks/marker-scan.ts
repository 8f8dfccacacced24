import { chmodSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deliver } from '#capabilities/registration/pages/phone/sending.ts'
import { correctionBinding } from '#capabilities/registration/rights/model.ts'
import { householdAtDesk, personAtDesk } from '#checks/harness/desk.ts'
import { temporaryFolder } from '#checks/harness/posada.ts'
import { createIdentity } from '#platform/backup/identity.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { fromBase64url, newId, toBase64url } from '#platform/base/ids.ts'
import { sealEnvelope } from '#platform/vault/seal.ts'
import { inParallel } from './measure.ts'
import { fetchFrom, meet, type ToldHousehold, tellHousehold } from './phone-in-node.ts'
import { type RealServer, startRealServer } from './real-server.ts'
import { type Hit, scanBytes, scanFolder } from './scan.ts'

const { random } = realEnvironment()

/** Each person's own texts begin like this, so that one look finds all of them. */
export const STEMS = { name: 'Qzxvkjwq', phone: '9988776655', born: '1907-03-' }
/** Stands in the database in clear, as labels of invitations do: the scan must find it there. */
export const CONTROL = 'Kqpzwxcontrol'

export type MarkerScan = { hits: Hit[]; controlHits: Hit[]; bytes: number; exported: number; archives: number }

/** Registers people with unique texts in every personal field, in every way there is; stops the server; looks everywhere. */
export async function scanForMarkers({ people }: { people: number }): Promise<MarkerScan> {
  // Whatever a process of ours puts aside for a moment, it puts here.
  const aside = temporaryFolder()
  chmodSync(aside, 0o777)
  const server = await startRealServer('authority', temporaryFolder(), { more: { TMPDIR: aside } })
  const invitation = await server.invite(CONTROL)
  const fetch = fetchFrom(server.url())
  const known = await meet(fetch, invitation)
  const codes: string[] = []
  const told: ToldHousehold[] = []
  const byPhone = Math.ceil(people / 2)
  await inParallel(byPhone, 4, async (index) => {
    const household = await tellHousehold(known, markersOf(index))
    const waiting = { id: household.entry.id, body: household, attempts: 0, nextAt: 0 }
    const delivery = await deliver(fetch, waiting)
    if (delivery.kind !== 'received') throw new Error(`a phone got no receipt: ${delivery.kind}`)
    codes.push(household.accessCode)
    told.push(household)
    if (index % 10 > 0) return
    // A second version of the same household is kept beside the first, for a person to decide.
    await server.post('/registrations', { ...household.entry, language: 'es' })
  })
  await workAtTheDesk(server, byPhone, people)
  await sendWrongThings(server)
  for (const code of codes) await waitUntilOpened(server, code)
  await correct(server, told.slice(0, 4), fromBase64url(known.card.intakePublicKey)!)
  await takeArchives(server, codes)
  await server.post('/registrations/delete', { accessCode: codes.at(-1) })

  const csv = join(server.dataDir, '..', 'export.csv')
  const exported = await server.command([
    'export',
    'registrations',
    '--csv',
    csv,
    '--operation',
    server.made.operationId,
  ])
  if (exported.code !== 0) throw new Error(exported.output)
  const archives = join(server.dataDir, '..', 'archives')
  mkdirSync(archives)
  const { recipient } = await createIdentity()
  const saved = await server.command(['backup', '--to', join(archives, 'world.age'), '--recipient', recipient])
  if (saved.code !== 0) throw new Error(saved.output)
  const { passphrase } = server.made.administrator
  const printed = (await server.stop()) + exported.output + saved.output
  const secrets = [passphrase, ...server.made.custodians.map((custodian) => custodian.passphrase), ...codes.slice(0, 3)]
  const markers = [...Object.values(STEMS), ...secrets, 'words of the registrar']

  const folder = scanFolder(server.dataDir, markers)
  const backups = scanFolder(archives, markers)
  return {
    hits: [
      ...folder.hits,
      ...backups.hits,
      ...scanFolder(aside, markers).hits,
      ...scanBytes('what it printed', Buffer.from(printed), markers),
      ...scanBytes('the pseudonymous export', readFileSync(csv), markers),
    ],
    controlHits: scanFolder(server.dataDir, [CONTROL]).hits,
    bytes: folder.bytes,
    archives: backups.bytes,
    exported: readFileSync(csv, 'utf8').split('\r\n').length - 2,
  }
}

const markersOf = (index: number) => ({
  name: `${STEMS.name}${lettersOf(index)}`,
  phoneNumber: `+${STEMS.phone}${String(index).padStart(4, '0')}`,
  bornOn: `${STEMS.born}${String(1 + (index % 28)).padStart(2, '0')}`,
})

const lettersOf = (index: number) => String(index).replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)]!)

/** Whatever a registrar does with names: writes, corrects, finds, opens and imports them. */
async function workAtTheDesk(server: RealServer, from: number, to: number): Promise<void> {
  const registrar = await server.signInAs('registrar')
  const ok = async (path: string, body: object) => {
    const reply = await server.post(path, body, registrar)
    if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`)
    return reply.body
  }
  for (let index = from; index < to - 5; index++) {
    const { name, bornOn, phoneNumber } = markersOf(index)
    const person = personAtDesk({ name, birth: { kind: 'date', on: bornOn } })
    const household = householdAtDesk([person], { phoneNumber })
    await ok('/desk/households', household)
    // Few enough that nobody asks who opens so many files.
    if (index % 10 > 0) continue
    const { people } = await ok(`/desk/households/${household.id}/open`, { purpose: 'registration' })
    const { id, version } = people[0]
    const { sex, nationality, language, birth, relation, needs } = person
    const corrected = { version, sex, nationality, language, birth, relation, needs, name: `${name} Corrected` }
    await ok(`/desk/individuals/${id}/correct`, corrected)
    await ok(`/desk/individuals/${id}/versions`, { purpose: 'registration' })
    if (index % 100 > 0) continue
    await ok('/desk/search', { name, purpose: 'registration', companion: STEMS.name })
  }
  const rows = Array.from({ length: 5 }, (_, n) => {
    const { name, bornOn, phoneNumber } = markersOf(to - 5 + n)
    return `H${n},${name},${bornOn},${phoneNumber}`
  })
  const csv = `household,name,birth_date,phone_number\r\n${rows.join('\r\n')}\r\n`
  await ok('/desk/imports/check', { csv: `${csv}H9,"${STEMS.name},${STEMS.phone}` })
  await ok('/desk/imports', { csv, siteId: null })
}

/** Refusals must not repeat what was refused, nor note it anywhere. */
async function sendWrongThings(server: RealServer): Promise<void> {
  const registrar = await server.signInAs('registrar')
  const { name, phoneNumber } = markersOf(0)
  const person = personAtDesk({ name })
  const twice = householdAtDesk([person], { phoneNumber })
  await server.post('/desk/households', twice, registrar)
  await server.post('/desk/households', { ...twice, id: newId(random) }, registrar)
  await server.post('/desk/households', { ...twice, [name]: name, language: name }, registrar)
  await server.post('/desk/search', { name: `${name}\u0000`, purpose: name }, registrar)
  await server.post('/registrations', { id: name, people: [{ name }] })
  await server.post('/registrations/status', { accessCode: name.padEnd(26, 'A') })
  await server.post(`/registrations/${name}`, {})
  await server.get(`/desk/households?text=${name}`, registrar)
  const { operationId } = server.made
  await server.post('/access/sign-in', { operationId, login: name.toLowerCase(), passphrase: name })
}

/** What people ask to be changed: accepted for one half of them, waiting for the other. */
async function correct(server: RealServer, told: ToldHousehold[], intakePublicKey: Uint8Array): Promise<void> {
  const registrar = await server.signInAs('registrar')
  for (const [index, { entry, operationId, accessCode }] of told.entries()) {
    const [id, individualId] = [newId(random), entry.people[0]!.id]
    const change = { field: 'name', value: `${STEMS.name} asked${lettersOf(index)}` }
    const { info, aad } = correctionBinding(operationId, id)
    const plain = new TextEncoder().encode(JSON.stringify({ version: 1, correctionId: id, individualId, change }))
    const envelope = toBase64url(await sealEnvelope(intakePublicKey, plain, info, aad))
    const asked = await server.post('/registrations/corrections', { accessCode, id, individualId, envelope })
    const read = await server.post(`/desk/corrections/${id}/open`, {}, registrar)
    if (asked.status !== 200 || read.body.change?.value !== change.value)
      throw new Error(`no correction: ${asked.status} ${JSON.stringify(read.body)}`)
    if (index % 2 > 0) continue
    const accepted = await server.post(
      `/desk/corrections/${id}/accept`,
      { version: read.body.person.version },
      registrar,
    )
    if (accepted.status !== 200) throw new Error(`not accepted: ${accepted.status} ${JSON.stringify(accepted.body)}`)
  }
}

/** Everything about a household as a ZIP with a PDF, asked for by the person: nothing of it may stay. */
async function takeArchives(server: RealServer, codes: string[]): Promise<void> {
  for (const accessCode of codes.slice(0, 3)) {
    const { status, body } = await server.post('/registrations/archive', { accessCode, language: 'ar' })
    if (status !== 200) throw new Error(`no archive: ${status} ${JSON.stringify(body)}`)
  }
}

async function waitUntilOpened(server: RealServer, accessCode: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const { body } = await server.post('/registrations/held', { accessCode })
    if (body.opened) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('what was sealed was not opened')
}

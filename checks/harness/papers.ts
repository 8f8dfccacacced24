import type { Role } from '#capabilities/access/model.ts'
import type { Issuer } from '#capabilities/proof/issuer.ts'
import { isWithdrawn, readStatusList, type StatusList } from '#capabilities/proof/status-list.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId, toHex } from '#platform/base/ids.ts'
import { householdAtDesk, personAtDesk, startDesk } from './desk.ts'

const { random } = realEnvironment()

export const NAME = 'Invented Wideline Joseph'
export const constancia = { kind: 'constancia', validUntil: null }
export const interview = {
  kind: 'interview',
  meeting: { day: '2021-11-15', hour: '09:30', place: 'Office of Tapachula, window 4', interpreter: 'office' },
}
/** A claim of two people, and where it is found. */
export type Lodged = { id: string; path: string; householdId: string; personId: string; partnerId: string }

/** A desk that hears claims as Mexico does, and what an officer there does with papers. */
export async function startPapers() {
  const desk = await startDesk()
  const by = (as: Role, path: string, body?: object) =>
    desk.call(body ? 'POST' : 'GET', path, { as, ...(body && { body }) })
  const officer = (path: string, body?: object) => by('case-officer', path, body)
  const ask = async (sql: string, values: unknown[] = []) =>
    (await desk.fresh.asOwner((client) => client.query(sql, values))).rows

  async function lodged(changes: object = {}, on = '2021-10-24', more: object = {}): Promise<Lodged> {
    const household = householdAtDesk([
      personAtDesk({ name: NAME, birth: { kind: 'date', on: '1990-05-01' }, ...changes }),
      personAtDesk({ relation: 'partner', birth: { kind: 'date', on: '1988-02-03' }, name: 'Invented Jean Joseph' }),
    ])
    done(await by('registrar', '/desk/households', household))
    const id = newId(random)
    const [principal, partner] = [household.people[0]!, household.people[1]!]
    const answer = await officer('/asylum/claims', {
      ...{ id, householdId: household.id, principalId: principal.id, dependantIds: [partner.id] },
      ...{ language: 'ht', isUnder18: 'no', isWithParentOrCaregiver: true, needsInterpreter: true },
      ...{ date: { date: 'entry', day: '2021-09-20' }, step: 'lodge', actor: 'person', on, ...more },
    })
    done(answer)
    return {
      id,
      path: `/asylum/claims/${id}`,
      householdId: household.id,
      personId: principal.id,
      partnerId: partner.id,
    }
  }
  const paper = (claim: Lodged, details: object = constancia, more: object = {}) => ({
    ...{ id: newId(random), individualId: claim.personId, language: 'ht', details },
    ...more,
  })
  const issue = (claim: Lodged, body: object = paper(claim)) => officer(`${claim.path}/papers`, body)
  const listed = async (claim: Lodged) => (await officer(`${claim.path}/papers`)).json

  async function record(claim: Lodged, step: string, actor: string, more: object = {}, as: Role = 'case-officer') {
    const seen = (await officer(claim.path)).json.events
    const act = { kind: 'step', step, actor, on: '2021-10-24', personId: claim.personId, ...more }
    return by(as, `${claim.path}/acts`, { seen, act })
  }

  async function decided(claim: Lodged) {
    for (const [step, actor] of [
      ['admit', 'comar'],
      ['language_asked', 'comar'],
      ['form', 'person'],
      ['interview', 'comar'],
    ] as const)
      done(await record(claim, step, actor))
    await record(claim, 'decide', 'comar', { outcome: 'refused' })
  }
  /** Somebody else signs what one officer proposed. */
  async function signed(claim: Lodged) {
    await ask(
      `update claim_proposal set proposed_by = (select id from account where login = 'registrar' limit 1) where claim_id = $1`,
      [claim.id],
    )
    const seen = (await officer(claim.path)).json.events
    done(await officer(`${claim.path}/proposal/confirm`, { seen }))
  }

  /** The PDF as somebody of the staff opens it. */
  async function printed(id: string, as: Role = 'case-officer') {
    const response = await desk.app.request(`/api/asylum/papers/${id}/pdf`, {
      headers: { cookie: await desk.cookie(as) },
    })
    return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) }
  }

  /** Who is believed here, as a verifier knows it. */
  async function issuer(): Promise<Issuer> {
    const { issuing, issuerName } = (await desk.world.keyring.find(desk.operations[0]))!
    const { kid, publicKey } = issuing
    const days = { validFrom: '2021-01-01', validTo: '2030-01-01' }
    return { kid, publicKey, name: issuerName, mandate: ['practice'], practice: true, ...days }
  }

  /** The list of withdrawn cards and papers that a verifier fetches now. */
  async function withdrawnList(): Promise<StatusList> {
    desk.advance(4_000)
    const known = await issuer()
    const bytes = await (await desk.app.request(`/api/status-lists/${toHex(known.kid)}`)).arrayBuffer()
    return (await readStatusList(new Uint8Array(bytes), [known]))!
  }

  async function seesWithdrawn(shortCode: string): Promise<boolean | undefined> {
    const [row] = await ask('select status_index from paper where short_code = $1', [shortCode])
    return isWithdrawn(await withdrawnList(), row.status_index)
  }

  await by('administrator', '/asylum/settings', {
    ...{ version: 0, procedure: 'mx_comar', procedureVersion: '2021-10', answers: {}, calendarAnswers: {}, rows: [] },
  })
  const office = { lodged, paper, issue, listed, record, decided, signed, printed }
  return { desk, by, officer, ask, ...office, issuer, withdrawnList, seesWithdrawn }
}

/** What a story needs on its way went through; otherwise the test ends with what was answered. */
function done({ status, json }: { status: number; json: unknown }): void {
  if (status !== 200) throw new Error(`${status}: ${JSON.stringify(json)}`)
}

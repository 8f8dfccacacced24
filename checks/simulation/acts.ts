import type { RegistrationEntry } from '#capabilities/registration/model.ts'
import { contentHashOf } from '#capabilities/registration/pages/phone/entry.ts'
import { householdAtDesk, personAtDesk } from '#checks/harness/desk.ts'
import type { Chance } from '#platform/base/chance.ts'
import { parseHead } from '#platform/ledger/head.ts'
import type { Happened } from './checker.ts'
import type { SimulatedPhone } from './phones.ts'
import type { SimulatedServer } from './server.ts'
import type { createVirtualTime } from './virtual-time.ts'

const HOUR_MS = 3_600_000

/** One operation as it is lived, with all that a step may touch. */
export type Life = {
  server: SimulatedServer
  phones: SimulatedPhone[]
  chance: Chance
  history: Happened[]
  time: ReturnType<typeof createVirtualTime>
  invitation: string
  acknowledged: Set<string>
}

/** What can happen, one step each; answers with what its trace says. */
export const acts = {
  async tell({ chance, phones, invitation }: Life) {
    const phone = chance.pick(phones)
    if (!(await phone.meet(invitation))) return 'not invited yet'
    return `${await phone.tell()} waiting ${await phone.waiting()}`
  },
  async send({ chance, phones }: Life) {
    const phone = chance.pick(phones)
    await phone.send()
    return `waiting ${await phone.waiting()}`
  },
  async network({ chance, phones }: Life) {
    const badness = chance.pick([0, 0.3, 0.7, 1])
    chance.pick(phones).network.setBadness(badness)
    return badness
  },
  late: async ({ chance, phones }: Life) => (await chance.pick(phones).network.deliverLate()).join(' '),
  async again({ chance, phones }: Life) {
    return (await chance.pick(phones).network.sendAgain(chance.between(1, 5))).join(' ')
  },
  async restartPhone({ chance, phones }: Life) {
    await chance.pick(phones).restart()
    return ''
  },
  async phoneClock({ chance, phones }: Life) {
    chance.pick(phones).jumpClock()
    return ''
  },
  async serverClock({ chance, time }: Life) {
    time.jump(chance.between(-3, 3) * HOUR_MS)
    return time.clock()
  },
  async altered({ server, history, chance }: Life) {
    const sent = sentEntries(history)
    if (sent.length === 0) return 'nothing sent'
    const first = chance.pick(sent)
    const entry = { ...first, language: first.language === 'fr' ? 'es' : 'fr' } as RegistrationEntry
    const { status } = await register(server, history, entry)
    return `${entry.id} ${status}`
  },
  async erase({ server, phones, chance, history }: Life) {
    const known = phones
      .flatMap((phone) => phone.finished())
      .filter(({ accessCode, state }) => accessCode && state !== 'ticket')
    if (known.length === 0) return 'nobody'
    const { entryId, accessCode } = chance.pick(known)
    const { status } = await server.post('/registrations/delete', { accessCode })
    // Without an answer nobody knows: it is asked again, as a person would.
    const again = status === 503 ? (await server.post('/registrations/delete', { accessCode })).status : status
    if (again === 200 || (status === 503 && again === 404)) history.push({ what: 'erased', entryId })
    return `${entryId} ${status} ${again}`
  },
  async held({ server, phones, chance, history }: Life) {
    const known = phones.flatMap((phone) => phone.finished()).filter(({ accessCode }) => accessCode)
    if (known.length === 0) return 'nobody'
    const { status } = await server.post('/registrations/held', { accessCode: chance.pick(known).accessCode })
    history.push({ what: 'read-names', status })
    return status
  },
  async lock({ server, history }: Life) {
    await server.lock()
    history.push({ what: 'locked' })
    return ''
  },
  async unlock({ server, history }: Life) {
    await server.unlock()
    history.push({ what: 'unlocked' })
    return ''
  },
  async crash({ server, history }: Life) {
    await server.crash()
    history.push({ what: 'locked' })
    return ''
  },
  async open({ server, history }: Life) {
    try {
      const { opened, failed } = await server.openSealed()
      history.push({ what: 'opened', entries: opened })
      return `${opened} ${failed}`
    } catch (error) {
      return (error as Error).constructor.name // the job will run again
    }
  },
  async seal({ server }: Life) {
    try {
      return await server.seal()
    } catch (error) {
      return (error as Error).constructor.name
    }
  },
  async head({ server, history }: Life) {
    const response = await server.deliver(`/api/ledger-heads/${server.operationId}`, {})
    const head = response.status === 200 ? parseHead((await response.text()).trim()) : undefined
    if (head) history.push({ what: 'head', size: head.size, root: Buffer.from(head.root).toString('hex') })
    return `${response.status} ${head?.size}`
  },
  async desk({ server, history, chance }: Life) {
    const cookie = await server.signIn('registrar')
    if (!cookie) return 'nobody at the desk'
    const household = householdAtDesk(Array.from({ length: chance.between(1, 3) }, () => personAtDesk()))
    const answers = await Promise.all(
      Array.from({ length: chance.between(1, 3) }, () => server.post('/desk/households', household, cookie)),
    )
    if (answers.some(({ status }) => status === 200))
      history.push({ what: 'registered-at-desk', householdId: household.id })
    return answers.map(({ status }) => status).includes(200)
  },
  async role({ server, history }: Life) {
    const cookie = await server.signIn('data-protection-officer')
    if (!cookie) return 'nobody'
    await server.takeRole('data-protection-officer')
    history.push({ what: 'role-taken' })
    const { status } = await server.post('/desk/exports', { after: null }, cookie)
    // Away is away, whoever asks.
    if (status !== 503) history.push({ what: 'acted-without-role', status })
    return status
  },
} satisfies Record<string, (life: Life) => Promise<string | number | boolean>>

/** How often each happens. */
export const weights: readonly (readonly [keyof typeof acts, number])[] = [
  ...([
    ['tell', 6],
    ['send', 5],
    ['network', 4],
    ['late', 3],
    ['again', 3],
    ['restartPhone', 2],
    ['phoneClock', 1],
  ] as const),
  ...([
    ['serverClock', 1],
    ['altered', 2],
    ['erase', 2],
    ['held', 2],
    ['lock', 1],
    ['unlock', 3],
    ['crash', 1],
  ] as const),
  ...([
    ['open', 4],
    ['seal', 2],
    ['head', 2],
    ['desk', 2],
    ['role', 1],
  ] as const),
]

/** What reaches the server is on record before it does. */
export function recording(server: SimulatedServer, history: Happened[]) {
  return async (path: string, init: RequestInit): Promise<Response> => {
    if (path === '/api/registrations') await noteSent(history, JSON.parse(String(init.body)) as RegistrationEntry)
    return server.deliver(path, init)
  }
}

const bodies = new WeakMap<Happened[], Map<string, RegistrationEntry>>()

async function noteSent(history: Happened[], entry: RegistrationEntry): Promise<string> {
  const contentHash = await contentHashOf(entry)
  const known = bodies.get(history) ?? new Map()
  bodies.set(history, known)
  if (!known.has(`${entry.id} ${contentHash}`)) history.push({ what: 'sent', entryId: entry.id, contentHash })
  known.set(`${entry.id} ${contentHash}`, entry)
  return contentHash
}

const sentEntries = (history: Happened[]) => [...(bodies.get(history)?.values() ?? [])]

async function register(server: SimulatedServer, history: Happened[], entry: RegistrationEntry) {
  const contentHash = await noteSent(history, entry)
  const answer = await server.post('/registrations', entry)
  const known = { entryId: entry.id, contentHash }
  if (answer.status === 200) history.push({ what: 'acknowledged', ...known, card: answer.json.card })
  if (answer.status === 409 && answer.json.entryId === entry.id) history.push({ what: 'conflict', ...known })
  return answer
}

/** A phone that shows a card, or that its household arrived, holds a receipt it has checked. */
export async function noteAcknowledged({ phones, history, acknowledged }: Life): Promise<void> {
  for (const { entryId, state, text } of phones.flatMap((phone) => phone.finished())) {
    if (acknowledged.has(entryId) || (state !== 'card' && state !== 'waiting')) continue
    acknowledged.add(entryId)
    const sent = history.find((each) => each.what === 'sent' && each.entryId === entryId)
    if (sent?.what === 'sent')
      history.push({
        what: 'acknowledged',
        entryId,
        contentHash: sent.contentHash,
        card: state === 'card' ? text : null,
      })
    else history.push({ what: 'acknowledged', entryId, contentHash: 'never sent', card: null })
  }
}

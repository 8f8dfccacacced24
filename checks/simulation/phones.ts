import { signal } from '@preact/signals'
import { newDraft, withCounts, withPerson } from '#capabilities/registration/pages/phone/draft.ts'
import { finishDraft, openRegistrationOutbox } from '#capabilities/registration/pages/phone/finishing.ts'
import { makePhone, remember } from '#capabilities/registration/pages/phone/phone.ts'
import { openThisInvitation } from '#capabilities/registration/pages/phone/sending.ts'
import type { Chance } from '#platform/base/chance.ts'
import type { Clock, Random } from '#platform/base/environment.ts'
import { memoryStore } from '#platform/offline/store.ts'
import { createNetwork } from './unreliable-network.ts'

const YEAR_MS = 365 * 86_400_000

type Given = {
  chance: Chance
  random: Random
  /** True time; the phone's own clock is off by years. */
  clock: Clock
  deliver: (path: string, init: RequestInit) => Promise<Response>
}

export type SimulatedPhone = ReturnType<typeof startPhone>

/** The phone's real code over its own store, clock and network. */
export function startPhone({ chance, random, clock, deliver }: Given) {
  const network = createNetwork({ chance, deliver })
  const store = memoryStore()
  let shift = chance.between(-10, 10) * YEAR_MS
  const ownClock: Clock = () => clock() + shift

  const start = () =>
    makePhone({
      env: { random, clock: ownClock, timers: { after: () => () => {} } },
      network: { hasSignal: signal(true), fetch: network.fetch, obeyPracticeSwitch() {}, onReturn() {} },
      store,
      invitation: undefined,
      laterWords: async () => ({}),
      changeLanguage: async () => {},
    })
  let phone = start()
  let outbox = openRegistrationOutbox(phone)

  return {
    network,
    jumpClock(): void {
      shift = chance.between(-10, 10) * YEAR_MS
    },
    /** The browser is closed, or the battery is empty: what was kept is read again. */
    async restart(): Promise<void> {
      ;(await outbox).stop()
      phone = start()
      await remember(phone)
      outbox = openRegistrationOutbox(phone)
    },
    /** Opens the invitation; false while the network does not let it. */
    async meet(invitation: string): Promise<boolean> {
      if (phone.operation.value) return true
      const known = await openThisInvitation(network.fetch, invitation, ownClock())
      if (typeof known === 'string') return false
      phone.operation.value = known
      await store.put('operation', known)
      return true
    },
    /** A household told to the end: what is promised to be sent, whatever the network does. */
    async tell(): Promise<string | undefined> {
      if (!phone.operation.value) return undefined
      const sizes = { adult: chance.between(1, 2), child: chance.between(0, 2), 'small-child': 0 }
      const begun = withCounts(newDraft(random), sizes, random)
      const told = { name: 'Wideline Tès', nationality: 'HTI' }
      const draft = withPerson({ ...begun, alike: true }, begun.people[0]!.id, told)
      const { entryId } = await finishDraft(phone, draft, await outbox, 'ht')
      await (await outbox).sendNow() // joins what finishing began
      return entryId
    },
    send: async () => (await outbox).sendNow(),
    waiting: async () => (await store.names('outbox/')).length,
    finished: () => phone.finished.value,
  }
}

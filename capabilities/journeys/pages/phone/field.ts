import { computed, type ReadonlySignal, signal } from '@preact/signals'
import { type KnownIssuers, openKnownIssuers } from '#capabilities/proof/pages/known-issuers.ts'
import { type Clock, type Environment, every, shiftedClock } from '#platform/base/environment.ts'
import { fromBase64url, newId, toHex } from '#platform/base/ids.ts'
import { keyIdOf } from '#platform/cose/ed25519.ts'
import { call } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import type { Network } from '#platform/offline/network.ts'
import { openOutbox } from '#platform/offline/outbox.ts'
import type { Store } from '#platform/offline/store.ts'
import { BATCH_ENTRIES_MAX, readJourney, reportCondition } from '../../contract.ts'
import {
  CHECK_IN_LIFE_MS,
  type CheckInEntry,
  type CheckInReceipt,
  type ConditionKind,
  type ConditionReport,
  type GroupState,
  type Stop,
} from '../../model.ts'
import { type CardReading, readCheckedCard, readTypedCode } from './card-reading.ts'
import { type OwnCount, type OwnEntry, ownCountAt } from './own-counts.ts'
import { type Sent, sendBatch, type WaitingCheckIn } from './sending.ts'

export type Journey = ReplyOf<typeof readJourney>

/** A volunteer's phone: what it knows, what it counted, what it still has to send. */
export type Field = {
  journey: ReadonlySignal<Journey | undefined>
  stop: ReadonlySignal<Stop | undefined>
  own: ReadonlySignal<OwnCount>
  /** Counts and reports that still wait on this phone. */
  waiting: ReadonlySignal<number>
  refused: ReadonlySignal<number>
  practice: ReadonlySignal<boolean>
  /** The session ended; counting goes on, sending waits for a new sign-in. */
  needsSignIn: ReadonlySignal<boolean>
  /** Somebody is signed in who does not count here. */
  isNotVolunteer: ReadonlySignal<boolean>
  refresh(): Promise<void>
  chooseStop(stopId: string | undefined): Promise<void>
  read(text: string): Promise<CardReading>
  countHousehold(card: { code: string; sizeOnCard: number | null }, people: number): Promise<void>
  countNameless(people: number): Promise<void>
  undoLast(): Promise<void>
  report(kind: ConditionKind): Promise<void>
  /** After signing out the next volunteer sees neither stops nor groups; what waits stays and is sent. */
  forget(): Promise<void>
}

type Given = Environment & { store: Store; network: Network }
type KeptJourney = { journey: Journey; fetchedAt: number }

/** Opens what this phone kept; needs no network. */
export async function openField({ store, network, clock, random, timers }: Given): Promise<Field> {
  const deviceId = await ownDeviceId()
  const kept = await store.get<KeptJourney>('journey')
  const journey = signal(kept?.journey)
  const stopId = signal(await store.get<string>('stop'))
  const own = signal<OwnEntry[]>(await readOwn())
  let obeysSwitch = false
  const groups = signal<ReadonlyMap<string, GroupState>>(new Map())
  const needsSignIn = signal(false)
  const isNotVolunteer = signal(false)
  // Practice has a clock of its own; a real one corrects phones that run ahead or behind.
  let operationClock: Clock = kept ? shiftedBy(kept) : clock
  const issuers: KnownIssuers = await openKnownIssuers({ store, fetch: network.fetch, clock })
  let ownKids: string[] = []
  await followJourney()
  await dropOld()

  const counts = await openOutbox<WaitingCheckIn, CheckInReceipt>({
    name: 'counts',
    batchMax: BATCH_ENTRIES_MAX,
    ...{ store, clock, random, timers },
    async deliver(batch) {
      if (!journey.value) return new Map()
      const sent = await sendBatch(
        { fetch: network.fetch, journey: journey.value, deviceId, stopId: stopId.value ?? null },
        batch,
      )
      learn(sent)
      return sent.deliveries
    },
    onReceived: ({ id }) => settle(id, 'received'),
    onRefused: ({ id }) => settle(id, 'refused'),
  })
  const reports = await openOutbox<{ operationId: string; report: ConditionReport }, true>({
    name: 'reports',
    ...{ store, clock, random, timers },
    async deliver(batch) {
      const deliveries = new Map()
      for (const { id, body } of batch) {
        if (body.operationId !== journey.value?.operationId) continue
        const answer = await call(network.fetch, reportCondition, { body: body.report })
        if (answer.kind === 'ok') deliveries.set(id, { kind: 'received', receipt: true })
        else if (answer.kind === 'problem' && answer.problem.status === 404)
          deliveries.set(id, { kind: 'refused', reason: 'stop' })
      }
      return deliveries
    },
    onReceived: async () => {},
    onRefused: async () => {},
  })
  network.onReturn(() => void refresh())
  // Others count the same groups; only while somebody looks, so that a forgotten phone lets its session end.
  const look = async () => (document.visibilityState === 'visible' ? askAboutGroups() : undefined)
  every(timers, LOOK_EVERY_MS, look, () => {})

  const stop = computed(() => journey.value?.stops.find(({ id }) => id === stopId.value))
  return {
    journey,
    stop,
    own: computed(() => ownCountAt(stop.value?.id, deviceId, own.value, groups.value)),
    waiting: computed(() => counts.waiting.value + reports.waiting.value),
    refused: computed(() => own.value.filter(({ state }) => state === 'refused').length),
    practice: computed(() => journey.value?.practice ?? issuers.practice.value),
    needsSignIn,
    isNotVolunteer,
    refresh,
    async chooseStop(chosen) {
      stopId.value = chosen
      groups.value = new Map()
      if (chosen) await store.put('stop', chosen)
      else await store.remove('stop')
      void refresh()
    },
    async read(text) {
      const typed = readTypedCode(text)
      return typed.kind === 'household' ? typed : readCheckedCard(await issuers.check(text), ownKids)
    },
    countHousehold: ({ code, sizeOnCard }, people) => add({ kind: 'household', ...press(), code, sizeOnCard, people }),
    countNameless: (people) => add({ kind: 'nameless', ...press(), people }),
    async undoLast() {
      const { last } = ownCountAt(stop.value?.id, deviceId, own.value)
      if (last) await add({ kind: 'undo', ...press(), undoes: last.id })
    },
    async report(kind) {
      const { id, stopId, madeAt } = press()
      await reports.add(id, { operationId: journey.value!.operationId, report: { id, stopId, kind, at: madeAt } })
      void reports.sendNow()
    },
    async forget() {
      journey.value = undefined
      stopId.value = undefined
      groups.value = new Map()
      await Promise.all([store.remove('journey'), store.remove('stop')])
    },
  }

  /** Asks for the stops, sends what waits, and learns how the groups stand. Silent without a network. */
  async function refresh(): Promise<void> {
    const answer = await call(network.fetch, readJourney, {})
    const status = answer.kind === 'problem' ? answer.problem.status : undefined
    if (answer.kind !== 'offline') {
      isNotVolunteer.value = status === 403 || status === 404
      needsSignIn.value = status === 401 || isNotVolunteer.value
    }
    await issuers.refresh()
    if (answer.kind !== 'ok') return
    const fetched = { journey: answer.reply, fetchedAt: clock() }
    journey.value = answer.reply
    operationClock = shiftedBy(fetched)
    await store.put('journey', fetched)
    await followJourney()
    await dropOld()
    await Promise.all([counts.sendNow(), reports.sendNow()])
    await askAboutGroups()
  }

  async function askAboutGroups() {
    if (!journey.value || !stopId.value) return
    const asked = { fetch: network.fetch, journey: journey.value, deviceId, stopId: stopId.value }
    const sent = await sendBatch(asked, [])
    if (asked.stopId === stopId.value) learn(sent)
  }

  function learn({ needsSignIn: needed, groups: told }: Sent) {
    needsSignIn.value = needed ?? needsSignIn.value
    if (told) groups.value = new Map(told.map(({ code, state }) => [code, state]))
  }

  /** What follows from the journey known now: its practice switch, and whose cards are its own. */
  async function followJourney() {
    if (!journey.value) return
    if (journey.value.practice && !obeysSwitch) network.obeyPracticeSwitch()
    obeysSwitch ||= journey.value.practice
    const keys = journey.value.issuerPublicKeys.map((key) => fromBase64url(key))
    ownKids = await Promise.all(keys.map(async (key) => (key ? toHex(await keyIdOf(key)) : '')))
  }

  function press() {
    if (!stop.value) throw new Error('nothing is counted before a stop is chosen')
    return { id: newId(random), stopId: stop.value.id, madeAt: new Date(operationClock()).toISOString() }
  }

  /** On the phone first, then in the outbox: a press that is shown is kept. */
  async function add(entry: CheckInEntry) {
    const made: OwnEntry = { operationId: journey.value!.operationId, entry, state: 'waiting' }
    await store.put(OWN + entry.id, made)
    await counts.add(entry.id, { operationId: made.operationId, entry })
    own.value = [...own.value, made]
    void counts.sendNow()
  }

  async function settle(id: string, state: 'received' | 'refused') {
    const made = own.value.find(({ entry }) => entry.id === id)
    if (!made) return
    await store.put(OWN + id, { ...made, state })
    own.value = own.value.map((each) => (each === made ? { ...made, state } : each))
  }

  /** In the order of the presses. */
  async function readOwn(): Promise<OwnEntry[]> {
    const names = await store.names(OWN)
    const all = await Promise.all(names.map((name) => store.get<OwnEntry>(name)))
    return all.filter((made) => made !== undefined).sort((a, b) => (a.entry.madeAt < b.entry.madeAt ? -1 : 1))
  }

  /** What the server has had for 72 hours leaves the phone too. */
  async function dropOld() {
    const before = operationClock() - CHECK_IN_LIFE_MS
    const old = own.value.filter(({ entry, state }) => state !== 'waiting' && Date.parse(entry.madeAt) <= before)
    if (old.length === 0) return
    for (const { entry } of old) await store.remove(OWN + entry.id)
    own.value = own.value.filter((made) => !old.includes(made))
  }

  async function ownDeviceId(): Promise<string> {
    const known = await store.get<string>('device')
    if (known) return known
    const made = newId(random)
    await store.put('device', made)
    return made
  }

  function shiftedBy({ journey, fetchedAt }: KeptJourney): Clock {
    return shiftedClock(clock, Date.parse(journey.now) + clock() - fetchedAt)
  }
}

const OWN = 'own/'
const LOOK_EVERY_MS = 60_000

import { type Signal, signal } from '@preact/signals'
import type * as z from 'zod/mini'
import type { Environment } from '#platform/base/environment.ts'
import { plainDateOf } from '#platform/base/plain-date.ts'
import type { Catalogue, Locale } from '#platform/messages/messages.ts'
import type { Network } from '#platform/offline/network.ts'
import type { Store } from '#platform/offline/store.ts'
import type { OperationCard } from '../../contract.ts'
import type { Draft } from './draft.ts'

/** An operation this phone was invited by, as its server described it and the invitation's fingerprint confirmed it. */
export interface KnownOperation {
  invitation: string
  card: z.infer<typeof OperationCard>
  /** The operation's clock minus the phone's, in milliseconds: practice lives in 2021, and phones are often wrong. */
  clockShift: number
  fingerprint: number[]
}

/** A household told to the end. Others who use this phone see the code and the number of people, nothing else. */
export interface Finished {
  entryId: string
  shortCode: string
  size: number
  operationName: string
  practice: boolean
  /** Text of the ticket, or of the official card once it is there. */
  text: string
  expiresOn: string
  state: 'ticket' | 'waiting' | 'card' | 'refused'
  childrenOnly: boolean
  /** Until the person noted it or chose to keep it here. */
  accessCode?: string
  isCodeKept?: boolean
}

/** Where the person is; kept in the browser's history, so that its back button is safe. */
export type Screen =
  | { kind: 'welcome' }
  | { kind: 'question'; step: string }
  | { kind: 'child-alone' }
  | { kind: 'child-apart'; personId: string }
  | { kind: 'card'; entryId: string }
  | { kind: 'code'; entryId: string }
  | { kind: 'set-aside' }
  | { kind: 'mine' }

/** Everything the screens share. Made once, in the app's main file. */
export interface Phone {
  env: Environment
  network: Network
  store: Store
  /** The text after `#` in the address, from the poster. */
  invitation: string | undefined
  operation: Signal<KnownOperation | undefined>
  /** Why the invitation could not be opened, as a message key. */
  invitationRefusal: Signal<string | undefined>
  draft: Signal<Draft | undefined>
  finished: Signal<Finished[]>
  screen: Signal<Screen>
  isReadyOffline: Signal<boolean>
  /** The browser did not promise to keep what is here. */
  mayBeCleared: Signal<boolean>
  changeLanguage: (locale: Locale) => Promise<void>
  /** Words of screens that few ask for. */
  laterWords: (locale: Locale) => Promise<Catalogue>
}

/** An empty phone around what the app hands in. */
export function makePhone(
  given: Pick<Phone, 'env' | 'network' | 'store' | 'invitation' | 'changeLanguage' | 'laterWords'>,
): Phone {
  return {
    ...given,
    operation: signal(undefined),
    invitationRefusal: signal(undefined),
    draft: signal(undefined),
    finished: signal([]),
    screen: signal({ kind: 'welcome' }),
    isReadyOffline: signal(false),
    mayBeCleared: signal(false),
  }
}

/** Now, on the operation's clock. */
export function nowOf({ env, operation }: Phone): number {
  return env.clock() + (operation.value?.clockShift ?? 0)
}

/** Today, on the operation's clock. */
export const todayOf = (phone: Phone): string => plainDateOf(nowOf(phone))

/** Goes to a screen; the browser's back button leads here again. */
export function go(phone: Phone, screen: Screen): void {
  history.pushState(screen, '')
  phone.screen.value = screen
}

/** Goes to a screen that takes the place of this one: there is no way back to what was sent or left. */
export function goInstead(phone: Phone, screen: Screen): void {
  history.replaceState(screen, '')
  phone.screen.value = screen
}

/** Changes the draft and keeps it on the phone; the promise settles once the phone has it, or a newer one. */
export function keepDraft(phone: Phone, draft: Draft | undefined): Promise<void> {
  phone.draft.value = draft
  const write = async () => {
    if (phone.draft.value !== draft) return // the newer one is next in line
    await (draft ? phone.store.put('draft', draft) : phone.store.remove('draft'))
  }
  // One after the other: an older draft must not arrive last.
  const written = (writing.get(phone) ?? Promise.resolve()).then(write, write)
  writing.set(phone, written)
  return written
}

const writing = new WeakMap<Phone, Promise<void>>()

/**
 * Keeps an answer, then asks the next question: whoever sees the next one will not be asked for the last again, also when the
 * browser is killed in that moment. A phone that is slow to write does not hold anybody up for long.
 */
export async function keepAndGo(phone: Phone, draft: Draft, screen: Screen): Promise<void> {
  const from = phone.screen.value
  let stopWaiting = () => {}
  const waited = new Promise<void>((resolve) => {
    stopWaiting = phone.env.timers.after(LONGEST_WAIT_MS, resolve)
  })
  try {
    await Promise.race([keepDraft(phone, draft), waited])
  } finally {
    stopWaiting()
    // Pressed twice, or gone back meanwhile: she is led on once, and from where she pressed.
    if (phone.screen.value === from) go(phone, screen)
  }
}

const LONGEST_WAIT_MS = 1000

/** Changes one finished household, or adds it. */
export async function keepFinished(phone: Phone, finished: Finished): Promise<void> {
  await phone.store.put(`finished/${finished.entryId}`, finished)
  const others = phone.finished.value.filter(({ entryId }) => entryId !== finished.entryId)
  phone.finished.value = [finished, ...others]
}

/** Reads what this phone kept from earlier visits. */
export async function remember(phone: Phone): Promise<void> {
  phone.draft.value = await phone.store.get<Draft>('draft')
  const names = await phone.store.names('finished/')
  const finished = await Promise.all(names.map((name) => phone.store.get<Finished>(name)))
  phone.finished.value = finished.filter((one) => one !== undefined)
  phone.operation.value = await phone.store.get<KnownOperation>('operation')
  if (phone.draft.value && (await wasSent(phone, phone.draft.value))) await keepDraft(phone, undefined)
}

/** The browser was killed between handing over a household and letting go of its draft. */
async function wasSent({ store, finished }: Phone, { entryId }: Draft): Promise<boolean> {
  if ((await store.names(`outbox/${entryId}`)).length > 0) return true
  return finished.value.some((one) => one.entryId === entryId && one.state !== 'ticket')
}

import { type ReadonlySignal, signal } from '@preact/signals'
import type { Clock } from '#platform/base/environment.ts'
import { fromBase64url, toBase64url, toHex } from '#platform/base/ids.ts'
import type { PlainDate } from '#platform/base/plain-date.ts'
import type { Fetch } from '#platform/http/client.ts'
import type { Store } from '#platform/offline/store.ts'
import { newerStatusList, readStatusList, type StatusList } from '../status-list.ts'
import { isPracticeList, keyringOf, newerTrustList, readTrustList, type TrustList } from '../trust-list.ts'
import { type CardCheck, verifyCard } from '../verification.ts'

/** What this phone knows about issuers, kept from the last time there was a network. */
export type KnownIssuers = {
  /** The day of the newest list here; `undefined` while there is none. */
  listsOn: ReadonlySignal<PlainDate | undefined>
  practice: ReadonlySignal<boolean>
  /** Fetches newer lists; keeps what it has when there is no network. */
  refresh(): Promise<void>
  /** Checks a card with what is known now; needs no network. */
  check(text: string): Promise<CardCheck>
  /** The day here, which in practice is the practice world's. */
  today(): PlainDate
}

type Kept = { bytes: string; fetchedAt: number }

/** Opens what is stored, every list verified again. */
export async function openKnownIssuers(given: { store: Store; fetch: Fetch; clock: Clock }): Promise<KnownIssuers> {
  const { store, clock } = given
  const listsOn = signal<PlainDate | undefined>(undefined)
  const practice = signal(false)
  const statusLists = new Map<string, StatusList>()
  let trustList: TrustList | undefined
  let clockShiftMs = 0

  await load()
  return { listsOn, practice, refresh, check, today }

  async function load() {
    const kept = await store.get<Kept>('trust-list')
    const list = kept && (await readTrustList(fromBase64url(kept.bytes) ?? new Uint8Array()))
    if (list) take(list, kept.fetchedAt)
    for (const issuer of keyringOf(trustList)) {
      const bytes = fromBase64url((await store.get<string>(statusName(issuer.kid))) ?? '')
      const status = bytes && (await readStatusList(bytes, [issuer]))
      if (status) statusLists.set(toHex(issuer.kid), status)
    }
  }

  async function refresh() {
    const bytes = await download('/api/trust-list')
    const pinned = trustList && !isPracticeList(trustList) ? trustList.rootKey : undefined
    const fetched = bytes && (await readTrustList(bytes, pinned))
    if (fetched && newerTrustList(trustList, fetched) === fetched) {
      const fetchedAt = clock()
      take(fetched, fetchedAt)
      await store.put('trust-list', { bytes: toBase64url(bytes), fetchedAt } satisfies Kept)
    }
    for (const issuer of (trustList?.issuers ?? []).slice(0, ISSUERS_PER_VISIT_MAX)) await refreshStatus(issuer.kid)
  }

  async function refreshStatus(kid: Uint8Array) {
    const name = toHex(kid)
    const bytes = await download(`/api/status-lists/${name}`)
    const fetched = bytes && (await readStatusList(bytes, keyringOf(trustList)))
    const newer = newerStatusList(practice.value ? undefined : statusLists.get(name), fetched)
    if (!fetched || newer !== fetched || toHex(fetched.kid) !== name) return
    statusLists.set(name, fetched)
    await store.put(statusName(kid), toBase64url(bytes))
  }

  function take(list: TrustList, fetchedAt: number) {
    trustList = list
    listsOn.value = list.issuedOn
    practice.value = isPracticeList(list)
    // The practice world has a clock of its own, and its list says what time it is there.
    clockShiftMs = practice.value ? list.issuedAt * 1000 - fetchedAt : 0
  }

  async function download(address: string): Promise<Uint8Array | undefined> {
    try {
      const response = await given.fetch(address, { credentials: 'omit', redirect: 'error' })
      return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined
    } catch {
      return undefined // no network: what is here stays
    }
  }

  function check(text: string) {
    return verifyCard(text, keyringOf(trustList), today(), [...statusLists.values()])
  }

  function today() {
    const here = new Date(clock() + clockShiftMs)
    const two = (part: number) => String(part).padStart(2, '0')
    return `${here.getFullYear()}-${two(here.getMonth() + 1)}-${two(here.getDate())}`
  }
}

const ISSUERS_PER_VISIT_MAX = 50

const statusName = (kid: Uint8Array) => `status-list:${toHex(kid)}`

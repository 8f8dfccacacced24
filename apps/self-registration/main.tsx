import '#platform/ui/kit.css'
import { loadCatalogue } from 'virtual:messages'
import { loadCatalogue as laterWords } from 'virtual:messages-later'
import { signal } from '@preact/signals'
import { type ComponentType, render } from 'preact'
import { LanguageScreen } from '#capabilities/registration/pages/phone/LanguageScreen.tsx'
import {
  go,
  goInstead,
  makePhone,
  type Phone,
  remember,
  type Screen,
} from '#capabilities/registration/pages/phone/phone.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { isLocale, type Locale } from '#platform/messages/messages.ts'
import { openNetwork } from '#platform/offline/network.ts'
import { keepForOffline } from '#platform/offline/service-worker.ts'
import { openStore } from '#platform/offline/store.ts'
import { startAnewWhenComingBack } from '#platform/ui/pages/coming-back.ts'
import { speakLanguage } from '#platform/ui/pages/language.ts'
import { hasJustLeft } from '#platform/ui/pages/QuickExit.tsx'
import { findVoices } from '#platform/ui/pages/speech.ts'

/** The first screen asks for the language and needs nothing else; everything after it loads meanwhile. */
async function start(root: HTMLElement): Promise<void> {
  const env = realEnvironment()
  const network = openNetwork({ fetch: (url, init) => fetch(url, init), timers: env.timers })
  const { invitation, wantedLanguage } = takeAddress()
  // Another poster opened in the same tab changes nothing but the part after `#`.
  addEventListener('hashchange', () => location.hash.length > 1 && location.reload())
  const store = await openStore('registration', env.random)
  const phone = makePhone({ env, network, store, invitation, changeLanguage, laterWords })
  const Flow = signal<ComponentType<{ phone: Phone }> | undefined>(undefined)
  const isChosen = signal(false)

  async function changeLanguage(locale: Locale): Promise<void> {
    speakLanguage(locale, await loadCatalogue(locale))
    isChosen.value = true
    await store.put('language', locale)
  }

  function Page() {
    if (!isChosen.value) return <LanguageScreen onChoose={(locale) => void changeLanguage(locale)} />
    return Flow.value ? <Flow.value phone={phone} /> : <main class="sheet" aria-busy="true" />
  }

  await remember(phone)
  const left = hasJustLeft()
  const known = !left && (phone.draft.value !== undefined || phone.finished.value.length > 0)
  const chosen = wantedLanguage ?? (known ? await store.get<string>('language') : undefined)
  if (chosen && isLocale(chosen)) await changeLanguage(chosen)
  if (left) goInstead(phone, { kind: 'welcome' })
  else firstScreen(phone)
  addEventListener('popstate', ({ state }: PopStateEvent) => {
    phone.screen.value = (state as Screen | null) ?? { kind: 'welcome' }
  })
  // A page emptied by leaving must not come back empty, nor full, from the browser's memory.
  startAnewWhenComingBack()
  render(<Page />, root)
  findVoices()

  const [{ Flow: loaded }, { startFlow }] = await Promise.all([
    import('#capabilities/registration/pages/phone/Flow.tsx'),
    import('#capabilities/registration/pages/phone/outbox-of-phone.ts'),
  ])
  Flow.value = loaded
  await keepForOffline('/r/', () => {
    phone.isReadyOffline.value = true
  }).catch(() => undefined) // without it the page still works while there is signal
  await startFlow(phone)
}

/**
 * The invitation stands after `#`, which no server sees; taken away, so that a shared screen or history does not keep
 * it. A link may name a language (`?lang=ht`).
 */
function takeAddress() {
  const invitation = location.hash.slice(1) || undefined
  const wantedLanguage = new URLSearchParams(location.search).get('lang') ?? undefined
  if (invitation || wantedLanguage) history.replaceState(history.state, '', location.pathname)
  return { invitation, wantedLanguage }
}

/** Where the person was: the page of before a reload, the half-told household, or the card that is already here. */
function firstScreen(phone: Phone): void {
  const draft = phone.draft.value
  const [latest] = phone.finished.value
  if (draft && draft.at !== 'speaker') go(phone, { kind: 'question', step: draft.at })
  else if (!draft && latest && !phone.invitation) go(phone, { kind: 'card', entryId: latest.entryId })
}

const root = document.getElementById('app')
if (root) void start(root)

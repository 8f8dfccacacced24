import '#platform/ui/kit.css'
import './verifier.css'

import { loadCatalogue } from 'virtual:messages'
import { useSignal } from '@preact/signals'
import { render } from 'preact'
import { useEffect } from 'preact/hooks'
import { type KnownIssuers, openKnownIssuers } from '#capabilities/proof/pages/known-issuers.ts'
import { Verifier } from '#capabilities/proof/pages/verifier/Verifier.tsx'
import { realEnvironment } from '#platform/base/environment.ts'
import { isLocale, type Locale, preferredLocale } from '#platform/messages/messages.ts'
import { openNetwork } from '#platform/offline/network.ts'
import { keepForOffline } from '#platform/offline/service-worker.ts'
import { openStore, type Store } from '#platform/offline/store.ts'
import { Bar } from '#platform/ui/pages/Bar.tsx'
import { startAnewWhenComingBack } from '#platform/ui/pages/coming-back.ts'
import { LanguagePicker } from '#platform/ui/pages/LanguagePicker.tsx'
import { speakLanguage, t } from '#platform/ui/pages/language.ts'
import { Sheet } from '#platform/ui/pages/Sheet.tsx'

const environment = realEnvironment()
const network = openNetwork({ fetch: (url, init) => fetch(url, init), timers: environment.timers })

async function start() {
  const store = await openStore('verifier', environment.random)
  const asked = new URLSearchParams(location.search).get('lang') ?? (await store.get<string>('locale')) ?? ''
  await speak(isLocale(asked) ? asked : preferredLocale(navigator.languages))
  const known = await openKnownIssuers({ store, fetch: network.fetch, clock: environment.clock })

  startAnewWhenComingBack()
  render(<App known={known} store={store} />, document.getElementById('app')!)

  network.onReturn(() => void known.refresh())
  await known.refresh()
  if (known.practice.value) network.obeyPracticeSwitch()
}

/** The page around the verifier: language, signal, and whether it is ready without one. */
function App({ known, store }: { known: KnownIssuers; store: Store }) {
  const choosing = useSignal(false)
  const choose = async (locale: Locale) => {
    choosing.value = false
    await speak(locale)
    await store.put('locale', locale)
  }
  return (
    <>
      <Bar
        onLanguage={() => {
          choosing.value = true
        }}
        status={network.hasSignal.value ? undefined : t('ui_no_signal')}
      />
      {known.practice.value && <p class="practice">{t('verify_practice')}</p>}
      <Verifier known={known} />
      <OfflineReady />
      {choosing.value && (
        <Sheet
          title={t('ui_language')}
          closeWord={t('ui_close')}
          onClose={() => {
            choosing.value = false
          }}
        >
          <LanguagePicker onChoose={choose} />
        </Sheet>
      )}
    </>
  )
}

/** Says when every file is on the phone, so that the next card can be checked without signal. */
function OfflineReady() {
  const ready = useSignal(false)
  useEffect(() => {
    keepForOffline('/verify/', () => {
      ready.value = true
    }).catch(() => {}) // without it the page works as long as there is signal
  }, [])
  return (
    <p class="offline-ready" role="status">
      {t(ready.value ? 'ui_offline_ready' : 'verify_offline_wait')}
    </p>
  )
}

async function speak(locale: Locale) {
  speakLanguage(locale, await loadCatalogue(locale))
}

void start()

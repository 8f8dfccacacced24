import '#platform/ui/kit.css'
import './field.css'

import { loadCatalogue } from 'virtual:messages'
import { useSignal } from '@preact/signals'
import { render } from 'preact'
import { useEffect } from 'preact/hooks'
import { FieldApp } from '#capabilities/journeys/pages/phone/FieldApp.tsx'
import { type Field, openField } from '#capabilities/journeys/pages/phone/field.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { isUuid } from '#platform/base/ids.ts'
import { isLocale, type Locale, preferredLocale } from '#platform/messages/messages.ts'
import { openNetwork } from '#platform/offline/network.ts'
import { askToKeep } from '#platform/offline/persist.ts'
import { keepForOffline } from '#platform/offline/service-worker.ts'
import { openStore, type Store } from '#platform/offline/store.ts'
import { Bar } from '#platform/ui/pages/Bar.tsx'
import { startAnewWhenComingBack } from '#platform/ui/pages/coming-back.ts'
import { LanguagePicker } from '#platform/ui/pages/LanguagePicker.tsx'
import { speakLanguage, t } from '#platform/ui/pages/language.ts'
import { Sheet } from '#platform/ui/pages/Sheet.tsx'
import { findVoices } from '#platform/ui/pages/speech.ts'

const environment = realEnvironment()
const network = openNetwork({ fetch: (url, init) => fetch(url, init), timers: environment.timers })

async function start() {
  const store = await openStore('field', environment.random)
  const asked = new URLSearchParams(location.search).get('lang') ?? (await store.get<string>('locale')) ?? ''
  await speak(isLocale(asked) ? asked : preferredLocale(navigator.languages))
  findVoices()
  const field = await openField({ store, network, ...environment })
  startAnewWhenComingBack()
  render(<App field={field} store={store} />, document.getElementById('app')!)
  await field.refresh()
}

/** The page around counting: language, signal, practice, and whether the phone is ready without signal. */
function App({ field, store }: { field: Field; store: Store }) {
  const choosing = useSignal(false)
  const choose = async (locale: Locale) => {
    choosing.value = false
    await speak(locale)
    await store.put('locale', locale)
  }
  const wanted = location.hash.slice(1)
  return (
    <>
      <Bar
        onLanguage={() => {
          choosing.value = true
        }}
        {...statusOf(field)}
      />
      {field.practice.value && <p class="practice">{t('ui_practice')}</p>}
      <FieldApp
        field={field}
        fetch={network.fetch}
        hasSignal={network.hasSignal.value}
        operationId={isUuid(wanted) ? wanted : undefined}
      />
      <KeptHere store={store} />
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

/** "38 waiting" while they cannot be sent; a press that is on its way needs no word. */
function statusOf(field: Field): { status?: string } {
  const isStuck = !network.hasSignal.value || field.needsSignIn.value
  if (isStuck && field.waiting.value > 0) return { status: t('journeys_waiting_bar', { count: field.waiting.value }) }
  return network.hasSignal.value ? {} : { status: t('ui_no_signal') }
}

/** Says when every file is on the phone, and plainly where the browser does not promise to keep counts. */
function KeptHere({ store }: { store: Store }) {
  const ready = useSignal(false)
  const kept = useSignal(true)
  useEffect(() => {
    keepForOffline('/field/', () => {
      ready.value = true
    }).catch(() => {}) // without it the page works while there is signal
    void askToKeep().then((promised) => {
      kept.value = promised || store.lasting
    })
  }, [])
  return (
    <p class="field-ready" role="status">
      {!kept.value && `${t('journeys_not_kept')} `}
      {ready.value && t('ui_offline_ready')}
    </p>
  )
}

async function speak(locale: Locale) {
  speakLanguage(locale, await loadCatalogue(locale))
}

void start()

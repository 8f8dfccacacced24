import '#platform/ui/desk.css'
import './desk-app.css'

import { loadCatalogue } from 'virtual:messages'
import { render } from 'preact'
import type { CardWords } from '#capabilities/proof/paper.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { isLocale, type Locale, locales, preferredLocale } from '#platform/messages/messages.ts'
import { openNetwork } from '#platform/offline/network.ts'
import { startAnewWhenComingBack } from '#platform/ui/pages/coming-back.ts'
import { speakLanguage } from '#platform/ui/pages/language.ts'
import { App } from './App.tsx'
import { openAddress } from './address.ts'

const LOCALE_KEY = 'posada-desk-locale'
// A large list takes its time to come in; the page shows how far it is.
const ANSWER_MS_MAX = 120_000

async function start() {
  const environment = realEnvironment()
  const network = openNetwork({
    fetch: (url, init) => fetch(url, init),
    timers: environment.timers,
    timeoutMs: ANSWER_MS_MAX,
  })
  const asked = new URLSearchParams(location.search).get('lang') ?? localStorage.getItem(LOCALE_KEY) ?? ''
  await speak(isLocale(asked) ? asked : preferredLocale(navigator.languages))
  startAnewWhenComingBack()
  render(
    <App environment={environment} network={network} address={openAddress()} speak={speak} loadWords={loadWords} />,
    document.getElementById('app')!,
  )
}

async function speak(locale: Locale): Promise<void> {
  speakLanguage(locale, await loadCatalogue(locale))
  localStorage.setItem(LOCALE_KEY, locale)
}

/** A paper speaks the languages of whoever carries it and whoever reads it. */
async function loadWords(): Promise<CardWords> {
  const pairs = await Promise.all(locales.map(async ({ code }) => [code, await loadCatalogue(code)] as const))
  return Object.fromEntries(pairs) as CardWords
}

void start()

import { type Locale, preferredLocale } from '#platform/messages/messages.ts'
import { Bar } from '#platform/ui/pages/Bar.tsx'
import { Hero } from '#platform/ui/pages/Icon.tsx'
import { LanguagePicker } from '#platform/ui/pages/LanguagePicker.tsx'

/** The very first screen: no language is known yet, so it speaks all six. */
export function LanguageScreen({ onChoose }: { onChoose: (locale: Locale) => void }) {
  return (
    <>
      <Bar leaveWord={leaveWords[preferredLocale(navigator.languages)]} />
      <Hero />
      <main class="sheet">
        <h1 class="hidden">Posada</h1>
        <LanguagePicker onChoose={onChoose} />
      </main>
    </>
  )
}

/** The one word this screen needs before a language is chosen. */
const leaveWords: Record<Locale, string> = {
  ht: 'Kite',
  es: 'Salir',
  en: 'Leave',
  fr: 'Quitter',
  pt: 'Sair',
  ar: 'خروج',
}

import { type Locale, locales, preferredLocale } from '#platform/messages/messages.ts'
import { Say } from './Say.tsx'

/** Six rows in their own script, the phone's own language on top. No flags: a language is not a state. */
export function LanguagePicker({ onChoose }: { onChoose: (locale: Locale) => void }) {
  const first = preferredLocale(navigator.languages, 'ht')
  const ordered = [...locales].sort((a, b) => Number(b.code === first) - Number(a.code === first))
  return (
    <ul class="stack stack-tight">
      {ordered.map(({ code, name, greeting, dir }) => (
        <li key={code} class="choice-beside" lang={code} dir={dir}>
          <button type="button" class="choice" onClick={() => onChoose(code)}>
            <span>
              <strong>{name}</strong>
              <small>{greeting}</small>
            </span>
          </button>
          <Say words={`${name}. ${greeting}.`} lang={code} label={name} />
        </li>
      ))}
    </ul>
  )
}
